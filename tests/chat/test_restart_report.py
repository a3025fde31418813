"""After a restart: one message says who goes on, what was traded meanwhile, and what has to be decided."""

import asyncio
from collections.abc import Sequence

from bot.views.restart import bot_line
from engine.core.types import AccountId, Mode, StopForm
from engine.notices import Notice, Resumed, ResumedBot, ResumedLine
from engine.outbox import ToPerson
from tests.chat.hand_venue import HandVenue
from tests.chat.money import delivering, live_bot
from tests.chat.rig import ANNA, OWNER, Rig
from tests.chat.stories import all_is_answered, has_bot
from tests.support.person import Person
from tests.support.words import EN


async def owed(rig: Rig) -> Sequence[Notice]:
    return [item.notice for item in await rig.now.store.outbox.waiting(ToPerson(OWNER), 100)]


async def reports(rig: Rig) -> list[Resumed]:
    return [notice for notice in await owed(rig) if isinstance(notice, Resumed)]


def said(bots: Sequence[ResumedBot | ResumedLine]) -> list[str]:
    return [bot_line(EN, bot) for bot in bots]


async def until_reported(rig: Rig) -> Resumed:
    """Wait for the report, which waits for nothing on the clock any more."""
    async with asyncio.timeout(60):
        while True:
            if found := await reports(rig):
                [report] = found
                return report
            await asyncio.sleep(0.01)


async def test_paper_bots_are_reported_at_once(rig: Rig) -> None:
    card = await has_bot(rig, start=True)
    await rig.restart()
    report = await until_reported(rig)
    assert said(report.bots) == ["#1 BTC/USDT (PAPER): BUY 0.01 BTC @ 60000 is open"]
    assert (report.held_back, report.fills, report.silent) == ((), 0, ())
    assert card.number == 1


async def test_a_paper_bot_that_is_slow_delays_nothing(rig: Rig) -> None:
    await has_bot(rig, start=True)
    rig.binance.is_slow = asyncio.Event()
    await rig.restart()
    assert (await until_reported(rig)).bots


async def test_a_report_that_is_begun_again_is_owed_once(rig: Rig) -> None:
    """As after a commit whose answer was lost."""
    await has_bot(rig, start=True)
    await rig.restart()
    await until_reported(rig)
    await rig.now.report.run()
    assert len(await reports(rig)) == 1


async def test_without_a_bot_at_work_there_is_nothing_to_report(rig: Rig) -> None:
    await has_bot(rig)
    await rig.restart()
    await rig.now.report.run()  # to its end, wherever the one of the start is
    assert await owed(rig) == []


async def test_it_waits_until_what_happened_meanwhile_is_known(rig: Rig, live: HandVenue) -> None:
    account = rig.venues.accounts[AccountId("Binance", Mode.LIVE)]
    bot_id = (await live_bot(rig, start=True)).state.bot_id
    await live.fill_part(bot_id, "0.001")
    account.caught_up = False
    await rig.restart()
    await rig.clock.sleepers()
    await live.fill_part(bot_id, "0.004")
    await live.fill_part(bot_id, "0.002")
    await rig.clock.advance(10)
    assert await reports(rig) == []
    account.caught_up = True
    await rig.clock.advance(1)
    report = await until_reported(rig)
    assert report.fills == 2
    traded = "BUY 0.01 BTC @ 60000, 0.007 of it filled, is open; 2 fills meanwhile, the last at"
    assert said(report.bots)[0].startswith(f"#1 BTC/USDT (LIVE): {traded}")
    kinds = [notice.kind for notice in await owed(rig)]
    assert kinds == ["fill", "fill", "fill", "resumed"]


async def test_an_exchange_that_does_not_answer_is_waited_for_20_s_and_named(
    anna: Person, rig: Rig, live: HandVenue
) -> None:
    await live_bot(rig, start=True)
    rig.venues.accounts[AccountId("Binance", Mode.LIVE)].caught_up = False
    await rig.restart()
    await rig.clock.sleepers()
    await rig.clock.advance(19)
    assert await reports(rig) == []
    await rig.clock.advance(2)
    assert (await until_reported(rig)).silent == (AccountId("Binance", Mode.LIVE),)
    async with delivering(rig):
        seen = await anna.reads("I restarted")
        assert "No answer yet from Binance LIVE" in seen.text
        assert "• #1 BTC/USDT (LIVE): BUY 0.01 BTC @ 60000 is open" in seen.text


async def test_what_waits_for_a_decision_has_a_button(anna: Person, rig: Rig) -> None:
    bot_id = (await has_bot(rig, start=True)).state.bot_id
    await rig.binance.cancel_by_hand(bot_id)
    await rig.restart()
    await until_reported(rig)
    async with delivering(rig):
        seen = await anna.reads("I restarted")
        assert "• #1 BTC/USDT (PAPER): the order was cancelled on the exchange" in seen.text
        await anna.tap("#1 BTC/USDT (PAPER)", on=seen)
        assert "Re-place" in (await anna.reads("Realised:")).labels


async def test_a_bot_that_is_deleted_meanwhile_is_left_out(rig: Rig, live: HandVenue) -> None:
    bot_id = (await live_bot(rig, start=True)).state.bot_id
    stays = await has_bot(rig, start=True)
    account = rig.venues.accounts[AccountId("Binance", Mode.LIVE)]
    account.caught_up = False
    await rig.restart()
    await rig.clock.sleepers()
    await rig.now.service.stop(ANNA, bot_id, StopForm.STOP, None)
    await rig.now.service.delete(ANNA, bot_id, None, release=False)
    account.caught_up = True
    await rig.clock.advance(1)
    report = await until_reported(rig)
    assert [line.split(":")[0] for line in said(report.bots)] == [f"#{stays.number} BTC/USDT (PAPER)"]
    assert report.stopped == ()


async def test_a_start_that_ends_before_its_report_leaves_it_to_the_next(
    anna: Person, rig: Rig, live: HandVenue
) -> None:
    await live_bot(rig, start=True)
    account = rig.venues.accounts[AccountId("Binance", Mode.LIVE)]
    account.caught_up = False
    await rig.restart()
    await all_is_answered(anna)
    assert await reports(rig) == []
    account.caught_up = True
    await rig.restart()
    assert (await until_reported(rig)).bots
