"""Days as people write them; what is not said is not guessed."""

from datetime import date

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from tejido.errors import InputError
from tejido.importing.days import DayReader

GIVES_YEAR = DayReader(year=2018)
FIRST = DayReader(year=2018, span="first")
MONTH = DayReader(year=2018, span="month")
DAYS = st.dates(date(1950, 1, 1), date(2049, 12, 31))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("9 de enero", "2018-01-09"),
        ("02 de mayo", "2018-05-02"),
        ("23 de mayo 2019", "2019-05-23"),
        ("20 de mayo de 2019", "2019-05-20"),
        ("2 de junio  de 2019", "2019-06-02"),
        ("20 de Mayo del 2019.", "2019-05-20"),
        ("1º de setiembre", "2018-09-01"),
        ("1o. de sept. de 2019", "2019-09-01"),
        ("9 de enero, 2019", "2019-01-09"),
        ("enero de 2019", "2019-01"),
        ("enero", "2018-01"),
        ("2019", "2019"),
        ("2019-03", "2019-03"),
        ("2019-03-01", "2019-03-01"),
        ("29 de febrero de 2020", "2020-02-29"),
    ],
)
def test_a_day_is_read_at_the_precision_that_it_has(written: str, read: str) -> None:
    assert GIVES_YEAR.read(written) == read


@pytest.mark.parametrize(
    ("written", "first", "month"),
    [
        ("3 y 4 de junio de 2019", "2019-06-03", "2019-06"),
        ("Del 26 al 29 de junio de 2019.", "2019-06-26", "2019-06"),
        ("23 de junio y 24 de junio de 2019", "2019-06-23", "2019-06"),
        ("26-29 de junio", "2018-06-26", "2018-06"),
        ("1, 2 y 5 de junio", "2018-06-01", "2018-06"),
        ("30 de junio y 2 de julio de 2019", "2019-06-30", "2019"),
        ("28 de diciembre de 2018 al 3 de enero de 2019", "2018-12-28", None),
        ("junio y julio de 2019", "2019-06", "2019"),
        ("Desde 02 de junio de 2019", "2019-06-02", None),
    ],
)
def test_a_span_is_taken_as_the_mapping_says(written: str, first: str, month: str | None) -> None:
    assert FIRST.read(written) == first
    if month is None:
        with pytest.raises(InputError, match="span"):
            MONTH.read(written)
    else:
        assert MONTH.read(written) == month
    with pytest.raises(InputError, match="span"):
        GIVES_YEAR.read(written)


@pytest.mark.parametrize("written", ["9 de enero", "enero", "3 y 4 de junio", "Desde mayo"])
def test_a_missing_year_is_refused_unless_the_mapping_gives_it(written: str) -> None:
    with pytest.raises(InputError, match="year is missing"):
        DayReader(span="first").read(written)
    assert FIRST.read(written).startswith("2018-")


def test_the_year_of_the_cell_holds_over_that_of_the_mapping() -> None:
    assert GIVES_YEAR.read("9 de enero de 2017") == "2017-01-09"


@pytest.mark.parametrize(
    "written",
    [
        "9 de jumio",  # misspelt: somebody decides
        "primavera de 2018",
        "9 de enero de 18",  # which century
        "junio 18",  # a day or a year
        "3 o 4 de junio",
        "31 de abril",
        "30 de febrero de 2018",
        "0 de enero",
        "9 de enero de 0000",
        "29 al 26 de junio",  # backwards
        "3 y 3 de junio",
        "28 de diciembre al 3 de enero de 2018",  # one of two years is not said
        "9 de enero 10 de enero",
        "22 de enero (Persona3) 24 de junio (Persona4) de 2018",
        "Se reserva",
        "9/1/2018",
        "hacia el 9 de enero",
        "...",
        "9 9 9 de enero",
        "12345",
    ],
)
def test_what_cannot_be_told_is_refused(written: str) -> None:
    with pytest.raises(InputError) as refused:
        FIRST.read(written)
    assert written not in str(refused.value)


def test_numbers_are_read_only_in_the_declared_order() -> None:
    assert DayReader(numeric="day-month").read("09/01/2018") == "2018-01-09"
    assert DayReader(numeric="month-day").read("09/01/2018") == "2018-09-01"
    assert DayReader(numeric="day-month", year=2018).read("9.1") == "2018-01-09"
    with pytest.raises(InputError, match="no such day"):
        DayReader(numeric="month-day").read("13/13/2018")
    with pytest.raises(InputError, match="which of these numbers"):
        DayReader().read("09/01/2018")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("January 9, 2018", "2018-01-09"),
        ("9 January 2018", "2018-01-09"),
        ("the 3rd of May 2018", "2018-05-03"),
        ("January 9 and 10, 2018", "2018-01-09"),
        ("from 3 May to 4 June 2018", "2018-05-03"),
    ],
)
def test_english_is_read_where_the_mapping_says_so(written: str, read: str) -> None:
    assert DayReader(language="en", span="first").read(written) == read


@given(DAYS, st.sampled_from(["d 'de' MMMM 'de' y", "dd 'de' MMMM y", "d MMM y", "y-MM-dd"]))
def test_every_day_written_out_is_read_back(day: date, form: str) -> None:
    written = format_date(day, form, locale="es_MX")
    assert DayReader().read(written) == day.isoformat()


@given(DAYS, DAYS)
def test_two_days_are_a_span_only_in_their_order(one: date, other: date) -> None:
    written = " al ".join(format_date(day, "d MMMM y", locale="es") for day in (one, other))
    if one < other:
        assert FIRST.read(written) == one.isoformat()
    else:
        with pytest.raises(InputError):
            FIRST.read(written)


@given(st.text(max_size=40) | st.text("0123456789 .,-/ydealnro", max_size=25))
def test_any_text_gives_a_day_that_exists_or_is_refused(text: str) -> None:
    try:
        read = FIRST.read(text)
    except InputError:
        return
    date.fromisoformat(f"{read}-01-01"[:10] if len(read) == len("2018") else f"{read}-01"[:10])
