"""The vocabulary: every list of terms, what each term means, and words of the node's own."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tejido.declare.vocabularies import Term, Vocabulary
from tejido.errors import InputError
from tejido.importing.matching import loose
from tejido.languages import COMPLETE_LANGUAGES
from tejido.web.doors import ADMINISTRATOR, SIGNED_IN, open_to
from tejido.web.say import here, language
from tejido.web.sessions import me
from tejido.web.state import state
from tejido.web.term_lines import matching, term_line
from tejido.web.wrong import first_message
from tejido.work import vocabularies
from tejido.work.wanted_terms import DEFINITION_LENGTH, LABEL_LENGTH

pages = Blueprint("vocabularies", __name__)

#: Terms on one page, so that it stays light.
PAGE = 40


@dataclass(frozen=True)
class Listing:
    """A vocabulary in the list of them; ``seed`` if a third of its terms are the seed's."""

    id: str
    label: str
    number: int
    own: int
    closed: bool
    seed: bool


@pages.get("/words")
@open_to(SIGNED_IN)
def listed() -> ResponseReturnValue:
    """List the vocabularies, or the terms of all in which what was typed occurs."""
    known, typed = _known(), _typed()
    found = [(one, term) for one in known.values() for term in matching(one, typed) if typed]
    listings = sorted((_listing(one) for one in known.values()), key=lambda one: loose(one.label))
    return render_template(
        "words.html",
        listings=[] if typed else listings,
        names={one.id: one.label for one in listings},
        left_out=vocabularies.left_out(state().node) if me().administrator else (),
        **_page(found, typed),
    )


@pages.get("/words/<vocabulary>")
@open_to(SIGNED_IN)
def shown(vocabulary: str) -> ResponseReturnValue:
    """Show the terms of one vocabulary, or those in which what was typed occurs."""
    return _shown(_vocabulary(vocabulary), {})


@pages.post("/words/<vocabulary>")
@open_to(ADMINISTRATOR)
def add(vocabulary: str) -> ResponseReturnValue:
    """Add a term of the node's own."""
    found, form = _vocabulary(vocabulary), request.form
    labels = {tag: form.get(tag, "") for tag in COMPLETE_LANGUAGES}
    meant = {tag: form.get(f"definition_{tag}", "") for tag in COMPLETE_LANGUAGES}
    try:
        code = vocabularies.add(
            state().node, me(), vocabulary, form.get("broader", ""), labels, meant
        )
    except InputError as error:
        return _shown(found, error.fields)
    return _done(vocabulary, code, "word_added")


@pages.get("/words/<vocabulary>/<term>")
@open_to(SIGNED_IN)
def term(vocabulary: str, term: str) -> ResponseReturnValue:
    """Show one term in every language."""
    return _term(vocabulary, term, {})


@pages.post("/words/<vocabulary>/<term>")
@open_to(ADMINISTRATOR)
def say_more(vocabulary: str, term: str) -> ResponseReturnValue:
    """Say a term of the node's own in a further language."""
    tag = request.form.get("tag", "").strip()
    labels = {tag: request.form.get("label", "")}
    meant = {tag: request.form.get("definition", "")}
    try:
        vocabularies.say_more(state().node, me(), vocabulary, term, labels, meant)
    except InputError as error:
        return _term(vocabulary, term, error.fields)
    return _done(vocabulary, term, "word_said")


@pages.post("/words/<vocabulary>/<term>/retire")
@open_to(ADMINISTRATOR)
def retire(vocabulary: str, term: str) -> ResponseReturnValue:
    """Offer a term of the node's own no longer, or again."""
    again = request.form.get("becomes") == "offered"
    vocabularies.retire(state().node, me(), vocabulary, term, retired=not again)
    return _done(vocabulary, term, "word_taken_up" if again else "word_retired")


def _shown(found: Vocabulary, wrong: Mapping[str, object]) -> ResponseReturnValue:
    """Return the page of one vocabulary; ``wrong`` is what was wrong with a new term."""
    typed = _typed()
    standard = [one for one in found.terms.values() if one.origin != "node"]
    page = render_template(
        "words_list.html",
        listing=_listing(found),
        above=[term_line(found, one, language()) for one in standard],
        given=request.form,
        wrong=_said(wrong),
        longest=(LABEL_LENGTH, DEFINITION_LENGTH),
        **_page([(found, one) for one in matching(found, typed)], typed),
    )
    return page, 422 if wrong else 200


def _term(vocabulary: str, code: str, wrong: Mapping[str, object]) -> ResponseReturnValue:
    found = _vocabulary(vocabulary)
    one = found.terms.get(code) or abort(404)
    page = render_template(
        "words_term.html",
        listing=_listing(found),
        term=term_line(found, one, language()),
        said=[
            (tag, one.labels.get(tag, ""), one.definitions.get(tag, ""))
            for tag in dict.fromkeys((*COMPLETE_LANGUAGES, *one.labels, *one.definitions))
        ],
        tags=sorted(_known()["language"].terms) if "language" in _known() else (),
        given=request.form,
        wrong=_said(wrong),
        longest=(LABEL_LENGTH, DEFINITION_LENGTH),
    )
    return page, 422 if wrong else 200


def _page(found: Sequence[tuple[Vocabulary, Term]], typed: str) -> dict[str, object]:
    """Return one page of what was found, as the templates show it."""
    pages_ = max(1, -(-len(found) // PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages_)
    within = found[(page - 1) * PAGE : page * PAGE]
    lines = [term_line(vocabulary, one, language()) for vocabulary, one in within]
    return {"lines": lines, "total": len(found), "typed": typed, "page": page, "pages": pages_}


def _listing(one: Vocabulary) -> Listing:
    name = here(state().node.declarations.vocabulary_label(one.id))
    origins = Counter(term.origin for term in one.offered)
    number, own = origins.total(), origins["node"]
    return Listing(one.id, name, number, own, one.closed, 3 * origins["seed"] >= number - own)


def _said(wrong: Mapping[str, object]) -> dict[str, str]:
    return {name: here(first_message(messages)) for name, messages in wrong.items()}


def _typed() -> str:
    return " ".join(request.args.get("q", "").split())[:LABEL_LENGTH]


def _known() -> Mapping[str, Vocabulary]:
    return state().node.declarations.vocabularies


def _vocabulary(vocabulary: str) -> Vocabulary:
    return _known().get(vocabulary) or abort(404)


def _done(vocabulary: str, code: str, what: str) -> ResponseReturnValue:
    return redirect(url_for("vocabularies.term", vocabulary=vocabulary, term=code, done=what))
