"""Search: everything that is opened to somebody is opened and looked through, there and then.

Nothing is kept for it: no index, which would tell what is written by how often; not the words
either. Records are first looked through as the JSON that they are sealed as, which can let too
much through but misses nothing (:mod:`tejido.work.folding`); what is left is read properly.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.declare.glossary import Glossary
from tejido.errors import DatabaseError, InputError, NotOpenedError, SealError
from tejido.languages import say
from tejido.languages import words as words_of
from tejido.node import Node
from tejido.store import attachments, records
from tejido.store.attachments import StoredAttachment
from tejido.store.database import Reading
from tejido.store.records import Record
from tejido.work.attachments import Attachment, opened_card
from tejido.work.folding import Piece, Word, excerpt, folded, words_in
from tejido.work.keys import Keys, keys_of
from tejido.work.log import log
from tejido.work.opening import plaintext_of, read_record
from tejido.work.processes import names_in

_ = words_of("tejido")

#: Results to a page, and characters that are read of what is typed.
PAGE, LONGEST = 50, 500
#: Letters of which one word has to have as many: a single one is in everything.
_LEAST = 2
#: A code as JSON has it; a text of one short word looks the same.
_CODE = re.compile(rb'"([A-Za-z0-9][A-Za-z0-9._-]*)"')


@dataclass(frozen=True)
class Excerpt:
    """A part of a text with words that were looked for; ``where`` is its field, in words."""

    where: str
    pieces: tuple[Piece, ...] = field(repr=False)


@dataclass(frozen=True)
class Hit:
    """Something that was found: a record, a file, or else a process by its name.

    ``name`` is what the process is called; ``on_day`` a UTC day, empty for a process.
    """

    process: str
    name: str = field(repr=False)
    on_day: str
    excerpts: tuple[Excerpt, ...] = field(repr=False)
    record: str | None = None
    type: str | None = None
    attachment: str | None = None


@dataclass(frozen=True)
class Results:
    """One page of what was found, out of ``pages``; ``total`` counts all of them.

    ``unopened`` says how many records and files did not open and so were not looked into.
    """

    hits: tuple[Hit, ...]
    total: int
    page: int
    pages: int
    unopened: int


def found(node: Node, who: SignedIn, typed: str, language: str = "es", page: int = 1) -> Results:
    """Return where all words of what was typed occur, out of everything opened to ``who``.

    Looked into are names of processes and of files, and in records all texts, days and numbers,
    and what codes are called in ``language``. That somebody searched is logged, without words.

    Args:
        node: where.
        who: whose.
        typed: words (unverified), of which at least one has two letters.
        language: tag.
        page: from 1; one beyond the last is the last.

    Raises:
        InputError: there are no such words.
        SealError: a slot was changed in the database.
    """
    words = words_in(typed[:LONGEST])
    if not any(len(word.form) >= _LEAST for word in words):
        message = _("Write a word of at least two letters.")
        raise InputError(message, {"words": [message]})
    with node.store.read() as tx:
        search = _Search(node, tx, keys_of(node, tx, who), words, language)
        everything = search.everything(who.person)
        pages = max(1, -(-len(everything) // PAGE))
        page = min(max(1, page), pages)
        hits = [search.hit(one) for one in everything[(page - 1) * PAGE : page * PAGE]]
    with node.store.write() as writing:
        log(node, writing, Kind.SEARCH, who, results=str(len(everything)))
    return Results(tuple(hits), len(everything), page, pages, search.unopened)


#: A field, not yet said in the reader's language, and a text in it.
_Line = tuple[str, str]


@dataclass(frozen=True)
class _Found:
    """Where something was found; a record is opened again when it is shown."""

    process: str
    on_day: str = ""
    record: str | None = None
    file: Attachment | None = None


class _Search:
    """One search, within one snapshot of the database."""

    def __init__(
        self, node: Node, tx: Reading, keys: Keys, words: Sequence[Word], language: str
    ) -> None:
        self._node, self._tx, self._keys, self._words = node, tx, keys, words
        self._glossary = Glossary(language, node.declarations.vocabularies)
        self._sieve = Sieve(words, self._glossary)
        self._names = names_in(tx, keys)
        self.unopened = 0

    def everything(self, person: str) -> list[_Found]:
        """Return all that was found: processes first, then files and records, the newest first."""
        processes = [_Found(process) for process, name in self._names.items() if self._has([name])]
        files = self._files(attachments.of_person(self._tx, person))
        rest = [*files, *self._records(records.each(self._tx, self._keys))]
        return [*processes, *sorted(rest, key=lambda one: one.on_day, reverse=True)]

    def hit(self, one: _Found) -> Hit:
        """Return what is shown of something that was found."""
        process, name = one.process, self._names[one.process]
        if one.record is not None:
            record = records.by_id(self._tx, one.record)
            lines = self._lines(record, plaintext_of(record, self._keys))
            return Hit(process, name, one.on_day, self._excerpts(lines), record.id, record.type)
        if one.file is not None:
            cut, file = self._excerpts([("", one.file.name)]), one.file
            return Hit(process, name, one.on_day, cut, file.record, attachment=file.id)
        return Hit(process, name, one.on_day, self._excerpts([("", name)]))

    def _excerpts(self, lines: Iterable[_Line]) -> tuple[Excerpt, ...]:
        """Return as few parts of as few fields as show every word."""
        found: list[Excerpt] = []
        left, rest = list(lines), list(self._words)
        while rest:
            where, text = max(left, key=lambda line: sum(word.is_in(line[1]) for word in rest))
            found.append(Excerpt(say(where, self._glossary.language), excerpt(text, rest)))
            left.remove((where, text))
            rest = [word for word in rest if not word.is_in(text)]
        return tuple(found)

    def _records(self, all_of_them: Iterable[Record]) -> Iterator[_Found]:
        for record in all_of_them:
            try:
                content = plaintext_of(record, self._keys)
                if self._sieve.lets_through(content) and self._has(
                    [text for _field, text in self._lines(record, content)]
                ):
                    yield _Found(record.process, record.updated_on, record.id)
            except (SealError, NotOpenedError):
                self.unopened += 1

    def _files(self, all_of_them: Iterable[StoredAttachment]) -> Iterator[_Found]:
        for stored in all_of_them:
            try:
                file = opened_card(stored, self._keys)
            except (SealError, NotOpenedError):
                self.unopened += 1
            else:
                if self._has([file.name]):
                    yield _Found(stored.process, stored.created_on, file=file)

    def _lines(self, record: Record, content: bytes) -> list[_Line]:
        """Return what a record says, field by field; where its plugin is absent as it is kept."""
        schema = self._node.declarations.schemas.get(record.type)
        try:
            body = read_record(self._node, record, content).body
        except DatabaseError:  # by a newer version of the plugin
            schema, body = None, json.loads(content)["fields"]
        if schema is None:
            return list(_plain_lines(body))
        return [(field.label, text) for field, text in self._glossary.leaves(schema, body)]

    def _has(self, texts: Sequence[str]) -> bool:
        return all(any(word.is_in(text) for text in texts) for word in self._words)


class Sieve:
    """What a record's JSON must hold for the record to hold the words: fast, and never too fine."""

    def __init__(self, words: Sequence[Word], glossary: Glossary) -> None:
        """Look for ``words``, in texts and in what codes are called."""
        called = list(glossary.codes())
        self._wanted = [
            (word.rough, frozenset(code.encode() for code, text in called if word.is_in(text)))
            for word in words
        ]

    def lets_through(self, content: bytes) -> bool:
        """Return whether the words may be in a record, from its plaintext."""
        # JSON's escapes are Python's own; what is no text in it does not matter here.
        rough = folded(content.decode("unicode_escape"))
        return all(
            form in rough or (codes and not codes.isdisjoint(_CODE.findall(content)))
            for form, codes in self._wanted
        )


def _plain_lines(said: object, name: str = "") -> Iterator[_Line]:
    """Give what stands in a body whose form is not known, as (field, value)."""
    if isinstance(said, Mapping):
        for inner, value in said.items():
            yield from _plain_lines(value, inner)
    elif isinstance(said, list):
        for value in said:
            yield from _plain_lines(value, name)
    else:
        yield name, str(said)
