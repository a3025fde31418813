"""A window on the chat: follows its stream of changes, without polling and without a background task."""

import asyncio
import json
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import aiohttp

from tests.support.person_sees import Seen, Toast

JsonObject = dict[str, Any]
PATIENCE_SECONDS = 30.0


class RefusedByChat(Exception):
    """The chat did not let the person do that; the text says why."""


class ChatWindow:
    """What one person has taken in of the chat whose page is at `page_url`.

    Changes are pulled from the stream when somebody wants them; a lost stream is opened anew, and what the
    chat then shows counts as change.
    """

    def __init__(
        self, page_url: str, person_id: int = 1000, patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        self.person_id = person_id
        self.patience_seconds = patience_seconds
        self.toasts: list[Toast] = []
        self.api = page_url.rstrip("/") + "/api"
        self.shown: dict[tuple[int, int], Seen] = {}
        self.events: list[JsonObject] = []
        self.acted_at = 0
        self.position = ""
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

    async def catch_up(self) -> None:
        """Take in everything that has happened up to now, without waiting for more."""
        target = (await self.get("state"))["position"]
        while not reached(self.position, target):
            await self.pull()

    @property
    def session(self) -> aiohttp.ClientSession:
        assert self._http is not None, "use `async with Person(...)`"
        return self._http

    async def get(self, what: str, **query: int) -> JsonObject:
        parameters = {"person": self.person_id, **query}
        async with self.session.get(f"{self.api}/{what}", params=parameters) as response:
            return await read_json(response)

    async def wait_for(
        self, fits: Callable[[JsonObject], bool], within_seconds: float | None, wanted: str
    ) -> JsonObject:
        patience = self.patience_seconds if within_seconds is None else within_seconds
        looked_at = self.acted_at
        try:
            async with asyncio.timeout(patience):
                while True:
                    for change in self.events[looked_at:]:
                        if fits(change):
                            return change
                    looked_at = len(self.events)
                    await self.pull()
        except TimeoutError:
            raise AssertionError(f"Not seen in {patience} s: {wanted!r}\n{self.account()}") from None

    def account(self) -> str:
        lines = [
            f"[{seen.sender}] {seen.text!r} {seen.buttons or ''}" for seen in list(self.shown.values())[-8:]
        ]
        return (
            "The chat shows:\n" + "\n".join(lines) + f"\nToasts: {[toast.text for toast in self.toasts[-5:]]}"
        )

    async def _look(self) -> None:
        """Take in the whole state; what it shows counts as change when the stream was lost."""
        state = await self.get("state")
        known = dict(self.shown)
        self.shown = {}
        for view in (view for chat in state["chats"] for view in chat["messages"]):
            seen = Seen.of(view)
            key = (seen.chat_id, seen.message_id)
            self.shown[key] = seen
            if key not in known or known[key].edits != seen.edits:
                kind = "edit" if key in known else "message"
                self.events.append({"type": kind, "chat_id": seen.chat_id, "message": view, "at": ""})
        self.position = state["position"]
        await self._connect()

    async def _connect(self) -> None:
        if self._stream is not None:
            self._stream.close()
        self._unread = b""
        parameters = {"person": str(self.person_id), "after": self.position}
        self._stream = await self.session.get(f"{self.api}/stream", params=parameters)

    async def pull(self) -> None:
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
        self.position = lines.get("id", self.position)
        if "data" not in lines:
            return
        change: JsonObject = json.loads(lines["data"])
        if change["type"] == "reset":
            await self._look()
            return
        self.events.append(change | {"at": lines["id"]})
        if change["type"] in ("message", "edit"):
            seen = Seen.of(change["message"])
            self.shown[seen.chat_id, seen.message_id] = seen
        elif change["type"] == "delete":
            self.shown.pop((change["chat_id"], change["message_id"]), None)
        elif change["type"] == "answer":
            self.toasts.append(Toast.of(change))

    def index_behind(self, position: str) -> int:
        for index, change in enumerate(self.events):
            if not reached(position, change["at"]):
                return index
        return len(self.events)


def reached(position: str, target: str) -> bool:
    """Tell whether a place in the stream is at or behind another; another server's places are long past."""
    epoch, _, number = position.partition("-")
    target_epoch, _, target_number = target.partition("-")
    return epoch != target_epoch or int(number) >= int(target_number)


async def read_json(response: aiohttp.ClientResponse) -> JsonObject:
    if not response.ok:
        raise RefusedByChat(f"{response.status}: {await response.text()}")
    body: JsonObject = await response.json()
    return body
