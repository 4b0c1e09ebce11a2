"""``tejido vocabulary``: the words that forms offer, taken out, brought in, and looked through."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from tejido.cli.options import language, node_option, opened, signed_in, tell, who_options
from tejido.declare.vocabularies import Term, Vocabulary
from tejido.errors import InputError, NotFoundError, UsageError
from tejido.exporting.vocabulary_csv import outside_columns, to_csv
from tejido.exporting.vocabulary_skos import BASE, to_turtle
from tejido.languages import label, say, words
from tejido.node import Node
from tejido.work import vocabularies
from tejido.work.term_rows import TermRow, read_terms
from tejido.work.vocabularies import ADDED, CHANGED, SAME, Change

_ = words("tejido")

#: More than all words of a node, in bytes.
LARGEST_FILE = 8 * 2**20
_OUTCOMES: Mapping[str, str] = {
    ADDED: _("new: %(term)s"),
    CHANGED: _("more is said of it: %(term)s"),
}


@click.group()
def vocabulary() -> None:
    """Look through the words that forms offer, take them out, bring your own in."""


@vocabulary.command("list")
@node_option
@click.argument("name", required=False, metavar="[VOCABULARY]")
def list_(folder: Path, name: str | None) -> None:
    """List the vocabularies, or the terms of VOCABULARY, with tabs between.

    Of each vocabulary: id, name, number of terms, how many are your own. Of each term: code, label,
    origin, broader term, and whether it is retired.
    """
    with opened(folder) as node:
        (found,) = _chosen(node, [name]) if name else [None]
        lines = _terms(found) if found else _vocabularies(node)
        for line in lines:
            click.echo("\t".join(line))


@vocabulary.command()
@node_option
@click.argument("names", nargs=-1, metavar="[VOCABULARY]...")
@click.option(
    "--form",
    type=click.Choice(["skos", "csv"]),
    required=True,
    help="skos is Turtle, for thesauri; csv opens in a spreadsheet and can be imported.",
)
@click.option("--base", default=BASE, show_default=True, help="What addresses begin with, in SKOS.")
def export(folder: Path, names: Sequence[str], form: str, base: str) -> None:
    """Write the vocabularies to stdout: all of them, or those that are named."""
    with opened(folder) as node:
        chosen = _chosen(node, names)
        if form == "csv":
            text = to_csv(chosen)
        else:
            text = to_turtle(node.declarations, [one.id for one in chosen], _checked(base))
        click.echo(text, nl=False)


@vocabulary.command("import")
@who_options
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change and keep nothing.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
def import_(
    folder: Path, handle: str, passphrase_file: Path | None, file: Path, dry_run: bool, yes: bool
) -> None:
    """Bring in terms of your own from FILE, in the form of «export --form csv».

    All of them or none. A term is new, or more is said of it; what an id means never changes.
    Name no person, organization or place: these words are not sealed.
    """
    with signed_in(folder, handle, passphrase_file) as (node, who):
        rows = read_terms(_read(file), _outside(node))
        wanted = [row.wanted for row in rows]
        try:
            changes = [one for one in vocabularies.foreseen(node, wanted) if one.outcome != SAME]
            for line in _said(node, changes, rows):
                click.echo(line)
            if dry_run or not changes:
                tell(_("Nothing was kept: this is what would change.") if changes else _NOTHING)
                return
            if not yes:
                _confirm()
            vocabularies.keep(node, who, wanted)
        except InputError as error:
            raise _located(error, rows) from error
    tell(_("Kept: %(count)d terms."), count=len(changes))


_NOTHING = _("Nothing is new in this file.")


def _vocabularies(node: Node) -> Iterator[tuple[str, ...]]:
    for name, one in sorted(node.declarations.vocabularies.items()):
        own = [term for term in one.offered if term.origin == "node"]
        called = say(node.declarations.vocabulary_label(name), language())
        yield name, called, str(len(one.offered)), str(len(own))


def _terms(found: Vocabulary) -> Iterator[tuple[str, ...]]:
    for term in found.terms.values():
        retired = say(_("retired"), language()) if term.retired else ""
        yield term.code, label(term.labels, language()), term.origin, term.broader, retired


def _chosen(node: Node, names: Sequence[str]) -> list[Vocabulary]:
    known = node.declarations.vocabularies
    for name in names:
        if name not in known:
            raise NotFoundError(_("There is no vocabulary %(name)s: see the list."), name=name)
    return [known[name] for name in (names or sorted(known))]


def _checked(base: str) -> str:
    """Return what addresses begin with, if they then are addresses."""
    scheme, colon, _rest = base.partition(":")
    if not (colon and scheme.isalpha() and base.isprintable()) or set(base) & set(' <>"{}|\\^`'):
        raise UsageError(_("--base must be the beginning of an address, https://...# or urn:..."))
    return base


def _outside(node: Node) -> list[str]:
    known = node.declarations.vocabularies.values()
    terms: list[Term] = [term for one in known for term in one.terms.values()]
    return outside_columns(terms)


def _said(node: Node, changes: Sequence[Change], rows: Sequence[TermRow]) -> Iterator[str]:
    called = {(row.wanted.vocabulary, row.wanted.code): row.wanted.labels for row in rows}
    for outcome, name, code in changes:
        labels = called.get((name, code)) or called.get((name, ""), {})
        term = f"{name}/{code} {label(labels, language())}".strip()
        yield say(_OUTCOMES[outcome], language(), term=term)


def _located(error: InputError, rows: Sequence[TermRow]) -> UsageError:
    """Return what is wrong with the first row that cannot be kept, by its line."""
    wrong = error.fields.get("terms")
    if not isinstance(wrong, Mapping):
        return UsageError(error.message)
    number = min(wrong)
    column, messages = next(iter(wrong[number].items()))
    message = _("Line %(line)d, %(column)s: %(reason)s Nothing was kept.")
    return UsageError(message, line=rows[number].line, column=column, reason=messages[0])


def _confirm() -> None:
    if not sys.stdin.isatty():
        raise UsageError(_("Nobody is there to be asked again: look with --dry-run, say --yes."))
    click.confirm(say(_("Keep these terms?"), language()), abort=True, err=True)


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened_:
            content = opened_.read(LARGEST_FILE + 1)
    except OSError as error:
        raise UsageError(_("Cannot read %(file)s; check its path."), file=file.name) from error
    if len(content) > LARGEST_FILE:
        raise UsageError(_("%(file)s is too large; import it in parts."), file=file.name)
    return content
