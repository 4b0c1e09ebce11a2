"""The summary says so whenever figures do not add up."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from tejido.cli.demo import demo
from tejido.cli.demonstration.performance import Performed
from tejido.cli.demonstration.scenario import ORGANIZATIONS
from tejido.cli.demonstration.sites import Site
from tejido.cli.demonstration.summary import Figures, invitation, lines
from tejido.languages import say

SOUND = Figures(
    nodes=3,
    strategies=("advocacy", "crisis"),
    written=1353,
    consented=330,
    minimized=646,
    held=75,
    sent=571,
    received=571,
    refused=0,
    expected=18,
    verified=18,
    cells=96,
    suppressed=53,
    planted=2672,
    found=(),
    seconds=20.04,
)


def test_sound_figures_have_no_fault() -> None:
    assert SOUND.faults() == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"held": 74}, "Minimized were 646, held and sent 645."),
        ({"minimized": 647}, "Minimized were 647, held and sent 646."),
        ({"received": 570}, "Sent were 571, received 570."),
        ({"refused": 1}, "Refused were 1."),
        ({"verified": 17}, "Of 18 receipts, 17 were verified."),
        ({"found": ("ocote.err: raw",)}, "A canary shows in ocote.err: raw."),
    ],
)
def test_each_figure_that_does_not_add_up_is_named(wrong: dict[str, object], said: str) -> None:
    faults = replace(SOUND, **wrong).faults()  # type: ignore[arg-type]  # any of its fields
    assert [say(text, "en", **values) for text, values in faults] == [said]


def test_the_demonstration_fails_and_still_prints_what_it_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @contextmanager
    def performed(*_given: object) -> Iterator[Performed]:
        yield Performed((), None, replace(SOUND, received=570))  # type: ignore[arg-type]

    monkeypatch.setattr("tejido.cli.demo.performed", performed)
    monkeypatch.setattr("tejido.cli.demo.invitation", lambda _sites, _language: [])
    ended = CliRunner().invoke(demo, ["--json", "--language", "en"])  # and would serve on
    assert ended.exit_code == 1
    assert "Sent were 571, received 570." in ended.stderr
    assert json.loads(ended.stdout)["records"]["received"] == 570


def test_the_object_has_the_form_that_was_promised() -> None:
    assert replace(SOUND, found=("a", "b")).as_json() == {
        "nodes": 3,
        "strategies": ["advocacy", "crisis"],
        "records": {
            "written": 1353,
            "consented": 330,
            "minimized": 646,
            "held": 75,
            "sent": 571,
            "received": 571,
            "refused": 0,
        },
        "receipts": {"expected": 18, "verified": 18},
        "table": {"cells": 96, "suppressed": 53},
        "canaries": {"planted": 2672, "found": 2},
        "seconds": 20.0,
    }


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_summary_says_every_figure(language: str) -> None:
    said = "\n".join(lines(SOUND, language))
    for figure in ("1,353", "330", "646", "75", "571", "18", "96", "53", "2,672"):
        assert figure in said
    assert "%" not in said


def test_the_invitation_names_addresses_people_and_the_table() -> None:
    sites = [
        Site(one, Path(one.slug), "a" * 26, f"http://127.0.0.1:{port}", {one.accompanier: "siete"})
        for port, one in enumerate(ORGANIZATIONS, 8421)
    ]
    said = list(invitation(sites, "es"))
    assert "    abril: siete" in said
    assert said[-1].endswith("http://127.0.0.1:8421/tables/advocacy.acts/2025")


def test_the_first_organization_coordinates_and_no_two_share_anything() -> None:
    assert len(ORGANIZATIONS) == 3
    for name in ("slug", "name", "seed", "hostess", "accompanier"):
        assert len({getattr(one, name) for one in ORGANIZATIONS}) == 3
