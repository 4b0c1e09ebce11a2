"""A node out of two halves and an empty database: filled, brought up to date, looked through."""

from collections.abc import Callable
from datetime import datetime

from tejido.accounts.role_keys import ROLES, role_key
from tejido.audit.log import Kind, proof_of
from tejido.backup.filling import Filling
from tejido.backup.opened import Pair, check_versions
from tejido.backup.settling import settle_processes
from tejido.node import Node
from tejido.plugins import Plugins
from tejido.settings import Settings
from tejido.store import audit_entries, copying, processes
from tejido.store.audit_entries import StoredEntry
from tejido.store.database import Store, Writing
from tejido.work import auditing
from tejido.work.backups import halves_of
from tejido.work.deposit_keys import mark
from tejido.work.log import log
from tejido.work.nodes import layers_of, migrate_all, plugins_of
from tejido.work.proved_rows import check_all


def rebuild(
    store: Store, pair: Pair, settings: Settings, clock: Callable[[], datetime]
) -> tuple[Node, Filling, list[str]]:
    """Fill an empty database.

    Args:
        store: the database.
        pair: the halves, of one node.
        settings: as restored; the folder need hold nothing yet.
        clock: the moment, in UTC.

    Returns:
        The node, what was filled and left out, and the migrations that brought it up to date.

    Raises:
        SealError: something was not written by the node that it says it is of.
        DatabaseError: it is of a newer version, or is not read back as it was written.
    """
    plugins = plugins_of(settings)
    filling = _filled(store, pair, plugins)
    applied = migrate_all(store, plugins)
    with store.read() as tx:
        copying.look_through(tx)
    node = Node(settings, store, plugins, pair.identity, pair.pepper, clock=clock)
    with store.write() as tx:
        _settle(node, tx)
        moments = {"data": pair.data.manifest.moment, "keys": pair.keys.manifest.moment}
        log(node, tx, Kind.RESTORE, None, **moments)
    _check(node)
    return node, filling, applied


def _filled(store: Store, pair: Pair, plugins: Plugins) -> Filling:
    """Fill tables that are made as each half knew them: the keys may be of a newer version."""
    layers = layers_of(plugins)
    check_versions(pair, layers)
    filling = Filling(pair, halves_of(plugins), layers)
    for half, fill in ((pair.data, filling.fill_data), (pair.keys, filling.fill_keys)):
        for layer, folder in layers.items():
            for last in half.manifest.migrations.get(layer, ())[-1:]:
                store.migrate(layer, folder, last)
        with store.write() as tx:
            fill(tx)
    return filling


def _settle(node: Node, tx: Writing) -> None:
    """Put right what keys and data of two moments, or peers, would not agree on."""
    _prove_erased(node, tx)
    behind = settle_processes(tx)
    mark(tx, node.pepper, processes.by_ids(tx, behind).values())
    node.plugins.restored(node, tx)


def _prove_erased(node: Node, tx: Writing) -> None:
    """Prove the entries of the log that were erased since the data was backed up, as erased."""
    gone = [
        leaf
        for leaf in audit_entries.leaves(tx)
        if leaf.is_erased and leaf.proof == proof_of(node.pepper, *leaf.place, is_erased=False)
    ]
    proved = [(leaf.place, proof_of(node.pepper, *leaf.place, is_erased=True)) for leaf in gone]
    audit_entries.put(tx, [StoredEntry(*place, None, proof) for place, proof in proved])


def _check(node: Node) -> None:
    """Return if everything that carries a proof carries this node's, and the log is its own.

    Raises:
        SealError, DatabaseError: something does not.
    """
    with node.store.read() as tx:
        for role in ROLES:
            role_key(tx, node.identity.root_public, role)
        check_all(tx, node.pepper)
    auditing.verified(node)
