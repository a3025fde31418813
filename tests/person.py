"""A scripted person: writes, taps buttons by their labels and reads what a human would see in the chat.

    async with Person(chat.page_url) as anna:
        await anna.send("/bots")
        card = await anna.reads("BTC/USDT")
        await anna.tap("Start")
        await anna.reads("running")

`reads` looks at everything that has happened since the person last did something, then waits for changes
as they come; nothing is polled. No background task is needed: changes are pulled from the stream when wanted.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp

JsonObject = dict[str, Any]
PATIENCE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Seen:
    """One message as it looked at some moment. `buttons` are rows of labels; `edits` counts its edits."""

    chat_id: int
    message_id: int
    text: str
    html: str
    buttons: list[list[str]]
    edits: int
    sender: str
    by_bot: bool
    silent: bool
    thread_id: int | None
    reply_to: int | None
    date: int
    media: JsonObject | None
    raw: JsonObject = field(repr=False)

    @property
    def edited(self) -> bool:
        return self.edits > 0

    @property
    def labels(self) -> list[str]:
        """All labels, row after row."""
        return [label for row in self.buttons for label in row]

    def button(self, label: str) -> JsonObject:
        """Return the button with this label, or else the only one that contains it."""
        buttons = [button for row in self.raw["buttons"] for button in row]
        exact = [button for button in buttons if button["label"] == label]
        near = [button for button in buttons if label in button["label"]]
        if exact or len(near) == 1:
            found: JsonObject = (exact or near)[0]
            return found
        raise AssertionError(f"No single button {label!r} among {self.labels}\nin: {self.text}")

    def has_button(self, label: str) -> bool:
        return any(label in known for known in self.labels)

    @classmethod
    def of(cls, view: JsonObject) -> Self:
        return cls(
            chat_id=view["chat_id"],
            message_id=view["message_id"],
            text=view["text"],
            html=view["html"],
            buttons=[[button["label"] for button in row] for row in view["buttons"]],
            edits=view["edits"],
            sender=view["sender"]["name"],
            by_bot=view["sender"]["is_bot"],
            silent=view["silent"],
            thread_id=view["thread_id"],
            reply_to=view["reply_to"],
            date=view["date"],
            media=view["media"],
            raw=view,
        )


@dataclass(frozen=True, slots=True)
class Toast:
    """The bot's answer to a tap: a short text, shown as an alert or in passing. An empty text shows nothing."""

    text: str
    alert: bool
    message_id: int


Wanted = str | Callable[[Seen], bool]


class RefusedByChat(Exception):
    """The chat did not let the person do that; the text says why."""


class Person:
    """One person in front of the chat whose page is at `page_url`."""

    def __init__(
        self, page_url: str, person_id: int = 1000, patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        self.person_id = person_id
        self.patience_seconds = patience_seconds
        self.toasts: list[Toast] = []
        self._api = page_url.rstrip("/") + "/api"
        self._shown: dict[tuple[int, int], Seen] = {}
        self._events: list[JsonObject] = []
        self._acted_at = 0
        self._position = ""
        self._unread = b""
        self._stream: aiohttp.ClientResponse | None = None
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))
        await self._look()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stream is not None:
            self._stream.close()
        if self._http is not None:
            await self._http.close()

    # --- doing ---

    async def send(
        self,
        text: str,
        *,
        chat: int | None = None,
        thread: int | None = None,
        reply_to: Seen | None = None,
        anonymous: bool = False,
        seconds_ago: int = 0,
    ) -> int:
        """Write a text, privately unless a chat is named; return the message's id."""
        place = self._place(chat, thread, reply_to)
        body = place | {"text": text, "anonymous": anonymous, "seconds_ago": seconds_ago}
        return int((await self._do("send", body))["message_id"])

    async def upload(
        self, name: str, content: bytes, *, text: str = "", kind: str = "document", chat: int | None = None
    ) -> int:
        """Send a file (kind "photo" or "document") with a caption; return the message's id."""
        form = aiohttp.FormData(
            {
                "text": text,
                "kind": kind,
                "chat_id": str(chat or self.person_id),
                "person": str(self.person_id),
            }
        )
        form.add_field("file", content, filename=name)
        return int((await self._do("upload", form))["message_id"])

    async def edit(self, message_id: int, text: str, *, chat: int | None = None) -> None:
        """Change an own message."""
        await self._do("edit", {"chat_id": chat or self.person_id, "message_id": message_id, "text": text})

    async def tap(self, label: str, *, on: Seen | None = None, chat: int | None = None) -> None:
        """Tap a button by its label, on the newest message that has it or on a given one (even a stale view)."""
        if on is None:
            await self.catch_up()
            on = self.with_button(label, chat=chat)
        data = on.button(label)["data"]
        assert data is not None, f"{label!r} is a link, not a button to tap"
        await self.tap_data(on, data)

    async def tap_data(self, on: Seen, data: str) -> None:
        """Tap by callback data; RefusedByChat when the message has no such button now."""
        await self._do("tap", {"chat_id": on.chat_id, "message_id": on.message_id, "data": data})

    # --- seeing ---

    async def reads(
        self, wanted: Wanted = "", *, chat: int | None = None, within_seconds: float | None = None
    ) -> Seen:
        """Return the first message or edit of the bot, since the last act, that contains or satisfies `wanted`.

        Looks at the private chat unless another is named. Raises AssertionError with what was there instead.
        """
        place = self.person_id if chat is None else chat

        def fits(change: JsonObject) -> bool:
            if change["type"] not in ("message", "edit") or change["chat_id"] != place:
                return False
            seen = Seen.of(change["message"])
            return seen.by_bot and (wanted in seen.text if isinstance(wanted, str) else wanted(seen))

        change = await self._wait_for(fits, within_seconds, str(wanted))
        return Seen.of(change["message"])

    async def reads_toast(self, wanted: str = "", *, within_seconds: float | None = None) -> Toast:
        """Return the first answer to a tap, since the last act, whose text contains `wanted`."""

        def fits(change: JsonObject) -> bool:
            return change["type"] == "answer" and wanted in change["text"]

        return _toast(await self._wait_for(fits, within_seconds, f"toast {wanted}"))

    async def sees_gone(self, message: Seen, *, within_seconds: float | None = None) -> None:
        """Wait until a message is deleted."""
        await self.catch_up()
        if (message.chat_id, message.message_id) not in self._shown:
            return
        await self._wait_for(
            lambda change: change["type"] == "delete" and change["message_id"] == message.message_id,
            within_seconds,
            f"deletion of {message.text}",
        )

    async def catch_up(self) -> None:
        """Take in everything that has happened up to now, without waiting for more."""
        target = (await self._get("state"))["position"]
        while not _reached(self._position, target):
            await self._pull()

    async def turn_the_page(self) -> None:
        """From here on `reads` looks only at what is new."""
        await self.catch_up()
        self._acted_at = len(self._events)

    @property
    def messages(self) -> list[Seen]:
        """The private chat as taken in so far, oldest first."""
        return self.in_chat(self.person_id)

    @property
    def last(self) -> Seen:
        """The newest message of the bot in the private chat, as taken in so far."""
        return [message for message in self.messages if message.by_bot][-1]

    def in_chat(self, chat_id: int) -> list[Seen]:
        """Any chat as taken in so far, oldest first."""
        return [seen for seen in self._shown.values() if seen.chat_id == chat_id]

    def current(self, message: Seen) -> Seen:
        """Return how a message looks now, as taken in so far."""
        return self._shown[message.chat_id, message.message_id]

    def with_button(self, label: str, *, chat: int | None = None) -> Seen:
        """Return the newest message with a button of this label."""
        place = self.in_chat(self.person_id if chat is None else chat)
        exact = [message for message in place if label in message.labels]
        near = [message for message in place if message.has_button(label)]
        if not near:
            raise AssertionError(f"No button {label!r} anywhere.\n{self._account()}")
        return (exact or near)[-1]

    async def versions(self, message: Seen) -> list[Seen]:
        """Return every version of a bot's message, the first included."""
        body = await self._get("history", chat_id=message.chat_id, message_id=message.message_id)
        return [Seen.of(version) for version in body["versions"]]

    async def delivered(self, after: int = 0) -> list[JsonObject]:
        """Return the log of all that the bot delivered: messages, edits, deletions, answers, in order."""
        entries: list[JsonObject] = (await self._get("delivered", after=after))["entries"]
        return entries

    async def commands(self, chat: int | None = None) -> dict[str, str]:
        """Return the command menu of a chat: command to description."""
        found = await self._chat(chat)
        return {command["command"]: command["description"] for command in found["commands"]}

    async def download(self, message: Seen) -> bytes:
        """Return the content of a photo or document."""
        assert message.media is not None, f"no file in: {message.text}"
        async with self._session.get(f"{self._api}/file/{message.media['file_id']}") as response:
            return await response.read()

    async def save(self, message: Seen, folder: Path) -> Path:
        """Download a message's file into a folder."""
        assert message.media is not None
        path = folder / str(message.media["name"])
        path.write_bytes(await self.download(message))
        return path

    # --- inside ---

    @property
    def _session(self) -> aiohttp.ClientSession:
        assert self._http is not None, "use `async with Person(...)`"
        return self._http

    async def _chat(self, chat: int | None) -> JsonObject:
        wanted = self.person_id if chat is None else chat
        chats: list[JsonObject] = (await self._get("state"))["chats"]
        return next(found for found in chats if found["id"] == wanted)

    def _place(self, chat: int | None, thread: int | None, reply_to: Seen | None) -> JsonObject:
        return {
            "chat_id": self.person_id if chat is None else chat,
            "thread_id": thread,
            "reply_to": reply_to.message_id if reply_to else None,
        }

    async def _do(self, act: str, body: JsonObject | aiohttp.FormData) -> JsonObject:
        if isinstance(body, dict):
            request = self._session.post(f"{self._api}/{act}", json=body | {"person": self.person_id})
        else:
            request = self._session.post(f"{self._api}/{act}", data=body)
        async with request as response:
            answer = await _json(response)
        while not _reached(self._position, answer["position"]):
            await self._pull()
        self._acted_at = self._index_behind(answer["position"])
        return answer

    async def _get(self, what: str, **query: int) -> JsonObject:
        parameters = {"person": self.person_id, **query}
        async with self._session.get(f"{self._api}/{what}", params=parameters) as response:
            return await _json(response)

    async def _wait_for(
        self, fits: Callable[[JsonObject], bool], within_seconds: float | None, wanted: str
    ) -> JsonObject:
        patience = self.patience_seconds if within_seconds is None else within_seconds
        looked_at = self._acted_at
        try:
            async with asyncio.timeout(patience):
                while True:
                    for change in self._events[looked_at:]:
                        if fits(change):
                            return change
                    looked_at = len(self._events)
                    await self._pull()
        except TimeoutError:
            raise AssertionError(f"Not seen in {patience} s: {wanted!r}\n{self._account()}") from None

    def _account(self) -> str:
        lines = [f"[{seen.sender}] {seen.text!r} {seen.buttons or ''}" for seen in self.messages[-8:]]
        return (
            "The chat shows:\n" + "\n".join(lines) + f"\nToasts: {[toast.text for toast in self.toasts[-5:]]}"
        )

    async def _look(self) -> None:
        """Take in the whole state; what it shows counts as change when the stream was lost."""
        state = await self._get("state")
        known = dict(self._shown)
        self._shown = {}
        for view in (view for chat in state["chats"] for view in chat["messages"]):
            seen = Seen.of(view)
            key = (seen.chat_id, seen.message_id)
            self._shown[key] = seen
            if self._position and (key not in known or known[key].edits != seen.edits):
                kind = "edit" if key in known else "message"
                self._events.append({"type": kind, "chat_id": seen.chat_id, "message": view, "at": ""})
        self._position = state["position"]
        await self._connect()

    async def _connect(self) -> None:
        if self._stream is not None:
            self._stream.close()
        self._unread = b""
        parameters = {"person": str(self.person_id), "after": self._position}
        self._stream = await self._session.get(f"{self._api}/stream", params=parameters)

    async def _pull(self) -> None:
        """Wait for the stream to bring something and take it in; after a lost connection, look anew."""
        try:
            if self._stream is None:
                await self._look()
                return
            arrived = await self._stream.content.readany()
        except aiohttp.ClientError:
            arrived = b""
        if not arrived:
            self._stream = None
            await self._look_when_it_is_back()
            return
        *blocks, self._unread = (self._unread + arrived).split(b"\n\n")
        for block in blocks:
            await self._take_in(block.decode())

    async def _look_when_it_is_back(self) -> None:
        while True:
            try:
                await self._look()
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.05)
            else:
                return

    async def _take_in(self, block: str) -> None:
        lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "data" not in lines:
            return
        change: JsonObject = json.loads(lines["data"])
        self._position = lines["id"]
        if change["type"] == "reset":
            await self._look()
            return
        self._events.append(change | {"at": lines["id"]})
        if change["type"] in ("message", "edit"):
            seen = Seen.of(change["message"])
            self._shown[seen.chat_id, seen.message_id] = seen
        elif change["type"] == "delete":
            self._shown.pop((change["chat_id"], change["message_id"]), None)
        elif change["type"] == "answer":
            self.toasts.append(_toast(change))

    def _index_behind(self, position: str) -> int:
        for index, change in enumerate(self._events):
            if not _reached(position, change["at"]):
                return index
        return len(self._events)


def _toast(change: JsonObject) -> Toast:
    return Toast(change["text"], change["alert"], change["message_id"])


def _reached(position: str, target: str) -> bool:
    """Tell whether a place in the stream is at or behind another; another server's places are long past."""
    epoch, _, number = position.partition("-")
    target_epoch, _, target_number = target.partition("-")
    return epoch != target_epoch or int(number) >= int(target_number)


async def _json(response: aiohttp.ClientResponse) -> JsonObject:
    if not response.ok:
        raise RefusedByChat(f"{response.status}: {await response.text()}")
    body: JsonObject = await response.json()
    return body
