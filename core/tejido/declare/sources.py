"""Where terms come from and what they map to, in words: sources, origins, outside lists.

In the files a source is short: ``S p3`` is page 3 of the seed, ``S fn4`` its note 4; before the
name of any other stands who saw it (``C FLD``), which is of no use to a reader.
"""

import re
from collections.abc import Iterator, Mapping

from tejido.languages import Text, say, words

_ = words("tejido")

#: Columns of the files that map to outside lists, by what the list is called.
_LISTS: Mapping[str, Text | str] = {
    "article19": "ARTICLE 19",
    "front_line": "Front Line Defenders",
    "huridocs": "HURIDOCS",
    "iasc_4ws": "IASC 4Ws (2012)",
    "im_defensoras": "IM-Defensoras",
    "sdg_16_10_1": _("SDG 16.10.1"),
    "sivel": "SIVeL",
}
ORIGIN_NAMES: Mapping[str, Text] = {
    "seed": _("Of Aluna's Political Document"),
    "standard": _("Standard"),
    "tejido": _("Of Tejido"),
    "node": _("Of this organization"),
}
_PAGE = _("Political Document of Aluna Acompañamiento Psicosocial (2020), page %(number)s")
_NOTE = _("Political Document of Aluna Acompañamiento Psicosocial (2020), note %(number)s")
_SEED = re.compile(r"S (?P<kind>p|fn)(?P<number>\d+)")
#: Between sources; what is said in brackets; and who saw it.
_BETWEEN, _ASIDE, _SEEN = re.compile(r"[;,]"), re.compile(r"\(.*\)"), re.compile(r"[CXR]( |$)")
#: What is no name: which part of a row was seen.
_PARTS = frozenset({"", "labels", "codes"})
_NAMES: Mapping[str, Text | str] = {
    "Aluna blog": "Aluna Acompañamiento Psicosocial",
    "ART19": "ARTICLE 19",
    "DFAK": "Digital First Aid Kit",
    "DFAK 3.0": "Digital First Aid Kit",
    "DFAK recall": "Digital First Aid Kit",
    "FLD": "Front Line Defenders",
    "Front Line": "Front Line Defenders",
    "IM-Def": "IM-Defensoras",
    "Sahana STL": "Sahana",
    "SDG": _LISTS["sdg_16_10_1"],
    "SDG 16.10.1": _LISTS["sdg_16_10_1"],
}


def said_sources(source: str, language: str) -> list[str]:
    """Return the sources of a term in words, each once, in the order of the file."""
    return list(dict.fromkeys(_said(source, language)))


def list_name(column: str, language: str) -> str:
    """Return what an outside list is called; its column where that is not known."""
    return say(_LISTS.get(column, column), language)


def outside_codes(mapped: str) -> list[str]:
    """Return the codes that one cell of a mapping holds."""
    return [code.strip() for code in mapped.split(";") if code.strip()]


def _said(source: str, language: str) -> Iterator[str]:
    for part in _BETWEEN.split(source):
        bare = _ASIDE.sub("", part).strip()
        seed = _SEED.fullmatch(bare)
        if seed:
            text = _PAGE if seed["kind"] == "p" else _NOTE
            yield say(text, language, number=seed["number"])
            continue
        name = _SEEN.sub("", bare, count=1) if _SEEN.match(bare) else bare
        if name not in _PARTS:
            yield say(_NAMES.get(name, name), language)
