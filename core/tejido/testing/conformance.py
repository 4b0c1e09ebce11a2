"""What every plugin must keep, as tests that a plugin author inherits.

The tests load the installed plugin with all others off, so that they also say that it stands
alone. Nothing in them knows what the plugin declares.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import ClassVar, TypeVar

import marshmallow
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tejido.accompaniment.core import core_contribution
from tejido.declare.declarations import Declarations
from tejido.declare.fields import Group, record_fields
from tejido.declare.policy import exact_bytes, project
from tejido.declare.records import Offer, RecordType
from tejido.declare.rules import Rule, Situation, Written
from tejido.errors import InputError
from tejido.languages import is_said
from tejido.plugins import LOADED, Plugins, PluginState
from tejido.store.ids import new_id
from tejido.testing.loading import alone
from tejido.testing.nodes import small_node
from tejido.testing.strategies import bodies, twins
from tejido.work import processes, records
from tejido.work.records import Entry

#: The hooks of the strategies' sections, with an argument for each call.
_ASKED = (
    ("risk_instruments", {}),
    ("protective_measures", {}),
    *(("escalation_steps", {"severity": one}) for one in ("red", "orange", "yellow", "green")),
    *(
        ("tools", {"field": one})
        for one in ("psychoemotional", "relations", "security", "political")
    ),
    ("principle_checks", {}),
    ("training_modules", {}),
    ("evaluation_items", {}),
    ("mechanisms", {}),
    ("dossier_evidence", {"aggression": "threat"}),
)

_TODAY = date(2026, 3, 1)
_OF_THE_CORE = {rule.id for rule in core_contribution().rules}
#: The same test runs for one plugin after another.
_PLUGIN_BY_PLUGIN = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow],
)
_Declared = TypeVar("_Declared")


class PluginConformance:
    """Tests to inherit: name the plugin by its entry point.

    Attributes:
        plugin: the name under which it is installed.
        seeds: seeds with which its samples are asked for.
    """

    plugin: ClassVar[str]
    seeds: ClassVar[tuple[int, ...]] = (1, 2, 3)

    # --- what the tests look at ------------------------------------------------------

    @property
    def plugins(self) -> Plugins:
        """The plugin on a node where every other is off."""
        return alone(self.plugin)

    @property
    def declarations(self) -> Declarations:
        """What the core and the plugin declare."""
        return self.plugins.declarations

    @property
    def state(self) -> PluginState:
        """What became of the plugin."""
        (state,) = (one for one in self.plugins.states if one.name == self.plugin)
        return state

    @property
    def types(self) -> list[RecordType]:
        """The record types of the plugin."""
        return self._own(self.declarations.types)

    @property
    def offers(self) -> list[Offer]:
        """What the plugin offers to the strategies."""
        return [one for hook, about in _ASKED for one in self.plugins.offers(hook, **about)]

    # --- the tests -------------------------------------------------------------------

    def test_it_loads_with_all_others_off(self) -> None:
        """Quarantined, it would say why."""
        assert self.state.state == LOADED, self.state.reason

    def test_its_samples_load_and_load_again_unchanged(self) -> None:
        """Samples are what people would type in, of known kinds and purposes."""
        purposes = self.declarations.vocabularies["consent_purpose"].terms
        for sample in [one for seed in self.seeds for one in self.plugins.samples(seed)]:
            assert sample.kind in self.declarations.kinds
            assert set(sample.purposes) <= set(purposes)
            for record in sample.records:
                body = self.declarations.load(record.type, record.given)
                assert self.declarations.load(record.type, body) == body
                assert self.declarations.types[record.type].belongs_to(sample.kind)

    def test_its_samples_follow_from_their_seed(self) -> None:
        """A demo is the same every time."""
        for seed in self.seeds:
            assert self.plugins.samples(seed) == self.plugins.samples(seed)

    def test_every_type_has_a_sample(self) -> None:
        """What nobody invented, nobody saw on a screen."""
        samples = [one for seed in self.seeds for one in self.plugins.samples(seed)]
        shown = {record.type for sample in samples for record in sample.records}
        assert {one.id for one in self.types} <= shown

    def test_its_samples_are_kept_and_opened_on_a_real_node(self, tmp_path: Path) -> None:
        """With keys, database and a person who accompanies; everything else off."""
        others = [one.name for one in self.plugins.states if one.name != self.plugin]
        with small_node(tmp_path / "node", disabled_plugins=others) as small:
            for sample in self.plugins.samples(self.seeds[0]):
                process = processes.start(small.node, small.ana, sample.kind, sample.name)
                entries = [Entry(one.type, process, one.given) for one in sample.records]
                kept = records.write(small.node, small.ana, entries)
                for record, given in zip(kept, sample.records, strict=True):
                    body = records.opened(small.node, small.ana, record).body
                    assert body == self.declarations.load(given.type, given.given)
                    for state in given.moves:
                        records.move(small.node, small.ana, record, state)

    def test_unknown_fields_are_refused(self) -> None:
        """Nothing is kept that nobody declared."""
        for one in self.types:
            with pytest.raises(InputError) as refused:
                self.declarations.load(one.id, {"nobody_declared_this": 1})
            assert "nobody_declared_this" in refused.value.fields

    @_PLUGIN_BY_PLUGIN
    @given(st.data())
    def test_loading_is_its_own_inverse(self, data: st.DataObject) -> None:
        """A form that is sent back unchanged changes nothing."""
        for one in self.types:
            body = data.draw(bodies(self.declarations, one.id))
            assert self.declarations.load(one.id, body) == body

    @_PLUGIN_BY_PLUGIN
    @given(st.data())
    def test_what_leaves_passes_its_policy(self, data: st.DataObject) -> None:
        """What this node emits, its peers accept: every value in its finite domain."""
        for one in self.types:
            policy = self.declarations.policies[one.id]
            body = data.draw(bodies(self.declarations, one.id))
            for levels in policy.climb():
                policy.check(project(policy, body, levels))

    @_PLUGIN_BY_PLUGIN
    @given(st.data())
    def test_what_stays_changes_nothing_that_leaves(self, data: st.DataObject) -> None:
        """Noninterference: bodies that differ only in what stays give the same bytes."""
        for one in self.types:
            policy = self.declarations.policies[one.id]
            body, twin = data.draw(twins(self.declarations, one.id))
            for levels in policy.climb():
                left = exact_bytes(project(policy, body, levels))
                assert left == exact_bytes(project(policy, twin, levels))

    @_PLUGIN_BY_PLUGIN
    @given(st.data())
    def test_its_rules_can_look_at_anything_that_loads(self, data: st.DataObject) -> None:
        """They advise on what is there, also where nearly everything is left out."""
        own = self._own(self.declarations.types)
        for rule in self._rules():
            types = [one for one in own if one.process == rule.process]
            drawn = [self._written(data, one) for one in types]
            situation = Situation(_TODAY, tuple(drawn))
            assert set(rule.open_in(situation)) <= {None, *(one.id for one in drawn)}

    def test_everything_it_says_is_said_in_spanish(self) -> None:
        """Sources are English; the catalogue ``translations/es.po`` has every text."""
        unsaid = [text for text in self._texts() if text and not is_said(text, "es")]
        assert unsaid == []

    def test_its_offers_stand_under_its_own_ids(self) -> None:
        """Two plugins may offer to one strategy; an id means one entry, wherever it stands."""
        offers = set(self.offers)
        assert all(one.id.startswith(f"{self.plugin}.") for one in offers)
        assert len({(one.id, one.field) for one in offers}) == len(offers)

    # --- words -----------------------------------------------------------------------

    def _texts(self) -> Iterator[str]:
        """Give every text that people read; what is not marked with ``_`` cannot be said."""
        declared = self.declarations
        yield from (kind.label for kind in self._own(declared.kinds))
        yield from (kind.about for kind in self._own(declared.kinds))
        yield from (measure.label for measure in self._own(declared.measures))
        yield from (exchange.label for exchange in self._own(declared.exchanges))
        for one in self.types:
            yield from (one.label, one.about)
            yield from _field_texts(one.schema())
            if one.lifecycle:
                yield from one.lifecycle.states.values()
                yield from (due.label for due in one.lifecycle.due.values())
            yield from (due.label for due in one.dates.values())
        for rule in self._rules():
            yield from (rule.label, rule.why)
        for offer in self.offers:
            yield from (offer.label, offer.about)

    def _rules(self) -> list[Rule]:
        return [one for name, one in self.declarations.rules.items() if name not in _OF_THE_CORE]

    def _written(self, data: st.DataObject, declared: RecordType) -> Written:
        body = data.draw(bodies(self.declarations, declared.id))
        states = tuple(declared.lifecycle.states) if declared.lifecycle else (None,)
        day = _TODAY.isoformat()
        return Written(new_id(), declared.id, data.draw(st.sampled_from(states)), body, day, day)

    def _own(self, declared: Mapping[str, _Declared]) -> list[_Declared]:
        return [one for name, one in declared.items() if name.startswith(f"{self.plugin}.")]


def _field_texts(schema: marshmallow.Schema) -> Iterator[str]:
    for field in record_fields(schema).values():
        yield from (field.label, field.help)
        if isinstance(field, Group):
            yield field.note
            yield from _field_texts(field.item)
