"""A local chat that keeps all that it is told by the bot, with what it answered."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from aiohttp import web

from bot.localchat.call import Call
from bot.localchat.model import JsonObject
from tests.localchat.controlled import ControlledChat

SILENT = {"getupdates", "getme", "deletewebhook", "getwebhookinfo", "sendchataction"}
"""Methods that show nothing to anybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One call of the bot. `refused` is what Telegram has against it; empty when it was done."""

    method: str
    values: JsonObject
    refused: str
    chat_id: int | None
    message_id: int | None
    text: str
    """Text, caption or toast, as people see it, and what stands in a file."""
    labels: tuple[str, ...]
    data: tuple[str, ...]
    thread_id: int | None = None

    @property
    def is_message(self) -> bool:
        """Whether it put something before people in a chat."""
        return self.chat_id is not None and not self.refused and self.method != "deletemessage"

    @property
    def answers(self) -> str | None:
        """The tap that it answers, if it answers one."""
        return str(self.values["callback_query_id"]) if self.method == "answercallbackquery" else None

    def __str__(self) -> str:
        shown = f"{self.method} to {self.chat_id}: {self.text[:300]!r} {list(self.labels) or ''}"
        return f"{shown} REFUSED {self.refused}" if self.refused else shown


class ListeningChat(ControlledChat):
    """Dates its answers by its own clock, as Telegram does."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - those of the local chat
        super().__init__(**options)
        self.said: list[Said] = []

    async def answer_poll(self) -> None:
        """Answer the poll that waits with nothing; return when the next one is there."""
        updates = self.world.updates
        await updates.polled.wait()
        updates.close()
        while updates.polled.is_set():  # noqa: ASYNC110 - a turn of the loop or two
            await asyncio.sleep(0)
        updates._closed = False  # noqa: SLF001 - it is no end
        await updates.polled.wait()

    async def answer(
        self, call: Call, request: web.Request, perform: Callable[[Call], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        response = await super().answer(call, request, perform)
        if not response.prepared:
            response.headers["Date"] = format_datetime(
                datetime.fromtimestamp(self.world.now(), UTC), usegmt=True
            )
        if call.method.lower() not in SILENT and isinstance(response, web.Response):
            self.said.append(_said(call, json.loads(response.text or "{}")))
        return response


def _said(call: Call, answer: JsonObject) -> Said:
    result = answer.get("result")
    shown: JsonObject = result if isinstance(result, dict) else {}
    rows = shown.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    texts = [shown.get("text") or shown.get("caption") or _worded(call)]
    texts += [upload.content.decode(errors="replace") for upload in call.files.values()]
    return Said(
        method=call.method.lower(),
        values=dict(call.values),
        refused="" if answer.get("ok") else str(answer.get("description")),
        chat_id=shown.get("chat", {}).get("id"),
        message_id=shown.get("message_id"),
        text="\n".join(texts),
        labels=tuple(button["text"] for button in buttons),
        data=tuple(button.get("callback_data", "") for button in buttons),
        thread_id=shown.get("message_thread_id"),
    )


def _worded(call: Call) -> str:
    """Return what a call says that makes no message: the text of a toast, the descriptions of commands."""
    if call.method.lower() == "setmycommands":
        return "\n".join(command["description"] for command in call.json("commands"))
    return call.text("text")
