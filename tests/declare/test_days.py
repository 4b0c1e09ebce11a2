"""Days known only in part: what they span, and when what falls due on them is late."""

from calendar import isleap
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tejido import Due, Lifecycle, RecordSchema, RecordType, fields, words
from tejido.declare.days import first_day, last_day
from tejido.declare.declarations import Contribution, Declarations
from tejido.declare.transforms import FIRST_YEAR, LAST_YEAR, RESERVED
from tejido.errors import DeclarationError

_ = words("tejido")

DAYS = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
CUTS = st.sampled_from((4, 7, 10))


# --- what a day spans -----------------------------------------------------------------


@given(DAYS, CUTS)
def test_a_day_lies_within_what_is_known_of_it(day: date, cut: int) -> None:
    known = day.isoformat()[:cut]
    first, last = first_day(known), last_day(known)
    assert first is not None
    assert last is not None
    assert first <= day <= last
    assert first.isoformat()[:cut] == last.isoformat()[:cut] == known


@given(DAYS, CUTS)
def test_the_days_around_belong_to_what_is_around(day: date, cut: int) -> None:
    known = day.isoformat()[:cut]
    first, last = first_day(known), last_day(known)
    assert first is not None
    assert last is not None
    assert (first - timedelta(days=1)).isoformat()[:cut] < known
    assert (last + timedelta(days=1)).isoformat()[:cut] > known
    span = {4: 366 if isleap(day.year) else 365, 7: last.day, 10: 1}[cut]
    assert (last - first).days + 1 == span


@pytest.mark.parametrize("value", [*RESERVED, None, "", "2025-3", "25", "2025-03-09T10:00", 2025])
def test_what_is_no_day_spans_none(value: object) -> None:
    assert first_day(value) is None
    assert last_day(value) is None


# --- what falls due on it -------------------------------------------------------------


class Petition(RecordSchema):
    """What was asked, until when, and whether it was answered."""

    due_on = fields.Day(_("Until"))
    answered_on = fields.Day(_("Answered"))
    review_on = fields.Day(_("Review"))
    said = fields.Line(_("Said"))


ANSWER = Due("answer", _("See whether they answered"), days=2, until_field="answered_on")
REVIEW = Due("review", _("Look at it again"))
DATES = {"due_on": ANSWER, "review_on": REVIEW}
TYPE = RecordType("visits.petition", _("Petition"), Petition, dates=DATES)


@given(DAYS, CUTS, st.integers(0, 90), st.integers(0, 48))
def test_nothing_is_late_before_the_last_day_on_which_it_could_be(
    day: date, cut: int, days: int, hours: int
) -> None:
    due = Due("review", _("Review"), days=days, hours=hours)
    known = day.isoformat()[:cut]
    moment = replace(TYPE, dates={"review_on": due}).falling_due({"review_on": known})["review"]
    last = last_day(known)
    assert last is not None
    late_from = datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1)
    allowed = timedelta(days=days, hours=hours)
    assert timedelta(0) < late_from + allowed - moment <= timedelta(minutes=1)


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        pytest.param({}, [], id="no day falls due"),
        pytest.param({"due_on": "2026-03"}, ["answer"], id="a month falls due"),
        pytest.param({"due_on": "unknown"}, [], id="an unknown day falls due never"),
        pytest.param({"due_on": "2026", "review_on": "2026"}, ["answer", "review"], id="both"),
        pytest.param({"due_on": "2026", "answered_on": "2025"}, [], id="an answer ends it"),
        pytest.param(
            {"due_on": "2026", "answered_on": "not_applicable"}, [], id="none need answer"
        ),
        pytest.param(
            {"due_on": "2026", "answered_on": "unknown"}, ["answer"], id="nobody knows of one"
        ),
        pytest.param(
            {"review_on": "2026", "answered_on": "2025"}, ["review"], id="it ends only its own"
        ),
    ],
)
def test_what_falls_due_follows_from_the_body(body: Mapping[str, Any], kinds: list[str]) -> None:
    assert list(TYPE.falling_due(body)) == kinds


# --- what can be declared -------------------------------------------------------------


class Item(RecordSchema):
    """A day where no task can see it."""

    by_day = fields.Day(_("By"))


class Grouped(Petition):
    """A petition with days in a group."""

    items = fields.Group(Item, _("Items"))


CALL = Lifecycle(
    "open",
    {"open": _("Open"), "done": _("Done")},
    {"open": ("done",)},
    {"open": Due("review", _("Call them"), days=1)},
)


@pytest.mark.parametrize(
    ("changed", "field", "reason"),
    [
        ({"dates": {"gone_on": REVIEW}}, "gone_on", "days of the record"),
        ({"dates": {"said": REVIEW}}, "said", "days of the record"),
        ({"dates": {"items": REVIEW}}, "items", "days of the record"),
        ({"dates": {"by_day": REVIEW}}, "by_day", "days of the record"),
        ({"dates": {"due_on": replace(ANSWER, until_field="said")}}, "due_on", "days of the"),
        ({"dates": {"due_on": replace(ANSWER, until_field="gone")}}, "due_on", "days of the"),
        ({"dates": {"due_on": replace(REVIEW, kind="Call Ana")}}, "due_on", "kind"),
        ({"dates": {"due_on": replace(REVIEW, label="")}}, "due_on", "label"),
        ({"dates": {"due_on": replace(REVIEW, days=-1)}}, "due_on", "no time back"),
        ({"dates": {"due_on": "review"}}, "due_on", "is a Due"),
        ({"dates": {"due_on": REVIEW, "review_on": REVIEW}}, "review_on", "«review» already"),
        ({"dates": {"review_on": REVIEW}, "lifecycle": CALL}, "review_on", "«review» already"),
    ],
)
def test_what_cannot_fall_due_is_refused(
    book: Declarations, changed: Mapping[str, Any], field: str, reason: str
) -> None:
    with pytest.raises(DeclarationError, match=reason) as refused:
        book.adding(Contribution("visits", types=(replace(TYPE, schema=Grouped, **changed),)))
    assert refused.value.where == ("visits", "visits.petition", field)


def test_days_and_single_records_can_be_declared(book: Declarations) -> None:
    more = book.adding(Contribution("visits", types=(replace(TYPE, single=True),)))
    assert more.types["visits.petition"].single
    wrong: Any = "yes"
    with pytest.raises(DeclarationError, match="single"):
        book.adding(Contribution("visits", types=(replace(TYPE, single=wrong),)))
