"""Telegram's HTML: turned into plain text and entities, or refused with Telegram's words."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any, NoReturn

from bot.localchat.errors import bad_request
from bot.localchat.utf16 import units

JsonObject = dict[str, Any]

SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "pre": "pre",
}
OTHERS = {"span", "a", "code", "blockquote", "tg-emoji", "tg-time"}

REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|lt|gt|amp|quot);?")
ATTRIBUTE = re.compile(r"""([^\s=>]*)(\s*=\s*(?:"([^"]*)"|'([^']*)'|(?!["'])([A-Za-z0-9.\-]*)))?""")
UNFINISHED = re.compile(r"\s*=")
LINK = re.compile(r"(?i)(https?://|tg://|mailto:)[^\s]+")
USER_LINK = re.compile(r"(?i)tg://user\?id=([0-9]+)")


@dataclass(slots=True)
class _OpenTag:
    name: str
    attributes: dict[str, str]
    offset: int
    piece: int


@dataclass(slots=True)
class _Reader:
    source: str
    position: int = 0
    length: int = 0
    pieces: list[str] = field(default_factory=list)
    open_tags: list[_OpenTag] = field(default_factory=list)
    entities: list[JsonObject] = field(default_factory=list)

    def read(self) -> tuple[str, list[JsonObject]]:
        while self.position < len(self.source):
            if self.source[self.position] == "<":
                self._tag()
            else:
                self._text()
        if self.open_tags:
            refuse(f'Can\'t find end tag corresponding to start tag "{self.open_tags[-1].name}"')
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.pieces), self.entities

    def _text(self) -> None:
        end = self.source.find("<", self.position)
        end = len(self.source) if end < 0 else end
        piece = decode(self.source[self.position : end])
        self.pieces.append(piece)
        self.length += units(piece)
        self.position = end

    def _tag(self) -> None:
        if self.source.startswith("</", self.position):
            self._end_tag()
        else:
            self._start_tag()

    def _start_tag(self) -> None:
        begin = self.position
        name = self._name(begin + 1)
        if self.position >= len(self.source):
            refuse(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        if name not in SIMPLE and name not in OTHERS:
            refuse(f'Unsupported start tag "{name}" at byte offset {self._bytes(begin)}')
        attributes = self._attributes(name, begin)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            refuse(f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(begin)}')
        self.open_tags.append(_OpenTag(name, attributes, self.length, len(self.pieces)))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            self._skip_spaces()
            if self.position >= len(self.source):
                refuse(f'Unclosed start tag "{tag}" at byte offset {self._bytes(begin)}')
            if self.source[self.position] == ">":
                self.position += 1
                return found
            match = ATTRIBUTE.match(self.source, self.position)
            if match is None or not match[1]:
                refuse(f'Empty attribute name in the tag "{tag}" at byte offset {self._bytes(begin)}')
            self.position = match.end()
            if match[2] is not None:
                value = next((group for group in match.groups()[2:] if group is not None), "")
                found[match[1].lower()] = decode(value)
            elif tag == "blockquote" and match[1].lower() == "expandable":
                found["expandable"] = ""
            elif UNFINISHED.match(self.source, self.position):
                refuse(f'Unclosed start tag "{tag}" at byte offset {self._bytes(begin)}')
            else:
                refuse(
                    f'Expected equal sign in declaration of an attribute of the tag "{tag}"'
                    f" at byte offset {self._bytes(begin)}"
                )

    def _end_tag(self) -> None:
        begin = self.position
        name = self._name(begin + 2)
        self._skip_spaces()
        if self.position >= len(self.source) or self.source[self.position] != ">":
            refuse(f"Unclosed end tag at byte offset {self._bytes(begin)}")
        self.position += 1
        if not self.open_tags:
            refuse(f"Unexpected end tag at byte offset {self._bytes(begin)}")
        tag = self.open_tags.pop()
        if name and name != tag.name:
            refuse(
                f"Unmatched end tag at byte offset {self._bytes(begin)},"
                f' expected "</{tag.name}>", found "</{name}>"'
            )
        self._close(tag)

    def _close(self, tag: _OpenTag) -> None:
        entity = self._entity(tag, "".join(self.pieces[tag.piece :]))
        if entity is None or self.length == tag.offset:
            return
        entity |= {"offset": tag.offset, "length": self.length - tag.offset}
        if entity["type"] == "pre":
            self._take_language(entity)
        self.entities.append(entity)

    def _entity(self, tag: _OpenTag, text: str) -> JsonObject | None:
        if tag.name in SIMPLE:
            return {"type": SIMPLE[tag.name]}
        if tag.name == "a":
            return link(tag.attributes.get("href") or text)
        if tag.name == "code":
            return self._code(tag)
        if tag.name == "blockquote":
            return {"type": "expandable_blockquote" if "expandable" in tag.attributes else "blockquote"}
        return self._special(tag)

    def _code(self, tag: _OpenTag) -> JsonObject:
        css = tag.attributes.get("class", "")
        inside_pre = bool(self.open_tags) and self.open_tags[-1].name == "pre"
        language = css.removeprefix("language-") if css.startswith("language-") and inside_pre else ""
        return {"type": "code"} | ({"language": language} if language else {})

    def _special(self, tag: _OpenTag) -> JsonObject | None:
        if tag.name == "tg-emoji":
            return {"type": "custom_emoji", "custom_emoji_id": tag.attributes.get("emoji-id", "")}
        if tag.name == "tg-time":
            return moment(tag.attributes)
        return {"type": "spoiler"}

    def _take_language(self, pre: JsonObject) -> None:
        """Merge `<pre><code class="language-x">` into one entity, as Telegram does."""
        for inner in self.entities:
            same_place = (inner["offset"], inner["length"]) == (pre["offset"], pre["length"])
            if same_place and inner["type"] == "code" and "language" in inner:
                pre["language"] = inner["language"]
                self.entities.remove(inner)
                return

    def _name(self, start: int) -> str:
        end = start
        while end < len(self.source) and self.source[end] != ">" and not self.source[end].isspace():
            end += 1
        self.position = end
        return self.source[start:end].lower()

    def _skip_spaces(self) -> None:
        while self.position < len(self.source) and self.source[self.position].isspace():
            self.position += 1

    def _bytes(self, position: int) -> int:
        return len(self.source[:position].encode())


def parse_html(source: str) -> tuple[str, list[JsonObject]]:
    """Return the plain text and the entities (UTF-16 offsets) of Telegram HTML.

    Raises a 400 ApiError "can't parse entities: ..." for what Telegram would not accept.
    """
    return _Reader(source).read()


def refuse(why: str) -> NoReturn:
    """Raise the 400 that Telegram gives for bad markup."""
    raise bad_request(f"can't parse entities: {why}")


def decode(text: str) -> str:
    """Replace the character references that Telegram knows; others stay as they are."""
    return REFERENCE.sub(lambda match: unescape(match[0].rstrip(";") + ";"), text)


def link(address: str) -> JsonObject | None:
    """Return the entity of a link; an address that Telegram would not follow gives None."""
    address = address.strip()
    user = USER_LINK.fullmatch(address)
    if user is not None:
        return {"type": "text_mention", "user_id": int(user[1])}
    if LINK.fullmatch(address):
        return {"type": "text_link", "url": address}
    if re.fullmatch(r"[\w.-]+\.[a-z]{2,}(/\S*)?", address):
        return {"type": "text_link", "url": f"http://{address}/"}
    return None


def moment(attributes: dict[str, str]) -> JsonObject | None:
    """Return the entity of a point in time that each reader sees in local time."""
    unix = attributes.get("unix", "")
    if not unix.isdecimal():
        return None
    return {
        "type": "date_time",
        "unix_time": int(unix),
        "date_time_format": attributes.get("format", ""),
    }
