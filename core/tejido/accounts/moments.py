"""Moments as the tables of people keep them: UTC with seconds, ``2026-03-01T17:30:00Z``."""

from datetime import UTC, datetime


def text_of(moment: datetime) -> str:
    """Return a moment as text; what is below a second is cut off."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_of(text: str) -> datetime:
    """Return the moment of a text that :func:`text_of` wrote, in UTC."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z")
