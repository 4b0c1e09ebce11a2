"""Everything about a process, for its subject: opened, said in words, and sent as it is made.

Nothing of it is written anywhere here. Who is in the team is not added: the subject knows whom
they are accompanied by, and nobody else who comes by the file needs to.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace

from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.consent.gate import Said
from tejido.consent.withholding import withheld_whole
from tejido.errors import InputError, NotOpenedError, SealError
from tejido.exporting.archive import Entry, archived, safe_name
from tejido.exporting.dossier import (
    Dossier,
    Emission,
    File,
    Given,
    Held,
    Hold,
    Holder,
    Process,
    Unopened,
    Written,
)
from tejido.exporting.machine import as_json
from tejido.exporting.readable import Reader
from tejido.languages import DEFAULT_LANGUAGE, words
from tejido.node import Node
from tejido.store import attachments as stored_files
from tejido.store import emissions, grants, processes, records, tasks
from tejido.store.attachments import StoredAttachment
from tejido.store.database import Reading
from tejido.work import attachments, deposits
from tejido.work import emissions as opened_emissions
from tejido.work.conversations import said_in
from tejido.work.deposits import OpenDeposit
from tejido.work.holds import hold_of
from tejido.work.keys import Keys, keys_of, newest_in
from tejido.work.log import log
from tejido.work.opening import open_record
from tejido.work.processes import names_in
from tejido.work.sealing import refuse_sealed

_ = words("tejido")

#: Why it may be handed over, as the log keeps it, and as a person reads it.
REASONS: Mapping[str, str] = {
    "asked_for_by_subject": _("The subject asked for it"),
    "moving": _("Somebody else will accompany them, and they take it there"),
    "required": _("A law or an authority requires that they get it"),
}
#: Whoever asks for what is about themselves gets it whole; what others get passes the gate.
_OWN = "asked_for_by_subject"
#: What a person agrees to, so that somebody else gets what is about them alone.
_HANDED_ON = "referral"


@dataclass(frozen=True)
class Export:
    """A ZIP file; reading ``content`` makes it. What that raises is to break the sending off."""

    name: str
    content: Iterator[bytes] = field(repr=False)


def export(
    node: Node, who: SignedIn, process: str, reason: str, language: str = DEFAULT_LANGUAGE
) -> Export:
    """Return everything about a process: ``export.html``, ``export.json`` and its files.

    That it was taken out is logged before the first byte of it is made. Every file is opened to
    its end beforehand; one that is damaged is named and left out, and so is what was left for the
    team and does not open, so that the rest can be had.

    Args:
        node: where.
        who: somebody who holds a slot of the process.
        process: its id.
        reason: one of :data:`REASONS`.
        language: tag of the language in which it is said.

    Raises:
        InputError: there is no such reason.
        NotFoundError: there is no such process.
        NotOpenedError: ``who`` holds no slot of it.
        SealError: a record was moved, relabelled, replaced or damaged in the database.
        DatabaseError: a record was written by a newer version of its plugin.
    """
    if reason not in REASONS:
        message = _("Choose from the list why it is handed over.")
        raise InputError(message, {"reason": [message]})
    waiting, unopened = _waiting(node, who, process)
    with node.store.read() as tx:
        keys = keys_of(node, tx, who, [process])
        dossier = replace(
            dossier_of(node, tx, keys, process),
            waiting=waiting,
            unopened=unopened,
            files=tuple(_files(node, tx, who, keys, process)),
        )
        if reason != _OWN:
            said = said_in(node, tx, keys, [process])[process]
            gone = disagreeing(node, dossier, said, _HANDED_ON)
            dossier = without(node, dossier, said, gone)
        stored = {one.id: one for one in stored_files.of_process(tx, process)}
    page = reader_of(node, language).page(dossier)
    with node.store.write() as writing:
        log(node, writing, Kind.EXPORT, who, process=process, reason=reason)
    # A name that tells nobody what it is, nor of whom.
    name = f"{dossier.exported_on}-{process[:8]}.zip"
    return Export(name, _archived(node, who, dossier, page, stored, keys))


def disagreeing(node: Node, dossier: Dossier, said: Said, purpose: str) -> set[str]:
    """Return the records about single persons who did not agree to a purpose."""
    ids, today = (one.id for one in dossier.records), node.today()
    return {one for one in ids if not said.about(one).agrees(purpose, today)}


def without(node: Node, dossier: Dossier, said: Said, gone: Collection[str]) -> Dossier:
    """Return what is handed over: nothing that was kept back, and none of the records ``gone``."""
    schemas = node.declarations.schemas
    kept = []
    for one in dossier.records:
        paths = said.about(one.id).withheld
        fields = withheld_whole(schemas.get(one.type), one.type, one.fields, paths)
        kept += [] if one.id in gone else [replace(one, fields=fields)]
    return replace(
        dossier,
        records=tuple(kept),
        tasks=tuple(one for one in dossier.tasks if one.record not in gone),
        emissions=tuple(one for one in dossier.emissions if one.record not in gone),
        files=tuple(one for one in dossier.files if one.record not in gone),
        left_out=tuple(sorted(gone)),
    )


def _archived(
    node: Node,
    who: SignedIn,
    dossier: Dossier,
    page: bytes,
    stored: dict[str, StoredAttachment],
    keys: Keys,
) -> Iterator[bytes]:
    def unless_sealed(content: bytes) -> Iterator[bytes]:
        with node.store.read() as tx:
            refuse_sealed(tx, who)
        yield content

    def entries() -> Iterator[Entry]:
        yield Entry("export.html", unless_sealed(page))
        yield Entry("export.json", unless_sealed(as_json(dossier)))
        for file in dossier.files:
            if file.path is not None:
                yield Entry(file.path, attachments.content(node, who, stored[file.id], keys))

    return archived(entries(), node.today())


def reader_of(node: Node, language: str) -> Reader:
    """Return who reads in a language, with the names that members and networks have."""
    networks = node.plugins.networks(node)
    members = {one.node: one.name for network in networks for one in network.members}
    return Reader(language, node.declarations, members, {one.id: one.name for one in networks})


def dossier_of(node: Node, tx: Reading, keys: Keys, process: str) -> Dossier:
    """Return all that is kept about a process, but its files and what waits to be taken in.

    Raises:
        NotFoundError: there is no such process.
        NotOpenedError: it is not among ``keys``.
        SealError: a record was moved, relabelled, replaced or damaged in the database.
        DatabaseError: a record was written by a newer version of its plugin.
    """
    found = processes.by_id(tx, process)
    newest_in(keys, process)
    hold = hold_of(node, tx, keys, process)
    return Dossier(
        node.today().isoformat(),
        Holder(node.id, node.settings.name),
        Process(process, found.kind, names_in(tx, keys)[process], found.opened_on, found.closed_on),
        records=tuple(_records(node, tx, keys, process)),
        waiting=(),
        tasks=tuple(tasks.of_process(tx, process)),
        grants=tuple(grants.of_process(tx, process)),
        emissions=tuple(_emissions(tx, keys, process)),
        hold=Hold(hold.reason, hold.placed_on) if hold else None,
        files=(),
    )


def _records(node: Node, tx: Reading, keys: Keys, process: str) -> Iterator[Written]:
    for stored in records.of_process(tx, process):
        one = open_record(node, stored, keys)
        schema = node.declarations.schemas.get(one.type)
        yield Written(
            one.id,
            one.type,
            schema.version if schema else stored.schema,
            one.created_on,
            one.body,
            one.state,
            one.version,
            one.updated_on,
            one.source,
        )


def _waiting(
    node: Node, who: SignedIn, process: str
) -> tuple[tuple[Written, ...], tuple[Unopened, ...]]:
    """Return what was left for the team, and what of it does not open.

    It is opened first, or what is taken in now would be missed.
    """
    found: list[Written] = []
    unopened: list[Unopened] = []
    for one in deposits.waiting(node, who, process):
        try:
            found.append(_left(node, deposits.opened(node, who, one.id)))
        except (SealError, NotOpenedError):  # who asks is of the team: its version was changed
            unopened.append(Unopened(one.id, one.left_on))
    return tuple(found), tuple(unopened)


def _left(node: Node, one: OpenDeposit) -> Written:
    schema = node.declarations.schemas.get(one.type)
    return Written(one.id, one.type, schema.version if schema else None, one.left_on, one.fields)


def _emissions(tx: Reading, keys: Keys, process: str) -> Iterator[Emission]:
    for stored in emissions.of_process(tx, process):
        one = opened_emissions.opened(stored, keys, process)
        given = (
            Given(recipient, what.version, what.on, not what.digest)
            for recipient, what in one.given.items()
        )
        held = (Held(recipient, *why) for recipient, why in one.held.items())
        yield Emission(
            stored.record,
            stored.network,
            one.item,
            one.subject,
            one.levels,
            tuple(given),
            tuple(held),
            tuple(asdict(told) for told in one.told),
        )


def _files(node: Node, tx: Reading, who: SignedIn, keys: Keys, process: str) -> Iterator[File]:
    for number, stored in enumerate(stored_files.of_process(tx, process), start=1):
        one = attachments.opened_card(stored, keys)
        path: str | None = f"files/{number:03}-{safe_name(one.name)}"
        sha256: str | None = None
        try:
            sha256 = attachments.digest(node, tx, who, stored, keys)
        except SealError:
            path = None
        yield File(one.id, one.record, one.name, one.type, one.size, one.created_on, path, sha256)
