"""Telegram's HTML: turned into plain text and entities, or refused with Telegram's words."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import NoReturn

from bot.localchat.entities import refuse, units
from bot.localchat.model import JsonObject

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

TEXT, NAME, SPACES = re.compile(r"[^<]*"), re.compile(r"[^>\s]*"), re.compile(r"\s*")
REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|lt|gt|amp|quot);?")
ATTRIBUTE = re.compile(r"""([^\s=>]*)(\s*=\s*(?:"([^"]*)"|'([^']*)'|(?!["'])([A-Za-z0-9.\-]*)))?""")
UNFINISHED = re.compile(r"\s*=")
LINK = re.compile(r"(?i)(https?://|tg://|mailto:)[^\s]+")
BARE_LINK = re.compile(r"[\w.-]+\.[a-z]{2,}(/\S*)?")
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
    begin: int = 0
    length: int = 0
    pieces: list[str] = field(default_factory=list)
    open_tags: list[_OpenTag] = field(default_factory=list)
    entities: list[JsonObject] = field(default_factory=list)

    def read(self) -> tuple[str, list[JsonObject]]:
        while self.position < len(self.source):
            self.begin = self.position
            if self.source.startswith("</", self.begin):
                self._end_tag()
            elif self.source[self.begin] == "<":
                self._start_tag()
            else:
                self._text()
        if self.open_tags:
            refuse(f'Can\'t find end tag corresponding to start tag "{self.open_tags[-1].name}"')
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.pieces), self.entities

    def _text(self) -> None:
        piece = decode(self._take(TEXT))
        self.pieces.append(piece)
        self.length += units(piece)

    def _start_tag(self) -> None:
        self.position += 1
        name = self._take(NAME).lower()
        if not self._next():
            self._refuse("Unclosed start tag")
        if name not in SIMPLE and name not in OTHERS:
            self._refuse(f'Unsupported start tag "{name}"')
        attributes = self._attributes(name)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            self._refuse('Tag "span" must have class "tg-spoiler"')
        self.open_tags.append(_OpenTag(name, attributes, self.length, len(self.pieces)))

    def _attributes(self, tag: str) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            self._take(SPACES)
            if not self._next():
                self._refuse(f'Unclosed start tag "{tag}"')
            if self._next() == ">":
                self.position += 1
                return found
            match = ATTRIBUTE.match(self.source, self.position)
            if match is None or not match[1]:
                self._refuse(f'Empty attribute name in the tag "{tag}"')
            self.position = match.end()
            if match[2] is not None:
                value = next((group for group in match.groups()[2:] if group is not None), "")
                found[match[1].lower()] = decode(value)
            elif tag == "blockquote" and match[1].lower() == "expandable":
                found["expandable"] = ""
            elif UNFINISHED.match(self.source, self.position):
                self._refuse(f'Unclosed start tag "{tag}"')
            else:
                self._refuse(f'Expected equal sign in declaration of an attribute of the tag "{tag}"')

    def _end_tag(self) -> None:
        self.position += 2
        name = self._take(NAME).lower()
        self._take(SPACES)
        if self._next() != ">":
            self._refuse("Unclosed end tag")
        self.position += 1
        if not self.open_tags:
            self._refuse("Unexpected end tag")
        tag = self.open_tags.pop()
        if name and name != tag.name:
            self._refuse("Unmatched end tag", f', expected "</{tag.name}>", found "</{name}>"')
        self._close(tag)

    def _close(self, tag: _OpenTag) -> None:
        entity = self._entity(tag)
        if entity is None or self.length == tag.offset:
            return
        entity |= {"offset": tag.offset, "length": self.length - tag.offset}
        if entity["type"] == "pre":
            self._take_language(entity)
        self.entities.append(entity)

    def _entity(self, tag: _OpenTag) -> JsonObject | None:
        match tag.name:
            case "a":
                return link(tag.attributes.get("href") or "".join(self.pieces[tag.piece :]))
            case "code":
                css = tag.attributes.get("class", "")
                inside_pre = bool(self.open_tags) and self.open_tags[-1].name == "pre"
                language = css.removeprefix("language-") if css.startswith("language-") and inside_pre else ""
                return {"type": "code"} | ({"language": language} if language else {})
            case "blockquote":
                return {"type": "expandable_blockquote" if "expandable" in tag.attributes else "blockquote"}
            case "tg-emoji":
                return {"type": "custom_emoji", "custom_emoji_id": tag.attributes.get("emoji-id", "")}
            case "tg-time":
                return moment(tag.attributes)
            case name:
                return {"type": SIMPLE.get(name, "spoiler")}

    def _take_language(self, pre: JsonObject) -> None:
        """Merge `<pre><code class="language-x">` into one entity, as Telegram does."""
        for inner in self.entities:
            same_place = (inner["offset"], inner["length"]) == (pre["offset"], pre["length"])
            if same_place and inner["type"] == "code" and "language" in inner:
                pre["language"] = inner["language"]
                self.entities.remove(inner)
                return

    def _take(self, kind: re.Pattern[str]) -> str:
        """Return what is of that kind here, and go behind it."""
        found = kind.match(self.source, self.position)
        taken = found[0] if found else ""
        self.position += len(taken)
        return taken

    def _next(self) -> str:
        return self.source[self.position : self.position + 1]

    def _refuse(self, why: str, more: str = "") -> NoReturn:
        refuse(f"{why} at byte offset {len(self.source[: self.begin].encode())}{more}")


def parse_html(source: str) -> tuple[str, list[JsonObject]]:
    """Return the plain text and the entities (UTF-16 offsets) of Telegram HTML.

    Raises a 400 ApiError "can't parse entities: ..." for what Telegram would not accept.
    """
    return _Reader(source).read()


def decode(text: str) -> str:
    """Replace the character references that Telegram knows; others stay as they are."""
    return REFERENCE.sub(lambda match: unescape(match[0].rstrip(";") + ";"), text)


def link(address: str) -> JsonObject | None:
    """Return the entity of a link; an address that Telegram would not follow gives None."""
    address = address.strip()
    if user := USER_LINK.fullmatch(address):
        return {"type": "text_mention", "user_id": int(user[1])}
    if LINK.fullmatch(address):
        return {"type": "text_link", "url": address}
    if BARE_LINK.fullmatch(address):
        return {"type": "text_link", "url": f"http://{address}/"}
    return None


def moment(attributes: dict[str, str]) -> JsonObject | None:
    """Return the entity of a point in time that each reader sees in local time."""
    unix, shape = attributes.get("unix", ""), attributes.get("format", "")
    if not unix.isdecimal():
        return None
    return {"type": "date_time", "unix_time": int(unix), "date_time_format": shape}
