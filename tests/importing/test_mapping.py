"""A mapping is refused as a whole, in one line that says where, before any row is read."""

from collections.abc import Callable
from datetime import date

import pytest

from tejido.declare.declarations import Declarations
from tejido.errors import NotFoundError, UsageError
from tejido.importing.mapping import ImportMapping, read_mapping
from tejido.importing.rules import Constant
from tejido.languages import say_error

Mapped = Callable[..., ImportMapping]


def test_a_small_mapping_is_enough(mapped: Mapped) -> None:
    mapping = mapped()
    assert mapping.type == "probe.visit"
    assert mapping.source == "visits"
    assert set(mapping.columns) == {"Nr", "What"}
    assert mapping.permission.purposes == ()


@pytest.mark.parametrize(
    ("more", "where"),
    [
        pytest.param('[fields.nothing]\ncolumn = "X"', "fields.nothing", id="field"),
        pytest.param('[fields.day]\ncolumn = "X"\nyaer = 2018', "fields.day.yaer", id="setting"),
        pytest.param('[nonsense]\na = "b"', "nonsense", id="section"),
        pytest.param(
            '[fields.place]\ncolumn = "X"\nterms = "where"', "fields.place.terms", id="terms"
        ),
        pytest.param(
            '[fields.place]\ncolumn = "X"\nterms = "where"\n[terms.where]\n"Aztlán" = "MX-AZT"',
            "terms.where",
            id="term",
        ),
        pytest.param('[terms.where]\n"Aztlán" = "MX-OAX"', "terms.where", id="terms unused"),
        pytest.param(
            '[fields.place]\ncolumn = "X"\nterms = "w"\n[terms.w]\n"A" = "MX"\n" á." = "US"',
            "terms.w. á.",
            id="terms alike",
        ),
        pytest.param('[reserved]\nhidden = ["X"]', "reserved.hidden", id="reserved id"),
        pytest.param(
            '[reserved]\nunknown = ["X"]\nwithheld = ["x"]', "reserved", id="reserved twice",
        ),
        pytest.param('[fields.day]\ncolumn = "X"\nyear = 18', "fields.day.year", id="year"),
        pytest.param('[fields.day]\ncolumn = "X"\nyear = true', "fields.day.year", id="year, bool"),
        pytest.param('[fields.day]\ncolumn = "X"\nrange = "last"', "fields.day.range", id="range"),
        pytest.param('[fields.day]\ncolumn = "X"\nempty = "none"', "fields.day.empty", id="empty"),
        pytest.param(
            '[fields.said]\ncolumn = "X"\nyear = 2018', "fields.said.year", id="text, year",
        ),
        pytest.param("[fields.day]\nyear = 2018", "fields.day", id="no column"),
        pytest.param('[fields.day]\nvalue = "yesterday"', "fields.day.value", id="constant"),
        pytest.param(
            '[fields.day]\nvalue = "2018"\ncolumn = "X"', "fields.day.column", id="both"
        ),
        pytest.param("[fields.day]\ncolumn = 3", "fields.day.column", id="column, number"),
        pytest.param("[fields]\nday = 3", "fields", id="field, number"),
        pytest.param(
            '[fields.title]\ncolumn = "X"\nmarks = ["No."]', "fields.title.marks", id="mark"
        ),
        pytest.param('[fields.who]\nperpetrator = "X"', "fields.who", id="group, single brackets"),
        pytest.param(
            '[[fields.who]]\nknown = {column = "X"}', "fields.who.perpetrator", id="group",
        ),
        pytest.param(
            '[[fields.who]]\nwhom = {column = "X"}', "fields.who.whom", id="group's field",
        ),
        pytest.param('[file]\nfallback = "utf-7"', "file.fallback", id="encoding"),
        pytest.param('[file]\ndelimiter = "x"', "file.delimiter", id="delimiter"),
        pytest.param('[consent]\npurposes = ["selling"]', "consent.purposes", id="purpose"),
        pytest.param('[consent]\nuntil = "2030-01-01"', "consent.until", id="until, text"),
        pytest.param("[[skip]]", "skip", id="skip nothing"),
        pytest.param('[[skip]]\ncolumn = "X"', "skip", id="skip without texts"),
        pytest.param("[skip]\nempty = ['X']", "skip", id="skip, single brackets"),
        pytest.param("[acts]\ncount = 3", "acts.count", id="acts"),
    ],
)  # fmt: skip
def test_a_mapping_that_makes_no_sense_is_refused_by_place(
    mapped: Mapped, more: str, where: str
) -> None:
    with pytest.raises(UsageError) as refused:
        mapped(more) if "[fields]" not in more else mapped(small=_without_fields(more))
    assert refused.value.exit_code == 2
    line = say_error(refused.value, "en")
    assert f"Mapping, {where}" in line
    assert "\n" not in line


def _without_fields(more: str) -> str:
    return f'source = "s"\n[process]\nby = "given"\n{more}'


@pytest.mark.parametrize(
    ("small", "where"),
    [
        ('[process]\nby = "given"\n[fields.aggression]\nvalue = "threat"', "source"),
        ('source = ""\n[process]\nby = "given"', "source"),
        ('source = "s"\n[process]\nby = "rows"', "process.by"),
        ('source = "s"', "process.by"),
        ('source = "s"\n[process]\nby = "row"', "process.name"),
        ('source = "s"\n[process]\nby = "column"\nname = "x"', "process.column"),
        ('source = "s"\n[process]\nby = "given"\nname = "x"', "process.name"),
        ('source = "s"\n[process]\nby = "given"', "fields.aggression"),
        ('source = "s"\nmatching = "fuzzy"', "matching"),
        ('source = "s"\nlanguage = "tlh"', "language"),
        ('source = "s"\nkey = [1]\n[process]\nby = "given"', "key"),
        (
            'source = "s"\n[process]\nby = "given"\n[consent]\npurposes = ["aggregate"]\n'
            '[fields.aggression]\nvalue = "threat"',
            "consent",
        ),
    ],
)
def test_what_every_mapping_says_is_needed(mapped: Mapped, small: str, where: str) -> None:
    with pytest.raises(UsageError, match=f"Mapping, {where}:"):
        mapped(small=small)


def test_a_mapping_that_is_not_toml_is_refused_in_one_line(mapped: Mapped) -> None:
    with pytest.raises(UsageError, match="not TOML") as refused:
        mapped("[fields.day\n")
    assert "line" in str(refused.value)
    assert "\n" not in str(refused.value)
    with pytest.raises(UsageError, match="too long"):
        mapped("#" * 1_000_001)


def test_a_type_that_is_not_declared_is_refused(declarations: Declarations, small: str) -> None:
    with pytest.raises(NotFoundError):
        read_mapping(small, "probe.other", declarations)


def test_a_constant_is_kept_as_the_field_reads_it(mapped: Mapped) -> None:
    rule = mapped('[fields.title]\nvalue = "  In   the square "').fields["title"]
    assert isinstance(rule, Constant)
    assert rule.value == "In the square"


def test_what_may_leave_is_said_and_is_otherwise_nothing(mapped: Mapped) -> None:
    peer = "b" * 25 + "a"
    consent = f'[consent]\npurposes = ["aggregate"]\nrecipients = "{peer}"\n'
    found = mapped(f"{consent}until = 2030-12-31")
    assert found.permission.purposes == ("aggregate",)
    assert found.permission.recipients == (peer,)
    assert found.permission.until == date(2030, 12, 31)


def test_a_recipient_that_is_no_node_is_refused_and_not_repeated(mapped: Mapped) -> None:
    with pytest.raises(UsageError, match="node ids") as refused:
        mapped('[consent]\npurposes = ["aggregate"]\nrecipients = ["Doña Lucía, calle 5"]')
    assert "Lucía" not in str(refused.value)
