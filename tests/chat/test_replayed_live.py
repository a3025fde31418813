"""What Telegram delivers again starts nothing with money, whichever way the switch stands by then."""

from dataclasses import replace

import pytest

from engine.core.types import Status
from engine.reads.views import BotFilter
from engine.risk.engine import Rules
from tests.chat.hand_venue import HandVenue
from tests.chat.money import LIMITS
from tests.chat.recorder import Recorder, Update
from tests.chat.rig import ANNA, Rig
from tests.chat.stories import LINE, all_is_answered, card_in_chat
from tests.chat.test_replayed_updates import ASKED_AND_SHOWN, SEEN_ALONE, answers, rows
from tests.support.person import Person


async def trades_with_money(anna: Person, rig: Rig) -> list[Update]:
    """Make a bot and start it, stop it, start it anew from its card. Return what Telegram has delivered."""
    recorder = Recorder(rig)
    await anna.send(LINE.replace("Binance", "Binance live"))
    await anna.reads("Each cycle brings")
    await anna.tap("Create and start")
    await anna.reads("with real money?")
    await anna.tap("Trade with real money")
    await anna.reads("Created and started.")
    await card_in_chat(anna)
    await anna.tap("Stop")
    await anna.reads("Finish cycle:")
    await anna.tap("Stop")
    await anna.reads("Stopped.")
    await anna.tap("Start")
    await anna.reads("with real money?")
    await anna.tap("Trade with real money")
    await anna.reads("Started.")
    await anna.send("/stop_all now")
    await anna.reads("Stop all: 1 bot")
    await all_is_answered(anna)
    return recorder.end()


async def all_again(anna: Person, rig: Rig, story: list[Update], first: int) -> None:
    """Have all of it come again, and each button be tapped once more."""
    recorder = Recorder(rig)
    recorder.end()
    before = await rows(rig, SEEN_ALONE)
    for update in story:
        recorder.deliver_again(update)
    await all_is_answered(anna)
    assert await rows(rig, SEEN_ALONE) == before
    kept, answered = await rows(rig, SEEN_ALONE | ASKED_AND_SHOWN), await answers(rig)
    taps = [update for update in story if "callback_query" in update]
    for number, update in enumerate(taps):
        recorder.tap_twice(update, first + number)
    await all_is_answered(anna)
    assert await rows(rig, SEEN_ALONE | ASKED_AND_SHOWN) == kept
    assert await answers(rig) == answered


@pytest.mark.parametrize("on", [True, False])
async def test_nothing_is_started_again(anna: Person, rig: Rig, live: HandVenue, *, on: bool) -> None:
    story = await trades_with_money(anna, rig)
    assert live.resting == {}
    rig.rules = Rules(limits=replace(LIMITS, live_trading=on))
    await rig.restart()
    await all_again(anna, rig, story, first=100)
    [bot] = (await rig.now.service.bots(ANNA, BotFilter.ALL, 0)).rows
    assert bot.status is Status.STOPPED
    assert live.resting == {}


async def test_the_switch_turned_off_and_on_again_makes_no_old_yes_count(
    anna: Person, rig: Rig, live: HandVenue
) -> None:
    """Where the bot works, is paused by the switch, and may go on again, only a new yes has it go on."""
    story = await trades_with_money(anna, rig)
    await card_in_chat(anna)
    await anna.tap("Start")
    await anna.reads("with real money?")
    recorder = Recorder(rig)
    await anna.tap("Trade with real money")
    await anna.reads("Started.")
    story += recorder.end()
    for turn, on in enumerate((False, True)):
        rig.rules = Rules(limits=replace(LIMITS, live_trading=on))
        await rig.restart()
        stood = dict(live.resting)
        await all_again(anna, rig, story, first=200 * (turn + 1))
        assert live.resting == stood
    card = await card_in_chat(anna)
    assert "until you tap Resume or Stop" in card.text
