"""The words of a page: what templates call to say a text, a day, a moment, a number."""

from datetime import date, datetime

from flask import Flask, current_app, g, request

from tejido.languages import (
    Text,
    say,
    say_day,
    say_known,
    say_moment,
    say_number,
    say_span,
    say_yearly,
)
from tejido.web.state import state

_DOMAIN = "tejido"


def language() -> str:
    """Return the language of this page."""
    return str(g.language)


def here(text: str, **values: object) -> str:
    """Return a text in the language of this page."""
    return say(text, language(), **values)


def install(app: Flask) -> None:
    """Give templates their words."""
    app.jinja_env.globals["_"] = _translated
    app.jinja_env.filters.update(
        say=here, day=_day, moment=_moment, ago=_ago, number=_number, yearly=_yearly
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _yearly(day: str) -> str:
    return say_yearly(day, language())


def _translated(source: str, **values: object) -> str:
    """Say a template's text: in a plugin's page from its own catalogue first, then the core's."""
    for domain in (_plugin_domain(), _DOMAIN):
        said = say(Text(source, domain), language()) if domain else source
        if said != source:
            return said % values if values else said
    return source % values if values else source


def _plugin_domain() -> str:
    """Return the package whose page this is, if it is a plugin's and has words of its own."""
    blueprint = current_app.blueprints.get(request.blueprint or "")
    return blueprint.import_name.partition(".")[0] if blueprint else ""


def _day(day: str | date) -> str:
    """Say a day, as precisely as it is known."""
    return say_known(day, language()) if isinstance(day, str) else say_day(day, language())


def _moment(moment: datetime) -> str:
    """Say a moment in UTC, to the minute."""
    return say_moment(moment, language())


def _ago(moment: datetime) -> str:
    """Say how far a moment lies from now, as in «hace 2 días»."""
    return say_span(moment - state().node.clock(), language())


def _number(number: int) -> str:
    return say_number(number, language())
