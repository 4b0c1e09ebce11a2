"""A node's own words over what is declared: offered, and never what leaves."""

from functools import cache
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tejido.accompaniment.closed import CLOSED
from tejido.accompaniment.core import core_contribution
from tejido.declare.coding import code
from tejido.declare.declarations import Declarations
from tejido.declare.fields import Code, record_fields
from tejido.declare.policy import FieldPolicy, GroupPolicy, project
from tejido.declare.vocabularies import Term
from tejido.declare.wordbook import OwnWords, Speech, Wordbook
from tejido.plugins import load_plugins


@cache
def declared() -> Declarations:
    """What core and plugins really declare."""
    return load_plugins(core_contribution()).declarations


def own(code: str, broader: str, *, retired: bool = False) -> Term:
    return Term(code, {"es": code, "en": code}, "node", "", broader, retired=retired)


@st.composite
def words(draw: st.DrawFn) -> OwnWords:
    """Terms that a node could have added, in any of the open vocabularies."""
    found: dict[str, list[Term]] = {}
    open_ones = [one for one in declared().vocabularies.values() if not one.closed]
    for number in range(draw(st.integers(1, 12))):
        vocabulary = draw(st.sampled_from(open_ones))
        above = draw(st.sampled_from(sorted(vocabulary.terms)))
        term = own(f"own.{number}", above, retired=draw(st.booleans()))
        found.setdefault(vocabulary.id, []).append(term)
    return OwnWords(1, found)


def grown(given_words: OwnWords, speech: Speech | None = None) -> Declarations:
    book = Wordbook(speech)
    book.learn(given_words)
    return book.over(declared())


def above(book: Declarations, vocabulary: str, code_: str) -> str:
    term = book.vocabularies[vocabulary].terms[code_]
    return term.broader if term.origin == "node" else code_


@given(words())
def test_no_policy_has_another_digest_or_can_say_more(mine: OwnWords) -> None:
    book = grown(mine)
    assert {name: one.digest for name, one in book.policies.items()} == {
        name: one.digest for name, one in declared().policies.items()
    }
    assert book.types == declared().types


@given(words(), st.data())
def test_what_leaves_of_a_node_s_term_is_what_leaves_of_the_one_above(
    mine: OwnWords, data: st.DataObject
) -> None:
    """The same bytes, for every field and item that can leave, and the same coded row."""
    book = grown(mine)
    name = data.draw(st.sampled_from([one for one in book.policies if book.policies[one].parts]))
    policy, schema = book.policies[name], book.schemas[name]
    said, plain = {}, {}
    for part in policy.parts:
        field = record_fields(schema)[part.name]
        if isinstance(part, GroupPolicy):
            inner = record_fields(field.item)  # type: ignore[attr-defined]  # a group's
            pairs = [drawn(data, book, one, inner[one.name]) for one in part.fields]
            said[part.name] = [{key: mine_ for key, mine_, _above in pairs}]
            plain[part.name] = [{key: above_ for key, _mine, above_ in pairs}]
        else:
            _name, said[part.name], plain[part.name] = drawn(data, book, part, field)
    assert project(policy, said, {}) == project(declared().policies[name], plain, {})
    assert b"own." not in code(policy, "r", "p", said).to_bytes()


def drawn(
    data: st.DataObject, book: Declarations, part: FieldPolicy, field: Any
) -> tuple[str, Any, Any]:
    """Return a field's name, a value with terms of the node, and the same with those above."""
    if not isinstance(field, Code):
        return part.name, None, None
    codes = st.sampled_from(sorted(book.vocabularies[field.vocabulary].terms))
    if not part.many:
        chosen = data.draw(codes)
        return part.name, chosen, above(book, field.vocabulary, chosen)
    several = data.draw(st.lists(codes, min_size=1, max_size=4, unique=True))
    return part.name, several, [above(book, field.vocabulary, one) for one in several]


@given(words())
def test_every_term_of_a_node_can_be_kept_in_a_record(mine: OwnWords) -> None:
    book = grown(mine)
    for name, terms in mine.terms.items():
        vocabulary = book.vocabularies[name]
        for term in terms:
            assert vocabulary.terms[term.code] == term
            assert (term in vocabulary.offered) is not term.retired
            assert vocabulary.scope.terms[term.code] == term.broader


def test_what_cannot_stand_is_left_out_alone() -> None:
    terms = [
        own("own.good", "threat"),
        own("own.orphan", "gone"),
        own("killing", "threat"),
        own("own.below", "own.good"),
    ]
    mine = OwnWords(1, {"aggression": terms, "field": [own("own.x", "security")], "gone": terms})
    book = grown(mine)
    terms_now = book.vocabularies["aggression"].terms
    assert [code for code, term in terms_now.items() if term.origin == "node"] == ["own.good"]
    assert book.vocabularies["field"] == declared().vocabularies["field"]
    assert book.vocabularies["aggression"].terms["killing"].origin != "node"


def test_the_book_is_made_once_for_the_same_words() -> None:
    book = Wordbook()
    assert book.over(declared()) is declared()
    book.learn(OwnWords(1, {"aggression": [own("own.moto", "threat")]}))
    first = book.over(declared())
    assert book.over(declared()) is first
    book.learn(OwnWords(2))
    assert book.over(declared()) is declared()


def test_terms_are_called_in_further_languages() -> None:
    said = {"fear": ("(inventado) xi'el", "(inventado) k'usi"), "gone": ("x", "")}
    speech: Speech = {"tzo": {"impact": said}}
    fear = grown(OwnWords(), speech).vocabularies["impact"].terms["fear"]
    assert fear.labels["tzo"] == "(inventado) xi'el"
    assert fear.definitions["tzo"] == "(inventado) k'usi"
    assert fear.labels["es"] == "Miedo"
    assert "gone" not in grown(OwnWords(), speech).vocabularies["impact"].terms


def test_what_rules_ask_for_by_name_is_closed() -> None:
    vocabularies = declared().vocabularies
    assert all(vocabularies[name].closed for name in CLOSED)
