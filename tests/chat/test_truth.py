"""What the chat says must be so: no form out of sight, no false warning, no filter left out silently."""

import re
from decimal import Decimal

import pytest

from bot.views.notices import word
from engine.core.types import StopForm
from engine.outbox import ToPerson
from tests.chat.rig import ANNA, OWNER, Rig
from tests.chat.stories import card_in_chat, has_bot, holding_bot
from tests.support.person import Person
from tests.support.words import EN

MOST_ANSWERS_BELOW = 4


async def test_the_form_stays_in_sight_however_much_is_typed(anna: Person) -> None:
    await anna.send("/newbot")
    await anna.reads("Which trading pair?")
    for _ in range(12):
        await anna.send("no such pair")
        await anna.reads("I cannot find NO SUCH PAIR")
        await anna.catch_up()
        below = [seen for seen in anna.messages if seen.message_id > anna.last.message_id]
        assert len(below) <= MOST_ANSWERS_BELOW
    assert sum("Which trading pair?" in seen.text for seen in anna.messages) == 1


async def test_a_form_left_for_a_new_one_says_that_it_is_closed(anna: Person) -> None:
    await anna.send("/newbot BTC/USDT Binance BUY 0.01 60000 60600")
    first = await anna.reads("Each cycle brings")
    await anna.send("/newbot")
    await anna.reads("Which trading pair?")
    left = anna.current(first)
    assert "This form is closed; nothing was done." in left.text
    assert left.buttons == []


async def test_a_price_far_off_is_pointed_out(anna: Person) -> None:
    await anna.send("/newbot BTC/USDT Binance BUY 0.01 60.000 60600")
    review = await anna.reads("⚠️ Your buy price is far from the last price: 99.9% below it.")
    assert "Your sell price" not in review.text


async def test_the_edit_of_a_bot_that_sells_warns_of_no_buy(anna: Person, rig: Rig) -> None:
    await holding_bot(rig)  # the price is below its buy price
    await card_in_chat(anna)
    await anna.tap("Edit")
    review = await anna.reads("Nothing has changed yet.")
    assert "fills at once" not in review.text
    await rig.binance.move("BTC/USDT", "60590")
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Sell price")
    await anna.reads("Sell at which price")
    await anna.send("60500")
    await anna.reads("The price is at or above your sell price now: the SELL fills at once.")


async def test_a_bot_that_began_no_cycle_has_not_finished_one(rig: Rig) -> None:
    card = await has_bot(rig, start=True, trail="0.5")
    await rig.now.service.stop(ANNA, card.state.bot_id, StopForm.FINISH, card.state.revision)
    owed = await rig.now.store.outbox.waiting(ToPerson(OWNER), 9)
    said = [word(EN, item.notice) for item in owed]
    assert any("#1 BTC/USDT" in text for text in said)
    assert not any("its cycle" in text for text in said)


async def test_the_ways_to_stop_name_only_what_there_is(anna: Person, rig: Rig) -> None:
    await has_bot(rig, start=True, trail="0.5")
    await card_in_chat(anna)
    await anna.tap("Stop")
    question = await anna.reads("Open order: none")
    assert "Stop: sends no more orders. Start continues from there." in question.text
    assert "Close now: nothing is held, so it stops at once." in question.text
    assert "cancels" not in question.text


async def test_logs_of_one_bot_or_level_by_words(anna: Person, rig: Rig) -> None:
    await has_bot(rig, key="one")
    await has_bot(rig, key="two", ticker="ETH/USDT", buy="2900", sell="3000")
    await anna.send("/logs #2 info")
    page = await anna.reads("Logs · INFO · #2 ETH/USDT")
    assert "BTC/USDT" not in page.text
    await anna.send("/logs foo<")
    await anna.reads("I do not understand “foo<”. Levels are INFO, SUCCESS, WARNING, ERROR and TELEGRAM,")
    await anna.send("/logs #9")
    await anna.reads("There is no bot #9. /bots lists your bots.")


@pytest.mark.parametrize("answer", ["Cancel", "Delete them"])
async def test_from_a_cleared_log_the_way_leads_back_to_the_log(anna: Person, rig: Rig, answer: str) -> None:
    await anna.send("/logs add to be deleted")
    await anna.reads("Noted")
    await anna.send("/logs")
    await anna.reads("Logs · all levels")
    await anna.tap("Clear")
    await anna.reads("log line")
    await anna.tap(answer)
    await anna.reads(lambda seen: "deleted" in seen.text)
    await anna.tap("Back to logs")
    await anna.reads("Logs · all levels · all bots")


async def test_the_answers_beside_a_price_are_of_its_size(anna: Person) -> None:
    await anna.send("/newbot BTC/USDT Binance BUY 0.01")
    await anna.reads("Buy at which price")
    for typed in ("sixty", "6e4", "60m"):
        await anna.send(typed)
        said = (await anna.reads(f"“{typed}” is not a number. Example: ")).text
        example = Decimal(re.findall(r"Example: ([0-9.]*[0-9])", said)[0])
        assert 50_000 < example < 70_000
