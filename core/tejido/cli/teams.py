"""``tejido team``: who can open what, and giving and taking it."""

from collections.abc import Iterator
from pathlib import Path

import click

from tejido.cli.options import signed_in, tell, who_options
from tejido.cli.secret_files import hand_over_once, reserved
from tejido.errors import ChangedError
from tejido.languages import words
from tejido.work import giving_again, renewing, teams
from tejido.work.alone import Others
from tejido.work.alone import alone as held_alone
from tejido.work.comparing import compared
from tejido.work.renewing import Stakes
from tejido.work.teams import Member

_ = words("tejido")
_words_option = click.option(
    "--words", "said", required=True, help="The six words that they read out to you."
)
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def team() -> None:
    """See who can open what, and open it to others."""


@team.command()
@who_options
@click.argument("process")
def show(folder: Path, handle: str, passphrase_file: Path | None, process: str) -> None:
    """List who can open PROCESS (its id), and who could: part, handle, state, words of the key.

    With tabs between. The parts are «holds», «wants» (did, until their key was renewed or they
    were disabled) and «could». Compare the words by voice before you open anything.
    """
    with signed_in(folder, handle, passphrase_file) as (node, who):
        found = teams.team(node, who, process)
    parts = {"holds": found.members, "wants": found.wanting, "could": found.others}
    for part, members in parts.items():
        for one in members:
            click.echo("\t".join((part, one.handle, one.state, _words(one))))


@team.command("open")
@who_options
@click.argument("process")
@click.argument("their_handle", metavar="HANDLE")
@_words_option
def open_(
    folder: Path,
    handle: str,
    passphrase_file: Path | None,
    process: str,
    their_handle: str,
    said: str,
) -> None:
    """Open PROCESS (its id) to HANDLE, with all that was written in it."""
    with signed_in(folder, handle, passphrase_file) as (node, who):
        public = compared(node, their_handle, said)
        teams.open_to(node, who, process, their_handle, public=public)
    tell(_("Opened. They read all of it, and write in it."))


@team.command()
@who_options
@click.argument("process")
@click.argument("their_handle", metavar="HANDLE")
def close(
    folder: Path, handle: str, passphrase_file: Path | None, process: str, their_handle: str
) -> None:
    """Take HANDLE out of the team of PROCESS (its id) and renew its key; may be yourself."""
    with signed_in(folder, handle, passphrase_file) as (node, who):
        teams.close_to(node, who, process, their_handle)
    tell(
        _(
            "Taken out. What they have read they have read; what is written from now on they"
            " do not get."
        )
    )


@team.command("hand-over")
@who_options
@click.argument("their_handle", metavar="HANDLE")
@click.option("--leaving", is_flag=True, help="Take yourself out of all of them as well.")
@_words_option
def hand_over(
    folder: Path,
    handle: str,
    passphrase_file: Path | None,
    their_handle: str,
    leaving: bool,
    said: str,
) -> None:
    """Open every process that you hold to HANDLE."""
    with signed_in(folder, handle, passphrase_file) as (node, who):
        public = compared(node, their_handle, said)
        number = teams.hand_over(node, who, their_handle, public=public, leaving=leaving)
    tell(_("Handed over: processes %(number)d."), number=number)


@team.command()
@who_options
def alone(folder: Path, handle: str, passphrase_file: Path | None) -> None:
    """List what only you can open, with tabs between; to administrators what only others can.

    «mine» with id and name; «theirs» with handle and number; «role» with role and handle;
    «nobody» with the number of processes that nobody who signs in can open.
    """
    with signed_in(folder, handle, passphrase_file) as (node, who):
        found = held_alone(node, who)
    for process, name in found.own:
        click.echo(f"mine\t{process}\t{name}")
    for role in found.roles:
        click.echo(f"role\t{role}\t{who.handle}")
    for line in _of_others(found.others) if found.others else ():
        click.echo(line)


@team.command()
@who_options
def wanted(folder: Path, handle: str, passphrase_file: Path | None) -> None:
    """List what colleagues want again of what you hold: handle, words of their key, what.

    With tabs between; what is the id and name of a process, or a role. Compare the words by voice.
    """
    with signed_in(folder, handle, passphrase_file) as (node, who):
        found = giving_again.wanted(node, who)
    for wish in found:
        for what in [*("\t".join(one) for one in wish.processes), *wish.roles]:
            click.echo("\t".join((wish.member.handle, _words(wish.member), what)))


@team.command("give-again")
@who_options
@click.argument("their_handle", metavar="HANDLE")
@click.option("--only", "owner", default="", help="One process (its id) or role; else all of it.")
@_words_option
def give_again(
    folder: Path,
    handle: str,
    passphrase_file: Path | None,
    their_handle: str,
    owner: str,
    said: str,
) -> None:
    """Give HANDLE again what they want and you hold."""
    with signed_in(folder, handle, passphrase_file) as (node, who):
        public = compared(node, their_handle, said)
        number = giving_again.give_again(node, who, their_handle, owner, public=public)
    tell(_("Given again: %(number)d."), number=number)


@team.command("let-go")
@who_options
@click.argument("their_handle", metavar="HANDLE")
@click.argument("owner", metavar="PROCESS_OR_ROLE")
def let_go(
    folder: Path, handle: str, passphrase_file: Path | None, their_handle: str, owner: str
) -> None:
    """Note that HANDLE needs a process (its id) or role no longer."""
    with signed_in(folder, handle, passphrase_file) as (node, who):
        giving_again.let_go(node, who, their_handle, owner)


@team.command()
@who_options
@click.argument("their_handle", metavar="HANDLE")
@click.option("--lose", is_flag=True, help="Accept that what nobody else holds is lost for good.")
@click.option(
    "--new-passphrase-file",
    type=_FILE,
    help="Where to write the new passphrase; without it it is shown once.",
)
def renew(
    folder: Path,
    handle: str,
    passphrase_file: Path | None,
    their_handle: str,
    lose: bool,
    new_passphrase_file: Path | None,
) -> None:
    """Give HANDLE, who lost everything, a new key; colleagues give them again what they hold."""
    files = [new_passphrase_file] if new_passphrase_file else []
    with reserved(files), signed_in(folder, handle, passphrase_file) as (node, who):
        found = renewing.stakes(node, who, their_handle)
        for line in _losses(found):
            click.echo(line)
        if found.digest and not lose:
            message = _("Nobody else holds these, so they would be lost: give --lose to go on.")
            raise ChangedError(message)
        added = renewing.renew(node, who, their_handle, found.digest)
    if found.second_factor:
        tell(_("Their codes from the phone are no longer asked for: they set them up anew."))
    hand_over_once(added.passphrase, new_passphrase_file)


def _of_others(found: Others) -> Iterator[str]:
    """Give what is in one other person's hands, in lines."""
    for their_handle, number in found.processes:
        yield f"theirs\t{their_handle}\t{number}"
    for role, their_handle in found.roles:
        yield f"role\t{role}\t{their_handle}"
    if found.nobody:
        yield f"nobody\t\t{found.nobody}"


def _losses(found: Stakes) -> Iterator[str]:
    """Give what would be lost, in lines: reference, kind, day, number of records; or a role."""
    for one in found.lost:
        yield f"lost\t{one.reference}\t{one.kind}\t{one.opened_on}\t{one.records}"
    for role in found.lost_roles:
        yield f"lost\t{role}"


def _words(member: Member) -> str:
    return " ".join(member.words)
