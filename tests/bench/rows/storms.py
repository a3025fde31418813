"""Ten thousand fills for a hundred chats, while Telegram asks to wait now and then."""

import asyncio
import math
import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from functools import partial
from itertools import pairwise
from random import Random
from uuid import UUID

from aiogram import Bot

from bot.access.people_directory import PeopleDirectory
from bot.localchat.model import Person
from bot.notifier.aiogram_telegram import AiogramTelegram
from bot.notifier.alert_chat import AlertChat
from bot.notifier.chat_pace import ChatPace
from bot.notifier.notifier import Notifier
from bot.views.notices import word
from db.migrate import upgrade
from db.store import Store, open_store
from engine.clock import SystemClock
from engine.core.notices import BotRef, FillBooked
from engine.core.types import BotId, Leg, Mode, Side
from engine.outbox import ToPerson
from engine.tasks import Nursery
from tests.bench.contenders import DISK
from tests.bench.row import OURS, Figures, Goal, Row, Scale
from tests.localchat.controlled import ControlledChat
from tests.localchat.faults import Fault, FaultKind, Faults
from tests.support.clock import START, ManualClock
from tests.support.local_chat_fixtures import bot_of
from tests.support.words import CATALOGUES, line_text

CALM = "without 429"
MISSING, TWICE, DISORDER = "fills not told", "fills told twice", "fills out of order"
WAITED = "a fill waits, {}, s"
PUSHES = 20
APART_S = 30
"""Of that clock."""
FIRST_ID = 5_000
FIRST_PRICE = 60_000
ONE_IN = 20
"""So many messages are answered with 429 once."""
LONGEST_S = 30
FILL = re.compile(r"BUY 0\.01 BTC @ (\d+)")


class _NowAndThen(Faults):
    """Asks to wait, by a seed."""

    def __init__(self, random: Random, one_in: int) -> None:
        super().__init__()
        self._random = random
        self._one_in = one_in
        self.count = 0

    def take(self, method: str, chat_id: str) -> Fault | None:
        if method.lower() != "sendmessage" or not self._one_in or self._random.randrange(self._one_in):
            return super().take(method, chat_id)
        self.count += 1
        return Fault(FaultKind.TOO_MANY, retry_after=self._random.randint(1, LONGEST_S))


def _fill(number: int, clock: ManualClock) -> FillBooked:
    bot = BotRef(
        bot_id=BotId(UUID(int=7)),
        number=7,
        ticker="BTC/USDT",
        base="BTC",
        quote="USDT",
        exchange="Binance",
        mode=Mode.PAPER,
    )
    return FillBooked(
        bot=bot,
        at=clock.now(),
        side=Side.BUY,
        leg=Leg.ENTRY,
        quantity=Decimal("0.01"),
        price=Decimal(FIRST_PRICE + number),
        fee=Decimal("0.00001"),
        fee_coin="BTC",
        trade_id=str(number),
    )


@asynccontextmanager
async def _store(folder: str) -> AsyncIterator[Store]:
    url = f"sqlite:///{folder}/bench.db"
    await upgrade(url)
    nursery = Nursery(SystemClock())
    async with open_store(url, nursery, line_text) as store:
        yield store
    await nursery.close()


async def _owe(store: Store, people: list[Person], numbers: range, clock: ManualClock) -> None:
    """Owe these fills to all in turn."""
    async with asyncio.TaskGroup() as group:
        for number in numbers:
            to = ToPerson(people[number % len(people)].person_id)
            group.create_task(store.outbox.owe(to, _fill(number, clock)))


async def _pass(store: Store, notifier: Notifier, clock: ManualClock, until_s: float) -> None:
    """Let time pass until then, or until all is told, whenever all that is sent waits for nothing else."""
    while (passed := clock.monotonic().total_seconds()) < until_s:
        busy = sum(not lane._idle.is_set() for lane in notifier._lanes.values())  # noqa: SLF001 - who waits
        if busy and clock.asleep <= busy:
            await asyncio.sleep(0.001)
        elif until_s == math.inf and not busy and not await store.outbox.audiences():
            return
        else:
            await clock.advance(min(clock.next_wake_s or 1.0, until_s - passed))


async def _measure(chats: int, fills: int, one_in: int, number: int) -> Figures:
    clock = ManualClock()
    chat = ControlledChat(now=lambda: clock.now().timestamp())
    chat.faults = faults = _NowAndThen(Random(number), one_in)
    chat.pace.enforced = True
    people = [Person(FIRST_ID + one, f"P{one}") for one in range(chats)]
    await chat.start()
    bot, nursery = bot_of(chat), Nursery(clock)
    try:
        with tempfile.TemporaryDirectory(dir=DISK) as folder:
            async with _store(folder) as store:
                for person in people:
                    chat.world.add_person(person, started=True)
                    who = person.person_id
                    await store.people.admit(who, person.first_name, who, clock.now())
                notifier = _notifier(store, bot, clock, nursery)
                notifier.start()
                at_once = fills // PUSHES
                for push in range(PUSHES):
                    await _owe(store, people, range(push * at_once, (push + 1) * at_once), clock)
                    await _pass(store, notifier, clock, (push + 1) * APART_S)
                await _pass(store, notifier, clock, math.inf)
                await nursery.close()
    finally:
        await bot.session.close()
        await chat.stop()
    return _figures(chat, people, fills) | {"429 answers": float(faults.count)}


def _notifier(store: Store, bot: Bot, clock: ManualClock, nursery: Nursery) -> Notifier:
    return Notifier(
        outbox=store.outbox,
        book=store.notice_settings,
        people=PeopleDirectory(store.people),
        telegram=AiogramTelegram(bot),
        words_of=CATALOGUES.words,
        word=word,
        alerts=AlertChat(store.alert_chat, clock),
        pace=ChatPace(),
        clock=clock,
        nursery=nursery,
    )


def _figures(chat: ControlledChat, people: list[Person], fills: int) -> dict[str, float]:
    told: list[int] = []
    waited: list[float] = []
    disorder = messages = 0
    for person in people:
        of_one: list[int] = []
        for message in chat.world.messages[person.person_id].values():
            numbers = [int(price) - FIRST_PRICE for price in FILL.findall(message.text)]
            pushes = [number * PUSHES // fills for number in numbers]
            waited += [message.date - (START.timestamp() + push * APART_S) for push in pushes]
            of_one += numbers
            messages += 1
        disorder += sum(later < earlier for earlier, later in pairwise(of_one))
        told += of_one
    longest = sorted(waited)
    return {
        MISSING: float(fills - len(set(told))),
        TWICE: float(len(told) - len(set(told))),
        DISORDER: float(disorder),
        WAITED.format("p50"): longest[len(longest) // 2],
        WAITED.format("at most"): longest[-1],
        "messages": float(messages),
    }


def rows(scale: Scale) -> list[Row]:
    chats, fills = scale.of(100, 5), scale.of(10_000, 100)
    return [
        Row(
            name="fills to 100 chats",
            what=(
                f"{fills} fills for {chats} private chats, owed in {PUSHES} pushes {APART_S} s apart, sent "
                "by the notifier over HTTP to the local chat, which keeps Telegram's limits and answers one "
                f"message in {ONE_IN} with 429 and up to {LONGEST_S} s to wait. Seconds are those of an "
                "injected clock, from the fill being stored to its message."
            ),
            columns={
                OURS: partial(_measure, chats, fills, ONE_IN),
                CALM: partial(_measure, chats, fills, 0),
            },
            goals=tuple(Goal(metric=metric, at_most=0) for metric in (MISSING, TWICE, DISORDER)),
        )
    ]
