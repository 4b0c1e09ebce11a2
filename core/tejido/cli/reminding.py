"""A reminder as a mail and as a feed: numbers and random ids, no name, no link, no organization."""

import html
import uuid
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from tejido.languages import say, say_number, words
from tejido.work.reminders import Waiting

_ = words("tejido")

#: Ids in one reminder; whoever signs in sees the rest.
SHOWN = 20

_SUBJECT = _("Pending: %(number)s")
_OVERDUE = _("Waiting since before: %(number)s")
_SOON = _("Due soon: %(number)s")
_WHERE = _("Sign in as you always do to see them. This says neither whose they are nor what.")


def mail(waiting: Waiting, to: str, now: datetime, language: str) -> bytes:
    """Return a mail for ``sendmail -t``, in plain text.

    Raises:
        ValueError: ``to`` could be taken for more than one line of a mail.
    """
    message = EmailMessage()
    message["To"] = to
    message["Subject"] = _subject(waiting, language)
    message["Date"] = format_datetime(now)
    message["Auto-Submitted"] = "auto-generated"
    lines = [*_counts(waiting, language), "", *waiting.records[:SHOWN], "", say(_WHERE, language)]
    message.set_content("\n".join(lines) + "\n")
    return message.as_bytes()


def feed(waiting: Waiting, now: datetime, language: str) -> str:
    """Return an Atom feed with an entry for each record in which something waits."""
    title, updated = html.escape(_subject(waiting, language)), f"{now:%Y-%m-%dT00:00:00Z}"
    said = html.escape(". ".join(_counts(waiting, language)))
    entries = "".join(_entry(record, updated) for record in waiting.records[:SHOWN])
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>urn:uuid:{uuid.UUID(int=0)}</id>\n"
        f"<title>{title}</title>\n<subtitle>{said}</subtitle>\n<updated>{updated}</updated>\n"
        f"<author><name>-</name></author>\n{entries}</feed>\n"
    )


def _entry(record: str, updated: str) -> str:
    return (
        f"<entry><id>urn:uuid:{uuid.UUID(record)}</id><title>{record}</title>"
        f"<updated>{updated}</updated></entry>\n"
    )


def _subject(waiting: Waiting, language: str) -> str:
    number = say_number(waiting.overdue + waiting.soon, language)
    return say(_SUBJECT, language, number=number)


def _counts(waiting: Waiting, language: str) -> list[str]:
    return [
        say(text, language, number=say_number(number, language))
        for text, number in ((_OVERDUE, waiting.overdue), (_SOON, waiting.soon))
        if number
    ]
