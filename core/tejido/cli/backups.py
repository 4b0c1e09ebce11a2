"""``tejido backup``: make backups, try whether they would serve, restore them."""

from pathlib import Path

import click

from tejido.cli import asking
from tejido.cli.options import language, node_option, opened, tell
from tejido.cli.secret_files import reserved
from tejido.languages import words
from tejido.vault.identity import spoken
from tejido.work import backups, restoring
from tejido.work.restoring import Backup, Restored, Somebody

_ = words("tejido")
_FILE = click.Path(path_type=Path, dir_okay=False)
_EXPECTED = click.option(
    "--node-id", default="", help="The id that the node is known to have; any other is refused."
)


@click.group()
def backup() -> None:
    """Back a node up, and bring it back."""


@backup.command()
@node_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder to put it in; better on another disk. It is made if missing.",
)
def make(folder: Path, out: Path) -> None:
    """Write two files, data and keys, sealed to the recipients in node.toml.

    Nobody need be there, and the node may be in use. Of the keys only the newest two stay in the
    folder: what was erased before the older of them cannot be read from any file of data.
    """
    with opened(folder) as node:
        made = backups.make(node, out)
    for path in (made.data, made.keys):
        click.echo(path)
    for path in made.removed:
        tell(_("Removed, so that erasing reaches older data: %(file)s"), file=path.name)


@backup.command()
@click.option("--out", type=_FILE, required=True, help="The file to write it to; must not exist.")
def identity(out: Path) -> None:
    """Draw an age identity to seal backups to.

    The line that is printed goes into node.toml, as one of backup_recipients. The file opens every
    backup: keep it away from the machine that makes them, best printed, and in two places.
    """
    with reserved([out]):
        drawn = backups.new_identity()
        out.write_text(drawn.to_text(), "utf-8")
    click.echo(drawn.recipient)
    tell(_("What opens the backups is in %(file)s: keep it away from this machine."), file=out)


@backup.command()
@click.option("--data", type=_FILE, required=True, help="The file of data (...data.age).")
@click.option("--keys", type=_FILE, required=True, help="The newest file of keys (...keys.age).")
@click.option("--identity", "opener", type=_FILE, required=True, help="The age identity's file.")
@_EXPECTED
@click.option("--as", "handle", default="", help="Somebody of the node, to open records as.")
@click.option("--passphrase-file", type=_FILE, help="A file whose first line is theirs.")
@click.option("--code", default="", help="The code from their phone, or a spare one.")
def verify(
    data: Path,
    keys: Path,
    opener: Path,
    node_id: str,
    handle: str,
    passphrase_file: Path | None,
    code: str,
) -> None:
    """Restore a backup in memory, compare it with what it says it holds, and forget it.

    Nothing is left on the disk. It takes as much memory as the data is large.
    """
    who = Somebody(handle, asking.passphrase(passphrase_file), code) if handle else None
    found = restoring.verify(Backup(data, keys, opener, node_id), who)
    _tell(found)
    if who is not None:
        tell(_("Records opened, one of each process: %(number)d."), number=found.opened)
    tell(_("This backup can be restored."))


@backup.command()
@node_option
@click.option("--data", type=_FILE, required=True, help="The file of data (...data.age).")
@click.option("--keys", type=_FILE, required=True, help="The newest file of keys (...keys.age).")
@click.option("--identity", "opener", type=_FILE, required=True, help="The age identity's file.")
@_EXPECTED
@click.option(
    "--database",
    default="",
    envvar="TEJIDO_DATABASE",
    help="postgresql://... of an empty database, instead of the embedded SQLite.",
)
def restore(
    folder: Path, data: Path, keys: Path, opener: Path, node_id: str, database: str
) -> None:
    """Make a whole node out of a backup, in a folder that is empty or missing."""
    backup = Backup(data, keys, opener, node_id)
    found = restoring.restore(folder, backup, database=database)
    _tell(found)
    tell(
        _(
            "Restored. Start no older copy of this node any more: two that answer under one name "
            "look like an attack. What happened since the backup is lost here, and peers may "
            "know more: see docs/backups.md."
        )
    )
    tell(_("To begin: tejido serve --node %(folder)s"), folder=folder)


def _tell(found: Restored) -> None:
    """Say what came back, and what did not."""
    tell(_("Node %(node)s. Data of %(data)s, keys of %(keys)s."), **vars(found))
    told = " ".join(spoken(found.node, language()))
    tell(_("In words: %(words)s. Compare them with those of your node."), words=told)
    for name in found.applied:
        click.echo(name)
    tell(_("Rows: %(rows)d."), rows=found.rows)
    for table, number in sorted(found.left_out.items()):
        tell(
            _("Left out of %(table)s, because erased, opened to nobody or newer: %(number)d."),
            table=table,
            number=number,
        )
