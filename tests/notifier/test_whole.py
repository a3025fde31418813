"""Database, notifier, aiogram and HTTP together: the fills of one evening, with all that goes wrong."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from bot.access.people_directory import PeopleDirectory
from bot.localchat import LocalChat
from bot.notifier.aiogram_telegram import AiogramTelegram
from bot.notifier.alert_chat import AlertChat
from bot.notifier.chat_pace import ChatPace
from bot.notifier.notifier import Notifier
from bot.views.html import plain
from bot.views.notices import word
from db.migrate import upgrade
from db.store import Store, open_store
from engine.clock import SystemClock
from engine.core.notices import BotRef, FillBooked
from engine.core.types import BotId, Leg, Mode, Side
from engine.notice_settings import Delivery, NoticeKind, NoticeSettings
from engine.outbox import ToPerson
from engine.tasks import Nursery
from tests.support.chat_control import ChatControl
from tests.support.clock import ManualClock
from tests.support.local_chat_fixtures import ANN, bot_of
from tests.support.person import Person
from tests.support.words import CATALOGUES, REPEAT_MARK, line_text

BOT = BotRef(
    bot_id=BotId(UUID(int=7)),
    number=7,
    ticker="BTC/USDT",
    base="BTC",
    quote="USDT",
    exchange="Binance",
    mode=Mode.PAPER,
)
FOR_ANN = ToPerson(ANN)


def fill(number: int, clock: ManualClock) -> FillBooked:
    return FillBooked(
        bot=BOT,
        at=clock.now(),
        side=Side.BUY,
        leg=Leg.ENTRY,
        quantity=Decimal("0.01"),
        price=Decimal(60000 + number),
        fee=Decimal("0.00001"),
        fee_coin="BTC",
        trade_id=str(number),
    )


def each_fill(settings: NoticeSettings) -> NoticeSettings:
    return settings.choosing(NoticeKind.FILLS, Delivery.SILENT)


def line(number: int) -> str:
    return f"BUY 0.01 BTC @ {60000 + number} (PAPER, Binance)"


@asynccontextmanager
async def store_at(url: str) -> AsyncIterator[Store]:
    nursery = Nursery(SystemClock())
    async with open_store(url, nursery, line_text) as store:
        yield store
    await nursery.close()


@asynccontextmanager
async def notifying(store: Store, chat: LocalChat, clock: ManualClock) -> AsyncIterator[None]:
    nursery = Nursery(clock)
    bot = bot_of(chat)
    Notifier(
        outbox=store.outbox,
        book=store.notice_settings,
        people=PeopleDirectory(store.people),
        telegram=AiogramTelegram(bot, answer_within_s=5),
        words_of=CATALOGUES.words,
        word=word,
        alerts=AlertChat(store.alert_chat, clock),
        pace=ChatPace(),
        clock=clock,
        nursery=nursery,
    ).start()
    yield
    await nursery.close()  # with no settling: as if killed
    await bot.session.close()


async def until_all_is_told(store: Store, clock: ManualClock) -> None:
    while await store.outbox.audiences():
        await clock.advance(1)
        await asyncio.sleep(0.005)


async def until_more_is_sent(control: ChatControl, clock: ManualClock, already: int) -> None:
    """Wait until the chat has answered, or failed to, one more message than `already`."""
    async with asyncio.timeout(30):
        while sum("code" in call for call in await control.calls("sendMessage")) <= already:
            await clock.advance(1)
            await asyncio.sleep(0.005)


async def test_every_fill_is_told_in_order_through_faults_and_restarts(
    sqlite_url: str, chat: LocalChat, control: ChatControl, ann: Person
) -> None:
    clock = ManualClock()
    await upgrade(sqlite_url)
    faults = ["bad_gateway", "too_many", "lose_answer", "lose_request", "server_error", ""]
    for number, fault in enumerate(faults):
        if fault:
            await control.fail(fault, "sendMessage", times=1)
        async with store_at(sqlite_url) as store:
            await store.people.admit(ANN, "Ann", ANN, clock.now())
            await store.notice_settings.change(FOR_ANN, each_fill)
            for more in range(5):
                await store.outbox.owe(FOR_ANN, fill(number * 5 + more, clock))
            already = len(await control.calls("sendMessage"))
            async with notifying(store, chat, clock):
                if number % 2:
                    await until_all_is_told(store, clock)
                else:
                    await until_more_is_sent(control, clock, already)
    async with store_at(sqlite_url) as store, notifying(store, chat, clock):
        await until_all_is_told(store, clock)
    await ann.catch_up()
    told = [message for message in ann.messages if message.by_bot]
    once = Counter(part for message in told for part in message.text.splitlines() if part.startswith("BUY"))
    assert once.keys() == {line(number) for number in range(30)}
    fresh = [message for message in told if plain(REPEAT_MARK) not in message.text]
    unmarked = [part for message in fresh for part in message.text.splitlines() if part.startswith("BUY")]
    assert len(unmarked) == len(set(unmarked)), "what is told twice says so"
    prices = [int(part.split()[4]) for part in unmarked]
    assert all(earlier < later for earlier, later in pairwise(prices))
