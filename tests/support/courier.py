"""Telegram's courier and a reverse proxy in one: brings the local chat's updates to a port on loopback."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import aiohttp

from bot.localchat import LocalChat
from bot.localchat.model import JsonObject

AGAIN_S = 0.05
LOOKS_S = 0.05


@dataclass
class Courier:
    """As Telegram does, it brings one after the other, and again what was not taken."""

    chat: LocalChat
    port: int
    lets_through: asyncio.Event = field(default_factory=asyncio.Event)
    """Cleared: the reverse proxy is down."""
    codes: list[int] = field(default_factory=list)
    """What it was answered."""

    @property
    def hook(self) -> JsonObject:
        """What was set, the secret too."""
        return self.chat.world.settings.get("webhook", {})

    @property
    def address(self) -> str:
        """Where the proxy forwards to."""
        return f"http://127.0.0.1:{self.port}{urlsplit(self.hook['url']).path}"

    async def bring(self, http: aiohttp.ClientSession, update: JsonObject) -> bool:
        """Bring one, and say whether it was taken."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.hook["secret_token"]}
        try:
            if not self.lets_through.is_set():
                raise ConnectionRefusedError
            async with http.post(self.address, json=update, headers=headers) as answer:
                self.codes.append(answer.status)
                return answer.ok
        except (aiohttp.ClientError, OSError):
            failed = {"last_error_date": int(time.time()), "last_error_message": "Connection refused"}
            self.chat.world.save_setting("webhook", self.hook | failed)
            return False

    async def run(self) -> None:
        """Bring whatever waits while a webhook is set, for ever."""
        async with aiohttp.ClientSession() as http:
            offset = 0
            while True:
                waiting = await self.chat.world.updates.poll(offset, 1, 0) if self.hook.get("url") else []
                if waiting and await self.bring(http, waiting[0]):
                    offset = max(offset, waiting[0]["update_id"] + 1)
                    await self.chat.world.updates.poll(offset, 1, 0)
                else:
                    await asyncio.sleep(LOOKS_S)


@asynccontextmanager
async def courier(chat: LocalChat, port: int) -> AsyncIterator[Courier]:
    """Let one be at work within the block."""
    made = Courier(chat, port)
    made.lets_through.set()
    async with asyncio.TaskGroup() as tasks:
        work = tasks.create_task(made.run())
        yield made
        work.cancel()
