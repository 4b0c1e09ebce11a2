"""``tejido init``: a node's first run."""

from pathlib import Path

import click

from tejido.cli.options import node_option
from tejido.errors import UsageError
from tejido.languages import DEFAULT_LANGUAGE, words
from tejido.work import people

_ = words("tejido")


@click.command()
@node_option
@click.option("--name", required=True, help="The organization's name, as others will see it.")
@click.option("--handle", required=True, help="The first person's handle.")
@click.option("--language", default=DEFAULT_LANGUAGE, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8420, show_default=True)
@click.option("--endpoint", default="", help="Where peers reach this node, as http://...onion")
@click.option("--database", default="", help="postgresql://... instead of the embedded SQLite.")
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    required=True,
    help="The first person's passphrase is written here; it must not exist yet.",
)
@click.option(
    "--root-words-file",
    type=click.Path(path_type=Path),
    help="Where to write the root's 24 words; without it they are shown once.",
)
def init(
    folder: Path,
    name: str,
    handle: str,
    language: str,
    host: str,
    port: int,
    endpoint: str,
    database: str,
    passphrase_file: Path,
    root_words_file: Path | None,
) -> None:
    """Make a node: its folder, keys, database and first person."""
    for file in filter(None, (passphrase_file, root_words_file)):
        if file.exists():
            raise UsageError(_("%(file)s exists already; name a new file."), file=file.name)
    founded = people.found(
        folder,
        name=name,
        handle=handle,
        language=language,
        host=host,
        port=port,
        endpoint=endpoint,
        database=database,
    )
    _write_secret(passphrase_file, founded.passphrase)
    words_of_root = " ".join(founded.root_words)
    if root_words_file is not None:
        _write_secret(root_words_file, words_of_root)
    else:
        click.echo("The root's words. Write them down now; they are kept nowhere:", err=True)
        click.echo(words_of_root)
    click.echo(f"Node {founded.node}: {' '.join(founded.spoken)}", err=True)


def _write_secret(file: Path, text: str) -> None:
    """Write a file that only its owner can read."""
    file.touch(mode=0o600, exist_ok=False)
    file.write_text(f"{text}\n", "utf-8")
