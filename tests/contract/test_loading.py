"""A plugin that is not right is quarantined with its reason, and the node starts without it."""

import importlib
import logging
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from tejido import hookimpl
from tejido.accompaniment.core import core_contribution
from tejido.declare.declarations import Contribution, Declarations
from tejido.errors import DeclarationError
from tejido.plugins import LOADED, OFF, QUARANTINED, Plugins, PluginState, load_plugins

Install = Callable[..., None]
Load = Callable[..., Plugins]
StateOf = Callable[[Plugins, str], PluginState]

#: A plugin with nothing wrong; ``sound`` is its name.
SOUND = """
    from tejido import Offer, RecordSchema, RecordType, fields, hookimpl, transforms

    class Visit(RecordSchema):
        kind = fields.Code("aggression", "Kind", leaves=transforms.as_is)

    @hookimpl
    def record_types():
        return [RecordType("sound.visit", "Visit", Visit)]

    @hookimpl
    def tools():
        return [Offer("sound.tool", "Tool")]
"""
VOCABULARY = """\
    code,es,en,origin,source,broader
    a,A,A,tejido,,
"""
TYPE = """
    from tejido import Measure, ProcessKind, RecordSchema, RecordType, Vocabulary
    from tejido import fields, hookimpl, read_vocabularies, transforms

    class Visit(RecordSchema):
        one = {field}

    @hookimpl
    def record_types():
        return [RecordType("{id}", "Visit", Visit{more})]
"""


def one_type(field: str = 'fields.Line("One")', id_: str = "bad.visit", more: str = "") -> str:
    return TYPE.format(field=field, id=id_, more=more)


def one_hook(source: str, *, decorator: str = "@hookimpl") -> str:
    return f"from tejido import hookimpl\n\n{decorator}\n{source}\n"


def is_core_alone(book: Declarations) -> bool:
    """Whether a book holds what the core declares and nothing else; schemas are made anew."""
    core = Declarations().adding(core_contribution())
    return replace(book, schemas={}) == replace(core, schemas={})


def test_a_sound_plugin_loads(install: Install, load: Load, state_of: StateOf) -> None:
    install("sound", SOUND)
    plugins = load()
    assert state_of(plugins, "sound") == PluginState(
        "sound", "1.2", LOADED, ("record_types", "tools")
    )
    assert "sound.visit" in plugins.declarations.types
    assert [offer.id for offer in plugins.offers("tools", field="security")] == ["sound.tool"]


# --- quarantine -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        pytest.param("1 / 0", "ZeroDivisionError: division by zero", id="raises on import"),
        pytest.param("import absent_module", "ModuleNotFoundError: No module", id="lacks a module"),
        pytest.param("def broken(:", "SyntaxError: invalid syntax", id="is no Python"),
        pytest.param("raise SystemExit(3)", "SystemExit: 3", id="ends the process on import"),
        pytest.param("x = 1", "bad: it implements no hook", id="implements no hook"),
        pytest.param(
            one_hook("def recrod_types(): return []"),
            "bad / recrod_types: there is no hook of this name",
            id="misspells a hook",
        ),
        pytest.param(
            one_hook("def tools(field, colour): return []"), "'colour'", id="asks for more"
        ),
        pytest.param(
            one_hook("def tools(field='security'): return []"),
            "bad / tools: its arguments can have no defaults",
            id="has a default",
        ),
        pytest.param(
            one_hook("def approved():\n    return (yield)", decorator="@hookimpl(wrapper=True)"),
            "bad / approved: a hook cannot wrap",
            id="wraps others",
        ),
        pytest.param(
            one_hook("def record_types(): pass"),
            "bad / record_types: this hook gives a list",
            id="gives nothing",
        ),
        pytest.param(
            one_hook("def record_types(): return 'visit'"),
            "bad / record_types: this hook gives a list",
            id="gives a text",
        ),
        pytest.param(
            one_hook("def record_types(): return ['visit']"),
            "bad / visit: this is no RecordType",
            id="gives texts",
        ),
        pytest.param(
            one_hook("def measures(): raise KeyError('rows')"),
            "KeyError: 'rows'",
            id="raises in a hook",
        ),
        pytest.param(
            one_hook("def migrations(): raise KeyError('folder')"),
            "KeyError: 'folder'",
            id="raises when asked for its migrations",
        ),
        pytest.param(
            one_hook("def migrations(): return '/'"),
            "bad / migrations: this hook gives the Path of a folder",
            id="names its migrations by a text",
        ),
        pytest.param(
            "from pathlib import Path\n"
            + one_hook("def migrations(): return Path(__file__).parent / 'absent'"),
            "bad / migrations: this hook gives the Path of a folder",
            id="has no folder of migrations",
        ),
        pytest.param(
            one_hook("async def record_types(): return []"), "gives a list", id="is asynchronous",
            marks=pytest.mark.filterwarnings("ignore:coroutine"),
        ),
        pytest.param(
            one_type(id_="visit"), "bad / visit: its id must begin with «bad.»", id="a bare id"
        ),
        pytest.param(
            one_type(id_="crisis.visit"), "bad / crisis.visit: its id must", id="another's id"
        ),
        pytest.param(
            one_type('fields.Line("One", leaves=transforms.as_is)'),
            "bad / bad.visit / one: this kind of field cannot leave",
            id="lets a text leave",
        ),
        pytest.param(
            one_type(more=', process="absent"'),
            "bad / bad.visit: there is no kind of process «absent» to use",
            id="an absent kind",
        ),
    ],
)  # fmt: skip
def test_a_bad_plugin_is_quarantined_and_the_others_load(
    install: Install, load: Load, state_of: StateOf, source: str, reason: str
) -> None:
    install("bad", source)
    install("sound", SOUND)
    plugins = load()
    bad = state_of(plugins, "bad")
    assert (bad.version, bad.state, bad.hooks) == ("1.2", QUARANTINED, ())
    assert reason in bad.reason
    assert "\n" not in bad.reason
    assert state_of(plugins, "sound").state == LOADED
    assert [one for one in plugins.declarations.types if one.startswith("bad")] == []


def test_nothing_of_a_quarantined_plugin_is_called(install: Install, load: Load) -> None:
    install("bad", SOUND + "\n    @hookimpl\n    def recrod_types():\n        return []\n")
    assert load().offers("tools", field="security") == []


def test_a_plugin_is_added_whole_or_not_at_all(
    install: Install, load: Load, state_of: StateOf
) -> None:
    source = one_type('fields.Code("bad.absent", "One")') + (
        "\n    @hookimpl\n    def vocabularies():\n"
        "        return read_vocabularies('outside_bad')\n"
        "\n    @hookimpl\n    def process_kinds():\n"
        "        return [ProcessKind('bad.round', 'Round')]\n"
    )
    install("bad", source, vocabularies={"bad.words": VOCABULARY})
    plugins = load()
    assert "vocabulary «bad.absent»" in state_of(plugins, "bad").reason
    assert is_core_alone(plugins.declarations)


def test_a_bad_vocabulary_is_told_with_plugin_file_and_code(
    install: Install, load: Load, state_of: StateOf
) -> None:
    source = """
        from tejido import hookimpl, read_vocabularies

        @hookimpl
        def vocabularies():
            return read_vocabularies("outside_bad")
    """
    install("bad", source, vocabularies={"bad.words": VOCABULARY + "    unknown,U,U,tejido,,\n"})
    reason = state_of(load(), "bad").reason
    assert reason == "bad / bad.words / unknown: this id is reserved for every field"


@pytest.mark.parametrize("first", ["aaa", "zzz"])
def test_a_plugin_names_no_vocabulary_of_another_in_either_order(
    install: Install, load: Load, state_of: StateOf, first: str
) -> None:
    owner = """
        from tejido import hookimpl, read_vocabularies

        @hookimpl
        def vocabularies():
            return read_vocabularies("outside_{name}")
    """
    install(first, owner.format(name=first), vocabularies={f"{first}.words": VOCABULARY})
    install("mmm", one_type(f'fields.Code("{first}.words", "One")', "mmm.visit"))
    plugins = load()
    assert state_of(plugins, first).state == LOADED
    assert f"vocabulary «{first}.words»" in state_of(plugins, "mmm").reason


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("outside_bad:plugin", "AttributeError"),
        ("outside_bad:tools", "must name a package"),
        ("outside_absent", "ModuleNotFoundError"),
        ("not a name", "AttributeError"),
    ],
)
def test_an_entry_point_names_a_package(
    install: Install, load: Load, state_of: StateOf, target: str, reason: str
) -> None:
    install("bad", one_hook("def tools(): return []"), target=target)
    assert reason in state_of(load(), "bad").reason


@pytest.mark.parametrize("name", ["tejido", "Bad", "a-b", "a.b"])
def test_a_plugin_s_name_is_an_id_and_not_the_core_s(
    install: Install, load: Load, state_of: StateOf, name: str
) -> None:
    """Under the core's name its ids would be bare, as the core's are."""
    install(name, one_hook("def tools(): return []"), target="outside_named")
    state = state_of(load(), name)
    assert state.state == QUARANTINED
    assert "as a plugin's name" in state.reason


def test_two_packages_cannot_bring_one_plugin(
    install: Install, load: Load, state_of: StateOf
) -> None:
    install("sound", SOUND)
    install("sound", SOUND, distribution="outside_other")
    assert state_of(load(), "sound") == PluginState(
        "sound", "", QUARANTINED,
        reason="sound: two installed packages bring a plugin of this name",
    )  # fmt: skip


def test_of_a_package_that_is_there_twice_the_first_counts(
    install: Install, load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("sound", SOUND)
    monkeypatch.syspath_prepend(tmp_path / "newer")
    info = tmp_path / "newer" / "outside_sound-2.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: outside_sound\nVersion: 2.0\n")
    importlib.invalidate_caches()
    assert "sound" not in [one.name for one in load().states], "it brings no plugin any more"
    (info / "entry_points.txt").write_text("[tejido]\nsound = outside_sound\n")
    (sound,) = [one for one in load().states if one.name == "sound"]
    assert (sound.state, sound.version) == (LOADED, "2.0")


def test_nobody_takes_the_name_of_a_built_in_plugin(install: Install, state_of: StateOf) -> None:
    install("crisis", SOUND)
    plugins = load_plugins(core_contribution())
    assert state_of(plugins, "crisis").state == QUARANTINED
    assert "outside_crisis" not in sys.modules


def test_a_package_with_broken_metadata_stops_nobody(
    install: Install, load: Load, state_of: StateOf, tmp_path: Path
) -> None:
    info = tmp_path / "site" / "broken-1.0.dist-info"
    info.mkdir()
    (info / "entry_points.txt").write_text("[tejido]\nthis is no entry point\n")
    (tmp_path / "site" / "emptied-1.0.dist-info").mkdir()
    install("sound", SOUND)
    assert state_of(load(), "sound").state == LOADED


def test_a_package_that_says_no_version_is_loaded_without_one(
    install: Install, load: Load, state_of: StateOf, tmp_path: Path
) -> None:
    install("sound", SOUND)
    metadata = tmp_path / "site" / "outside_sound-1.2.dist-info" / "METADATA"
    metadata.write_text("Metadata-Version: 2.1\nName: outside_sound\n")
    sound = state_of(load(), "sound")
    assert (sound.state, sound.version) == (LOADED, "")


def test_a_module_whose_version_cannot_be_told_is_loaded_without_one(state_of: StateOf) -> None:
    class Untold:
        def __str__(self) -> str:
            raise RuntimeError("broken")

    module = ModuleType("untold")
    module.__dict__.update(__version__=Untold(), tools=hookimpl(lambda: []))
    plugins = load_plugins(core_contribution(), extra={"untold": module})
    assert state_of(plugins, "untold").version == ""


def test_quarantine_is_logged_in_one_line(
    install: Install, load: Load, caplog: pytest.LogCaptureFixture
) -> None:
    install("bad", "1 / 0")
    load()
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.getMessage() == ("plugin bad is quarantined: ZeroDivisionError: division by zero")
    assert record.exc_info is None


def test_a_core_that_is_wrong_does_not_start() -> None:
    with pytest.raises(DeclarationError):
        load_plugins(Contribution("tejido", kinds=("accompaniment",)))  # type: ignore[arg-type]  # refused


# --- switched off ---------------------------------------------------------------------


def test_a_plugin_that_is_off_is_not_even_imported(
    install: Install, load: Load, state_of: StateOf
) -> None:
    install("sound", SOUND)
    plugins = load(off=("sound",))
    assert state_of(plugins, "sound") == PluginState(
        "sound", "1.2", OFF, reason="switched off in node.toml"
    )
    assert "outside_sound" not in sys.modules
    assert "sound.visit" not in plugins.declarations.types


def test_in_safe_mode_nothing_is_imported(install: Install, load: Load, state_of: StateOf) -> None:
    install("bad", "1 / 0")
    plugins = load(safe_mode=True)
    assert {state.state for state in plugins.states} == {OFF}
    assert state_of(plugins, "bad").reason == "safe mode"
    assert is_core_alone(plugins.declarations)


def test_a_name_that_switches_nothing_off_is_told(load: Load, state_of: StateOf) -> None:
    """A misspelt name in node.toml would leave on what was to be off."""
    state = state_of(load(off=("crisys",)), "crisys")
    assert (state.state, state.reason) == (OFF, "switched off in node.toml; it is not installed")


def test_loading_twice_gives_two_nodes_that_share_nothing(install: Install, load: Load) -> None:
    install("sound", SOUND)
    one, other = load(), load()
    assert one.declarations.schemas["sound.visit"] is not other.declarations.schemas["sound.visit"]
    assert one.states == other.states


def test_the_built_in_plugins_load() -> None:
    states = load_plugins(core_contribution()).states
    assert {(one.name, one.state, one.reason) for one in states} >= {
        (name, LOADED, "") for name in ("advocacy", "crisis", "organizational", "training")
    }
