"""Who informs cannot stop anybody; who decides can."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import flask
import pytest

from tejido import Approved, Aside, Network, Offer, Sample
from tejido.accompaniment.samples import histories
from tejido.declare.declarations import Declarations
from tejido.errors import NodeError
from tejido.hookspecs import Pages
from tejido.plugins import Plugins

Install = Callable[..., None]
Load = Callable[..., Plugins]

#: Notes what it is told, in a list of its own.
LISTENS = """
    from tejido import hookimpl

    heard = []

    @hookimpl
    def records_saved(node, type_id, records):
        heard.append(("records_saved", node.id, type_id, records))

    @hookimpl
    def consent_changed(process):
        heard.append(("consent_changed", process))

    @hookimpl
    def keys_opened(roles):
        heard.append(("keys_opened", roles))
"""
RAISES = """
    from tejido import hookimpl

    @hookimpl
    def records_saved(): raise ValueError("lucia wrote this")

    @hookimpl
    def consent_changed(): raise SystemExit(1)

    @hookimpl
    def keys_opened(): raise KeyError

    @hookimpl
    def tools(): raise ValueError("lucia wrote this")

    @hookimpl
    def beside(): return None

    @hookimpl
    def samples(): return ["a text"]

    @hookimpl
    def pages(): return 5
"""
GIVES = """
    import threading
    from pathlib import Path

    import click
    import flask

    from tejido import Aside, Member, Network, Offer, Sample, hookimpl
    from tejido.hookspecs import Pages

    NETWORK = Network(
        id="net", name="Red", node="node", members=(Member("node", "N"),),
        coordinators=frozenset(), purposes=frozenset(), policies={}, k=3, k_records=3,
        organizations=3, retention_days=90, until="2027-01-01", charter=(1, ""),
    )

    class Tick:
        def __init__(self):
            self.wake = threading.Event()
        def tick(self):
            pass

    @hookimpl
    def tools(field): return [Offer("gives.tool", field)]

    @hookimpl
    def escalation_steps(severity): return [Offer("gives.step", severity)]

    @hookimpl
    def dossier_evidence(aggression): return [Offer("gives.paper", aggression)]

    @hookimpl
    def beside(node, type_id): return [Aside(f"{node.id} {type_id}", ())]

    @hookimpl
    def samples(seed): return [Sample("accompaniment", str(seed), ())]

    @hookimpl
    def pages(node): return [Pages(flask.Blueprint("gives", __name__))]

    @hookimpl
    def commands(): return [click.Command("give")]

    @hookimpl
    def services(node): return [Tick()]

    @hookimpl
    def migrations(): return Path(__file__).parent

    @hookimpl
    def networks(node): return [NETWORK]
"""
FOR_ALL = ("risk_instruments", "protective_measures", "principle_checks", "training_modules",
           "evaluation_items", "mechanisms")  # fmt: skip


class Node:
    """A node as far as hooks may know it."""

    id = "node"

    def __init__(self, plugins: Plugins) -> None:
        self.plugins = plugins

    @property
    def declarations(self) -> Declarations:
        return self.plugins.declarations


class Transaction:
    """Notes what is inserted."""

    def __init__(self) -> None:
        self.rows: list[Any] = []

    def insert(self, table: Any, rows: Any) -> None:
        self.rows += rows

    def run(self, query: Any) -> int:
        return len(self.rows)

    def after(self, call: Callable[[], None]) -> None:
        call()


ITEM = Approved("r", "p", "net", "peer", "records", "aggregate", "i", 1, b"{}")


# --- events ---------------------------------------------------------------------------


def test_an_event_reaches_everybody_though_one_raises(
    install: Install, load: Load, caplog: pytest.LogCaptureFixture
) -> None:
    install("aaa", RAISES)
    install("bbb", LISTENS)
    install("ccc", RAISES)
    plugins = load()
    node = Node(plugins)
    plugins.records_saved(node, "crisis.emergency", ["r1", "r2"])
    plugins.consent_changed(node, "p1")
    plugins.keys_opened(node, ["network"])
    heard = __import__("outside_bbb").heard
    assert heard == [
        ("records_saved", "node", "crisis.emergency", ["r1", "r2"]),
        ("consent_changed", "p1"),
        ("keys_opened", ["network"]),
    ]
    assert [record.getMessage() for record in caplog.records] == [
        f"plugin {name} failed in {hook}: {error}"
        for hook, error in [
            ("records_saved", "ValueError"),
            ("consent_changed", "SystemExit"),
            ("keys_opened", "KeyError"),
        ]
        for name in ("aaa", "ccc")
    ]


def test_what_a_plugin_raised_is_not_repeated(
    install: Install, load: Load, caplog: pytest.LogCaptureFixture
) -> None:
    """Its text may hold what somebody wrote."""
    install("aaa", RAISES)
    plugins = load()
    with caplog.at_level(logging.DEBUG):
        plugins.records_saved(Node(plugins), "crisis.emergency", ["r1"])
        plugins.offers("tools", field="security")
    assert caplog.records
    assert "lucia" not in caplog.text


# --- gathering ------------------------------------------------------------------------


def test_what_plugins_give_is_gathered_though_one_raises_or_gives_nonsense(
    install: Install, load: Load
) -> None:
    install("aaa", RAISES)
    install("gives", GIVES)
    plugins = load()
    node = Node(plugins)
    assert plugins.offers("tools", field="security") == [Offer("gives.tool", "security")]
    assert plugins.beside(node, "crisis.emergency") == [Aside("node crisis.emergency", ())]
    given = [one for one in plugins.samples(7) if one not in histories(7)]
    assert given == [Sample("accompaniment", "7", ())]
    (page,) = plugins.pages(node)
    assert isinstance(page, Pages)
    assert isinstance(page.blueprint, flask.Blueprint)


def test_every_way_of_asking_passes_its_arguments(install: Install, load: Load) -> None:
    install("gives", GIVES)
    plugins = load()
    node = Node(plugins)
    assert plugins.offers("escalation_steps", severity="red") == [Offer("gives.step", "red")]
    assert plugins.offers("dossier_evidence", aggression="threat")[0].label == "threat"
    (command,) = plugins.commands()
    assert isinstance(command, click.Command)
    (service,) = plugins.services(node)
    assert isinstance(service.wake, threading.Event)
    assert list(plugins.migrations()) == ["gives"]
    assert isinstance(plugins.migrations()["gives"], Path)
    (network,) = plugins.networks(node)
    assert isinstance(network, Network)


@pytest.mark.parametrize("hook", FOR_ALL)
def test_a_strategy_s_question_is_answered_by_all_in_the_order_of_their_names(
    install: Install, load: Load, hook: str
) -> None:
    for name in ("zeta", "alfa"):
        source = f"from tejido import Offer, hookimpl\n@hookimpl\ndef {hook}():\n"
        install(name, f'{source}    return [Offer("{name}.one", "One")]\n')
    assert [offer.id for offer in load().offers(hook)] == ["alfa.one", "zeta.one"]


def test_nobody_answers_where_nobody_is(load: Load) -> None:
    plugins = load()
    assert plugins.offers("tools", field="security") == []
    assert (plugins.commands(), plugins.migrations()) == ([], {})
    plugins.records_saved(Node(plugins), "x", [])


# --- deciding -------------------------------------------------------------------------


def test_what_approved_raises_reaches_the_caller(install: Install, load: Load) -> None:
    source = """
        from tejido import hookimpl

        @hookimpl
        def approved(transaction, items):
            transaction.insert(None, items)
            raise RuntimeError("the queue is full")
    """
    install("queue", source)
    plugins = load()
    with pytest.raises(RuntimeError, match="queue is full"):
        plugins.approved(Node(plugins), Transaction(), [ITEM])


def test_approved_gets_the_transaction_and_the_items(install: Install, load: Load) -> None:
    source = """
        from tejido import hookimpl

        @hookimpl
        def approved(transaction, items):
            transaction.insert(None, items)
    """
    install("queue", source)
    plugins, transaction = load(), Transaction()
    plugins.approved(Node(plugins), transaction, [ITEM])
    assert transaction.rows == [ITEM]


def test_an_approval_that_nobody_queues_is_refused(load: Load) -> None:
    plugins = load()
    with pytest.raises(NodeError):
        plugins.approved(Node(plugins), Transaction(), [ITEM])


def test_what_erased_raises_reaches_the_caller_after_those_before_it(
    install: Install, load: Load
) -> None:
    source = (
        "from tejido import hookimpl\n@hookimpl\ndef erased(transaction, processes, records):\n"
        "    transaction.insert(None, [(processes, records)])\n"
    )
    install("aaa", source)
    install("bbb", f"{source}    raise RuntimeError('a copy is left')\n")
    install("ccc", source)
    plugins, transaction = load(), Transaction()
    with pytest.raises(RuntimeError, match="a copy is left"):
        plugins.erased(Node(plugins), transaction, ["p"], ["r"])
    assert transaction.rows == [(["p"], ["r"])] * 2


def test_nobody_has_to_keep_anything_that_is_to_be_erased(load: Load) -> None:
    plugins = load()
    plugins.erased(Node(plugins), Transaction(), ["p"], [])


def test_a_network_that_cannot_be_told_is_not_taken_for_none(install: Install, load: Load) -> None:
    install("net", "from tejido import hookimpl\n@hookimpl\ndef networks(): raise OSError\n")
    plugins = load()
    with pytest.raises(OSError):  # noqa: PT011  # it has no text
        plugins.networks(Node(plugins))
