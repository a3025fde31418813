"""Trading does not depend on Telegram; who was kept waiting is told so first."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from bot.app import open_app
from bot.config.settings import Settings
from bot.config.values import MarketSource
from bot.context import AppContext
from bot.localchat import LocalChat
from engine.clock import SystemClock
from engine.core.checks import BotDraft
from engine.core.types import BotId, Mode, Side
from engine.crash_points import no_crash
from engine.people import Actor, Role
from tests.support.chat_control import FOR_EVER, ChatControl
from tests.support.clock import ManualClock
from tests.support.person import Person
from tests.whole.conftest import OWNER

STEP_S = 5
KIM = Actor(OWNER, Role.OWNER)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(SystemClock().now())


@pytest.fixture
async def program(
    clock: ManualClock, chat: LocalChat, control: ChatControl, kim: Person, tmp_path: Path
) -> AsyncIterator[AppContext]:
    """The program on a made-up market; Kim has written to it."""
    settings = Settings(
        _env_file=None,
        scalper_data_dir=tmp_path,
        telegram_bot_token=chat.token,
        telegram_api_url=chat.url,
        telegram_owner_ids=(OWNER,),
        market_data=MarketSource("synthetic"),
    )
    async with open_app(settings, clock=clock, crash_hook=no_crash) as opened:
        await opened.chat_is_up.wait()
        await control.bot_polls()
        await kim.send("/help")
        await kim.reads("What I can do")
        yield opened


async def trading_bot(program: AppContext) -> BotId:
    draft = BotDraft(
        ticker="BTC/USDT",
        exchange="Binance",
        mode=Mode.PAPER,
        first_order=Side.BUY,
        quantity=Decimal("0.01"),
        buy_price=Decimal(59_990),
        sell_price=Decimal(60_010),
        infinite_loop=True,
    )
    return (await program.service.create(KIM, draft, start=True, key="one")).state.bot_id


async def trades(program: AppContext, bot_id: BotId) -> int:
    return (await program.service.card(KIM, bot_id)).state.trades


async def pass_time(clock: ManualClock, seconds: int) -> None:
    """Let time pass, and now and then what waits for sockets and threads."""
    for _ in range(0, seconds, STEP_S):
        await clock.advance(STEP_S)
        await asyncio.sleep(0.005)


async def told(kim: Person, clock: ManualClock, text: str, *, after: int = 0) -> None:
    """Let time pass until Kim has been told that, in another message than the first `after`."""
    async with asyncio.timeout(60):
        while not any(text in seen.text for seen in kim.messages[after:]):
            await pass_time(clock, STEP_S)
            await kim.catch_up()


async def go_away(kim: Person, control: ChatControl) -> None:
    """Have no call come through any more, nor the poll that waits be answered."""
    polls = len(await control.calls("getUpdates"))
    await control.fail("lose_request", times=FOR_EVER)
    await kim.send("is anybody there?")
    async with asyncio.timeout(60):
        while len(await control.calls("getUpdates")) == polls:
            await kim.catch_up()


async def come_back(program: AppContext, control: ChatControl) -> None:
    """Have Telegram answer again; no time passes until that is heard."""
    await control.reset()
    async with asyncio.timeout(60):
        while program.contact.absence is None:
            await control.pending_updates()


@pytest.mark.usefixtures("program")
async def test_an_answer_into_a_connection_that_was_just_cut_is_sent_again(
    kim: Person, control: ChatControl
) -> None:
    await control.fail("lose_request", "sendMessage")
    await kim.send("/help")
    await kim.reads("What I can do")


async def test_trading_goes_on_without_telegram_and_that_is_told_before_what_waited(
    program: AppContext, kim: Person, control: ChatControl, clock: ManualClock
) -> None:
    bot_id = await trading_bot(program)
    await pass_time(clock, 20)
    await go_away(kim, control)
    before = await trades(program, bot_id)
    await pass_time(clock, 7 * 60)
    assert await trades(program, bot_id) > before
    await come_back(program, control)
    await kim.turn_the_page()
    news = len(kim.messages)
    await told(kim, clock, "I was offline for 7 min")
    await told(kim, clock, "Delayed. From ")
    first = kim.messages[news]
    assert "Trading went on." in first.text
    assert "BUY" not in first.text
    assert sum("I was offline" in seen.text for seen in kim.messages) == 1
    await kim.send("/accounts")
    assert "before that it could not be reached for 7 min" in (await kim.reads("Telegram has been")).text


async def test_of_a_time_in_which_the_machine_slept_it_is_not_said_that_trading_went_on(
    program: AppContext, kim: Person, control: ChatControl, clock: ManualClock
) -> None:
    assert program.contact.last_absence is None
    await go_away(kim, control)
    await clock.suspend(420)
    await pass_time(clock, 10)
    await come_back(program, control)
    await told(kim, clock, "I was offline for 7 min")
    [said] = [seen.text for seen in kim.messages if "I was offline" in seen.text]
    assert "this machine slept" in said
    assert "went on" not in said


async def test_a_poll_that_stalls_is_begun_anew(
    program: AppContext, kim: Person, control: ChatControl, clock: ManualClock
) -> None:
    await control.fail("hang", "getUpdates")
    await kim.send("/stats")
    await kim.reads("Results")
    await kim.send("/help")
    await told(kim, clock, "What I can do", after=2)
    assert not program.contact.is_away


async def test_polls_alone_that_do_not_come_through_hold_no_notice_back(
    program: AppContext, kim: Person, control: ChatControl, clock: ManualClock
) -> None:
    await control.fail("lose_request", "getUpdates", times=FOR_EVER)
    await trading_bot(program)
    await pass_time(clock, 5 * 60)
    assert not any("offline" in seen.text for seen in kim.messages)
    assert program.contact.absences == 0
