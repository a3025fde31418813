"""The local chat with a watch: how long after a tap was handed out its answers arrive."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

from bot.localchat import LocalChat, acts
from bot.localchat.bot_api import BotApi
from bot.localchat.call import Call
from bot.localchat.model import Message, Person
from bot.localchat.person_api import PersonApi
from bot.localchat.server import PERSON

Perform = Callable[[Call], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Tap:
    """A tap, and when what came of it reached the server, in seconds of `time.perf_counter`."""

    handed_out: float | None = None
    answered: float | None = None
    shown: float | None = None
    """The message with the button was edited."""
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self) -> None:
        if self.answered is not None and self.shown is not None:
            self.over.set()

    @property
    def answered_ms(self) -> float:
        assert self.handed_out is not None
        assert self.answered is not None
        return (self.answered - self.handed_out) * 1000

    @property
    def shown_ms(self) -> float:
        assert self.handed_out is not None
        assert self.shown is not None
        return (self.shown - self.handed_out) * 1000


class WatchedChat(LocalChat):
    """One tap at a time for each message."""

    def __init__(self) -> None:
        super().__init__()
        self._by_query: dict[str, Tap] = {}
        self._by_message: dict[tuple[int, int], Tap] = {}
        self._sent = asyncio.Condition()

    def routes(self) -> list[web.AbstractRouteDef]:
        return [*_WatchedApi(self).routes(), *PersonApi(self.world, PERSON).routes()]

    async def watch(self, call: Call, perform: Perform) -> web.StreamResponse:
        """Have the call done, and note when it came."""
        at, method = time.perf_counter(), call.method.lower()
        tap: Tap | None = None
        if method == "answercallbackquery" and (tap := self._by_query.get(call.text("callback_query_id"))):
            tap.answered = tap.answered or at
        elif method == "editmessagetext" and (
            tap := self._by_message.get((call.integer("chat_id"), call.integer("message_id")))
        ):
            tap.shown = tap.shown or at
        response = await perform(call)
        if tap is not None:
            tap.note()
        if method == "getupdates":
            self._hand_out(response)
        elif method == "sendmessage":
            async with self._sent:
                self._sent.notify_all()
        return response

    def _hand_out(self, response: web.StreamResponse) -> None:
        assert isinstance(response, web.Response)
        at = time.perf_counter()
        for update in json.loads(response.text or "{}").get("result", ()):
            tap = self._by_query.get(update.get("callback_query", {}).get("id"))
            if tap is not None:
                tap.handed_out = tap.handed_out or at

    def tap(self, person: Person, message: Message, data: str) -> Tap:
        """Let the person tap a button of the message as it is now."""
        tap = Tap()
        self._by_message[message.chat_id, message.message_id] = tap
        self._by_query[acts.tap(self.world, person, message, data).query_id] = tap
        return tap

    async def answer_to(self, person: Person, text: str) -> Message:
        """Let the person write, and return the bot's next message to them."""
        messages, chat = self.world.messages[person.person_id], acts.Place(person.person_id)
        written = acts.write(self.world, person, chat, text)
        async with self._sent:
            await self._sent.wait_for(lambda: max(messages) > written.message_id)
        return messages[max(messages)]


class _WatchedApi(BotApi):
    def __init__(self, chat: WatchedChat) -> None:
        super().__init__(chat.world)
        self._chat = chat

    async def perform(self, call: Call) -> web.StreamResponse:
        return await self._chat.watch(call, super().perform)
