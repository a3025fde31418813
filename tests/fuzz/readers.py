"""Whether a text is in its reader's language: none of the sentences of another catalogue stands in it."""

import html
import re
from functools import cache

from bot.locales import LANGUAGES
from tests.views.catalogues import found_in, messages

SHORTEST = 14
"""Shorter pieces of sentences say little."""
BETWEEN = re.compile(r"<[^>]*>|\n")
SAID_IN_ANY = ("message-late", "message-late-since", "message-repeated", "language-name")
"""What was told stays in the language of then, when its figures are shown in the other form."""


@cache
def pieces(language: str) -> frozenset[str]:
    """Return what stands between the values in the sentences of a language, as people see it."""
    return frozenset(
        piece
        for key, _, message in messages(language)
        if key not in SAID_IN_ANY
        for text in found_in(message).texts
        for piece in (html.unescape(part).strip() for part in BETWEEN.split(text))
        if len(piece) >= SHORTEST and " " in piece
    )


@cache
def _whole(language: str) -> str:
    return "\n".join(
        html.unescape(text) for _, _, message in messages(language) for text in found_in(message).texts
    )


@cache
def _foreign(language: str) -> re.Pattern[str]:
    own = _whole(language)
    others = {
        piece for other in LANGUAGES if other != language for piece in pieces(other) if piece not in own
    }
    return re.compile("|".join(map(re.escape, sorted(others, key=len, reverse=True))))


def foreign_to(language: str, text: str) -> str | None:
    """Return a piece of a sentence that is not in that language, or None."""
    found = _foreign(language).search(text)
    return found[0] if found else None
