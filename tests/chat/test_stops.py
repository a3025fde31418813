"""A stop says what it will do, is checked at the exchange, and is carried out only on what was shown."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from engine.bots.supervisor import Supervisor
from engine.core.checks import BotDraft
from engine.core.events import Event
from engine.core.state import BotState
from engine.core.types import AccountId, BotId, Mode, Side, Status, StopForm
from engine.reads.views import BotCard
from engine.venue_answers import OrderStatus
from tests.chat.hand_venue import HandVenue
from tests.chat.rig import ANNA, Rig
from tests.chat.stories import all_is_answered, card_in_chat, has_bot, holding_bot, told
from tests.support.person import Person, Seen
from tests.support.words import EN

DRAFT = BotDraft(
    ticker="BTC/USDT",
    exchange="Binance",
    mode=Mode.TESTNET,
    first_order=Side.BUY,
    quantity=Decimal("0.01"),
    buy_price=Decimal(60000),
    sell_price=Decimal(60600),
    infinite_loop=True,
)
FORMS = ["Stop", "Finish cycle", "Close now", "Back"]


@pytest.fixture
async def testnet(rig: Rig) -> HandVenue:
    """An exchange that is none of ours."""
    rig.venues.open_account("Binance", Mode.TESTNET)
    await rig.restart()
    return rig.venues.real[AccountId("Binance", Mode.TESTNET)]


async def state(rig: Rig, card: BotCard) -> BotState:
    return (await rig.now.service.card(ANNA, card.state.bot_id)).state


async def menu(anna: Person) -> Seen:
    await card_in_chat(anna)
    await anna.tap("Stop")
    return await anna.reads("Finish cycle:")


# --- before ---------------------------------------------------------------------------------------


async def test_the_menu_of_one_shows_order_age_holdings_and_result(anna: Person, rig: Rig) -> None:
    await holding_bot(rig)
    await rig.clock.advance(185)
    seen = await menu(anna)
    assert "Open order: SELL 0.00999 BTC @ 60600, placed 3 min ago" in seen.text
    assert "Held: 0.00999 BTC" in seen.text
    assert "Unrealised: -0.0999 USDT before fees, at 59990 USDT" in seen.text
    assert "Stop: cancels the open order and keeps what is held." in seen.text
    assert "Close now: cancels the open order and sells what is held at once" in seen.text
    assert seen.labels == FORMS


async def test_the_menu_of_all_shows_the_same(anna: Person, rig: Rig) -> None:
    await holding_bot(rig)
    await rig.clock.advance(185)
    await anna.send("/stop_all")
    seen = await anna.reads("Stop 1 bot?")
    assert "SELL 0.00999 BTC @ 60600, placed 3 min ago; holds 0.00999 BTC." in seen.text
    assert "Unrealised: -0.0999 USDT before fees, at 59990 USDT" in seen.text
    assert "Finish cycle: each bot completes its cycle, then stops" in seen.text
    assert seen.labels == FORMS


@pytest.mark.parametrize("where", ["card", "all"])
async def test_a_price_has_its_time(
    anna: Person, rig: Rig, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await holding_bot(rig)
    at = rig.clock.now()
    monkeypatch.setattr("engine.real_accounts.RealAccounts.priced_at", lambda *_: at)
    if where == "all":
        await anna.send("/stop_all")
    seen = await anna.reads("Stop 1 bot?") if where == "all" else await menu(anna)
    assert f" ({at:%Y-%m-%d %H:%M:%S} UTC)." in seen.text


# --- carried out ----------------------------------------------------------------------------------


async def test_all_can_be_closed_at_once(anna: Person, rig: Rig) -> None:
    made = await holding_bot(rig)
    other = await has_bot(rig, start=True, buy="59000", key="second")
    await anna.send("/stop_all")
    await anna.reads("Stop 2 bots?")
    await anna.tap("Close now")
    report = await anna.reads("Stop all: 2 bots")
    assert "#1 BTC/USDT (PAPER, Binance): Closed." in report.text
    assert "#2 BTC/USDT (PAPER, Binance): Stopped. Cancelled: BUY 0.01 BTC @ 59000." in report.text
    assert [(await state(rig, one)).status for one in (made, other)] == [Status.STOPPED] * 2
    assert not (await state(rig, made)).held


@pytest.mark.parametrize("had_filled", ["", "0.002"])
async def test_what_was_cancelled_is_the_order_that_was_out_and_not_the_one_that_closed(
    anna: Person, rig: Rig, had_filled: str
) -> None:
    made = await holding_bot(rig)
    if had_filled:
        await rig.binance.fill_part(made.state.bot_id, had_filled)
    rig.binance.trades_at_once = Decimal("0.003")
    await anna.tap("Close now", on=await menu(anna))
    seen = await anna.reads("Stopped. Cancelled: SELL 0.00999 BTC @ 60600")
    assert seen.text.count("Cancelled:") == 1
    assert f"Still held: {'0.00499' if had_filled else '0.00699'} BTC." in seen.text


async def test_a_close_without_an_open_order_cancels_none(anna: Person, rig: Rig) -> None:
    made = await holding_bot(rig)
    await rig.now.service.stop(ANNA, made.state.bot_id, StopForm.STOP, None)
    rig.binance.trades_at_once = Decimal("0.003")
    await card_in_chat(anna)
    await anna.tap("Close now")
    await anna.tap("Close now", on=await anna.reads("sells what is held at once"))
    seen = await anna.reads("Still held: 0.00699 BTC.")
    assert "Cancelled:" not in seen.text


async def test_all_can_finish_their_cycles(anna: Person, rig: Rig) -> None:
    made = await holding_bot(rig)
    other = await has_bot(rig, start=True, buy="59000", key="second")
    await anna.send("/stop_all")
    await anna.reads("Stop 2 bots?")
    await anna.tap("Finish cycle")
    report = await anna.reads("Stop all: 2 bots")
    assert "#1 BTC/USDT (PAPER, Binance): It completes this cycle, then stops." in report.text
    assert "#2 BTC/USDT (PAPER, Binance): Stopped." in report.text
    assert "still open: I keep checking" not in report.text
    assert (await state(rig, made)).finishing
    assert (await state(rig, other)).status is Status.STOPPED


async def test_what_takes_long_is_shown_as_it_goes(
    anna: Person, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    await has_bot(rig, start=True)
    slow = (await has_bot(rig, start=True, key="second")).state.bot_id
    go_on, command = asyncio.Event(), Supervisor.command

    async def waits(self: Supervisor, bot_id: BotId, event: Event, *more: Any) -> BotState:  # noqa: ANN401
        if bot_id == slow:
            await go_on.wait()
        return await command(self, bot_id, event, *more)

    monkeypatch.setattr(Supervisor, "command", waits)
    await anna.send("/stop_all now")
    shown = await told(anna, rig, "Stopping 2 bots: 1 done")
    go_on.set()
    report = await anna.reads("Stop all: 2 bots")
    assert report.message_id == shown.message_id
    await all_is_answered(anna)
    assert "Stop all: 2 bots" in anna.current(shown).text


# --- checked at the exchange ----------------------------------------------------------------------


async def test_the_exchange_confirms_it(anna: Person, rig: Rig, testnet: HandVenue) -> None:
    await rig.now.service.create(ANNA, DRAFT, start=True, key="one")
    await anna.tap("Stop", on=await menu(anna))
    card = await anna.reads("Stopped. Cancelled: BUY 0.01 BTC @ 60000.")
    assert "Binance confirmed at " in card.text
    assert "that its order is no longer open." in card.text


@pytest.mark.parametrize("how", ["card", "all"])
async def test_an_exchange_that_shows_the_order_is_believed_more_than_our_books(
    anna: Person, rig: Rig, testnet: HandVenue, how: str
) -> None:
    await rig.now.service.create(ANNA, DRAFT, start=True, key="one")
    testnet.seen = OrderStatus(is_open=True, filled=Decimal(0))
    if how == "card":
        await anna.tap("Stop", on=await menu(anna))
        seen = await anna.reads("Stopped.", within_seconds=60)
    else:
        await anna.send("/stop_all now")
        seen = await anna.reads("Stop all: 1 bot", within_seconds=60)
        assert "1 order is still open: I keep checking." in seen.text
    assert "Still open: BUY 0.01 BTC @ 60000." in seen.text
    assert "Binance still showed its order as open at " in seen.text
    assert "cancel it on the exchange's website. /orders shows what is open." in seen.text


async def test_an_exchange_that_says_nothing_has_confirmed_nothing(
    anna: Person, rig: Rig, testnet: HandVenue
) -> None:
    await rig.now.service.create(ANNA, DRAFT, start=True, key="one")
    testnet.silent = True
    await anna.send("/stop_all now")
    seen = await anna.reads("Stop all: 1 bot")
    assert "Binance did not answer at " in seen.text
    assert "so it has not confirmed this." in seen.text


# --- answered once, about what was shown -------------------------------------------------------------


async def test_a_second_tap_shows_the_first_result_also_after_a_restart(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig, start=True)
    seen = await menu(anna)
    stop, close = seen.button("Stop")["data"], seen.button("Close now")["data"]
    await anna.tap_data(seen, stop)
    await anna.tap_data(seen, close)
    await anna.reads("Stopped. Cancelled: BUY 0.01 BTC @ 60000.")
    await all_is_answered(anna)
    assert "Stopped. Cancelled: BUY" in anna.current(seen).text
    assert anna.current(seen).has_button("Start")
    before = await state(rig, made)
    await rig.restart()
    rig.chat.world.messages[seen.chat_id][seen.message_id].keyboard = [[{"text": "x", "callback_data": stop}]]
    await anna.tap_data(seen, stop)
    again = await anna.reads("Stopped. Cancelled: BUY 0.01 BTC @ 60000.")
    assert again.has_button("Start")
    assert (await state(rig, made)).revision == before.revision


async def test_a_menu_of_a_bot_that_has_changed_is_replaced_not_acted_on(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig, start=True)
    seen = await menu(anna)
    await rig.binance.move("BTC/USDT", "59990")
    await anna.tap("Close now", on=seen)
    anew = await anna.reads(EN("error-outdated"))
    assert "Open order: SELL 0.00999 BTC @ 60600" in anew.text
    assert anew.labels == FORMS
    assert (await state(rig, made)).held
    await anna.tap("Close now", on=anew)
    await anna.reads("Closed.")


@pytest.mark.parametrize("how", ["card", "all"])
async def test_a_second_tap_on_a_menu_that_has_changed_leaves_a_menu_there(
    anna: Person, rig: Rig, how: str
) -> None:
    made = await has_bot(rig, start=True)
    if how == "card":
        seen = await menu(anna)
    else:
        await anna.send("/stop_all")
        seen = await anna.reads("Stop 1 bot?")
    await rig.binance.move("BTC/USDT", "59990")
    close = seen.button("Close now")["data"]
    await anna.tap_data(seen, close)
    await anna.reads(EN("error-outdated" if how == "card" else "error-bots-outdated"))
    rig.chat.world.messages[seen.chat_id][seen.message_id].keyboard = [
        [{"text": "x", "callback_data": close}]
    ]
    await anna.tap_data(seen, close)
    anew = await anna.reads(lambda shown: shown.labels[: len(FORMS)] == FORMS)
    assert (await state(rig, made)).held
    await anna.tap("Close now", on=anew)
    await anna.reads("Closed.")


def trades_before_it_is_told(rig: Rig, monkeypatch: pytest.MonkeyPatch, which: BotId) -> None:
    """Let the bot's order be filled when the command is already on its way to the bot."""
    command = Supervisor.command

    async def is_late(self: Supervisor, bot_id: BotId, event: Event, *more: Any) -> BotState:  # noqa: ANN401
        if bot_id == which:
            await rig.binance.move("BTC/USDT", "59990")
        return await command(self, bot_id, event, *more)

    monkeypatch.setattr(Supervisor, "command", is_late)


async def test_a_bot_that_trades_while_the_command_is_on_its_way_is_finished_all_the_same(
    anna: Person, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await has_bot(rig, start=True)
    seen = await menu(anna)
    trades_before_it_is_told(rig, monkeypatch, made.state.bot_id)
    await anna.tap("Finish cycle", on=seen)
    await anna.reads(lambda shown: shown.message_id == seen.message_id and "SELL 0.00999 BTC" in shown.text)
    now = await state(rig, made)
    assert (now.status, now.finishing) == (Status.ACTIVE, True)
    await rig.binance.move("BTC/USDT", "60610")
    assert (await state(rig, made)).status is Status.STOPPED


async def test_what_is_filled_while_the_command_is_on_its_way_is_not_closed(
    anna: Person, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await has_bot(rig, start=True)
    seen = await menu(anna)
    trades_before_it_is_told(rig, monkeypatch, made.state.bot_id)
    await anna.tap("Close now", on=seen)
    anew = await anna.reads(EN("error-outdated"))
    assert "Open order: SELL 0.00999 BTC @ 60600" in anew.text
    now = await state(rig, made)
    assert (now.status, now.finishing) == (Status.ACTIVE, False)
    assert now.held
    await anna.tap("Close now", on=anew)
    await anna.reads("Closed.")


async def test_of_all_only_the_one_is_left_alone_that_is_filled_while_the_command_is_on_its_way(
    anna: Person, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await has_bot(rig, start=True, buy="59000")
    made = await has_bot(rig, start=True, key="second")
    await anna.send("/stop_all")
    seen = await anna.reads("Stop 2 bots?")
    trades_before_it_is_told(rig, monkeypatch, made.state.bot_id)
    await anna.tap("Close now", on=seen)
    report = await anna.reads("Stop all: 2 bots")
    assert "#1 BTC/USDT (PAPER, Binance): Stopped. Cancelled: BUY 0.01 BTC @ 59000." in report.text
    assert f"#2 BTC/USDT (PAPER, Binance): {EN('error-outdated')}" in report.text
    assert "May still be running: #2 BTC/USDT (PAPER, Binance)." in report.text
    assert (await state(rig, other)).status is Status.STOPPED
    assert (await state(rig, made)).held


async def test_all_are_not_closed_when_one_has_traded_meanwhile(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig, start=True)
    await anna.send("/stop_all")
    seen = await anna.reads("Stop 1 bot?")
    await rig.binance.move("BTC/USDT", "59990")
    await anna.tap("Close now", on=seen)
    anew = await anna.reads(EN("error-bots-outdated"))
    assert "holds 0.00999 BTC" in anew.text
    assert (await state(rig, made)).held


@pytest.mark.parametrize(("form", "acts"), [("Stop", True), ("Finish cycle", True), ("Close now", False)])
async def test_of_all_only_a_close_goes_no_further_than_what_was_shown(
    anna: Person, rig: Rig, form: str, *, acts: bool
) -> None:
    made = await has_bot(rig, start=True)
    await anna.send("/stop_all")
    seen = await anna.reads("Stop 1 bot?")
    other = await has_bot(rig, start=True, buy="59000", key="second")
    await anna.tap(form, on=seen)
    if acts:
        await anna.reads("Stop all: 2 bots")
        assert (await state(rig, other)).status is Status.STOPPED
        return
    anew = await anna.reads("Stop 2 bots?")
    assert EN("error-bots-outdated") in anew.text
    assert [(await state(rig, one)).status for one in (made, other)] == [Status.ACTIVE] * 2
    await anna.tap(form, on=anew)
    await anna.reads("Stop all: 2 bots")


@pytest.mark.parametrize("how", ["card", "all"])
async def test_a_menu_is_open_for_a_minute_and_then_put_anew(anna: Person, rig: Rig, how: str) -> None:
    made = await has_bot(rig, start=True)
    if how == "card":
        seen = await menu(anna)
    else:
        await anna.send("/stop_all")
        seen = await anna.reads("Stop 1 bot?")
    await rig.clock.advance(61)
    await anna.tap("Stop", on=seen)
    anew = await anna.reads(EN("question-expired"))
    assert anew.labels == FORMS
    assert (await state(rig, made)).status is Status.ACTIVE
    await anna.tap("Stop", on=anew)
    await anna.reads("Stopped. Cancelled:")


async def test_back_stops_nothing_and_shows_the_card(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig, start=True)
    await menu(anna)
    await anna.tap("Back")
    card = await anna.reads("Nothing was stopped.")
    assert card.has_button("Refresh")
    assert (await state(rig, made)).status is Status.ACTIVE
