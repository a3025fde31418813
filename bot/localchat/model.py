"""The things of the local chat, as they are kept in memory and in the store."""

from dataclasses import dataclass, field, fields
from typing import Any, Self

JsonObject = dict[str, Any]
"""What JSON makes of an object; so is everything that is kept, sent or received."""

PRIVATE, GROUP, SUPERGROUP, CHANNEL = "private", "group", "supergroup", "channel"
MEMBER_STATES = ("creator", "administrator", "member", "restricted", "left", "kicked")
PRESENT = ("creator", "administrator", "member", "restricted")


@dataclass(slots=True)
class Bot:
    """The one bot that this server knows."""

    token: str
    first_name: str = "Scalper"
    username: str = "scalper_local_bot"

    @property
    def bot_id(self) -> int:
        """The number in front of the token's colon."""
        return int(self.token.partition(":")[0])


@dataclass(slots=True)
class Person:
    """Somebody who can write to chats and tap buttons."""

    person_id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str = "en"

    @property
    def name(self) -> str:
        """First and last name as a chat shows them."""
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name


@dataclass(slots=True)
class Chat:
    """A private chat (its id is the person's), a group, a supergroup or a channel.

    `members` maps person ids (as text, for JSON) to one of MEMBER_STATES; `topics` maps thread ids
    to names, and in those that are `closed` only administrators write. `started` and `blocked` only
    matter in private chats, `bot_status` only in others.
    """

    chat_id: int
    kind: str
    title: str | None = None
    username: str | None = None
    is_forum: bool = False
    topics: dict[str, str] = field(default_factory=dict)
    closed: list[str] = field(default_factory=list)
    members: dict[str, str] = field(default_factory=dict)
    bot_status: str = "member"
    started: bool = True
    blocked: bool = False
    last_message_id: int = 0
    migrated_to: int | None = None

    def status_of(self, person_id: int) -> str:
        """Return the membership of a person, "left" for a stranger."""
        if self.kind == PRIVATE:
            return "member" if person_id == self.chat_id else "left"
        return self.members.get(str(person_id), "left")

    @classmethod
    def load(cls, body: JsonObject) -> Self:
        """Rebuild what `asdict` made."""
        return cls(**_known(cls, body))


@dataclass(slots=True)
class FileInfo:
    """What is known of a stored file; its content lies in the store under `file_id`."""

    file_id: str
    unique_id: str
    name: str
    mime_type: str
    size: int
    width: int = 0
    height: int = 0


@dataclass(slots=True)
class Media:
    """A photo or a document inside a message."""

    kind: str
    file: FileInfo


@dataclass(slots=True)
class Message:
    """One message. `text` and `entities` are the caption's when there is media.

    `sender_id` is None for posts in the name of a chat, which then is `sender_chat_id`.
    Dates are whole unix seconds.
    """

    chat_id: int
    message_id: int
    date: int
    sender_id: int | None
    text: str = ""
    entities: list[JsonObject] = field(default_factory=list)
    sender_chat_id: int | None = None
    thread_id: int | None = None
    reply_to: int | None = None
    keyboard: list[list[JsonObject]] | None = None
    media: Media | None = None
    media_group_id: str | None = None
    edit_date: int | None = None
    edits: int = 0
    by_bot: bool = False
    silent: bool = False

    @property
    def key(self) -> str:
        """The message's name in the store."""
        return f"{self.chat_id}:{self.message_id}"

    @classmethod
    def load(cls, body: JsonObject) -> Self:
        """Rebuild what `asdict` made."""
        media = body["media"] and Media(body["media"]["kind"], FileInfo(**body["media"]["file"]))
        return cls(**_known(cls, body) | {"media": media})


@dataclass(slots=True)
class OpenQuery:
    """A tap that the bot has not answered yet."""

    query_id: str
    chat_id: int
    message_id: int
    person_id: int
    data: str


def _known(kind: type[Chat] | type[Message], body: JsonObject) -> JsonObject:
    """Leave out what a store of an earlier version keeps besides."""
    return {part.name: body[part.name] for part in fields(kind) if part.name in body}
