"""``tejido init``: a node's first run."""

from collections.abc import Sequence
from pathlib import Path

import click

from tejido.cli.options import node_option, tell
from tejido.cli.secret_files import reserved, write_secret
from tejido.languages import DEFAULT_LANGUAGE, words
from tejido.work import founding

_ = words("tejido")
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@node_option
@click.option("--name", required=True, help="The organization's name, as others will see it.")
@click.option("--handle", required=True, help="The first person's handle.")
@click.option(
    "--passphrase-file",
    type=_FILE,
    required=True,
    help="The first person's passphrase is written here; it must not exist yet.",
)
@click.option(
    "--root-words-file",
    type=_FILE,
    help="Where to write the root's 24 words; without it they are shown once.",
)
@click.option("--language", default=DEFAULT_LANGUAGE, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8420, show_default=True)
@click.option("--endpoint", default="", help="Where peers reach this node, as http://...onion")
@click.option("--database", default="", help="postgresql://... instead of the embedded SQLite.")
def init(
    folder: Path, passphrase_file: Path, root_words_file: Path | None, **settings: str | int
) -> None:
    """Make a node: its folder, keys, database and first person."""
    with reserved([file for file in (passphrase_file, root_words_file) if file]):
        founded = founding.found(folder, **settings)  # type: ignore[arg-type]  # as click checked
    write_secret(passphrase_file, founded.passphrase)
    _show_root(founded.root_words, root_words_file)
    tell(
        _("Node %(node)s. Its words, to be read aloud: %(words)s."),
        node=founded.node,
        words=" ".join(founded.spoken),
    )
    tell(_("The first passphrase is in %(file)s."), file=passphrase_file)
    tell(_("To begin: tejido serve --node %(folder)s"), folder=folder)


def _show_root(root: Sequence[str], file: Path | None) -> None:
    if file is not None:
        write_secret(file, " ".join(root))
        tell(_("The words of the root are in %(file)s: print them, then erase it."), file=file)
        return
    tell(_("The words of the root. Write them down now; they are kept nowhere:"))
    click.echo(" ".join(root))
