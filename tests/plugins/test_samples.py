"""The invented data of the four strategies: enough for a demo, and nobody's."""

from collections.abc import Callable

from tejido import RecordType, Sample
from tejido.declare.declarations import Declarations
from tejido.declare.fields import RecordField, record_fields

STRATEGIES = ("advocacy", "crisis", "organizational", "training")
SEEDS = (1, 2, 3)
Samples = Callable[..., list[Sample]]


def test_one_seed_invents_the_same_every_time_and_another_seed_something_else(
    samples: Samples, strategy: str
) -> None:
    assert samples(1, strategy) == samples(1, strategy)
    assert samples(1, strategy) != samples(2, strategy)


def test_no_two_processes_of_an_organization_bear_the_same_name(samples: Samples) -> None:
    for seed in SEEDS:
        by_strategy = [samples(seed, strategy) for strategy in STRATEGIES]
        for found in by_strategy:
            assert len({sample.name for sample in found}) == len(found)


def test_three_organizations_have_more_than_three_hundred_records(samples: Samples) -> None:
    per_node = [sum(len(one.records) for one in samples(seed)) for seed in SEEDS]
    assert min(per_node) >= 100
    assert sum(per_node) >= 300


def test_most_subjects_consent_and_some_refuse(samples: Samples, book: Declarations) -> None:
    found = [sample for seed in SEEDS for sample in samples(seed)]
    purposes = book.vocabularies["consent_purpose"].terms
    assert all(set(sample.purposes) <= set(purposes) for sample in found)
    refusing = [sample for sample in found if not sample.purposes]
    assert 0 < len(refusing) < len(found) / 10
    wanted = [{"aggregate", book.types[one.records[0].type].purpose} for one in found]
    both = [one for one, needs in zip(found, wanted, strict=True) if needs <= set(one.purposes)]
    assert len(both) > 0.8 * len(found)


def test_every_text_field_is_filled_in_some_sample_of_every_seed(
    samples: Samples, declared: RecordType, strategy: str, texts_of: tuple[type[RecordField], ...]
) -> None:
    texts = {
        name for name, one in record_fields(declared.schema()).items() if isinstance(one, texts_of)
    }
    for seed in SEEDS:
        records = [record for sample in samples(seed, strategy) for record in sample.records]
        assert texts <= {
            name for record in records for name, value in record.given.items() if value
        }
