"""One life of the real program on the listening chat: HTTP between them, a made-up market, a given clock."""

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from aiogram import Bot, Dispatcher
from aiogram.types import Update

from bot.app import open_app
from bot.config.settings import Settings
from bot.config.values import ChatPlace, MarketSource
from bot.context import AppContext
from bot.localchat import acts
from engine.crash_points import no_crash
from engine.people import Actor, Role
from engine.timings import EngineTimings, LeaseTimings
from tests.fuzz.ear import ListeningChat
from tests.fuzz.quiet import RestingClock, rest
from tests.fuzz.town import ANNA, LISTED, PLACES, Soul
from tests.support.clock import START

MOST_BOTS = 12
POLLS_EVERY_S = 10
LEASE_FOR_EVER = EngineTimings(lease=LeaseTimings(ttl_s=1e7))
"""The database judges it by the time of the machine, which has nothing to do with ours."""


class Errors(logging.Handler):
    """Keeps what is logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(self.format(record))

    def take(self) -> list[str]:
        found, self.found = self.found, []
        return found


@dataclass(slots=True)
class Deliveries:
    """Which updates have come to the dispatcher, and how often."""

    count: int = 0
    ids: set[int] = field(default_factory=set)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def reach(self, sent: int, repeats: int) -> None:
        """Return when so many have come, and so many once more."""
        while len(self.ids) < sent or self.count < sent + repeats:
            self.came.clear()
            await self.came.wait()

    @contextmanager
    def counted(self) -> Iterator[None]:
        feed = Dispatcher.feed_update

        async def counting(self_: Dispatcher, bot: Bot, update: Update, **more: object) -> object:
            self.count += 1
            self.ids.add(update.update_id)
            self.came.set()
            return await feed(self_, bot, update, **more)

        with patch.object(Dispatcher, "feed_update", counting):
            yield


@dataclass(slots=True)
class House:
    """The program and what is around it. `folder` keeps its database."""

    folder: Path
    chat: ListeningChat
    clock: RestingClock
    errors: Errors
    deliveries: Deliveries
    app: AppContext | None = None

    @property
    def database(self) -> Path:
        return self.folder / "scalper.db"

    @property
    def settings(self) -> Settings:
        return Settings(
            _env_file=None,
            scalper_data_dir=self.folder,
            telegram_bot_token=self.chat.token,
            telegram_api_url=self.chat.url,
            telegram_owner_ids=(ANNA.person_id,),
            telegram_chat_id=ChatPlace(PLACES.feed),
            market_data=MarketSource("synthetic"),
            max_bots_per_user=MOST_BOTS,
        )

    async def pass_time(self, seconds: float) -> None:
        """Let time pass. Telegram answers a poll now and then, though it has nothing to say."""
        while seconds > 0:
            await self.chat.answer_poll()
            await rest()
            await self.clock.advance(min(seconds, POLLS_EVERY_S))
            seconds -= POLLS_EVERY_S

    async def moves_in(self) -> None:
        """Have everybody follow an invitation who is on the list from the beginning."""
        assert self.app is not None
        people, anna = self.app.service.people, Actor(ANNA.person_id, Role.OWNER)
        self.write(ANNA, "/start")
        await rest()
        for soul in LISTED:
            if soul.role not in {None, Role.OWNER}:
                self.write(soul, f"/start {await people.invite(anna, soul.role)}")
                await rest()

    def write(self, soul: Soul, text: str) -> None:
        world = self.chat.world
        acts.write(world, world.persons[soul.person_id], acts.Place(soul.person_id), text)

    @asynccontextmanager
    async def lives(self) -> AsyncIterator[AppContext]:
        """Run the program while in the block."""
        self.chat.world.updates.polled.clear()
        async with open_app(
            self.settings, clock=self.clock, crash_hook=no_crash, timings=LEASE_FOR_EVER
        ) as app:
            await app.chat_is_up.wait()
            await self.chat.world.updates.polled.wait()
            self.app = app
            yield app
            self.app = None


@asynccontextmanager
async def house(folder: Path, migrated: Path | None = None) -> AsyncIterator[House]:
    """Build it, without life in it yet. `migrated` saves making the tables."""
    clock = RestingClock(START)
    chat = ListeningChat(now=lambda: clock.now().timestamp())
    await chat.start()
    if migrated is not None:
        shutil.copy(migrated, folder / "scalper.db")
    errors, deliveries = Errors(), Deliveries()
    root = logging.getLogger()
    root.addHandler(errors)
    asyncio.get_running_loop().set_exception_handler(
        lambda _, about: errors.found.append(f"loop: {about.get('message')}: {about.get('exception')!r}")
    )
    try:
        with deliveries.counted():
            yield House(folder, chat, clock, errors, deliveries)
    finally:
        root.removeHandler(errors)
        await chat.stop()
