"""Messages as people see them: safe HTML and plain facts for the page and for test persons."""

from dataclasses import asdict
from html import escape
from itertools import pairwise
from typing import NamedTuple

from bot.localchat.entities import cut, piece, units
from bot.localchat.model import JsonObject, Message

TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}
SHOWN = (
    "chat_id", "message_id", "thread_id", "date", "edit_date", "edits", "text", "reply_to", "silent",
    "media_group_id",
)  # fmt: skip
SAFE_LINKS = ("http://", "https://", "tg://", "mailto:")


class _OpenTag(NamedTuple):
    end: int
    opening: str
    closing: str


def safe_html(text: str, entities: list[JsonObject]) -> str:
    """Return the text with its entities as HTML in which everything else is escaped."""
    starting: dict[int, list[JsonObject]] = {}
    edges = {0, units(text)}
    for entity in entities:
        starting.setdefault(entity["offset"], []).append(entity)
        edges |= {entity["offset"], entity["offset"] + entity["length"]}
    pieces: list[str] = []
    stack: list[_OpenTag] = []
    places = sorted(edges)
    for place, following in pairwise([*places, places[-1]]):
        _close_ended(stack, place, pieces)
        for entity in sorted(starting.get(place, []), key=lambda one: -int(one["length"])):
            stack.append(_OpenTag(place + entity["length"], *_tags(entity, piece(text, entity))))
            pieces.append(stack[-1].opening)
        pieces.append(escape(cut(text, place, following - place)))
    return "".join(pieces)


def _close_ended(stack: list[_OpenTag], place: int, pieces: list[str]) -> None:
    """Close what ends here; what merely overlaps is closed and opened again, so tags always nest."""
    reopened: list[_OpenTag] = []
    while any(tag.end <= place for tag in stack):
        tag = stack.pop()
        pieces.append(tag.closing)
        if tag.end > place:
            reopened.append(tag)
    for tag in reversed(reopened):
        stack.append(tag)
        pieces.append(tag.opening)


def _tags(entity: JsonObject, covered: str) -> tuple[str, str]:
    """Return the opening and the closing tag of an entity."""
    match entity["type"]:
        case "pre" if entity.get("language"):
            return f'<pre data-language="{escape(entity["language"])}">', "</pre>"
        case kind if kind in TAGS:
            return f"<{TAGS[kind]}>", f"</{TAGS[kind]}>"
        case "text_link" | "url" | "email":
            return _link(entity, covered), "</a>"
        case "bot_command":
            command = escape(covered)
            return f'<a class="command" role="button" tabindex="0" data-command="{command}">', "</a>"
        case "spoiler":
            return '<span class="spoiler" role="button" tabindex="0">', "</span>"
        case "date_time":
            return f'<time data-unix="{int(entity["unix_time"])}">', "</time>"
        case _:
            return '<span class="mention">', "</span>"


def _link(entity: JsonObject, covered: str) -> str:
    address = entity.get("url") or (f"mailto:{covered}" if entity["type"] == "email" else covered)
    if not address.lower().startswith(SAFE_LINKS):
        return '<a class="dead">'
    return f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer nofollow">'


def message_view(message: Message, sender: JsonObject) -> JsonObject:
    """Return what a page needs to draw one message; the same for everybody who may see it."""
    media = message.media
    return {name: getattr(message, name) for name in SHOWN} | {
        "sender": sender,
        "html": safe_html(message.text, message.entities),
        "buttons": [[_button(button) for button in row] for row in message.keyboard or []],
        "media": {"kind": media.kind, **asdict(media.file)} if media else None,
    }


def _button(button: JsonObject) -> JsonObject:
    return {
        "label": button["text"],
        "data": button.get("callback_data"),
        "url": button.get("url"),
        "copy": button["copy_text"]["text"] if "copy_text" in button else None,
        "style": button.get("style"),
    }
