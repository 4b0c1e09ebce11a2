"""Bring every package's catalogues up to its sources; with ``--check``, only say what is stale.

A package's catalogues are its ``translations/<tag>.po``; they are read as they are, so there is
nothing to compile. ``pybabel update`` would do nearly the same, but refuses languages that CLDR
does not know, such as Náhuatl. No dates and no line numbers are written: a catalogue changes
only when a text does.
"""

import io
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
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
    return left


def main() -> int:
    """Write or check every catalogue; return 1 if something is left for a person to do."""
    check = sys.argv[1:] == ["--check"]
    left = [line for package in packages() for line in bring(package, check=check)]
    sys.stderr.writelines(f"{line}\n" for line in left)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
