"""``tejido guardian``: choosing guardians, asking them, opening for a colleague, rehearsing."""

from pathlib import Path

import click

from tejido.cli import asking
from tejido.cli.options import code_of, code_option, node_option, opened, signed_in, who_options
from tejido.cli.secret_files import hand_over, reserved
from tejido.cli.terminal import tell
from tejido.languages import words
from tejido.work import giving_back, guardians

_ = words("tejido")
_NEW = click.Path(path_type=Path, dir_okay=False)

_mine = click.option("--handle", "handle", required=True, help="Your handle.")
_passphrase = click.option(
    "--new-passphrase-file",
    "file",
    type=click.Path(path_type=Path),
    help="A file whose first line is your new passphrase; without it you are asked.",
)


@click.group()
def guardian() -> None:
    """See to a key that guardians can give back together."""


@guardian.command()
@who_options
@click.argument("guardians_", metavar="[HANDLE]...", nargs=-1)
@click.option("--needed", type=click.IntRange(2, 7), default=2, show_default=True)
def choose(
    folder: Path,
    handle: str,
    passphrase_file: Path | None,
    guardians_: tuple[str, ...],
    needed: int,
) -> None:
    """Let NEEDED of these people give your key back together; nobody named takes it back."""
    with signed_in(folder, handle, passphrase_file) as (node, who):
        guardians.choose(node, who, guardians_, needed)
    tell(_("Your choice is kept."))


@guardian.command()
@node_option
@_mine
@_passphrase
def ask(folder: Path, handle: str, file: Path | None) -> None:
    """Ask your guardians for your key, under a new passphrase; prints the six words to read out."""
    _ask(folder, handle, file, rehearsal=False)


@guardian.command()
@node_option
@_mine
@_passphrase
def rehearse(folder: Path, handle: str, file: Path | None) -> None:
    """Ask as if it were real, with something that opens nothing; then `open` and `finish`."""
    _ask(folder, handle, file, rehearsal=True)


@guardian.command("list")
@who_options
def list_(folder: Path, handle: str, passphrase_file: Path | None) -> None:
    """List who asks you, their guardian: handle, words, opened and needed, whose turn."""
    with signed_in(folder, handle, passphrase_file) as (node, who):
        for wish in giving_back.asked_of(node, who):
            kind = "rehearsal" if wish.rehearsal else "key"
            count = f"{wish.opened}/{wish.threshold}"
            click.echo("\t".join((wish.handle, kind, " ".join(wish.words), count, *wish.turn)))


@guardian.command("open")
@who_options
@click.argument("asking_", metavar="HANDLE")
@click.option("--words", "said", required=True, help="The six words that HANDLE read out to you.")
def open_(folder: Path, handle: str, passphrase_file: Path | None, asking_: str, said: str) -> None:
    """Open your layer of HANDLE's key, if the words they read out are those of their new key."""
    with signed_in(folder, handle, passphrase_file) as (node, who):
        wish = giving_back.open_part(
            node, who, asking_, giving_back.compared(node, who, asking_, said)
        )
    tell(_("Opened: %(opened)s of %(needed)s."), opened=wish.opened, needed=wish.threshold)


@guardian.command()
@node_option
@_mine
@_passphrase
@code_option
@click.option("--recovery-words-file", "words_file", type=_NEW, help="Where to write new words.")
def finish(folder: Path, handle: str, file: Path | None, words_file: Path | None) -> None:
    """Take back what your guardians opened, with the passphrase under which you asked."""
    with reserved([words_file] if words_file else []), opened(folder) as node:
        passphrase = asking.passphrase(file)
        drawn = giving_back.finish(node, handle, passphrase, code_of(node, handle))
    if not drawn:
        tell(_("The rehearsal went well: your guardians could give your key back."))
        return
    hand_over(
        " ".join(drawn),
        words_file,
        shown=_("Your key is back. Your twelve new words; those from before open nothing:"),
        written=_("Your key is back. Your twelve new words are in %(file)s: print them."),
    )


def _ask(folder: Path, handle: str, file: Path | None, *, rehearsal: bool) -> None:
    with opened(folder) as node:
        said = giving_back.ask(node, handle, asking.passphrase(file), rehearsal=rehearsal)
    tell(_("Read these six words to each of your guardians, by voice or in person:"))
    click.echo(" ".join(said))
