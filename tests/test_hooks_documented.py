"""Every hook is documented with its arguments, implemented by a plugin here, and tested."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "hooks.md").read_text(encoding="utf-8")
SPECS = ROOT / "core" / "tejido" / "hookspecs.py"
PLUGINS = ("plugins", "federation", "examples")


def functions(path: Path, decorator: str) -> Iterator[ast.FunctionDef]:
    """Give the functions of a module that carry a decorator."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            names = {name.id for name in node.decorator_list if isinstance(name, ast.Name)}
            if decorator in names:
                yield node


def argument(node: ast.arg) -> str:
    """Return an argument as the page shows it: name and type."""
    assert node.annotation is not None
    return f"- `{node.arg}` (`{ast.unparse(node.annotation)}`): "


def section(hook: str) -> str:
    """Return what the page says of a hook, heading included."""
    found = re.search(rf"^### `{hook}\(.*?(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    return found[0] if found else ""


HOOKS = {hook.name: hook for hook in functions(SPECS, "hookspec")}


def test_the_hooks_were_found() -> None:
    assert {"record_types", "approved", "risk_instruments", "tools"} <= HOOKS.keys()


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_is_documented_with_its_arguments(name: str) -> None:
    arguments = ", ".join(one.arg for one in HOOKS[name].args.args)
    assert f"### `{name}({arguments})`" in PAGE.splitlines()
    listed = re.findall(r"^- `\w+` \(`.*?`\): ", section(name), re.MULTILINE)
    assert listed == [argument(one) for one in HOOKS[name].args.args]
    assert re.search(r"^- gives ", section(name), re.MULTILINE)
    assert re.search(r"^\*\*Called\*\* ", section(name), re.MULTILINE)


def test_nothing_is_documented_that_does_not_exist() -> None:
    assert set(re.findall(r"^### `(\w+)\(", PAGE, re.MULTILINE)) == HOOKS.keys()


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_s_example_is_cut_from_code_that_runs(name: str) -> None:
    cuts = re.findall(r"^From `(.+?)`:\n\n```python\n(.*?)```$", section(name), re.M | re.S)
    assert cuts
    for path, example in cuts:
        assert example in (ROOT / path).read_text(encoding="utf-8")
        assert f"@hookimpl\ndef {name}(" in example


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_is_implemented_by_a_plugin_here(name: str) -> None:
    sources = [path for folder in PLUGINS for path in (ROOT / folder).rglob("*/__init__.py")]
    assert any(hook.name == name for path in sources for hook in functions(path, "hookimpl"))


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_is_named_in_a_test(name: str) -> None:
    """Called, defined or quoted: a word in a comment or an import is no test of a hook."""
    named = re.compile(rf"\.{name}\(|\bdef {name}\(|[\"']{name}[\"']")
    tests = [path for path in (ROOT / "tests").rglob("test_*.py") if path != Path(__file__)]
    assert any(named.search(path.read_text(encoding="utf-8")) for path in tests)
