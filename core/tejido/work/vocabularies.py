"""The words of a node: what its vocabularies hold, and the terms that it adds to them.

Who administers the node adds terms, each under the standard term that leaves in its place; puts
them into further languages; and retires them. Every process that has the node open takes them
up: a server before each request, a command when it begins.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tejido.accounts.signing_in import SignedIn
from tejido.audit.log import Kind
from tejido.declare.vocabularies import Term
from tejido.declare.wordbook import OwnWords, Wordbook
from tejido.errors import InputError, NotFoundError, NotOpenedError, SealError
from tejido.languages import words
from tejido.node import Node
from tejido.store import own_terms
from tejido.store.database import Reading, Writing
from tejido.store.own_terms import OwnTerm
from tejido.work.log import log
from tejido.work.term_proofs import checked_term, proved_term
from tejido.work.wanted_terms import Wanted, settled, term_of

_ = words("tejido")
_log = logging.getLogger(__name__)


#: What became, or would become, of a term that was wanted.
ADDED, CHANGED, SAME = "added", "changed", "same"

_Terms = dict[tuple[str, str], OwnTerm]


class Change(NamedTuple):
    """One of these three, and the term that it is about."""

    outcome: str
    vocabulary: str
    code: str


def refresh(node: Node) -> None:
    """Take up the node's own terms, if anybody changed them since they were last read here."""
    with node.store.read() as tx:
        changes = own_terms.changes(tx)
        if changes != node.wordbook.changes:
            node.wordbook.learn(_read(node, tx, changes))


def add(
    node: Node,
    who: SignedIn,
    vocabulary: str,
    broader: str,
    labels: Mapping[str, str],
    definitions: Mapping[str, str] | None = None,
) -> str:
    """Add a term to a vocabulary; return its code.

    Args:
        node: where.
        who: an administrator.
        vocabulary: the id of one that is open.
        broader: code of the standard term that leaves in its place.
        labels: what it is called, by language tag; Spanish and English are needed.
        definitions: what is meant by it, by language tag.

    Raises:
        NotOpenedError: ``who`` is no administrator.
        InputError: it cannot be added; ``fields`` says why.
    """
    return _one(node, who, Wanted(vocabulary, "", broader, labels, definitions or {}))


def say_more(
    node: Node,
    who: SignedIn,
    vocabulary: str,
    code: str,
    labels: Mapping[str, str],
    definitions: Mapping[str, str] | None = None,
) -> None:
    """Say what a term of the node's own is called, or means, in further languages.

    Raises:
        NotOpenedError: ``who`` is no administrator.
        NotFoundError: there is no such term of the node's own.
        InputError: it would change what is meant; ``fields`` says where.
    """
    _own(node, vocabulary, code)
    if not any((*labels.values(), *(definitions or {}).values())):
        raise InputError(_("This cannot be kept as it is."), {"label": [_("This is needed.")]})
    _one(node, who, Wanted(vocabulary, code, "", labels, definitions or {}))


def retire(node: Node, who: SignedIn, vocabulary: str, code: str, *, retired: bool = True) -> None:
    """Offer a term of the node's own no longer, or again; what was written with it stays.

    Raises:
        NotOpenedError: ``who`` is no administrator.
        NotFoundError: there is no such term of the node's own.
    """
    _own(node, vocabulary, code)
    _one(node, who, Wanted(vocabulary, code, retired=retired))


def keep(node: Node, who: SignedIn, wanted: Sequence[Wanted]) -> list[Change]:
    """Keep terms as they are wanted, all or none; return what became of each.

    Raises:
        NotOpenedError: ``who`` is no administrator.
        InputError: one cannot be; ``fields["terms"]`` says by its number, counted from 0, what is
            wrong with it.
        SealError: a term was put in or changed in the database.
    """
    _refuse_others(who)
    with node.store.write() as tx:
        known = _known(node, tx)
        changes, kept = _settled(node, wanted, known)
        own_terms.put(tx, [proved_term(node.pepper, term) for term in kept])
        for term in kept:
            _note(node, tx, who, term, known.get((term.vocabulary, term.code)))
        tx.after(lambda: refresh(node))
    return changes


def foreseen(node: Node, wanted: Sequence[Wanted]) -> list[Change]:
    """Return what :func:`keep` would do, and do nothing.

    Raises:
        InputError: one cannot be; see :func:`keep`.
    """
    with node.store.read() as tx:
        return _settled(node, wanted, _known(node, tx))[0]


def own(node: Node) -> list[OwnTerm]:
    """Return every term of the node's own, as stored and unverified."""
    with node.store.read() as tx:
        return own_terms.listed(tx)


def left_out(node: Node) -> list[OwnTerm]:
    """Return those of the node's own terms that are not in its vocabularies.

    Their vocabulary's plugin is off, a later version has another term in their place, or they
    were changed in the database.
    """
    vocabularies = node.declarations.vocabularies
    return [
        term
        for term in own(node)
        if term.vocabulary not in vocabularies
        or term.code not in vocabularies[term.vocabulary].terms
        or vocabularies[term.vocabulary].terms[term.code].origin != "node"
    ]


def _one(node: Node, who: SignedIn, wanted: Wanted) -> str:
    try:
        (change,) = keep(node, who, [wanted])
    except InputError as error:
        (fields,) = error.fields["terms"].values()  # type: ignore[attr-defined]  # of the only one
        raise InputError(error.message, fields) from None
    return change.code


def _settled(
    node: Node, wanted: Sequence[Wanted], known: _Terms
) -> tuple[list[Change], list[OwnTerm]]:
    """Return what becomes of each, and the terms to keep; later ones see those before them."""
    book = Wordbook()
    book.learn(_by_vocabulary(0, known.values()))
    vocabularies = dict(book.over(node.plugins.declarations).vocabularies)
    after, today = dict(known), node.today().isoformat()
    changes: list[Change] = []
    wrong: dict[int, object] = {}
    for number, one in enumerate(wanted):
        try:
            term = settled(one, after, vocabularies, today)
        except InputError as error:
            wrong[number] = error.fields
            continue
        changes.append(
            Change(_outcome(term, after), one.vocabulary, term.code if term else one.code)
        )
        if term and (one.vocabulary, term.code) not in after:
            grown = vocabularies[one.vocabulary].with_terms([term_of(term)])
            vocabularies[one.vocabulary] = grown
        after |= {(term.vocabulary, term.code): term} if term else {}
    if wrong:
        raise InputError(_("This cannot be kept as it is."), {"terms": wrong})
    return changes, [term for place, term in after.items() if known.get(place) is not term]


def _outcome(term: OwnTerm | None, after: _Terms) -> str:
    before = after.get((term.vocabulary, term.code)) if term else None
    if term is None or before is term:
        return SAME
    return CHANGED if before else ADDED


def _note(node: Node, tx: Writing, who: SignedIn, term: OwnTerm, before: OwnTerm | None) -> None:
    """Log what was done to a term, by its id: its words are no matter of the log."""
    does = ADDED if before is None else CHANGED
    if before and before.retired_on != term.retired_on:
        does = "retired" if term.retired_on else "taken_up"
    log(node, tx, Kind.VOCABULARY, who, what=term.vocabulary, term=term.code, outcome=does)


def _known(node: Node, tx: Reading) -> _Terms:
    """Return the node's own terms.

    Raises:
        SealError: one was put in or changed in the database.
    """
    checked = [checked_term(node.pepper, term) for term in own_terms.listed(tx)]
    return {(term.vocabulary, term.code): term for term in checked}


def _read(node: Node, tx: Reading, changes: int) -> OwnWords:
    """Return the node's own terms; one that is not this node's is left out, and logged."""
    found = []
    for term in own_terms.listed(tx):
        try:
            found.append(checked_term(node.pepper, term))
        except SealError:
            _log.error("a term of «%s» was changed in the database", term.vocabulary)
    return _by_vocabulary(changes, found)


def _by_vocabulary(changes: int, terms: Iterable[OwnTerm]) -> OwnWords:
    found: dict[str, list[Term]] = {}
    for term in terms:
        found.setdefault(term.vocabulary, []).append(term_of(term))
    return OwnWords(changes, found)


def _own(node: Node, vocabulary: str, code: str) -> None:
    """Raise :class:`NotFoundError` unless this is a term of the node's own."""
    if not any((one.vocabulary, one.code) == (vocabulary, code) for one in own(node)):
        raise NotFoundError(_("This node has added no such term."))


def _refuse_others(who: SignedIn) -> None:
    if not who.administrator:
        raise NotOpenedError(_("Only who administers this node adds words: ask one of them."))
