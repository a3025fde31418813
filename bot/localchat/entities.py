"""Entities: checked when a bot sends them, found when nobody marked them, put in Telegram's order.

Telegram counts text in UTF-16 code units: an emoji is two. So do offsets and lengths here.
"""

import re
from typing import NoReturn

from bot.localchat.errors import bad_request
from bot.localchat.model import JsonObject

GIVEN = {
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic",
    "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre",
    "text_link", "text_mention", "custom_emoji", "date_time",
}  # fmt: skip
STYLES = {"bold", "italic", "underline", "strikethrough", "spoiler"}
SOLID = {"code", "pre"}
NOT_SEARCHED = {"code", "pre", "text_link", "text_mention"}
MOST_ENTITIES = 100

FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"']*[^\s<>\"'.,;:!?)])"
    r"|(?P<email>\b[\w.+-]+@[\w-]+\.[\w.-]*\w)"
    r"|(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/]))"
    r"|(?P<mention>(?<!\w)@\w{4,32}\b)"
    r"|(?P<hashtag>(?<!\w)\#(?=\w*[^\W\d])\w{1,256})"
    r"|(?P<cashtag>(?<!\w)\$[A-Z]{1,8}(?!\w))"
)


def units(text: str) -> int:
    """Return the length of `text` in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, offset: int, length: int) -> str:
    """Return the piece of `text` at a UTF-16 offset and length."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def piece(text: str, entity: JsonObject) -> str:
    """Return the text that an entity covers."""
    return cut(text, entity["offset"], entity["length"])


def refuse(why: str) -> NoReturn:
    """Raise the 400 that Telegram gives for bad markup and bad entities."""
    raise bad_request(f"can't parse entities: {why}")


def checked(text: str, given: object) -> list[JsonObject]:
    """Return the entities a bot gave with a text; raises a 400 ApiError for a broken one."""
    if not isinstance(given, list):
        refuse("expected an Array")
    total = units(text)
    for entity in given:
        _check(entity, total)
    return [dict(entity) for entity in given]


def _check(entity: object, total: int) -> None:
    if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
        refuse("expected an Object with a type")
    offset, length = entity.get("offset"), entity.get("length")
    if not isinstance(offset, int) or not isinstance(length, int):
        refuse('fields "offset" and "length" must be of type Number')
    if entity["type"] not in GIVEN:
        refuse(f'unsupported type "{entity["type"]}"')
    if offset < 0 or length <= 0 or offset + length > total:
        refuse(f"entity at {offset} with length {length} is outside of the text")
    if entity["type"] == "text_link" and not isinstance(entity.get("url"), str):
        refuse("a text_link needs a url")


def tidy(text: str, entities: list[JsonObject]) -> tuple[str, list[JsonObject]]:
    """Strip the text as Telegram does, move and clip its entities, add those that it finds by itself."""
    code_first = any(entity["offset"] == 0 and entity["type"] in SOLID for entity in entities)
    stripped = text.rstrip()
    kept = stripped if code_first else stripped.lstrip()
    shift, total = units(stripped) - units(kept), units(kept)
    clipped: list[JsonObject] = []
    for entity in entities:
        start, end = _span(entity)
        clipped += _at(entity, [(max(start - shift, 0), min(end - shift, total))])
    styled = _without_styles_in_code(clipped)
    everything = styled + _found(kept, styled)
    everything.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return kept, everything[:MOST_ENTITIES]


def _span(entity: JsonObject) -> tuple[int, int]:
    return entity["offset"], entity["offset"] + entity["length"]


def _at(entity: JsonObject, spans: list[tuple[int, int]]) -> list[JsonObject]:
    """Return the entity at each of the places that are not empty."""
    return [{**entity, "offset": start, "length": end - start} for start, end in spans if end > start]


def _without_styles_in_code(entities: list[JsonObject]) -> list[JsonObject]:
    """Nothing is bold inside code: a style around code is kept on both of its sides only."""
    solid = [_span(entity) for entity in entities if entity["type"] in SOLID]
    kept: list[JsonObject] = []
    for entity in entities:
        spans = [_span(entity)]
        for start, end in solid if entity["type"] in STYLES else ():
            sides = [part for a, b in spans for part in ((a, min(b, start)), (max(a, end), b))]
            spans = [(a, b) for a, b in sides if b > a]  # else they double with each piece of code
        kept += _at(entity, spans)
    return kept


def _found(text: str, marked: list[JsonObject]) -> list[JsonObject]:
    taken = [_span(entity) for entity in marked if entity["type"] in NOT_SEARCHED]
    given = {(entity["offset"], entity["type"]) for entity in marked}
    found: list[JsonObject] = []
    for match in FOUND.finditer(text):
        offset = units(text[: match.start()])
        end = offset + units(match[0])
        free = all(end <= start or offset >= stop for start, stop in taken)
        if free and match.lastgroup is not None and (offset, match.lastgroup) not in given:
            found.append({"type": match.lastgroup, "offset": offset, "length": end - offset})
    return found
