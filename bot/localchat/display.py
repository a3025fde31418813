"""Messages as people see them: safe HTML and plain facts for the page and for test persons."""

from html import escape
from typing import Any

from bot.localchat.model import Message
from bot.localchat.utf16 import units

JsonObject = dict[str, Any]

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
SAFE_LINKS = ("http://", "https://", "tg://", "mailto:")


def safe_html(text: str, entities: list[JsonObject]) -> str:
    """Return the text with its entities as HTML in which everything else is escaped."""
    raw = text.encode("utf-16-le", "surrogatepass")
    opening: dict[int, list[JsonObject]] = {}
    edges = {0, units(text)}
    for entity in entities:
        opening.setdefault(entity["offset"], []).append(entity)
        edges |= {entity["offset"], entity["offset"] + entity["length"]}
    pieces: list[str] = []
    stack: list[tuple[int, JsonObject]] = []
    places = sorted(edges)
    for index, place in enumerate(places):
        _close_ended(stack, place, pieces)
        for entity in sorted(opening.get(place, []), key=lambda one: -int(one["length"])):
            stack.append((place + entity["length"], entity))
            pieces.append(_open(entity, _slice(raw, place, place + entity["length"])))
        if index + 1 < len(places):
            pieces.append(escape(_slice(raw, place, places[index + 1])))
    return "".join(pieces)


def _slice(raw: bytes, start: int, end: int) -> str:
    return raw[2 * start : 2 * end].decode("utf-16-le", "replace")


def _close_ended(stack: list[tuple[int, JsonObject]], place: int, pieces: list[str]) -> None:
    """Close what ends here; what merely overlaps is closed and opened again, so tags always nest."""
    if not any(end <= place for end, _ in stack):
        return
    reopened: list[tuple[int, JsonObject]] = []
    while any(end <= place for end, _ in stack):
        end, entity = stack.pop()
        pieces.append(_close(entity))
        if end > place:
            reopened.append((end, entity))
    for end, entity in reversed(reopened):
        stack.append((end, entity))
        pieces.append(_open(entity, ""))


def _open(entity: JsonObject, covered: str) -> str:
    kind = entity["type"]
    if kind == "pre" and entity.get("language"):
        return f'<pre data-language="{escape(entity["language"])}">'
    if kind in TAGS:
        return f"<{TAGS[kind]}>"
    if kind in ("text_link", "url", "email"):
        return _link(entity, covered)
    return _open_special(entity, covered)


def _open_special(entity: JsonObject, covered: str) -> str:
    kind = entity["type"]
    if kind == "bot_command":
        return f'<a class="command" role="button" tabindex="0" data-command="{escape(covered)}">'
    if kind == "spoiler":
        return '<span class="spoiler" role="button" tabindex="0">'
    if kind == "date_time":
        return f'<time data-unix="{int(entity["unix_time"])}">'
    return '<span class="mention">'


def _link(entity: JsonObject, covered: str) -> str:
    address = entity.get("url") or (f"mailto:{covered}" if entity["type"] == "email" else covered)
    if not address.lower().startswith(SAFE_LINKS):
        return '<a class="dead">'
    return f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer nofollow">'


def _close(entity: JsonObject) -> str:
    kind = entity["type"]
    if kind in TAGS:
        return f"</{TAGS[kind]}>"
    if kind in ("text_link", "url", "email", "bot_command"):
        return "</a>"
    return "</time>" if kind == "date_time" else "</span>"


def message_view(message: Message, sender: JsonObject) -> JsonObject:
    """Return what a page needs to draw one message; the same for everybody who may see it."""
    view: JsonObject = {
        "chat_id": message.chat_id,
        "message_id": message.message_id,
        "thread_id": message.thread_id,
        "date": message.date,
        "edit_date": message.edit_date,
        "edits": message.edits,
        "sender": sender,
        "text": message.text,
        "html": safe_html(message.text, message.entities),
        "entities": message.entities,
        "buttons": [[_button(button) for button in row] for row in message.keyboard or []],
        "reply_to": message.reply_to,
        "silent": message.silent,
        "signature": message.signature,
        "media": None,
    }
    if message.media is not None:
        file = message.media.file
        view["media"] = {
            "kind": message.media.kind,
            "file_id": file.file_id,
            "name": file.name,
            "size": file.size,
            "width": file.width,
            "height": file.height,
        }
    return view


def _button(button: JsonObject) -> JsonObject:
    return {
        "label": button["text"],
        "data": button.get("callback_data"),
        "url": button.get("url"),
        "copy": button["copy_text"]["text"] if "copy_text" in button else None,
        "style": button.get("style"),
    }
