"""``tejido retention``: for how long things are kept, and what is kept whatever the rules say."""

import sys
from datetime import date
from pathlib import Path

import click

from tejido.cli.options import language, node_option, opened, signed_in, tell, who_options
from tejido.errors import UsageError
from tejido.languages import say, say_day, say_number, words
from tejido.node import Node
from tejido.store.retention import Rule
from tejido.work import holds
from tejido.work import retention as rules
from tejido.work.carrying_out import carry_out
from tejido.work.erasing_words import ACTIONS, ends, place_label, what_label
from tejido.work.retention import ERASE, Due

_ = words("tejido")


@click.group()
def retention() -> None:
    """Keep things for as long as was agreed, and no longer."""


@retention.command()
@who_options
def preview(folder: Path, handle: str, passphrase_file: Path | None) -> None:
    """Show the rules, and what they do in the next three months."""
    with signed_in(folder, handle, passphrase_file) as (node, who):
        for rule in rules.rules(node):
            click.echo(_rule(node, rule) + _waits(node, rule))
        found = rules.preview(node, who, node.today())
        for due in found.mine:
            click.echo(_due(node, due))
        for (what, state, action, is_held), number in found.others.items():
            text = _("Of others: %(number)s of %(what)s. %(action)s.")
            said = {
                "number": say_number(number, language()),
                "what": _place(node, what, state),
                "action": ends(action, language(), is_held=is_held),
            }
            click.echo(say(text, language(), **said))
        stays = ", ".join(what_label(node.declarations, one, language()) for one in found.unruled)
        if stays:
            click.echo(say(_("Without a rule, so it stays: %(what)s."), language(), what=stays))


@retention.command("set")
@who_options
@click.argument("what")
@click.option("--state", default="", help="open or closed; or a state of the type of record.")
@click.option("--months", type=int, help="Whole calendar months.")
@click.option("--action", type=click.Choice(list(ACTIONS)), default=ERASE, show_default=True)
@click.option("--never", is_flag=True, help="Remove the rule: it stays.")
def set_(
    folder: Path,
    handle: str,
    passphrase_file: Path | None,
    what: str,
    state: str,
    months: int | None,
    action: str,
    never: bool,
) -> None:
    """Set for how long WHAT is kept: a kind of process, a type of record, or log."""
    if (months is None) is not never:
        raise UsageError(_("Say either for how many months, or --never."))
    with signed_in(folder, handle, passphrase_file) as (node, who):
        if months is None:
            rules.remove_rule(node, who, what, state)
        else:
            rule = rules.set_rule(node, who, what, state, months, action)
            tell(_("It holds from %(day)s on."), day=say_day(_day(rule), language()))


@retention.command()
@node_option
def run(folder: Path) -> None:
    """Carry the rules out now, as «tejido serve» does each day. Needs no passphrase."""
    with opened(folder) as node:
        done = carry_out(node, node.today())
    if done.waited:
        tell(
            _(
                "Something is due, but the log knows nobody in the two days before today: the "
                "clock may have leapt ahead, so nothing was erased. Try again tomorrow."
            )
        )
    for text, number in (
        (_("Processes erased: %(number)s."), done.processes),
        (_("Single records erased: %(number)s."), done.records),
        (_("Entries of the log erased: %(number)s."), done.entries),
    ):
        click.echo(say(text, language(), number=say_number(number, language())))


@retention.command()
@who_options
@click.argument("process")
@click.option(
    "--reason-file",
    type=click.Path(path_type=Path),
    help="A file that says why; without it you are asked.",
)
def hold(
    folder: Path, handle: str, passphrase_file: Path | None, process: str, reason_file: Path | None
) -> None:
    """Keep PROCESS whatever the rules say. Why is sealed for its team."""
    with signed_in(folder, handle, passphrase_file) as (node, who):
        holds.hold(node, who, process, _reason(reason_file))
    tell(_("It is kept until its team releases it."))


@retention.command()
@who_options
@click.argument("process")
def release(folder: Path, handle: str, passphrase_file: Path | None, process: str) -> None:
    """Let the rules hold for PROCESS again; what is due goes within a day."""
    with signed_in(folder, handle, passphrase_file) as (node, who):
        holds.release(node, who, process)
    tell(_("Released: the rules hold for it again."))


def _rule(node: Node, rule: Rule) -> str:
    text = _("%(what)s: after %(months)s months. %(action)s.")
    return say(
        text,
        language(),
        what=_place(node, rule.what, rule.state),
        months=say_number(rule.months, language()),
        action=say(ACTIONS[rule.action], language()),
    )


def _waits(node: Node, rule: Rule) -> str:
    """Say from when on a rule holds that does not hold yet."""
    if _day(rule) <= node.today():
        return ""
    return " " + say(
        _("It holds from %(day)s on."), language(), day=say_day(_day(rule), language())
    )


def _day(rule: Rule) -> date:
    return date.fromisoformat(rule.from_on)


def _due(node: Node, due: Due) -> str:
    place = _place(node, due.resting.what, due.resting.state)
    about = due.resting.record or due.resting.process
    day = say_day(due.on_day, language())
    return f"{day}  {place}  {about}  {ends(due.action, language(), is_held=due.is_held)}"


def _place(node: Node, what: str, state: str) -> str:
    return place_label(node.declarations, what, state, language())


def _reason(file: Path | None) -> str:
    if file is not None:
        try:
            return file.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(_("Cannot read %(file)s; check its path."), file=file.name) from error
    if not sys.stdin.isatty():
        raise UsageError(_("Nobody is there to say why: name a file, --reason-file."))
    asked: str = click.prompt(say(_("Why it is kept"), language()), err=True)
    return asked
