"""Bring every package's catalogues up to its sources; with ``--check``, only say what is stale.

A package's catalogues are its ``translations/<tag>.po``; they are read as they are, so there is
nothing to compile. ``pybabel update`` would do nearly the same, but refuses languages that CLDR
does not know, such as Náhuatl. No dates and no line numbers are written: a catalogue changes
only when a text does.

Beside what is marked with ``_``, the help of commands is read: it is said in the reader's language
as it is shown. What no catalogue could reach is told as well: what a template says outside of
``_()``, and messages that were never marked.
"""

import ast
import io
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment

from tejido.cli.helping import help_source

ROOT = Path(__file__).resolve().parent.parent
#: A translator reads the comment above a text that begins so.
COMMENTS = ["Translators:"]
#: Every text of a package must be said in these; other languages may be partial.
COMPLETE = ("es",)
HEADER = """\
msgid ""
msgstr ""
"Language: {tag}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


#: Names that are the same in every language, and classes that a macro gives.
NO_WORDS = ("Tejido", "wrong")
#: Attributes that people read or hear.
READ = ("alt", "aria-label", "label", "placeholder", "title")
WORD = re.compile(r"[^\W\d_]{2,}")
#: An attribute that a macro gives, outside of any tag.
GIVEN = re.compile(r'[a-z-]+="[^"]*"')
#: What says its first argument to somebody.
SAYING = ("here", "say", "tell")


def helped(file: IO[bytes], keywords: Any, tags: Any, options: Any) -> Iterator[Any]:
    """Give what babel finds in a module, and the help of its commands."""
    yield from extract_python(file, keywords, tags, options)
    file.seek(0)
    tree = ast.parse(file.read())
    for node in ast.walk(tree):
        for text in help_of(node, constants(tree)):
            yield getattr(node, "lineno", 1), None, text, []


def help_of(node: ast.AST, known: Mapping[str, str]) -> Iterator[str]:
    """Give the help that a decorated function, or one decorator, has for a command.

    ``known`` are texts of the module by name: several options may have one help.
    """
    if isinstance(node, ast.FunctionDef) and any(map(is_command, node.decorator_list)):
        yield help_source(ast.get_docstring(node) or "")
    if isinstance(node, ast.Call) and (called(node).endswith("option") or is_command(node)):
        for keyword in node.keywords:
            value = keyword.value
            if keyword.arg == "help" and isinstance(value, ast.Constant):
                yield help_source(str(value.value))
            if keyword.arg == "help" and isinstance(value, ast.Name) and value.id in known:
                yield help_source(known[value.id])


def constants(tree: ast.Module) -> dict[str, str]:
    """Return the texts that a module gives names."""
    return {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


def is_command(node: ast.AST) -> bool:
    """Whether a decorator makes a command or a group of commands."""
    return isinstance(node, ast.Call) and called(node) in ("command", "group")


def called(node: ast.Call) -> str:
    """Return the name of what is called."""
    return getattr(node.func, "attr", "") or getattr(node.func, "id", "")


SOURCES: list[Any] = [("**.py", helped), ("**.html", "jinja2"), ("**.txt", "jinja2")]


def packages() -> list[Path]:
    """Return the folder of every package that is built."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = config["tool"]["hatch"]["build"]["targets"]["wheel"]
    return [ROOT / path for path in wheel["packages"]]


def marked(package: Path) -> Catalog:
    """Return every text marked with ``_`` in a package's modules and templates."""
    texts = Catalog()
    found = extract_from_dir(
        package, SOURCES, keywords={"_": None}, comment_tags=COMMENTS, strip_comment_tags=True
    )
    for _file, _line, text, comments, context in found:
        texts.add(text, auto_comments=comments, context=context)
    return texts


def catalogues(package: Path) -> list[Path]:
    """Return a package's catalogues, with those that it must have."""
    folder = package / "translations"
    return sorted({*folder.glob("*.po"), *(folder / f"{tag}.po" for tag in COMPLETE)})


def updated(path: Path, texts: Catalog) -> Catalog:
    """Return the catalogue at ``path`` with exactly ``texts``, keeping what is translated."""
    kept = Catalog()
    if path.exists():
        with path.open("rb") as file:
            kept = read_po(file)
    kept.update(texts, no_fuzzy_matching=True)
    return kept


def written(catalogue: Catalog, tag: str) -> str:
    """Return a catalogue as the text of its file."""
    body = io.BytesIO()
    write_po(
        body, catalogue, omit_header=True, no_location=True, sort_output=True, ignore_obsolete=True
    )
    return HEADER.format(tag=tag) + body.getvalue().decode()


def faults(catalogue: Catalog, tag: str) -> Iterator[str]:
    """Say what a person has to mend: missing translations, wrong placeholders."""
    missing = [message.id for message in catalogue if message.id and not message.string]
    if missing and tag in COMPLETE:
        yield f"{len(missing)} to translate, the first: {missing[0]!r}"
    for message in catalogue:
        if message.string:
            yield from (f"{message.id!r}: {error}" for error in message.check(catalogue))


def unreached(package: Path) -> Iterator[str]:
    """Say what no catalogue reaches: bare words of templates, messages that nobody marked."""
    for template in sorted(package.rglob("*.html")):
        for text in bare_words(template.read_text(encoding="utf-8")):
            yield f"{template.relative_to(package)}: outside of _(): {text!r}"
    for module in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            text = said_unmarked(node)
            if text:
                yield f"{module.relative_to(package)}: not marked with _: {text!r}"


class _Words(HTMLParser):
    """What a page says by itself, without what is filled in."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = tag
        self.found += [value for name, value in attrs if name in READ and value]

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within not in ("code", "style"):
            self.found.append(GIVEN.sub("", data))


def bare_words(template: str) -> Iterator[str]:
    """Give the texts of a template that it says by itself."""
    pieces = [
        text for _line, kind, text in Environment(autoescape=True).lex(template) if kind == "data"
    ]
    reader = _Words()
    reader.feed("\N{NO-BREAK SPACE}".join(pieces))
    reader.close()
    for text in reader.found:
        words = [word for word in WORD.findall(text) if word not in NO_WORDS]
        if words:
            yield " ".join(words)


def said_unmarked(node: ast.AST) -> str:
    """Return the text that a call says to somebody without marking it, or nothing."""
    if not (isinstance(node, ast.Call) and node.args and called(node) in (*SAYING, *errors())):
        return ""
    first = node.args[0]
    text = first.value if isinstance(first, ast.Constant) else None
    return text if isinstance(text, str) and WORD.search(text) else ""


@cache
def errors() -> list[str]:
    """Return the errors whose message is said to somebody; a declaration's is for its author."""
    tree = ast.parse((ROOT / "core/tejido/errors.py").read_text(encoding="utf-8"))
    names = [node.name for node in tree.body if isinstance(node, ast.ClassDef)]
    return [name for name in names if name != "DeclarationError"]


def bring(package: Path, *, check: bool) -> list[str]:
    """Write or check a package's catalogues; return what is left for a person to do."""
    texts = marked(package)
    left = []
    for path in catalogues(package):
        if not path.exists() and not len(texts):
            continue
        name = f"{package.name}/translations/{path.name}"
        catalogue = updated(path, texts)
        text = written(catalogue, path.stem)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            if check:
                left.append(f"{name}: stale, run `make words`")
            else:
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
        left += [f"{name}: {fault}" for fault in faults(catalogue, path.stem)]
    return left + [f"{package.name}/{fault}" for fault in unreached(package)]


def main() -> int:
    """Write or check every catalogue; return 1 if something is left for a person to do."""
    check = sys.argv[1:] == ["--check"]
    left = [line for package in packages() for line in bring(package, check=check)]
    sys.stderr.writelines(f"{line}\n" for line in left)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
