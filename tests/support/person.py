"""A scripted person: writes, taps buttons by their labels and reads what a human would see in the chat.

    async with Person(chat.page_url) as anna:
        await anna.send("/bots")
        card = await anna.reads("BTC/USDT")
        await anna.tap("Start")
        await anna.reads("running")

`reads` looks at everything that has happened since the person last did something, then waits for changes
as they come; nothing is polled.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp

from tests.support.person_sees import Seen, Toast
from tests.support.person_window import ChatWindow, RefusedByChat, reached, read_json

__all__ = ["Person", "RefusedByChat", "Seen", "Toast"]

JsonObject = dict[str, Any]
Wanted = str | Callable[[Seen], bool]


class Person(ChatWindow):
    """One person in front of the chat whose page is at `page_url`."""

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
        """Tap a button by its label, on the newest message that has it or on a given one, even as it was."""
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
        """Return the first message or edit of the bot since the last act that contains or satisfies `wanted`.

        What was on the screen at first counts too. Looks at the private chat unless another is named. Raises
        AssertionError with what was there instead.
        """
        place = self.person_id if chat is None else chat

        def fits(change: JsonObject) -> bool:
            if change["type"] not in ("message", "edit") or change["chat_id"] != place:
                return False
            seen = Seen.of(change["message"])
            return seen.by_bot and (wanted in seen.text if isinstance(wanted, str) else wanted(seen))

        change = await self.wait_for(fits, within_seconds, str(wanted))
        return Seen.of(change["message"])

    async def reads_toast(self, wanted: str = "", *, within_seconds: float | None = None) -> Toast:
        """Return the first answer to a tap, since the last act, whose text contains `wanted`."""

        def fits(change: JsonObject) -> bool:
            return change["type"] == "answer" and wanted in change["text"]

        return Toast.of(await self.wait_for(fits, within_seconds, f"toast {wanted}"))

    async def sees_gone(self, message: Seen, *, within_seconds: float | None = None) -> None:
        """Wait until a message is deleted."""
        await self.catch_up()
        if (message.chat_id, message.message_id) not in self.shown:
            return
        await self.wait_for(
            lambda change: change["type"] == "delete" and change["message_id"] == message.message_id,
            within_seconds,
            f"deletion of {message.text}",
        )

    async def turn_the_page(self) -> None:
        """From here on `reads` looks only at what is new."""
        await self.catch_up()
        self.acted_at = len(self.events)

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
        return [seen for seen in self.shown.values() if seen.chat_id == chat_id]

    def current(self, message: Seen) -> Seen:
        """Return how a message looks now, as taken in so far."""
        return self.shown[message.chat_id, message.message_id]

    def with_button(self, label: str, *, chat: int | None = None) -> Seen:
        """Return the newest message with a button of this label."""
        place = self.in_chat(self.person_id if chat is None else chat)
        exact = [message for message in place if label in message.labels]
        near = [message for message in place if message.has_button(label)]
        if not near:
            raise AssertionError(f"No button {label!r} anywhere.\n{self.account()}")
        return (exact or near)[-1]

    async def commands(self, chat: int | None = None) -> dict[str, str]:
        """Return the command menu of a chat: command to description."""
        found = await self._chat(chat)
        return {command["command"]: command["description"] for command in found["commands"]}

    async def download(self, message: Seen) -> bytes:
        """Return the content of a photo or document."""
        assert message.media is not None, f"no file in: {message.text}"
        async with self.session.get(f"{self.api}/file/{message.media['file_id']}") as response:
            return await response.read()

    async def save(self, message: Seen, folder: Path) -> Path:
        """Download a message's file into a folder."""
        assert message.media is not None
        path = folder / str(message.media["name"])
        path.write_bytes(await self.download(message))
        return path

    # --- inside ---

    async def _chat(self, chat: int | None) -> JsonObject:
        wanted = self.person_id if chat is None else chat
        chats: list[JsonObject] = (await self.get("state"))["chats"]
        return next(found for found in chats if found["id"] == wanted)

    def _place(self, chat: int | None, thread: int | None, reply_to: Seen | None) -> JsonObject:
        return {
            "chat_id": self.person_id if chat is None else chat,
            "thread_id": thread,
            "reply_to": reply_to.message_id if reply_to else None,
        }

    async def _do(self, act: str, body: JsonObject | aiohttp.FormData) -> JsonObject:
        if isinstance(body, dict):
            request = self.session.post(f"{self.api}/{act}", json=body | {"person": self.person_id})
        else:
            request = self.session.post(f"{self.api}/{act}", data=body)
        async with request as response:
            answer = await read_json(response)
        while not reached(self.position, answer["position"]):
            await self.pull()
        self.acted_at = self.index_behind(answer["position"])
        return answer
