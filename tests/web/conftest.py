"""What tests of the web face share: a browser's reading of a form, and a schema of all fields."""

from collections.abc import Callable, Mapping
from html.parser import HTMLParser

import pytest
from jinja2 import Environment, PackageLoader
from werkzeug.datastructures import MultiDict

from tejido import RecordSchema, fields, transforms, words
from tejido.accompaniment.core import core_contribution
from tejido.declare.declarations import CORE, Contribution, Declarations
from tejido.declare.records import RecordType
from tejido.languages import Text, say
from tejido.web.forms import Form, Reader

_ = words("tejido")
Fields = MultiDict[str, str]
TYPE = "everything"


class Item(RecordSchema):
    """An item of a group, with a group of its own."""

    impact = fields.Code("impact", _("Impact"), required=True, leaves=transforms.as_is)
    expressions = fields.Codes("expression", _("How it shows"), leaves=transforms.as_is)
    said = fields.Narrative(_("In the subject's words"))

    class Inner(RecordSchema):
        people = fields.Count(_("People"), leaves=transforms.bracket(1, 2, 6))

    people = fields.Group(Inner, _("Who"), most=3, leaves=transforms.count(2))


class Everything(RecordSchema):
    """One field of each kind."""

    day = fields.Day(
        _("Day"), help=_("As precisely as known"), required=True, leaves=transforms.year
    )
    line = fields.Line(_("Line"))
    person = fields.Person(_("Lead"))
    narrative = fields.Narrative(_("What happened"))
    impact = fields.Code("impact", _("Impact"), leaves=transforms.as_is)
    kept = fields.Code("dimension", _("Dimension"))
    aggressions = fields.Codes("aggression", _("Aggressions"), leaves=transforms.as_is)
    place = fields.Place(
        _("Where"), quasi=True, leaves=transforms.ladder(transforms.region, transforms.country)
    )
    people = fields.Count(_("People"), leaves=transforms.bracket(1, 2, 6, 16))
    missing = fields.Flag(_("Someone is missing"), leaves=transforms.flag)
    impacts = fields.Group(Item, _("Impacts"), most=4)
    meetings = fields.Group(Item.Inner, _("Meetings"), leaves=transforms.count(3))


class _FormReader(HTMLParser):
    """What a browser would send for the controls of a page, if nothing is touched."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = Fields()
        self._select = self._textarea = ""
        self._text: list[str] = []
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        name, kind = found.get("name", ""), found.get("type", "text")
        if tag == "input" and name:
            if kind not in ("checkbox", "radio") or "checked" in found:
                self.sent.add(name, found.get("value", ""))
        elif tag == "textarea":
            self._textarea, self._text = name, []
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option" and self._select:
            self._options.append((found.get("value", ""), "selected" in found))

    def handle_data(self, text: str) -> None:
        if self._textarea:
            self._text.append(text)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # A browser drops one newline at the start, and sends lines with CRLF.
            text = "".join(self._text).removeprefix("\n")
            self.sent.add(self._textarea, text.replace("\n", "\r\n"))
            self._textarea = ""
        elif tag == "select":
            chosen = [value for value, is_chosen in self._options if is_chosen]
            self.sent.add(self._select, chosen[-1] if chosen else self._options[0][0])
            self._select = ""


def read_form(html: str) -> Fields:
    reader = _FormReader()
    reader.feed(html)
    return reader.sent


@pytest.fixture(scope="session")
def sent_by() -> Callable[[str], Fields]:
    """Give what a browser would send for a page's controls, untouched."""
    return read_form


@pytest.fixture(scope="session")
def declarations() -> Declarations:
    """Give the core's declarations and one type with a field of each kind."""
    everything = Contribution(CORE, types=(RecordType(TYPE, _("Everything"), Everything),))
    return Declarations().adding(core_contribution()).adding(everything)


@pytest.fixture(scope="session")
def reader(declarations: Declarations) -> Reader:
    """Give a reader of Spanish whose team is two."""
    return Reader("es", declarations.vocabularies, ("ana", "luz"))


@pytest.fixture(scope="session")
def drawn() -> Callable[[Form], str]:
    """Give the HTML of a form's controls."""
    environment = Environment(loader=PackageLoader("tejido.web"), autoescape=True)

    def mark(source: str, **values: object) -> str:
        return say(Text(source, "tejido"), "es", **values)

    environment.globals["_"] = mark
    template = environment.from_string(
        '{% from "fields.html" import field, summary %}'
        '{{ summary(form) }}{% for one in form.controls %}{{ field(one, "/there") }}{% endfor %}'
    )
    return lambda form: template.render(form=form)


@pytest.fixture(scope="session")
def body() -> Mapping[str, object]:
    """Give a body with every field of :class:`Everything` filled in."""
    return {
        "day": "2026-03",
        "line": "una línea",
        "person": "ana",
        "narrative": "dos\nlíneas <b>",
        "impact": "fear",
        "kept": "family",
        "aggressions": ["threat", "harassment"],
        "place": "MX-OAX",
        "people": 12,
        "missing": "no",
        "impacts": [
            {"impact": "fear", "expressions": ["emotions", "thoughts"], "people": [{"people": "2-5"}]},
            {"impact": "unknown", "said": "no hay palabras"},
        ],
        "meetings": [{"people": 3}, {"people": "withheld"}],
    }
