"""The time zone of a person, and which can be chosen."""

from datetime import datetime, tzinfo

from bot.views.html import Html
from bot.views.text import zone_name
from bot.views.words import Words


def zones_text(words: Words, zone: tzinfo, now: datetime, *, changed: bool = False) -> Html:
    """Return where the person lives, and what time it is there; `changed`: they have just said so."""
    text = words("zones", zone=zone_name(zone), time=f"{now.astimezone(zone):%H:%M}")
    return Html(f"{words('zone-changed')}\n\n{text}") if changed else text


def zone_label(name: str, *, chosen: bool) -> str:
    return f"{'• ' if chosen else ''}{name.replace('_', ' ')}"
