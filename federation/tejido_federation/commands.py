"""``tejido network`` and ``tejido peer``: founding with files, and seeing how it goes.

Files in, files out: roots sign on another machine, which needs no node.
"""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from tejido.cli.options import node_option, opened, signed_in, who_options
from tejido.errors import UsageError
from tejido.languages import words
from tejido.vault.ciphers import SigningPair
from tejido.vault.identity import root_from_words
from tejido_federation import descriptor as descriptors
from tejido_federation import founding, joining, networks, strict_json
from tejido_federation.codes import RefusedError
from tejido_federation.envelope import MAX_SIGNATURES, Envelope, parse_envelope
from tejido_federation.founding import Founding, read_founding
from tejido_federation.wire import MAX_DOCUMENT

_ = words("tejido_federation")

_FILE = click.Path(path_type=Path, dir_okay=False)
_root_option = click.option(
    "--root-words-file", type=_FILE, required=True, help="A file with the root's 24 words."
)
_out_option = click.option("--out", type=_FILE, required=True, help="The file to write.")
_json_option = click.option("--json", "as_json", is_flag=True, help="One JSON value on stdout.")
#: A founding file carries at most 256 descriptors, of which the largest take 64 KiB.
_LARGEST = 256 * 64 * 1024


@click.group()
def network() -> None:
    """Found and join networks of organizations."""


@network.command()
@node_option
@_out_option
def describe(folder: Path, out: Path) -> None:
    """Write this node's descriptor, for its root to sign (`network sign`)."""
    with opened(folder) as node:
        _write(out, joining.describe(node).to_json())


@network.command()
@click.argument("file", type=_FILE)
@_root_option
@_out_option
def sign(file: Path, root_words_file: Path, out: Path) -> None:
    """Sign a descriptor or a founding FILE with the root. Needs no node and no network."""
    root, raw = _root(root_words_file), _read(file)
    if _is_founding(raw):
        found = read_founding(raw)
        signed = founding.signed_also(found.charter, root)
        _write(out, Founding(signed, found.descriptors).to_json())
    else:
        _write(out, founding.signed_also(_document(raw), root).to_json())


@network.command()
@node_option
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--name", required=True, help="The network's name.")
@click.option("--coordinator", "coordinators", multiple=True, help="A founder's node id or name.")
@click.option("--k", type=click.IntRange(1), default=5, show_default=True, help="To a cell.")
@click.option("--k-records", type=click.IntRange(1), default=3, show_default=True)
@click.option("--contributors", type=click.IntRange(1), default=3, show_default=True)
@click.option("--retention-days", type=click.IntRange(1), default=1825, show_default=True)
@_out_option
def draft(
    folder: Path,
    files: tuple[Path, ...],
    name: str,
    coordinators: tuple[str, ...],
    k: int,
    k_records: int,
    contributors: int,
    retention_days: int,
    out: Path,
) -> None:
    """Draft a network's first charter from the founders' signed descriptor FILES.

    It allows every record type declared on this node, each for its usual purpose.
    """
    founders = [_document(_read(file)) for file in files]
    chosen = frozenset(_founder(founders, one) for one in coordinators)
    with opened(folder) as node:
        terms = joining.terms_of(
            node.declarations,
            name,
            chosen,
            k=k,
            k_records=k_records,
            contributors=contributors,
            retention_days=retention_days,
        )
    _write(out, founding.draft(terms, founders, datetime.now(UTC).date()).to_json())


@network.command()
@who_options
@click.argument("files", nargs=-1, required=True, type=_FILE)
def join(folder: Path, handle: str, passphrase_file: Path | None, files: tuple[Path, ...]) -> None:
    """Join the network of a founding file; several FILES are copies signed apart."""
    found = founding.combined([read_founding(_read(file)) for file in files])
    with signed_in(folder, handle, passphrase_file) as (node, who):
        founded = joining.join(node, who, found)
    click.echo(founded.charter.network)


@network.command()
@node_option
@_json_option
def show(folder: Path, as_json: bool) -> None:
    """Show the networks this node is a member of."""
    with opened(folder) as node:
        found = networks.networks(node)
    for one in found:
        if as_json:
            continue
        click.echo(f"{one.id}  {one.name}  {one.until}")
        for member in one.members:
            mark = "*" if member.node in one.coordinators else " "
            click.echo(f"  {mark} {member.node}  {member.name}")
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], default=sorted, ensure_ascii=False))


@click.group()
def peer() -> None:
    """See how it goes with the other members of this node's networks."""


@peer.command("list")
@node_option
@_json_option
def list_(folder: Path, as_json: bool) -> None:
    """List peers: what was sent, what they said of it, what came from them."""
    with opened(folder) as node:
        found = networks.peers(node)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], default=list, ensure_ascii=False))
        return
    for one in found:
        said = " ".join(f"{outcome or 'unanswered'}={n}" for outcome, n in sorted(one.sent.items()))
        click.echo(f"{one.name}  queued={one.queued} {said} received={one.received}")
        for trouble in filter(None, (one.trouble, *one.alarms)):
            click.echo(f"  ! {trouble}")


def _founder(founders: list[Envelope], named: str) -> str:
    """Return the node id of a founder, given by id or by name."""
    for envelope in founders:
        found = descriptors.parse_descriptor(envelope)
        if named in (found.node, found.name):
            return found.node
    raise UsageError(_("No founder is called «%(name)s»."), name=named)


def _is_founding(raw: bytes) -> bool:
    value = strict_json.parse(raw)
    return isinstance(value, dict) and "tejido" in value


def _document(raw: bytes) -> Envelope:
    if len(raw) > MAX_DOCUMENT:
        raise RefusedError("too_large")
    return parse_envelope(raw, least=0, most=MAX_SIGNATURES)


def _root(file: Path) -> SigningPair:
    return root_from_words(_read(file).decode("utf-8", "replace"))


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened_file:
            return opened_file.read(_LARGEST)
    except OSError:
        raise UsageError(_("Cannot read %(file)s; check its path."), file=file.name) from None


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError:
        raise UsageError(_("Cannot write %(file)s; check its path."), file=file.name) from None
    click.echo(file.name, err=True)
