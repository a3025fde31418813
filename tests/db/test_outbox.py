"""Notices owed: in order, once, and with a trace when a sending was cut off."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from db.chat_models import OutboxRow
from db.models import Bot
from db.store import Store
from engine.core.events import Pause
from engine.core.feed_end import FeedEnd
from engine.core.notices import (
    BotFailed,
    BotNotice,
    BotPaused,
    BotStopped,
    CycleClosed,
    FillBooked,
    OrderSummary,
    PriceStreamSilent,
    ReplayEnded,
    StopCause,
)
from engine.core.types import AccountId, BotId, Leg, Mode, Side, Status
from engine.notice_settings import Delivery, NoticeKind
from engine.notices import Doing, Notice, Resumed, ResumedBot, ResumedLine, StrangerSeen
from engine.outbox import CLOSED, KeptFor, Owed, ToAlerts, ToPerson
from tests.db.trading import NOW, OWNER, count, make_trader
from tests.support.reasons import said

ME = ToPerson(OWNER)


def seen(number: int) -> StrangerSeen:
    return StrangerSeen(at=NOW, user_id=number, name="<b>\0 Zoë 🟢")


async def test_notices_wait_in_order_per_audience(store: Store) -> None:
    for number in range(5):
        await store.outbox.owe(ME if number % 2 else ToAlerts(), seen(number))
    assert sorted(map(str, await store.outbox.audiences())) == sorted(map(str, [ToAlerts(), ME]))
    waiting = await store.outbox.waiting(ToAlerts(), 2)
    assert [owed.notice for owed in waiting] == [seen(0), seen(2)]
    assert waiting[0].id < waiting[1].id
    assert waiting[0].created_at == NOW
    assert not waiting[0].uncertain
    assert len(await store.outbox.waiting(ToAlerts(), 10)) == 3


async def test_notices_wait_in_the_order_of_what_happened_when_the_clock_steps_back(store: Store) -> None:
    """What is told at first was stored at first, whatever this machine believes the time to be."""
    at_six = [replace(seen(number), at=NOW + timedelta(hours=6)) for number in range(2)]
    for notice in (*at_six, seen(2), seen(3)):
        await store.outbox.owe(ME, notice)
    waiting = await store.outbox.waiting(ME, 10)
    assert [owed.notice for owed in waiting] == [*at_six, seen(2), seen(3)]


async def test_a_message_tells_what_it_told_and_to_whom(store: Store) -> None:
    for number in range(4):
        await store.outbox.owe(ToAlerts() if number == 3 else ME, seen(number))
    mine = [owed.id for owed in await store.outbox.waiting(ME, 10)]
    (alert,) = await store.outbox.waiting(ToAlerts(), 10)
    await store.outbox.delivered(mine[:2], OWNER, 7, NOW)
    await store.outbox.delivered([alert.id], OWNER, 7, NOW)
    assert [owed.notice for owed in await store.outbox.told_in(ME, OWNER, 7)] == [seen(0), seen(1)]
    assert not await store.outbox.told_in(ME, OWNER, 8)
    assert not await store.outbox.told_in(ToPerson(OWNER + 1), OWNER, 7)


async def test_a_key_is_stored_once_for_ever(store: Store) -> None:
    await asyncio.gather(*(store.outbox.owe(ME, seen(1), key="stranger 1") for _ in range(4)))
    (owed,) = await store.outbox.waiting(ME, 10)
    await store.outbox.delivered([owed.id], 5, 6, NOW)
    await store.outbox.owe(ME, seen(1), key="stranger 1")
    assert await store.outbox.waiting(ME, 10) == []
    assert await count(store, OutboxRow) == 1


async def test_what_was_delivered_or_given_up_waits_no_more(store: Store) -> None:
    for number in range(3):
        await store.outbox.owe(ME, seen(number))
    rows = await store.outbox.waiting(ME, 10)
    first, second, third = [owed.id for owed in rows]
    await store.outbox.begin(rows[:2], NOW)
    await store.outbox.delivered([first], OWNER, 17, NOW)
    await store.outbox.undeliverable([second], "no alert chat", NOW)
    assert [owed.id for owed in await store.outbox.waiting(ME, 10)] == [third]
    await store.outbox.undeliverable([third], "gone", NOW)
    assert await store.outbox.audiences() == []


async def test_a_change_of_settings_leaves_what_is_being_sent_and_no_other_is_sent_as_it_was_read(
    store: Store,
) -> None:
    for number in range(4):
        await store.outbox.owe(ME, seen(number))
    rows = await store.outbox.waiting(ME, 10)
    await store.outbox.keep([rows[0].id, rows[1].id], KeptFor.CYCLE, NOW)
    await store.outbox.keep([rows[2].id], KeptFor.DIGEST, NOW)
    *_, digest = read = [*await kept(store, KeptFor.CYCLE), *await kept(store, KeptFor.DIGEST)]
    assert await store.outbox.begin([read[0], rows[3]], NOW)

    unchanged = await store.notice_settings.change(ME, lambda settings: settings)
    assert len([*await kept(store, KeptFor.CYCLE), *await kept(store, KeptFor.DIGEST)]) == 3

    chosen = unchanged.choosing(NoticeKind.FILLS, Delivery.ON)
    assert await store.notice_settings.change(ME, lambda _: chosen) == chosen
    assert await store.notice_settings.of(ME) == chosen
    assert [owed.id for owed in await kept(store, KeptFor.CYCLE)] == [rows[0].id]
    assert [owed.id for owed in await store.outbox.waiting(ME, 10)] == [owed.id for owed in rows[1:]]

    anew = (await store.outbox.waiting(ME, 1))[0]
    assert not await store.outbox.begin([anew, digest], NOW)
    assert not (await store.outbox.waiting(ME, 1))[0].uncertain, "all of it is noted, or nothing"
    assert await store.outbox.begin([anew], NOW)
    assert await store.outbox.begin([anew], NOW), "again, after it was refused"


async def kept(store: Store, what_for: KeptFor) -> Sequence[Owed]:
    return await store.outbox.kept(ME, what_for, 10)


async def test_a_sending_that_was_cut_off_leaves_a_trace(store: Store) -> None:
    await store.outbox.owe(ME, seen(1))
    (owed,) = await store.outbox.waiting(ME, 10)
    await store.outbox.begin([owed], NOW)
    (again,) = await store.outbox.waiting(ME, 10)
    assert again.uncertain
    await store.outbox.unsent([owed.id])
    (known,) = await store.outbox.waiting(ME, 10)
    assert not known.uncertain


async def test_what_is_delivered_cannot_be_taken_back(store: Store) -> None:
    await store.outbox.owe(ME, seen(1))
    (owed,) = await store.outbox.waiting(ME, 10)
    await store.outbox.delivered([owed.id], OWNER, 17, NOW)
    await store.outbox.undeliverable([owed.id], "too late", NOW)
    async with store.database.read() as session:
        row = await session.get(OutboxRow, owed.id)
    assert row is not None
    assert (row.sent_at, row.message_id, row.dead_at) == (NOW, 17, None)


async def test_every_kind_of_notice_comes_back_as_it_was(store: Store) -> None:
    bot = (await make_trader(store)).state.ref
    tiny = Decimal("0.000000000000000001")
    order = OrderSummary(side=Side.BUY, quantity=tiny, price=Decimal("1E+5"), filled=Decimal("0.0"))
    bot_notices: list[BotNotice] = [
        FillBooked(
            bot=bot,
            at=NOW,
            side=Side.SELL,
            leg=Leg.EXIT,
            quantity=tiny,
            price=Decimal("1E+5"),
            fee=-tiny,
            fee_coin="BNB",
            trade_id="t",
            late=True,
        ),
        CycleClosed(bot=bot, at=NOW, cycle=3, result=-tiny, fees=tiny, total=Decimal("12.50")),
        BotStopped(bot=bot, at=NOW, why=StopCause.LOOP_OFF, held=Decimal(0)),
        BotPaused(bot=bot, at=NOW, reason=said("<b>&")),
        BotFailed(bot=bot, at=NOW, reason=said("ü" * 600)),
        PriceStreamSilent(bot=bot, at=NOW, since=NOW, over=True),
        ReplayEnded(
            bot=bot,
            at=NOW,
            end=FeedEnd(since=None, at=NOW, reason=said("ü")),
            fills=3,
            cycles=1,
            result=-tiny,
            fees=tiny,
            held=tiny,
        ),
    ]
    notices: list[Notice] = [
        *bot_notices,
        seen(1),
        Resumed(
            at=NOW,
            bots=(ResumedBot(bot=bot, doing=Doing.ORDER_OPEN, order=order, fills=2, last_fill_at=NOW),),
            held_back=(
                ResumedBot(bot=bot, doing=Doing.FAILED, reason=said("<b>&")),
                ResumedLine(text="#2: asks", bot_id=bot.bot_id, label="#2 BTC/USDT (LIVE)"),
            ),
            stopped=(ResumedBot(bot=bot, doing=Doing.FINISHED),),
            fills=2,
            silent=(AccountId("Binance", Mode.TESTNET), AccountId("Binance", Mode.TESTNET, "second")),
        ),
    ]
    for notice in notices:
        await store.outbox.owe(ME, notice)
    assert [owed.notice for owed in await store.outbox.waiting(ME, 100)] == notices


@pytest.mark.parametrize(
    "standing", [{"paused": True}, {"status": Status.STOPPED}], ids=["paused", "stopped"]
)
async def test_fills_of_a_bot_that_does_not_go_on_wait_for_no_cycle(
    store: Store, standing: dict[str, Any]
) -> None:
    """The end of it may have been told in an answer already."""
    traders = [await make_trader(store) for _ in range(2)]
    for trader in traders:
        await trader.start()
        await trader.fill()
    fills = [owed for owed in await store.outbox.waiting(ME, 10) if isinstance(owed.notice, FillBooked)]
    bots = [trader.bot_id for trader in traders]
    for fill, bot_id in zip(fills, bots, strict=True):
        await store.outbox.keep([fill.id], KeptFor.CYCLE, NOW, bot_id)
    assert await store.outbox.loose_fills(ME, 10) == []
    await store.database.execute(update(Bot).where(Bot.id == bots[1]).values(**standing))
    assert [owed.id for owed in await store.outbox.loose_fills(ME, 10)] == [fills[1].id]
    kept = await store.outbox.kept_fills(ME, bots, 10)
    assert [owed.id for owed in kept] == [fill.id for fill in fills]
    assert [owed.id for owed in await store.outbox.kept_fills(ME, bots, 1)] == [fills[0].id]
    assert [owed.id for owed in await store.outbox.kept_fills(ME, bots[1:], 10)] == [fills[1].id]


async def test_fills_wait_for_no_cycle_only_while_nothing_waits_that_may_be_its_end(store: Store) -> None:
    trader = await make_trader(store)
    await trader.start()
    await trader.fill()
    (fill,) = [one for one in await store.outbox.waiting(ME, 10) if isinstance(one.notice, FillBooked)]
    await store.outbox.keep([fill.id], KeptFor.CYCLE, NOW, trader.bot_id)
    rest = [one.id for one in await store.outbox.waiting(ME, 10)]
    await store.outbox.delivered(rest, 1, 1, NOW)
    await store.database.execute(update(Bot).where(Bot.id == trader.bot_id).values(status=Status.STOPPED))
    assert [one.id for one in await store.outbox.loose_fills(ME, 10)] == [fill.id]
    await store.outbox.owe(ToAlerts(), fill.notice)
    assert [one.id for one in await store.outbox.loose_fills(ME, 10)] == [fill.id]
    await store.outbox.owe(ME, fill.notice)
    assert await store.outbox.loose_fills(ME, 10) == []


async def test_a_commit_with_notices_nudges(store: Store) -> None:
    trader = await make_trader(store)
    await trader.start()
    await store.outbox.changed()  # rows of an earlier run are worth a look
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(store.outbox.changed(), 0.05)
    async with asyncio.TaskGroup() as group:
        waiter = group.create_task(store.outbox.changed())
        await asyncio.sleep(0)
        await trader.fill()
        await asyncio.wait_for(waiter, 60)
    assert await store.outbox.waiting(ME, 1)


async def test_owing_nudges(store: Store) -> None:
    await store.outbox.changed()
    await store.outbox.owe(ME, seen(1))
    await asyncio.wait_for(store.outbox.changed(), 5)


async def test_of_what_comes_again_the_message_is_known_that_told_it_last(store: Store) -> None:
    bot = (await make_trader(store)).state.ref
    again = [PriceStreamSilent(bot=bot, at=NOW, since=NOW, over=over) for over in (False, True, False)]
    other = PriceStreamSilent(bot=replace(bot, bot_id=BotId(UUID(int=5))), at=NOW, since=NOW)
    notices: list[Notice] = [*again, other, seen(1)]
    for notice in notices:
        await store.outbox.owe(ME, notice)
        await store.outbox.owe(ToAlerts(), notice)
    first, second, third, beside, without = await store.outbox.waiting(ME, 10)
    assert first.cause == second.cause == third.cause != beside.cause
    assert (first.message_id, without.cause) == (None, None)
    cause = str(first.cause)
    assert await store.outbox.told_last(ME, cause) == []
    await store.outbox.delivered([first.id, beside.id], OWNER, 17, NOW)
    await store.outbox.delivered([second.id], OWNER, 0, NOW)  # in the answer to a command
    told = await store.outbox.told_last(ME, cause)
    assert [(one.id, one.chat_id, one.message_id) for one in told] == [
        (first.id, OWNER, 17),
        (beside.id, OWNER, 17),
    ]
    assert await store.outbox.told_last(ToAlerts(), cause) == []
    await store.outbox.keep([third.id], KeptFor.REPEAT, NOW)
    assert [one.id for one in await kept(store, KeptFor.REPEAT)] == [third.id]
    await store.outbox.close(ME, OWNER, 17)
    await store.outbox.again([third.id])
    await store.outbox.close(ME, OWNER, 17)
    assert await store.outbox.told_last(ME, cause) == []
    causes = [one.cause for one in await store.outbox.told_in(ME, OWNER, 17)]
    assert causes == [f"{cause}{CLOSED}", f"{beside.cause}{CLOSED}"], "what it told is told in the same words"
    waiting = await store.outbox.waiting(ME, 10)
    assert [one.id for one in waiting] == [third.id, without.id]
    assert waiting[0].cause == cause


async def test_a_step_of_a_bot_owes_its_notices_with_their_causes(store: Store) -> None:
    trader = await make_trader(store)
    await trader.start()
    await trader.fill()
    await trader.take(Pause(at=trader.now, reason=said("low balance"), keep_order=True))
    owed = await store.outbox.waiting(ME, 10)
    assert {type(one.notice): one.cause is not None for one in owed} == {FillBooked: False, BotPaused: True}
