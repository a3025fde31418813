"""Everything that exists in the local chat, and the few ways in which it changes.

Every change is made here, so that it reaches the store and the followers of the feed alike. Changes are
plain calls without waiting, hence each is whole.
"""

import mimetypes
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from itertools import chain

from bot.localchat import objects
from bot.localchat.display import message_view
from bot.localchat.feed import Feed
from bot.localchat.images import picture
from bot.localchat.model import GROUP, PRIVATE, Bot, Chat, FileInfo, JsonObject, Message, OpenQuery, Person
from bot.localchat.store import Store
from bot.localchat.updates import UPDATE_KINDS, UpdateQueue

Now = Callable[[], float]

KEPT_MESSAGES = 5_000
TYPING_SECONDS = 5


class World:
    """Persons, chats, messages, files, commands and open queries of one bot."""

    def __init__(self, bot: Bot, store: Store, now: Now = time.time) -> None:
        self.bot = bot
        self.store = store
        self.now = now
        self.feed = Feed()
        self.persons: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.messages: dict[int, dict[int, Message]] = {}
        self.files: dict[str, FileInfo] = {}
        self.queries: dict[str, OpenQuery] = {}
        self.settings: dict[str, JsonObject] = {}
        self._last_message_id = 0
        self.updates = UpdateQueue(
            100_000_001,
            self._remember_update,
            self._forget_update,
            first_polled=lambda: self.feed.publish("bot"),
        )
        self._load(store.load())

    def _load(self, records: dict[str, dict[str, JsonObject]]) -> None:
        self.persons = {int(key): Person(**body) for key, body in records.get("person", {}).items()}
        self.chats = {int(key): Chat.load(body) for key, body in records.get("chat", {}).items()}
        self.messages = {chat_id: {} for chat_id in self.chats}
        for body in records.get("message", {}).values():
            message = Message.load(body)
            self.messages[message.chat_id][message.message_id] = message
        self.files = {key: FileInfo(**body) for key, body in records.get("file", {}).items()}
        self.queries = {key: OpenQuery(**body) for key, body in records.get("query", {}).items()}
        self.settings = records.get("setting", {})
        counters = self.settings.get("counters", {})
        self._last_message_id = counters.get("message", 0)
        self.updates.next_id = counters.get("update", self.updates.next_id)
        self.updates.allowed = self.settings.get("allowed_updates", {}).get("kinds", [])
        self.updates.restore(records.get("update", {}).values())

    # --- persons and chats ---

    def add_person(self, person: Person, *, started: bool) -> None:
        """Let somebody exist; `started` tells whether the bot may already write to them."""
        self.persons[person.person_id] = person
        self.store.put("person", str(person.person_id), asdict(person))
        if person.person_id not in self.chats:
            self.save_chat(Chat(person.person_id, PRIVATE, started=started))

    def save_chat(self, chat: Chat) -> None:
        """Remember a new or changed chat."""
        self.chats[chat.chat_id] = chat
        self.messages.setdefault(chat.chat_id, {})
        self.store.put("chat", str(chat.chat_id), asdict(chat))
        self.feed.publish("chat", chat_id=chat.chat_id)

    def find_chat(self, name: str) -> Chat | None:
        """Return the chat with this id or public @name."""
        if name.startswith("@"):
            return next((chat for chat in self.chats.values() if chat.username == name[1:]), None)
        try:
            return self.chats.get(int(name))
        except ValueError:
            return None

    def may_see(self, person_id: int, chat_id: int) -> bool:
        """Tell whether a chat is on a person's list."""
        chat = self.chats.get(chat_id)
        return chat is not None and objects.is_present(chat.status_of(person_id))

    def save_setting(self, name: str, body: JsonObject) -> None:
        """Remember one of the small things that are neither message nor chat."""
        self.settings[name] = body
        self.store.put("setting", name, body)

    def allow_updates(self, kinds: Sequence[str]) -> None:
        """Queue these kinds of update from now on; none named: the usual ones."""
        self.updates.allowed = [kind for kind in kinds if kind in UPDATE_KINDS]
        self.save_setting("allowed_updates", {"kinds": self.updates.allowed})

    # --- messages ---

    def post(self, message: Message) -> Message:
        """Give a new message its id and put it into its chat."""
        message.message_id = self.next_message_id(self.chats[message.chat_id])
        messages = self.messages[message.chat_id]
        messages[message.message_id] = message
        while len(messages) > KEPT_MESSAGES:
            oldest = messages.pop(next(iter(messages)))
            self.store.drop("message", oldest.key)
            self._drop_file_of(oldest)
        self._save(message, "message")
        return message

    def next_message_id(self, chat: Chat) -> int:
        """Return the id of the next message in a chat, and have it taken."""
        if chat.kind in (PRIVATE, GROUP):
            self._last_message_id += 1
            self._save_counters()
            return self._last_message_id
        chat.last_message_id += 1
        self.store.put("chat", str(chat.chat_id), asdict(chat))
        return chat.last_message_id

    def changed(self, message: Message) -> None:
        """Remember and show an edited message."""
        message.edits += 1
        self._save(message, "edit")

    def remove(self, message: Message) -> None:
        """Take a message out of its chat."""
        del self.messages[message.chat_id][message.message_id]
        self.store.drop("message", message.key)
        self.feed.publish("delete", chat_id=message.chat_id, message_id=message.message_id)

    def view(self, message: Message) -> JsonObject:
        """Return a message as people see it."""
        bodies = objects.sender_objects(self, message)
        body = bodies.get("sender_chat") or bodies["from"]
        name = body.get("title") or " ".join(filter(None, (body.get("first_name"), body.get("last_name"))))
        return message_view(message, {"id": body["id"], "name": name, "is_bot": message.by_bot})

    def _save(self, message: Message, change: str) -> None:
        self.store.put("message", message.key, asdict(message))
        self.feed.publish(change, chat_id=message.chat_id, message=self.view(message))

    # --- files ---

    def add_file(self, name: str, content: bytes) -> FileInfo:
        """Keep a file and return what is known of it."""
        file_id = secrets.token_urlsafe(24)
        seen = picture(content)
        guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
        mime_type, width, height = seen or (guessed, 0, 0)
        file = FileInfo(file_id, secrets.token_hex(8), name, mime_type, len(content), width, height)
        self.files[file_id] = file
        self.store.put("file", file_id, asdict(file))
        self.store.put_file(file_id, content)
        return file

    def _drop_file_of(self, gone: Message) -> None:
        """Let go of what an old message showed, unless another one shows it, too."""
        file_id = gone.media.file.file_id if gone.media is not None else ""
        there = chain.from_iterable(messages.values() for messages in self.messages.values())
        if file_id in self.files and all(
            one.media is None or one.media.file.file_id != file_id for one in there
        ):
            del self.files[file_id]
            self.store.drop("file", file_id)
            self.store.drop_file(file_id)

    # --- taps ---

    def open_query(self, message: Message, person: Person, data: str) -> OpenQuery:
        """Tell the bot of a tap on one of a message's buttons."""
        query_id = str(secrets.randbelow(2**63))
        query = OpenQuery(query_id, message.chat_id, message.message_id, person.person_id, data)
        self.queries[query_id] = query
        self.store.put("query", query_id, asdict(query))
        self.updates.add(
            "callback_query",
            {
                "id": query_id,
                "from": objects.user(person),
                "message": objects.message_object(self, message),
                "chat_instance": str(7_000_000_000 + message.chat_id),
                "data": data,
            },
        )
        return query

    def close_query(self, query_id: str) -> OpenQuery | None:
        """Take an open query away and return it; None when it is unknown or was answered."""
        query = self.queries.pop(query_id, None)
        if query is not None:
            self.store.drop("query", query_id)
        return query

    # --- bookkeeping ---

    def _remember_update(self, update: JsonObject) -> None:
        self.store.put("update", str(update["update_id"]), update)
        self._save_counters()

    def _forget_update(self, update_id: int) -> None:
        self.store.drop("update", str(update_id))

    def _save_counters(self) -> None:
        self.save_setting("counters", {"message": self._last_message_id, "update": self.updates.next_id})
