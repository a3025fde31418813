"""Telegram's HTML: how foreign text comes into it, how long it is, how to cut it and do without it."""

import re
from collections.abc import Iterator
from html import escape, unescape
from itertools import dropwhile

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)(?:\s[^<>]*)?>")
REFERENCE = r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|lt|gt|amp|quot);"
PIECE = re.compile(rf"</?[a-zA-Z][^<>]*>|{REFERENCE}|.", re.DOTALL)

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of a line."""


class Html(str):
    """Text that is HTML: what is foreign in it is escaped already."""

    __slots__ = ()


def esc(text: str) -> Html:
    """Return any text as HTML that shows just that text."""
    return Html(escape(_UNSEEN.sub("", text), quote=False))


def plain(html: str) -> str:
    """Return what is read when the formatting is gone."""
    return re.sub(REFERENCE, lambda found: unescape(found[0]), TAG.sub("", html))


def visible_length(html: str) -> int:
    """Return the length that Telegram's limit is about: after parsing, in UTF-16 units."""
    return len(plain(html).encode("utf-16-le", "surrogatepass")) // 2


def encodable(text: str) -> str:
    """Return the text without what cannot be sent at all: lone surrogates and NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def split(html: str, most: int) -> Iterator[str]:
    """Yield the text in parts of at most `most` visible units, cut between lines or else words.

    A tag that is open at a cut is closed there and opened again in the next part. Nothing is lost but
    blanks at the cuts.
    """
    yield from (part for part in _parts(html, most) if plain(part).strip())


def _parts(html: str, most: int) -> Iterator[str]:
    pieces = PIECE.findall(html)
    while (end := _cut(pieces, most)) < len(pieces):
        still_open = _open_tags(pieces[:end])
        yield _part(pieces[:end], still_open)
        pieces = [*still_open, *_without_leading_blanks(pieces[end:])]
    yield _part(pieces, [])


def _cut(pieces: list[str], most: int) -> int:
    """Return how many pieces fit, at the best place to cut."""
    length = after_line = after_word = 0
    for index, piece in enumerate(pieces):
        length += 0 if TAG.fullmatch(piece) else visible_length(piece)
        if length > most:
            good_line = after_line > index // 2
            return (after_line if good_line else after_word) or index
        if piece == "\n":
            after_line = after_word = index + 1
        elif piece == " ":
            after_word = index + 1
    return len(pieces)


def _open_tags(pieces: list[str]) -> list[str]:
    found: list[str] = []
    for piece in pieces:
        tag = TAG.fullmatch(piece)
        if tag is None:
            continue
        if not tag[1]:
            found.append(piece)
        elif found:
            found.pop()
    return found


def _part(pieces: list[str], still_open: list[str]) -> str:
    closing = [f"</{tag[2]}>" for piece in reversed(still_open) if (tag := TAG.fullmatch(piece))]
    return "".join([*pieces, *closing])


def _without_leading_blanks(pieces: list[str]) -> list[str]:
    return list(dropwhile(str.isspace, pieces))
