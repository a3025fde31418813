"""A stop is told once: in the answer where it was asked, or by a notice when it comes later."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from engine.core.types import Status
from engine.people import Actor
from engine.reads.views import StopFailed, StopReport
from engine.risk.engine import Rules
from engine.service import Service
from tests.chat.money import LIMITS, delivering, live_bot
from tests.chat.rig import ANNA, Rig
from tests.chat.stories import card_in_chat, has_bot, holding_bot, is_owing, told
from tests.support.person import Person, Seen

NOTICE = re.compile(r"⚪ #\d BTC/USDT (stopped|closed|finished)")
pytestmark = pytest.mark.usefixtures("notices")


async def all_sent(anna: Person, rig: Rig) -> list[Seen]:
    """Return what the bot has written, once nothing is owed any more."""
    while await is_owing(rig):
        await rig.clock.advance(1)
        await anna.catch_up()
    await anna.catch_up()
    return [seen for seen in anna.messages if seen.by_bot]


def notices_of_stops(seen: list[Seen]) -> list[str]:
    return [line for one in seen for line in one.text.splitlines() if NOTICE.match(line)]


async def by_form(anna: Person, form: str) -> None:
    await card_in_chat(anna)
    await anna.tap("Stop")
    await anna.reads(f"{form}:")
    await anna.tap(form)


@pytest.mark.parametrize("form", ["Stop", "Finish cycle", "Close now"])
async def test_a_stop_from_the_card_is_told_on_the_card_alone(anna: Person, rig: Rig, form: str) -> None:
    await has_bot(rig, start=True)
    await by_form(anna, form)
    await anna.reads("Stopped.")
    assert notices_of_stops(await all_sent(anna, rig)) == []


async def test_a_close_is_told_on_the_card_and_its_fill_and_cycle_by_notices(anna: Person, rig: Rig) -> None:
    await holding_bot(rig)
    await by_form(anna, "Close now")
    card = await anna.reads("Closed.")
    assert "meanwhile" not in card.text
    assert "No BTC is held." in card.text
    seen = await all_sent(anna, rig)
    assert notices_of_stops(seen) == []
    lines = [line for one in seen for line in one.text.splitlines()]
    assert sum(line.startswith("SELL 0.00999 BTC @ 59990") for line in lines) == 1
    assert sum("Cycle 1 of #1" in line for line in lines) == 1


@pytest.mark.parametrize("now", ["", " now"], ids=["asked", "now"])
async def test_stop_all_is_told_in_its_report_alone(anna: Person, rig: Rig, now: str) -> None:
    await holding_bot(rig)
    await has_bot(rig, start=True, buy="59000", key="second")
    await anna.send(f"/stop_all{now}")
    if not now:
        await anna.reads("Stop 2 bots?")
        await anna.tap("Stop")
    report = await anna.reads("Stop all: 2 bots")
    assert report.text.count("Cancelled:") == 2
    assert notices_of_stops(await all_sent(anna, rig)) == []


async def test_a_stop_below_a_notice_is_told_once(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig, start=True)
    await rig.binance.cancel_by_hand(made.state.bot_id)
    await told(anna, rig, "paused")
    await anna.tap("Stop")
    menu = await anna.reads("Open order: none")
    await anna.tap("Stop", on=menu)
    await anna.reads("Stopped.")
    assert notices_of_stops(await all_sent(anna, rig)) == []


async def test_a_bot_that_stops_later_is_told_by_a_notice(anna: Person, rig: Rig) -> None:
    await holding_bot(rig)
    await by_form(anna, "Finish cycle")
    await anna.reads("It completes this cycle, then stops.")
    await rig.binance.move("BTC/USDT", "60601")
    await told(anna, rig, "#1 BTC/USDT finished and stopped")
    assert len(notices_of_stops(await all_sent(anna, rig))) == 1


async def test_a_stop_that_takes_longer_than_the_answer_is_told_when_it_is_done(
    anna: Person, rig: Rig
) -> None:
    made = await has_bot(rig, start=True)
    rig.binance.keeps_orders_on_cancel = True
    await by_form(anna, "Stop")
    await anna.reads("It is stopping.", within_seconds=60)
    await rig.binance.cancel_by_hand(made.state.bot_id)
    await told(anna, rig, "#1 BTC/USDT stopped")


async def test_each_stop_is_told_once_again(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig, start=True)
    await by_form(anna, "Stop")
    await anna.reads("Stopped.")
    await rig.now.service.start(ANNA, made.state.bot_id, None)
    await rig.now.service.stop_all(ANNA)  # nobody is answered
    await told(anna, rig, "#1 BTC/USDT stopped")


@pytest.mark.parametrize("breaks", ["before", "after"])
async def test_an_answer_that_is_never_given_leaves_the_notice(
    anna: Person, rig: Rig, monkeypatch: pytest.MonkeyPatch, breaks: str
) -> None:
    made = await has_bot(rig, start=True)
    stop_all = Service.stop_all

    async def fall(
        service: Service,
        actor: Actor,
        *how: Any,  # noqa: ANN401 - as it takes it
    ) -> tuple[StopReport | StopFailed, ...]:
        found = await stop_all(service, actor, *how)
        if breaks == "before":
            raise RuntimeError("fallen")
        monkeypatch.setattr("bot.chat.answering.pages", None)  # the answer cannot be shown
        return found

    monkeypatch.setattr(Service, "stop_all", fall)
    await anna.send("/stop_all now")
    await told(anna, rig, "#1 BTC/USDT stopped")
    assert (await rig.now.service.card(ANNA, made.state.bot_id)).state.status is Status.STOPPED


async def test_what_is_too_little_to_trade_is_called_dust_and_cannot_be_closed(
    anna: Person, rig: Rig
) -> None:
    await anna.send("/newbot BTC/USDT Binance BUY 0.01234 60000 60600 noloop")
    await anna.reads("Ticker: BTC/USDT")
    await anna.tap("Create and start")
    await anna.reads("Created and started.")
    await rig.binance.move("BTC/USDT", "59990")
    await by_form(anna, "Close now")
    card = await anna.reads("Closed.")
    assert "Left: 0.00000766 BTC of dust, too little to trade." in card.text
    assert "Still held" not in card.text
    assert "Held: 0.00000766 BTC of dust, too little to trade" in card.text
    assert not card.has_button("Close")
    await anna.tap("Start")
    await anna.reads("Started.")
    await anna.send("/stop_all")
    asked = await anna.reads("Stop 1 bot?")
    assert "holds 0.00000766 BTC of dust" in asked.text
    await anna.tap("Stop")
    await anna.reads("Left: 0.00000766 BTC of dust")
    await card_in_chat(anna)
    await anna.tap("Delete")
    question = await anna.reads("Delete this bot?")
    assert question.labels == ["Delete", "Cancel"]
    assert "0.00000766 BTC of dust" in question.text
    await anna.tap("Delete")
    await anna.reads("Deleted: #1")


@pytest.mark.usefixtures("live")
async def test_a_start_that_is_denied_is_told_on_the_card_alone(anna: Person, rig: Rig) -> None:
    await live_bot(rig)
    rig.rules = Rules(limits=replace(LIMITS, order_value={"USDT": Decimal(100)}))
    await rig.restart()
    async with delivering(rig):
        await card_in_chat(anna)
        await anna.tap("Start")
        await anna.reads("real money")
        await anna.tap("Trade with real money")
        card = await anna.reads("Paused")
        assert "MAX_ORDER_VALUE" in card.text
        assert card.has_button("Re-place")
        seen = await all_sent(anna, rig)
        assert [one for one in seen if "#1 BTC/USDT paused" in one.text] == []


async def test_going_on_says_that_an_earlier_finish_still_holds(anna: Person, rig: Rig) -> None:
    made = await holding_bot(rig)
    await by_form(anna, "Finish cycle")
    await anna.reads("It completes this cycle, then stops.")
    await rig.binance.cancel_by_hand(made.state.bot_id)
    await told(anna, rig, "paused")
    await anna.tap("Re-place")
    card = await anna.reads("Started. As you asked before, it completes this cycle, then stops.")
    await anna.tap("Keep looping", on=card)
    again = await anna.reads("Started.")
    assert "completes this cycle" not in again.text


async def test_what_is_traded_while_a_bot_is_paused_is_told_at_once(anna: Person, rig: Rig) -> None:
    """Its cycle may never end, and who decides has to know."""
    made = await has_bot(rig, start=True)
    order = rig.binance.resting[made.state.bot_id]
    await rig.binance.cancel_by_hand(made.state.bot_id)
    await told(anna, rig, "paused")
    await rig.binance.late_fill(made.state.bot_id, order, "0.004")
    fill = await told(anna, rig, "BUY 0.004 BTC")
    assert "Cycle" not in fill.text
