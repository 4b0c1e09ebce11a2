"""The vocabulary browser, and the terms that an organization adds to it."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from html import unescape
from typing import Any

import pytest

from tejido.store.tables import OwnTermTable
from tejido.web.vocabularies import PAGE
from tejido.work import nodes, vocabularies

Site = Any
Browser = Any
MOTO = {"es": "Amenaza desde una moto", "en": "Threat from a motorcycle", "broader": "threat"}
OWN = "own.amenaza_desde_una_moto"
#: No page is heavier than this, in bytes.
LIGHT = 50_000


@pytest.fixture(scope="module")
def shared(
    open_site: Callable[..., AbstractContextManager[Site]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """Give a face in which nobody adds anything."""
    with open_site(tmp_path_factory.mktemp("words") / "node") as opened:
        yield opened


@pytest.fixture(scope="module")
def reader(shared: Site) -> Browser:
    return shared.signed_in("rosa")


def add(browser: Browser, **typed: str) -> Any:
    page = "/words/aggression"
    return browser.post(page, page, {**MOTO, **typed})


def labels(text: str) -> list[str]:
    """Return the terms that a page lists."""
    found = re.findall(r'<li class="card term">\s*<a href="[^"]*">([^<]*)</a>', text)
    return [unescape(one) for one in found]


# --- reading ------------------------------------------------------------------------------


def test_every_list_has_a_name_in_words(shared: Site, reader: Browser) -> None:
    page = reader.get("/words").text
    ids = set(shared.node.declarations.vocabularies)
    assert set(re.findall(r'href="/words/([^"]+)"', page)) == ids
    assert not [one for one in ids if f">{one}</a>" in page], "an id in the place of a name"


@pytest.mark.parametrize("tag", ["es", "en"])
def test_no_list_is_too_heavy_for_a_poor_line(shared: Site, reader: Browser, tag: str) -> None:
    reader.post("/language", "/words", {"language": tag, "back": "/words"})
    assert len(reader.get("/words").data) < LIGHT
    for name in shared.node.declarations.vocabularies:
        answer = reader.get(f"/words/{name}")
        assert (answer.status_code, len(answer.data) < LIGHT) == (200, True), name
    reader.post("/language", "/words", {"language": "es", "back": "/words"})


def test_a_list_says_what_each_term_means_and_where_it_stands(reader: Browser) -> None:
    page = unescape(reader.get("/words/aggression").text)
    assert "Privar a alguien de su libertad y ocultar qué pasó o dónde está." in page
    assert "SIVeL A10, B40" in page
    assert "ODS 16.10.1 enforced_disappearance" in page
    assert '<span lang="en">Disappearance</span>' in page
    assert labels(page)[:2] == ["Asesinato", "Intento de asesinato"]


def test_a_term_says_all_that_is_known_of_it(reader: Browser) -> None:
    page = unescape(reader.get("/words/aggression/death_threat").text)
    for said in (
        "Anunciar que se matará a alguien o a su gente.",
        "Front Line Defenders",
        "02010302000004",
        "Announcing that somebody or those close to them will be killed.",
        'href="/words/aggression/threat"',
    ):
        assert said in page
    assert "página 3" in reader.get("/words/aggression/torture").text
    assert 'href="/words/aggression/sexual_torture"' in reader.get("/words/aggression/torture").text


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("memoria", ["Expresiones culturales para la memoria colectiva"]),
        ("MEMORIA colectiva", ["Expresiones culturales para la memoria colectiva"]),
        ("sharing of information", ["Difusión de información y comunicación en redes sociales"]),
        ("no hay nada así", []),
    ],
)
def test_typing_leaves_what_holds_it(reader: Browser, typed: str, found: list[str]) -> None:
    answer = reader.get("/words/coping", query_string={"q": typed})
    assert labels(answer.text) == found
    assert ("Ningún término" in answer.text) is not bool(found)


def test_typing_looks_into_all_lists_and_outside_codes(reader: Browser) -> None:
    assert set(labels(reader.get("/words?q=A15").text)) == {
        "Amenaza de muerte", "Amenaza (no de muerte)", "Amenaza física",
    }  # fmt: skip
    page = unescape(reader.get("/words?q=miedo").text)
    assert "Miedo" in labels(page)
    assert "Impactos ·" in page


def test_what_was_typed_is_shown_as_text(reader: Browser) -> None:
    typed = '"><script>x</script>'
    page = reader.get("/words/coping", query_string={"q": typed}).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_long_lists_are_cut_into_pages(reader: Browser) -> None:
    first = labels(reader.get("/words/language").text)
    second = labels(reader.get("/words/language?page=2").text)
    assert len(first) == PAGE
    assert second
    assert not set(first) & set(second)
    for odd in ("0", "-1", "99", "x", "1e9"):
        assert labels(reader.get(f"/words/language?page={odd}").text) in (first, second)


@pytest.mark.parametrize("path", ["/words/weather", "/words/impact/weather", "/words/impact/a/b"])
def test_what_is_not_there_is_said_to_be_not_there(reader: Browser, path: str) -> None:
    assert reader.get(path).status_code == 404


def test_only_who_administers_is_offered_to_add(shared: Site, reader: Browser) -> None:
    assert 'action="/words/aggression"' not in reader.get("/words/aggression").text.replace(
        '<form class="search screen-only" method="get" action="/words/aggression"', ""
    )
    ana = shared.signed_in()
    assert "Añade un término propio" in ana.get("/words/aggression").text
    assert "Añade un término propio" not in ana.get("/words/field").text


# --- a word of one's own ------------------------------------------------------------------


def test_a_term_is_added_and_every_form_offers_it_at_once(site: Site) -> None:
    ana, rosa = site.signed_in(), site.signed_in("rosa")
    form = f"/processes/{rosa.begin()}/write/trama.everything"
    assert "desde una moto" not in rosa.get(form).text
    answer = add(ana, definition_es="Desde una moto que pasa.")
    assert answer.location == f"/words/aggression/{OWN}?done=word_added"
    assert "Los formularios lo ofrecen desde ahora" in ana.get(answer.location).text
    assert f'value="{OWN}"' in rosa.get(form).text
    page = rosa.get("/words/aggression").text
    assert labels(page)[labels(page).index("Amenaza (no de muerte)") + 1] == MOTO["es"]
    assert "Desde una moto que pasa." in page
    assert "1 de esta organización" in rosa.get("/words").text


def test_what_a_command_brings_in_is_offered_by_the_server_that_runs(site: Site) -> None:
    rosa = site.signed_in("rosa")
    form = f"/processes/{rosa.begin()}/write/trama.everything"
    labels_ = {tag: MOTO[tag] for tag in ("es", "en")}
    with closing(nodes.open_node(site.node.settings.folder)) as command:
        vocabularies.add(command, site.node_who("ana"), "aggression", "threat", labels_)
    assert f'value="{OWN}"' in rosa.get(form).text


def test_what_is_wrong_is_said_beside_what_was_typed(site: Site) -> None:
    ana = site.signed_in()
    answer = add(ana, es="Amenaza de muerte", en="", broader="")
    assert answer.status_code == 422
    assert 'value="Amenaza de muerte"' in answer.text
    assert "<details" in answer.text
    assert " open>" in answer.text
    for name in ("es", "en", "broader"):
        assert f'id="{name}-error"' in answer.text
    assert vocabularies.own(site.node) == []


def test_a_term_is_said_in_a_further_language_and_retired(site: Site) -> None:
    ana = site.signed_in()
    add(ana)
    page = f"/words/aggression/{OWN}"
    typed = {"tag": "tzo", "label": "(inventado) karo", "definition": "(inventado)"}
    assert ana.post(page, page, typed).status_code == 302
    assert '<strong lang="tzo">(inventado) karo</strong>' in ana.get(page).text
    wrong = ana.post(page, page, {"tag": "¿?", "label": "x", "definition": ""})
    assert wrong.status_code == 422
    assert "tzo o nah-MX" in wrong.text
    changed = ana.post(page, page, {"tag": "es", "label": "Otra cosa", "definition": ""})
    assert "conserva su significado" in changed.text

    record_form = f"/processes/{ana.begin()}/write/trama.everything"
    record = ana.write(record_form.split("/")[2], {"day": "2026", "aggressions": OWN})
    ana.post(f"{page}/retire", page, {"becomes": "retired"})
    assert f'value="{OWN}"' not in ana.get(record_form).text
    assert f'value="{OWN}" checked' in ana.get(f"/records/{record}").text, "it can be read"
    ana.post(f"{page}/retire", page, {"becomes": "offered"})
    assert f'value="{OWN}"' in ana.get(record_form).text


def test_standard_terms_are_not_for_retiring(site: Site) -> None:
    ana = site.signed_in()
    page = "/words/aggression/threat"
    assert "Retíralo" not in ana.get(page).text
    assert ana.post(f"{page}/retire", "/", {"becomes": "retired"}).status_code == 404
    typed = {"tag": "tzo", "label": "x", "definition": ""}
    assert ana.post(page, "/", typed).status_code == 404


def test_words_that_are_left_out_are_said_to_who_administers(site: Site) -> None:
    ana, rosa = site.signed_in(), site.signed_in("rosa")
    add(ana)
    with site.node.store.write() as tx:
        tx.run(OwnTermTable.update(broader="killing", version=OwnTermTable.version + 1))
    assert f"aggression/{OWN}" in ana.get("/words").text
    assert OWN not in rosa.get("/words").text
    answer = add(ana, es="Otra", en="Another")
    assert answer.status_code == 500
    assert "restaura el respaldo más reciente" in answer.text
