"""``make words`` and its check: catalogues follow the sources, and nothing said is lost."""

import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

WORDS = runpy.run_path(str(Path(__file__).parent.parent / ".ci" / "words.py"))
bring: Callable[..., list[str]] = WORDS["bring"]

SOURCE = """
from tejido.languages import words
_ = words("somewhere")
CALM = _("Calm")
# Translators: days are whole
SINCE = _("Since %(days)d days")
"""
SPANISH = {"Calm": "Calma", "Since %(days)d days": "Desde hace %(days)d días"}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "somewhere"
    (folder / "templates").mkdir(parents=True)
    (folder / "__init__.py").write_text(SOURCE, encoding="utf-8")
    return folder


def translate(package: Path, said: dict[str, str], tag: str = "es") -> None:
    """Fill in what is empty in a catalogue, as a person would."""
    path = package / "translations" / f"{tag}.po"
    text = path.read_text(encoding="utf-8")
    for source, translation in said.items():
        text = text.replace(
            f'msgid "{source}"\nmsgstr ""', f'msgid "{source}"\nmsgstr "{translation}"'
        )
    path.write_text(text, encoding="utf-8")


def test_a_package_gets_a_spanish_catalogue_with_every_text(package: Path) -> None:
    assert bring(package, check=False) == [
        "somewhere/translations/es.po: 2 to translate, the first: 'Calm'"
    ]
    text = (package / "translations" / "es.po").read_text(encoding="utf-8")
    assert 'msgid "Calm"' in text
    assert "#. days are whole" in text


def test_a_translated_catalogue_is_left_byte_for_byte(package: Path) -> None:
    bring(package, check=False)
    translate(package, SPANISH)
    before = (package / "translations" / "es.po").read_bytes()
    assert bring(package, check=True) == []
    assert bring(package, check=False) == []
    assert (package / "translations" / "es.po").read_bytes() == before


def test_a_template_and_a_new_text_make_a_catalogue_stale(package: Path) -> None:
    bring(package, check=False)
    translate(package, SPANISH)
    (package / "templates" / "page.html").write_text("<p>{{ _('Rest') }}</p>", encoding="utf-8")
    assert bring(package, check=True) == [
        "somewhere/translations/es.po: stale, run `make words`",
        "somewhere/translations/es.po: 1 to translate, the first: 'Rest'",
    ]
    bring(package, check=False)
    assert 'msgstr "Calma"' in (package / "translations" / "es.po").read_text(encoding="utf-8")


def test_a_text_that_is_gone_leaves_the_catalogue(package: Path) -> None:
    bring(package, check=False)
    (package / "__init__.py").write_text("", encoding="utf-8")
    assert bring(package, check=False) == []
    assert "Calm" not in (package / "translations" / "es.po").read_text(encoding="utf-8")


def test_a_placeholder_lost_in_translation_is_found(package: Path) -> None:
    bring(package, check=False)
    translate(package, SPANISH | {"Since %(days)d days": "Desde hace %(dias)d días"})
    (fault,) = bring(package, check=True)
    assert "Since %(days)d days" in fault


def test_a_language_that_cldr_does_not_know_may_be_partial(package: Path) -> None:
    bring(package, check=False)
    translate(package, SPANISH)
    (package / "translations" / "nah.po").touch()
    assert bring(package, check=False) == []
    text = (package / "translations" / "nah.po").read_text(encoding="utf-8")
    assert '"Language: nah\\n"' in text
    assert bring(package, check=True) == []


def test_a_package_without_texts_needs_no_catalogue(package: Path) -> None:
    (package / "__init__.py").write_text("", encoding="utf-8")
    assert bring(package, check=False) == []
    assert not (package / "translations").exists()


# --- what no catalogue would reach ----------------------------------------------------------

COMMAND = r'''
import click

@click.group()
def weave() -> None:
    """Weave
    together.

    Slowly.
    """

_LOOSE = "Leave it loose."

@weave.command("knot")
@click.option("--loose", is_flag=True, help=_LOOSE)
@click.option("--tight", is_flag=True, help="Pull it "
    "tight.")
@click.argument("thread", help=1)
def knot(tight: bool) -> None:
    """Tie a knot.\f Not for readers."""

def other() -> None:
    """Nobody at a terminal reads this."""
'''


def test_the_help_of_commands_is_found_without_being_marked(package: Path) -> None:
    (package / "commands.py").write_text(COMMAND, encoding="utf-8")
    bring(package, check=False)
    text = (package / "translations" / "es.po").read_text(encoding="utf-8")
    assert 'msgid "Tie a knot."' in text
    assert 'msgid "Pull it tight."' in text
    assert 'msgid "Leave it loose."' in text
    assert '"Weave together.\\n"\n"\\n"\n"Slowly."' in text
    assert "Nobody" not in text


@pytest.mark.parametrize(
    ("template", "bare"),
    [
        ("<p>{{ _('Rest') }}</p>", None),
        ("<p>Rest now</p>", "Rest now"),
        ('<input placeholder="Your name">', "Your name"),
        ("<nav aria-label=\"{{ _('Pages') }}\">· 1/2</nav>", None),
        ('<a title="Go {{ there }}">{{ name }}</a>', "Go"),
        ("{# a remark #}<p>Tejido</p>", None),
        ("<code>tejido lock</code><style>p { color: red }</style>", None),
        ('{% macro m() %} aria-invalid="true"{% endmacro %}', None),
        ("{% if x %}<b>yes</b>{% endif %}", "yes"),
        ('<option value="none">{{ label }}</option>', None),
    ],
)
def test_bare_words_of_a_template_are_found(package: Path, template: str, bare: str | None) -> None:
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "templates" / "page.html").write_text(template, encoding="utf-8")
    bring(package, check=False)
    if (package / "translations").exists():
        translate(package, {"Rest": "Descanso", "Pages": "Páginas"})
    expected = [f"somewhere/templates/page.html: outside of _(): {bare!r}"] if bare else []
    assert bring(package, check=True) == expected


def test_a_message_that_nobody_marked_is_found(package: Path) -> None:
    source = 'raise InputError("Try again.", {})\ntell(_("Calm"))\nsay(label, "es")\nhere("")\n'
    (package / "__init__.py").write_text(source, encoding="utf-8")
    bring(package, check=False)
    translate(package, SPANISH)
    assert bring(package, check=True) == ["somewhere/__init__.py: not marked with _: 'Try again.'"]


def test_what_ships_says_nothing_that_cannot_be_translated() -> None:
    assert [line for one in WORDS["packages"]() for line in WORDS["unreached"](one)] == []
