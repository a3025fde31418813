"""Keeps the living cards up to date: looks at those whose bots have changed, and at all now and then.

Trading waits for none of this: what it says is noted in memory, and what is missed is seen a minute later.
"""

import asyncio
from itertools import count

from bot.cards.drawing import moves_with_price
from bot.cards.lane import CardLane, CardTools
from engine.bot_changes import BotChanges
from engine.core.types import BotId
from engine.tasks import Nursery

TASKS = ("cards", "cards, now and then")
LOOKS_EVERY_S = 15.0
"""At the cards that show a price."""
AT_ALL_EVERY = 4
"""Each so many of those looks is at all cards."""


class CardKeeper:
    """Has every living card show what is so."""

    def __init__(self, tools: CardTools, changes: BotChanges, nursery: Nursery) -> None:
        self._tools = tools
        self._living = tools.living
        self._changes = changes
        self._nursery = nursery
        self._lanes: dict[int, tuple[CardLane, asyncio.Event]] = {}

    def start(self) -> None:
        """Begin, in tasks of the nursery. What was stored is taken up already."""
        self._living.when_left = self._wake
        for name, job in zip(TASKS, (self._follow, self._look_now_and_then), strict=True):
            self._nursery.start(name, job)

    async def stop(self) -> None:
        """End its tasks."""
        for name in (*TASKS, *map(_lane_name, self._lanes)):
            await self._nursery.stop(name)

    async def _follow(self) -> None:
        while True:
            for bot_id in await self._changes.taken():
                for card in self._living.of_bot(bot_id):
                    self._touch(card.chat_id, bot_id)

    async def _look_now_and_then(self) -> None:
        for look in count():
            for card in self._living.all():
                if look % AT_ALL_EVERY == 0 or moves_with_price(card.shown):
                    self._touch(card.chat_id, card.bot_id)
            await self._tools.clock.sleep(LOOKS_EVERY_S)

    def _touch(self, chat_id: int, bot_id: BotId) -> None:
        self._lane(chat_id)[0].touch(bot_id)
        self._wake(chat_id)

    def _wake(self, chat_id: int) -> None:
        self._lane(chat_id)[1].set()

    def _lane(self, chat_id: int) -> tuple[CardLane, asyncio.Event]:
        if (known := self._lanes.get(chat_id)) is not None:
            return known
        lane, woken = self._lanes[chat_id] = CardLane(chat_id, self._tools), asyncio.Event()

        async def run() -> None:
            woken.set()  # after a fall there may be something left
            while True:
                await woken.wait()
                woken.clear()
                await lane.work()

        self._nursery.start(_lane_name(chat_id), run)
        return lane, woken


def _lane_name(chat_id: int) -> str:
    return f"cards-{chat_id}"
