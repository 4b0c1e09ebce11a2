"""What we do not write here: at hand where one writes, in both languages, and light."""

from typing import Any

Site = Any


def test_it_is_at_hand_where_one_writes(site: Site) -> None:
    ana = site.signed_in()
    process = ana.begin()
    for page in (f"/processes/{process}", f"/processes/{process}/write/session"):
        assert 'href="/not-written">Lo que no escribimos aquí</a>' in ana.get(page).text


def test_it_says_what_stays_out_why_and_what_to_write_instead(site: Site) -> None:
    page = site.signed_in().get("/not-written")
    for said in (
        "duerme",
        "llaves",
        "peritaje",
        "clínicas",
        "Rutas",
        "abogada",
        "ya no cambien nada",
    ):
        assert said in page.text
    assert len(page.data) < 50_000


def test_nothing_of_it_is_shown_to_who_did_not_sign_in(site: Site) -> None:
    assert site.client().get("/not-written").status_code == 302
