"""``tejido init``: a node's first run, in a browser or by options alone."""

from collections.abc import Mapping
from pathlib import Path

import click

from tejido.cli import asking
from tejido.cli.first_run import first_run
from tejido.cli.options import node_option, tell
from tejido.cli.secret_files import hand_over, reserved, write_secret
from tejido.cli.serve import serve
from tejido.errors import SettingsError, UsageError
from tejido.languages import DEFAULT_LANGUAGE, words
from tejido.settings import SETTINGS_FILE
from tejido.work import founding
from tejido.work.founding import Founded

_ = words("tejido")
_NEW = click.Path(path_type=Path, dir_okay=False)


@click.command()
@node_option
@click.option("--name", default="", help="The organization's name, as others will see it.")
@click.option("--handle", default="", help="The first person's handle.")
@click.option("--language", default=DEFAULT_LANGUAGE, show_default=True)
@click.option(
    "--passphrase-file",
    type=_NEW,
    help="The first person's passphrase is drawn and written here; it must not exist yet.",
)
@click.option(
    "--own-passphrase-file",
    type=_NEW,
    help="A file whose first line is the passphrase that the first person chose.",
)
@click.option("--recovery-words-file", type=_NEW, help="Where to write their twelve words.")
@click.option("--root-words-file", type=_NEW, help="Where to write the root's 24 words.")
@click.option("--backup-key-file", type=_NEW, help="Where to write the key that opens the backups.")
@click.option(
    "--backup-recipient",
    "backup_recipients",
    multiple=True,
    help="age1...: whose key opens the backups, instead of one that is drawn.",
)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8420, show_default=True)
@click.option("--endpoint", default="", help="Where peers reach this node, as http://...onion")
@click.option("--database", default="", help="postgresql://... instead of the embedded SQLite.")
@click.pass_context
def init(
    ctx: click.Context,
    /,
    folder: Path,
    *,
    name: str,
    handle: str,
    language: str,
    passphrase_file: Path | None,
    own_passphrase_file: Path | None,
    recovery_words_file: Path | None,
    root_words_file: Path | None,
    backup_key_file: Path | None,
    **settings: str | int | tuple[str, ...],
) -> None:
    """Make a node: its folder, keys, database and first person.

    Without --name and --handle it prints a link that opens a short set-up in a browser, and then
    goes on serving the node. With them nobody need be there; what is shown once goes to files, or
    to the terminal, one secret a line: the root's words, the twelve words, the backups' key.
    """
    if not name and not handle:
        _in_a_browser(ctx, folder, settings)
        return
    if not (name and handle):
        raise UsageError(_("Name the organization and its first person: --name and --handle."))
    if (passphrase_file is None) == (own_passphrase_file is None):
        raise UsageError(_("Say where the passphrase goes, or comes from: --passphrase-file FILE."))
    own = asking.passphrase(own_passphrase_file) if own_passphrase_file else ""
    files = (passphrase_file, root_words_file, recovery_words_file, backup_key_file)
    with reserved([file for file in files if file]):
        founded = founding.found(  # as click checked
            folder,
            name=name,
            handle=handle,
            language=language,
            passphrase=own,
            **settings,  # type: ignore[arg-type]
        )
    if passphrase_file is not None:
        write_secret(passphrase_file, founded.passphrase)
        tell(_("The first passphrase is in %(file)s."), file=passphrase_file)
    _hand_over(founded, root_words_file, recovery_words_file, backup_key_file)
    tell(
        _("Node %(node)s. Its words, to be read aloud: %(words)s."),
        node=founded.node,
        words=" ".join(founded.spoken),
    )
    tell(_("To begin: tejido serve --node %(folder)s"), folder=folder)


def _in_a_browser(ctx: click.Context, folder: Path, settings: Mapping[str, object]) -> None:
    """Set the node up by the link, and go on as the node itself."""
    if (folder / SETTINGS_FILE).exists():
        raise SettingsError(_("There is a node in this folder: name a new one with --node."))

    def found(answers: Mapping[str, str]) -> Founded:
        return founding.found(folder, **answers, **settings)  # type: ignore[arg-type]  # checked

    if first_run(str(settings["host"]), int(str(settings["port"])), found):
        tell(_("The node serves from now on; later: tejido serve --node %(folder)s"), folder=folder)
        ctx.invoke(serve, folder=folder, port=None, safe_mode=False)


def _hand_over(founded: Founded, root: Path | None, words_: Path | None, key: Path | None) -> None:
    """Put what is shown once where it was asked to go."""
    hand_over(
        " ".join(founded.root_words),
        root,
        shown=_("The words of the root. Write them down now; they are kept nowhere:"),
        written=_("The words of the root are in %(file)s: print them, then erase it."),
    )
    hand_over(
        " ".join(founded.recovery),
        words_,
        shown=_("The first person's twelve words, if they forget the passphrase:"),
        written=_("The first person's twelve words are in %(file)s: print them, then erase it."),
    )
    if founded.backup_secret:
        hand_over(
            founded.backup_secret,
            key,
            shown=_("The key that opens the backups. Keep it elsewhere than them:"),
            written=_("The key that opens the backups is in %(file)s: keep it elsewhere."),
        )
