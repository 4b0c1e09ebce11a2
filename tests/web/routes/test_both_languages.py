"""Every page of the house is said whole in Spanish, and whole in English: no text of the other.

What is looked for are texts of the catalogues, as a node of a page holds them. Left out are the
vocabulary's own pages, which say every term in both; ids; and what the tests' own plugin, which has
no catalogue, and its invented processes are called.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

from tejido.accounts.role_keys import ROLES
from tejido.declare.fields import Group, record_fields
from tejido.web.language import COOKIE

World = Any
Policy = Any
ROOT = Path(__file__).parents[3]
#: Attributes that people read or hear.
READ = ("alt", "aria-label", "label", "placeholder", "title")
#: What two languages call themselves, wherever one is chosen.
OWN_NAMES = ("Español", "English")
#: The house's first language, and the one of its sources.
SPANISH, ENGLISH = "es", "en"


class _Said(HTMLParser):
    """What a page says: its texts, one by one, and attributes that are read."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._other = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self._other = tag == "code" or (tag != "html" and "lang" in found)
        self.found |= {" ".join((found.get(name) or "").split()) for name in READ}

    def handle_data(self, data: str) -> None:
        if not self._other:  # an id, or marked as another language
            self.found.add(" ".join(data.split()))


@cache
def only_in(language: str) -> frozenset[str]:
    """Return every text that stands in one language's words alone."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = config["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    english, spanish = set(), set()
    for path in (ROOT / one / "translations" / "es.po" for one in packages):
        with path.open("rb") as file:
            pairs = [(str(one.id), str(one.string)) for one in read_po(file) if one.id]
        english |= {source for source, _said in pairs}
        spanish |= {said for _source, said in pairs}
    return frozenset(spanish - english if language == SPANISH else english - spanish)


def strange(text: str, language: str) -> set[str]:
    """Return what a page says in the other of the two languages."""
    return _Said(text).found & only_in(ENGLISH if language == SPANISH else SPANISH)


def test_a_text_of_the_other_language_is_found() -> None:
    page = "<p>Agenda</p><h1 title='People'>Personas</h1><b>Search</b><i lang=en>Search</i>"
    assert strange(page, SPANISH) == {"People", "Search"}
    assert strange(page, ENGLISH) == {"Personas"}


@pytest.fixture(scope="module")
def invented(world: World) -> frozenset[str]:
    """Give what the tests themselves call things and people, and languages themselves."""
    node = world.site.node
    declared = node.declarations.types["trama.everything"]
    names = [one.name for one in node.plugins.samples(3)]
    return frozenset((declared.label, *labels(declared.schema()), *names, *ROLES, *OWN_NAMES))


def labels(schema: Any) -> Iterator[str]:
    for field in record_fields(schema).values():
        yield from (field.label, field.help)
        if isinstance(field, Group):
            yield from labels(field.item)


@pytest.mark.parametrize("language", [SPANISH, ENGLISH])
def test_a_page_is_said_in_one_language(
    world: World, policy: Policy, invented: frozenset[str], language: str
) -> None:
    if not policy.get or policy.endpoint.startswith("vocabularies."):
        return
    case = "nobody" if policy.door == "anybody" else "ana"
    client = world.site.app.test_client()
    for cookie in world.browsers[case].client._cookies.values():
        client.set_cookie(cookie.key, cookie.value)
    client.set_cookie(COOKIE, language)
    answer = client.get(world.address(policy.endpoint), buffered=True)
    if answer.mimetype == "text/html":
        assert strange(answer.text, language) - invented == set()
