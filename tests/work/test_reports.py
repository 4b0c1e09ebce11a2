"""A report about a process: what it says, what it does not, and who agreed to it."""

import dataclasses
import io
from collections.abc import Collection
from datetime import date
from typing import Any

import pytest
from docx import Document

from tejido.audit import log
from tejido.errors import ConsentError, InputError, NotFoundError, NotOpenedError
from tejido.exporting.blotting import BLOT
from tejido.exporting.report import AGREED, LEFT, TO_DO, Report
from tejido.exporting.template_faults import TemplateError
from tejido.exporting.word_template import shipped
from tejido.testing.networks import NORTE
from tejido.work import leaving, report_templates, reports, teams
from tejido.work import records as written
from tejido.work.records import Entry
from tejido.work.reports import Asked

VISIT = "tela.visit"
DAY = date(2026, 4, 1)
EVERYTHING = ("subject", "aggression", "session", "consent", VISIT, AGREED, TO_DO, LEFT)


def write(office: Any, process: str, type_id: str, **given: Any) -> str:
    (record,) = written.write(office.node, office.ana, [Entry(type_id, process, given)])
    return record


def sheet(
    office: Any, process: str, *sections: str, audience: str = "team", words: bool = True
) -> Report:
    asked = Asked(audience, sections or EVERYTHING, words, DAY, "en")
    return reports.sheet(office.node, office.ana, process, asked)


def said(report: Report) -> str:
    """Return everything that a report says."""
    return repr(dataclasses.asdict(report))


def section(report: Report, name: str) -> str:
    (found,) = (one for one in report.sections if one.id == name)
    return repr(found.entries)


@pytest.fixture
def told(office: Any) -> str:
    """Begin a process with people in it who must not be named."""
    process: str = office.begin("Las del río")
    write(
        office,
        process,
        "subject",
        described="Somos Las del río. Doña Lucía Ramos empezó todo.",
        municipality="San Mateo Yucutindoo",
        members=[{"called": "Lucía Ramos", "part": "coordina"}],
        contacts=[{"who": "la comadre Petra", "how": "951 123 45 67", "safe": "yes"}],
        do_not_contact="En su casa no.",
    )
    write(
        office,
        process,
        "session",
        day="2026-02-03",
        attendees="Lucía, Petra y el chico",
        note="Habló LUCÍA RAMOS; ana la escuchó. Petra llamó al 951 123 45 67 desde Yucutindoo.",
    )
    office.write(process, lead="ana", said="Rosa no vino.", title="De las del río")
    return process


def test_it_says_a_code_a_day_and_whom_it_is_for(office: Any, told: str) -> None:
    report = sheet(office, told)
    assert report.code == told[:6].upper()
    assert report.destroy_on == "April 1, 2026"
    assert report.foot == "Destroy this sheet by April 1, 2026."
    assert "team itself" in report.audience
    assert [one.id for one in report.sections] == ["subject", "session", VISIT, TO_DO]


def test_nobody_is_named_and_nobody_can_be_reached(office: Any, told: str) -> None:
    text = said(sheet(office, told))
    for name in ("Lucía", "LUCÍA", "Ramos", "Petra", "951", "Yucutindoo", "del río", "En su casa"):
        assert name not in text
    assert "ana" not in {word.strip(".,;'\\n\"") for word in text.split()}
    assert f"Habló {BLOT}; accompanier 1 la escuchó. {BLOT} llamó al {BLOT} desde {BLOT}." in text
    assert "'Who accompanies', 'text': 'accompanier 1'" in text


def test_without_words_only_days_codes_and_figures_are_told(office: Any, told: str) -> None:
    report = sheet(office, told, words=False)
    text = section(report, VISIT)
    for value in ("February 3, 2026", "Oaxaca", "Threat", "3"):
        assert value in text
    assert "Rosa no vino" not in said(report)
    assert "Habló" not in said(report)
    assert any("in words" in note for note in report.notes)


def test_harm_never_stands_alone_and_the_states_duty_stands_beside_whoever_acted(
    office: Any,
) -> None:
    process = office.begin()
    acted = [{"perpetrator": "police"}]
    harm = {"happened_on": "2026", "aggressions": ["threat"], "attributions": acted}
    write(office, process, "aggression", **harm)
    text = section(sheet(office, process), "aggression")
    assert "How they face it', text='It is not said here.'" in text
    assert "the State has the duty to prevent" in text
    other = office.begin()
    write(office, other, "aggression", **harm, coping=["mobilization"])
    assert "It is not said here." not in section(sheet(office, other), "aggression")


def test_what_was_agreed_what_is_to_be_done_and_what_left_can_be_told(office: Any) -> None:
    process, _visit = office.visited()
    found = leaving.preview(office.node, office.ana, "tela")
    leaving.approve(office.node, office.ana, "tela", found.digest)
    report = sheet(office, process, AGREED, TO_DO, LEFT)
    assert "To be counted" in section(report, AGREED)
    assert "Call them" in section(report, TO_DO)
    assert "Visit, March 1, 2026" in section(report, LEFT)


def test_a_consent_itself_is_never_told(office: Any) -> None:
    process = office.begin()
    agreed(office, process, "referral", giver="Doña Lucía")
    assert sheet(office, process, "consent").sections == ()
    found = reports.choices(office.node, office.ana, process, "en")
    assert [one for one, _label in found.sections] == [AGREED]


# --- to hand over ------------------------------------------------------------------------------


def agreed(office: Any, process: str, *purposes: str, **more: Any) -> str:
    said_to = [{"purpose": one, "answer": "yes"} for one in purposes]
    return write(office, process, "consent", **{"capacity": "assembly", "purposes": said_to} | more)


def test_to_others_it_goes_only_for_what_they_agreed_to(office: Any, told: str) -> None:
    assert reports.choices(office.node, office.ana, told, "en").purposes == ()
    with pytest.raises(ConsentError):
        sheet(office, told, audience="referral")
    agreed(office, told, "referral", "aggregate")
    assert reports.choices(office.node, office.ana, told, "en").purposes == ("referral",)
    report = sheet(office, told, audience="referral")
    assert (
        report.audience == "Handed over for: Referral to a named organization. They agreed to it."
    )
    with pytest.raises(ConsentError):
        sheet(office, told, audience="research")


def test_what_was_kept_back_and_what_is_late_is_in_nothing_that_is_handed_over(
    office: Any, told: str
) -> None:
    paths = [{"path": "*/area"}, {"path": f"{VISIT}/said"}, {"path": "session/note"}]
    agreed(office, told, "referral", withhold=paths)
    for audience in ("referral", "subject"):
        report = sheet(office, told, audience=audience)
        for kept_back in ("Oaxaca", "no vino", "Habló", "withheld"):
            assert kept_back not in said(report)
        assert "Threat" in section(report, VISIT)
        assert TO_DO not in {one.id for one in report.sections}
        assert any("kept back" in note for note in report.notes)
    assert "Oaxaca" in said(sheet(office, told)), "the team keeps what it was told"


def test_what_is_about_one_person_takes_her_and_is_not_for_the_others(
    office: Any, told: str
) -> None:
    hers = office.write(told, said="solo mío", people=1)
    agreed(office, told, "referral", "research")
    alone = {"concerns": "member", "capacity": "self", "records": [{"record": hers}]}
    agreed(office, told, "research", **alone)
    assert "solo mío" not in said(sheet(office, told, audience="referral"))
    assert "solo mío" not in said(sheet(office, told, audience="subject"))
    assert "solo mío" in said(sheet(office, told, audience="research"))


# --- asking for it -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"audience": "everybody"}, "audience"),
        ({"audience": "aggregate"}, "audience"),
        ({"sections": ()}, "section"),
        ({"destroy_on": date(2026, 3, 1)}, "destroy"),
        ({"destroy_on": date(2027, 3, 3)}, "destroy"),
        ({"destroy_on": date.min}, "destroy"),
    ],
)
def test_what_cannot_be_is_refused_and_not_logged(
    office: Any, told: str, changes: dict[str, Any], wrong: str
) -> None:
    before = exports(office)
    asked = dataclasses.replace(Asked("team", EVERYTHING, True, DAY, "en"), **changes)
    with pytest.raises(InputError) as refused:
        reports.sheet(office.node, office.ana, told, asked)
    assert set(refused.value.fields) == {wrong}
    assert exports(office) == before


def exports(office: Any) -> list[dict[str, Any]]:
    with office.node.store.read() as tx:
        entries = log.read(tx, office.ana.role("auditor"))
    return [dict(one.facts or {}) for one in entries if one.kind == log.Kind.EXPORT]


def test_whoever_takes_it_out_is_logged(office: Any, told: str) -> None:
    sheet(office, told, audience="subject")
    reports.word(office.node, office.ana, told, Asked("team", EVERYTHING, True, DAY, "en"))
    who = {"person": office.ana.person, "process": told}
    assert exports(office) == [
        {**who, "reason": "subject", "form": "sheet"},
        {**who, "reason": "team", "form": "word"},
    ]


def test_only_the_team_makes_one(office: Any, told: str) -> None:
    asked = Asked("team", EVERYTHING, True, DAY)
    for call in (reports.sheet, reports.word):
        with pytest.raises(NotOpenedError):
            call(office.node, office.rosa, told, asked)
        with pytest.raises(NotFoundError):
            call(office.node, office.ana, "0" * 32, asked)
    with pytest.raises(NotOpenedError):
        reports.choices(office.node, office.rosa, told, "es")


def test_of_absent_plugins_nothing_is_told_for_nobody_knows_what_names_somebody(
    office: Any, told: str
) -> None:
    without = dataclasses.replace(office, small=office.small.without("tela"))
    assert VISIT not in {one.id for one in sheet(without, told).sections}


def test_every_handle_of_the_team_is_a_number(office: Any) -> None:
    process = office.begin()
    rosa = office.rosa
    teams.open_to(office.node, office.ana, process, "rosa", public=rosa.pair.public)
    office.write(process, lead="rosa", said="Rosa la acompañó, y luego ana.")
    text = section(sheet(office, process), VISIT)
    assert "accompanier 2 la acompañó, y luego accompanier 1." in text


# --- in Word -----------------------------------------------------------------------------------


def word(office: Any, process: str, language: str = "en", sections: Collection[str] = ()) -> str:
    asked = Asked("team", sections or EVERYTHING, True, DAY, language)
    made = reports.word(office.node, office.ana, process, asked)
    assert made.name == f"2026-03-01-{process[:6].upper()}.docx"
    return "\n".join(one.text for one in Document(io.BytesIO(made.content)).paragraphs)


def template(*lines: str) -> bytes:
    document, made = Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(made)
    return made.getvalue()


def test_the_word_document_says_the_same_in_the_language_that_was_asked_for(
    office: Any, told: str
) -> None:
    english, spanish = word(office, told), word(office, told, "es")
    assert "Report of an accompaniment" in english
    assert "Informe de un acompañamiento" in spanish
    assert "Quién acompaña" not in english
    for text in (english, spanish):
        assert "Lucía" not in text
        assert BLOT in text


def test_an_organization_lays_it_out_itself_and_goes_back(office: Any, told: str) -> None:
    own = template("Casa del Telar", "{{ clave }}: {{ session.day }} {{ plan.agreed_on }}")
    report_templates.keep(office.node, office.ana, "es", own)
    assert report_templates.own(office.node) == ["es"]
    text = f"Casa del Telar\n{told[:6].upper()}: 3 de febrero de 2026 —"
    assert word(office, told, "es") == text
    assert "Report of an accompaniment" in word(office, told, "en")
    file = office.node.settings.folder / "templates" / "report-es.docx"
    assert file.stat().st_mode & 0o777 == 0o600
    report_templates.forget(office.node, office.ana, "es")
    assert report_templates.own(office.node) == []
    assert "Informe de un acompañamiento" in word(office, told, "es")
    with pytest.raises(NotFoundError):
        report_templates.forget(office.node, office.ana, "es")


def test_of_what_was_not_chosen_no_single_answer_is_told(office: Any, told: str) -> None:
    report_templates.keep(office.node, office.ana, "es", template("{{ session.day }}"))
    assert word(office, told, "es", ["subject"]) == "—"


def test_a_bad_template_is_told_and_the_one_before_stays(office: Any, told: str) -> None:
    good = template("bueno")
    report_templates.keep(office.node, office.ana, "es", good)
    with pytest.raises(TemplateError):
        report_templates.keep(office.node, office.ana, "es", template("{{ clavve }}"))
    assert report_templates.current(office.node, "es") == good


def test_a_template_that_no_longer_fits_is_refused_before_anything_is_taken_out(
    office: Any, told: str
) -> None:
    report_templates.keep(office.node, office.ana, "es", template(f"{{{{ {VISIT}.day }}}}"))
    without = dataclasses.replace(office, small=office.small.without("tela"))
    with pytest.raises(InputError) as refused:
        word(without, told, "es")
    assert "ask an administrator" in str(refused.value)
    assert exports(office) == []


def test_only_administrators_change_templates_and_that_is_logged(office: Any) -> None:
    node, ana, rosa = office.node, office.ana, office.rosa
    with pytest.raises(NotOpenedError):
        report_templates.keep(node, rosa, "es", shipped("es"))
    report_templates.keep(node, ana, "es", shipped("es"))
    with pytest.raises(NotOpenedError):
        report_templates.forget(node, rosa, "es")
    report_templates.forget(node, ana, "es")
    with node.store.read() as tx:
        entries = log.read(tx, ana.role("auditor"))
    facts = [dict(one.facts or {}) for one in entries if one.kind == log.Kind.TEMPLATE]
    assert [(one["language"], one["what"]) for one in facts] == [("es", "kept"), ("es", "removed")]


@pytest.mark.parametrize("language", ["xx", "../es", ""])
def test_there_is_no_template_in_a_language_that_is_not_said(office: Any, language: str) -> None:
    with pytest.raises(NotFoundError):
        report_templates.current(office.node, language)
    with pytest.raises(NotFoundError):
        report_templates.keep(office.node, office.ana, language, shipped("es"))


def test_another_organization_gets_nothing_by_itself(office: Any, told: str) -> None:
    """A report is no message: the gate is asked without a recipient, and nothing is queued."""
    agreed(office, told, "referral")
    before = office.dump()["emission"]
    sheet(office, told, audience="referral")
    assert office.dump()["emission"] == before
    assert NORTE not in said(sheet(office, told))
