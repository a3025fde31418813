"""Entities: checked when a bot sends them, found when nobody marked them, put in Telegram's order."""

import re
from typing import Any

from bot.localchat.errors import bad_request
from bot.localchat.utf16 import cut, units

JsonObject = dict[str, Any]

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


def checked(text: str, given: object) -> list[JsonObject]:
    """Return the entities a bot gave with a text; raises a 400 ApiError for a broken one."""
    if not isinstance(given, list):
        raise bad_request("can't parse entities: expected an Array")
    total = units(text)
    for entity in given:
        _check(entity, total)
    return [dict(entity) for entity in given]


def _check(entity: object, total: int) -> None:
    if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
        raise bad_request("can't parse entities: expected an Object with a type")
    offset, length = entity.get("offset"), entity.get("length")
    if not isinstance(offset, int) or not isinstance(length, int):
        raise bad_request('can\'t parse entities: fields "offset" and "length" must be of type Number')
    if entity["type"] not in GIVEN:
        raise bad_request(f'can\'t parse entities: unsupported type "{entity["type"]}"')
    if offset < 0 or length <= 0 or offset + length > total:
        raise bad_request(
            f"can't parse entities: entity at {offset} with length {length} is outside of the text"
        )
    if entity["type"] == "text_link" and not isinstance(entity.get("url"), str):
        raise bad_request("can't parse entities: a text_link needs a url")


def tidy(text: str, entities: list[JsonObject]) -> tuple[str, list[JsonObject]]:
    """Strip the text as Telegram does, move and clip its entities, add those that it finds by itself."""
    code_first = any(entity["offset"] == 0 and entity["type"] in SOLID for entity in entities)
    stripped = text.rstrip()
    kept = stripped if code_first else stripped.lstrip()
    shift = units(stripped) - units(kept)
    clipped = [moved for entity in entities if (moved := _clip(entity, shift, units(kept))) is not None]
    styled = _without_styles_in_code(clipped)
    everything = styled + _found(kept, styled)
    everything.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return kept, everything[:MOST_ENTITIES]


def _clip(entity: JsonObject, shift: int, total: int) -> JsonObject | None:
    start = max(entity["offset"] - shift, 0)
    end = min(entity["offset"] - shift + entity["length"], total)
    return {**entity, "offset": start, "length": end - start} if end > start else None


def _without_styles_in_code(entities: list[JsonObject]) -> list[JsonObject]:
    """Nothing is bold inside code: a style around code is kept on both of its sides only."""
    solid = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in entities
        if entity["type"] in SOLID
    ]
    kept: list[JsonObject] = []
    for entity in entities:
        spans = [(entity["offset"], entity["offset"] + entity["length"])]
        if entity["type"] in STYLES:
            for start, end in solid:
                spans = [piece for span in spans for piece in _outside(span, start, end)]
        kept.extend({**entity, "offset": start, "length": end - start} for start, end in spans)
    return kept


def _outside(span: tuple[int, int], start: int, end: int) -> list[tuple[int, int]]:
    pieces = [(span[0], min(span[1], start)), (max(span[0], end), span[1])]
    return [piece for piece in pieces if piece[1] > piece[0]]


def _found(text: str, marked: list[JsonObject]) -> list[JsonObject]:
    taken = [(e["offset"], e["offset"] + e["length"]) for e in marked if e["type"] in NOT_SEARCHED]
    given = {(e["offset"], e["type"]) for e in marked}
    found: list[JsonObject] = []
    for match in FOUND.finditer(text):
        offset = units(text[: match.start()])
        end = offset + units(match[0])
        free = all(end <= start or offset >= stop for start, stop in taken)
        if free and match.lastgroup is not None and (offset, match.lastgroup) not in given:
            found.append({"type": match.lastgroup, "offset": offset, "length": end - offset})
    return found


def piece(text: str, entity: JsonObject) -> str:
    """Return the text that an entity covers."""
    return cut(text, entity["offset"], entity["length"])
