"""A card shows what is so without being asked: when something has changed, never else, and no other bot's."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from itertools import count, pairwise
from pathlib import Path

import pytest

from bot.keyboards.bots import card_keyboard
from engine.clock import SystemClock
from engine.core.types import StopForm
from engine.people import Role
from tests.chat.keeping import becomes, edits, keeping, pass_time
from tests.chat.rig import ANNA, Rig
from tests.chat.stories import all_is_answered, card_in_chat, has_bot, holding_bot
from tests.localchat.controlled import ControlledChat
from tests.support.chat_control import FOR_EVER, ChatControl
from tests.support.clock import ManualClock
from tests.support.person import Person, Seen
from tests.support.words import EN

HOURS = 3600


@pytest.fixture
async def rig(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Rig]:
    """Like that of the other tests, with a chat whose time is the program's."""
    file = Path(shutil.copy(migrated_file, tmp_path / "chat.db"))
    clock = ManualClock(SystemClock().now())
    chat = ControlledChat(now=lambda: clock.now().timestamp())
    await chat.start()
    made = Rig(chat, file, clock)
    await made.start()
    yield made
    await made.stop()
    await chat.stop()


@pytest.fixture
async def living(rig: Rig) -> AsyncIterator[None]:
    async with keeping(rig):
        yield


@pytest.mark.usefixtures("living")
async def test_a_fill_is_seen_on_the_card_and_on_no_other(anna: Person, rig: Rig) -> None:
    await has_bot(rig, ticker="ETH/USDT", key="another", start=True)
    await has_bot(rig, start=True)
    other = await card_in_chat(anna, "#1 ETH/USDT")
    card = await card_in_chat(anna, "#2 BTC/USDT")
    assert other.message_id != card.message_id
    await rig.binance.move("BTC/USDT", "59990")
    seen = await becomes(anna, rig, card, lambda card: "Last fill: BUY 0.01 BTC @ 60000" in card.text)
    assert "Held: 0.00999 BTC" in seen.text
    assert seen.labels == card.labels
    assert anna.current(other).text == other.text


@pytest.mark.usefixtures("living")
async def test_a_card_that_has_nothing_new_to_show_is_not_touched_for_an_hour(
    anna: Person, rig: Rig, control: ChatControl
) -> None:
    await holding_bot(rig)
    await card_in_chat(anna)
    await pass_time(anna, rig, 30)
    before = len(await edits(control))
    await pass_time(anna, rig, HOURS, step_s=15)
    assert len(await edits(control)) == before


async def test_a_price_is_worth_an_edit_in_steps_and_now_and_then(anna: Person, rig: Rig) -> None:
    await holding_bot(rig)
    async with keeping(rig) as kept:
        card = await card_in_chat(anna)
        await rig.binance.move("BTC/USDT", "60301")
        await becomes(anna, rig, card, lambda card: "Price 60301 USDT" in card.text)
        before = len(kept.edits)
        await rig.binance.move("BTC/USDT", "60302")  # the same, to a tenth of a percent
        await pass_time(anna, rig, 120)
        assert len(kept.edits) == before
        for tens in range(60):
            await rig.binance.move("BTC/USDT", str(60310 + 60 * (tens % 4)))
            await pass_time(anna, rig, 1)
        assert len(kept.edits) - before <= 5
        await rig.binance.move("BTC/USDT", "60590")
        await becomes(anna, rig, card, lambda card: "Price 60590 USDT" in card.text)
        assert all(later - sooner >= 15 for (sooner, _), (later, _) in pairwise(kept.edits[before:]))


@pytest.mark.usefixtures("living")
async def test_what_was_done_stays_above_the_card_while_only_the_price_moves(anna: Person, rig: Rig) -> None:
    await holding_bot(rig)
    card = await card_in_chat(anna)
    await anna.tap("Stop")
    await anna.reads("Finish cycle:")
    await anna.tap("Stop", on=anna.last)
    await anna.reads("Stopped.")
    await rig.binance.move("BTC/USDT", "60500")
    await pass_time(anna, rig, 90)
    assert anna.current(card).text.startswith("Stopped.")


async def test_a_card_lives_on_after_a_restart(anna: Person, rig: Rig) -> None:
    await has_bot(rig, start=True)
    async with keeping(rig):
        card = await card_in_chat(anna)
    await rig.restart()
    async with keeping(rig):
        await rig.binance.move("BTC/USDT", "59990")
        await becomes(anna, rig, card, lambda card: "Held: 0.00999 BTC" in card.text)
    assert anna.last.message_id == card.message_id


async def test_what_happened_while_nobody_kept_the_cards_is_seen_at_the_start(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig)
    card = await card_in_chat(anna)
    await rig.now.service.start(ANNA, made.state.bot_id, None)
    await rig.restart()
    async with keeping(rig):
        await becomes(anna, rig, card, lambda card: "🟢 Active" in card.text)


@pytest.mark.usefixtures("living")
async def test_a_message_that_shows_something_else_by_now_is_left_alone(
    anna: Person, rig: Rig, control: ChatControl
) -> None:
    made = await has_bot(rig, start=True)
    await has_bot(rig, ticker="ETH/USDT", key="another")
    await card_in_chat(anna)
    await anna.tap("Stop")
    question = await anna.reads("Finish cycle:")
    before = len(await edits(control))
    await rig.binance.move("BTC/USDT", "59990")
    await pass_time(anna, rig, 40)
    assert len(await edits(control)) == before
    assert anna.current(question).text == question.text
    await anna.tap("Back")
    await anna.reads("Realised:")
    await anna.tap("Back to list")
    await anna.reads("Your bots")
    await anna.tap("#2 ETH/USDT")
    other = await anna.reads("ETH/USDT")
    await rig.now.service.stop(ANNA, made.state.bot_id, StopForm.STOP, None)
    await pass_time(anna, rig, 90)
    assert anna.current(other).text == other.text


@pytest.mark.usefixtures("living")
async def test_what_a_person_asks_for_stands_though_an_edit_was_on_its_way(
    anna: Person, rig: Rig, control: ChatControl
) -> None:
    made = await has_bot(rig)
    card = await card_in_chat(anna)
    await all_is_answered(anna)
    before = len(await edits(control))
    await control.fail("hang", "editMessageText")
    await rig.now.service.start(ANNA, made.state.bot_id, None)
    while len(await edits(control)) == before:
        await pass_time(anna, rig, 1)
    await anna.tap("Back to list", on=card)
    await anna.reads_toast()
    await pass_time(anna, rig, 5)
    await control.release()
    await becomes(anna, rig, card, lambda card: "Your bots" in card.text)
    await pass_time(anna, rig, 90)
    assert "Your bots" in anna.current(card).text


@pytest.mark.usefixtures("living")
async def test_a_card_that_is_opened_again_leaves_its_old_message(anna: Person, rig: Rig) -> None:
    await has_bot(rig)
    old = await card_in_chat(anna)
    new = await card_in_chat(anna)
    stripped = await becomes(anna, rig, old, lambda card: not card.labels)
    assert stripped.text == old.text
    assert anna.current(new).labels == new.labels


@pytest.mark.usefixtures("living")
@pytest.mark.parametrize("fault", ["too_many", "bad_gateway"])
async def test_an_old_message_loses_its_buttons_though_telegram_asks_to_wait_first(
    anna: Person, rig: Rig, control: ChatControl, fault: str
) -> None:
    await has_bot(rig)
    old = await card_in_chat(anna)
    await control.fail(fault, "editMessageReplyMarkup")
    new = await card_in_chat(anna)
    await becomes(anna, rig, old, lambda card: not card.labels)
    assert anna.current(new).labels


@pytest.mark.usefixtures("living")
async def test_a_message_that_cannot_be_stripped_is_let_be(
    anna: Person, rig: Rig, control: ChatControl
) -> None:
    await has_bot(rig)
    old = await card_in_chat(anna)
    rig.chat.world.remove(rig.chat.world.messages[old.chat_id][old.message_id])
    await card_in_chat(anna)
    await pass_time(anna, rig, 90)
    stripping = [call for call in await edits(control) if call["method"] == "editMessageReplyMarkup"]
    assert len(stripping) == 1


@pytest.mark.usefixtures("living")
async def test_a_card_is_brought_down_and_its_old_message_has_no_buttons(anna: Person, rig: Rig) -> None:
    await has_bot(rig, start=True)
    old = await card_in_chat(anna)
    await all_is_answered(anna)
    await anna.tap("Move down", on=old)
    new = await anna.reads(lambda seen: seen.message_id > old.message_id and "Realised:" in seen.text)
    assert new.labels == old.labels
    await becomes(anna, rig, old, lambda card: not card.labels)
    await rig.binance.move("BTC/USDT", "59990")
    await becomes(anna, rig, new, lambda card: "Held: 0.00999 BTC" in card.text)
    assert anna.current(old).text == old.text


@pytest.mark.usefixtures("living")
async def test_arrows_go_round_the_bots_in_one_message(anna: Person, rig: Rig) -> None:
    first = await has_bot(rig, start=True)
    await has_bot(rig, ticker="ETH/USDT", key="2")
    await has_bot(rig, ticker="XRP/ETH", key="3", buy="0.0014", sell="0.0016")
    card = await card_in_chat(anna)
    for arrow, wanted in (
        ("▶", "#2 ETH"),
        ("▶", "#3 XRP"),
        ("▶", "#1 BTC"),
        ("◀", "#3 XRP"),
        ("◀", "#2 ETH"),
    ):
        await anna.tap(arrow, on=anna.current(card))
        seen = await anna.reads(wanted)
        assert seen.message_id == card.message_id
    before = anna.current(card).text
    await rig.binance.move("BTC/USDT", "59990")  # of the bot that this message showed before
    await pass_time(anna, rig, 60)
    assert anna.current(card).text == before
    assert [known.bot_id for known in rig.now.living.all()] != [first.state.bot_id]


async def test_an_arrow_says_that_there_is_no_other_bot(anna: Person, rig: Rig) -> None:
    await has_bot(rig)
    card = await card_in_chat(anna)
    await anna.tap("▶")
    await anna.reads_toast("This is your only bot")
    await all_is_answered(anna)
    assert anna.current(card).text == card.text


@pytest.mark.usefixtures("living")
async def test_the_fills_of_the_cycle_under_way_are_on_the_card(anna: Person, rig: Rig) -> None:
    bot_id = (await has_bot(rig, start=True)).state.bot_id
    card = await card_in_chat(anna)
    await rig.binance.fill_part(bot_id, "0.004")
    seen = await becomes(anna, rig, card, lambda card: "Last fill: BUY 0.004 BTC @ 60000" in card.text)
    assert "This cycle" not in seen.text
    await rig.binance.fill_part(bot_id, "0.001")
    wanted = "This cycle: BUY 0.004 BTC @ 60000 · BUY 0.001 BTC @ 60000"
    await becomes(anna, rig, card, lambda card: wanted in card.text)
    await rig.binance.move("BTC/USDT", "59990")
    await rig.binance.move("BTC/USDT", "60610")
    seen = await becomes(anna, rig, card, lambda card: "Cycles: 1" in card.text)
    assert "This cycle" not in seen.text


@pytest.mark.usefixtures("living")
async def test_the_card_of_a_bot_that_is_gone_says_so(anna: Person, rig: Rig, control: ChatControl) -> None:
    made = await has_bot(rig)
    card = await card_in_chat(anna)
    await control.fail("too_many", "editMessageText")  # it is said all the same
    await rig.now.service.delete(ANNA, made.state.bot_id, None, release=False)
    gone = await becomes(anna, rig, card, lambda card: "was deleted" in card.text)
    assert gone.text == "#1 BTC/USDT (PAPER) was deleted."
    assert not gone.labels
    before = len(await edits(control))
    await rig.restart()
    async with keeping(rig):
        await pass_time(anna, rig, 90)
    assert len(await edits(control)) == before


@pytest.mark.parametrize("role", [Role.VIEWER, Role.TRADER])
@pytest.mark.parametrize("deleted", [False, True])
@pytest.mark.usefixtures("living")
async def test_a_card_of_a_bot_that_was_shared_says_what_became_of_it(
    rig: Rig, control: ChatControl, role: Role, *, deleted: bool
) -> None:
    people, bot_id = rig.now.store.people, (await has_bot(rig, start=True)).state.bot_id
    ben_id = await control.person("Ben", started=True)
    await people.admit(ben_id, "Ben", ben_id, rig.clock.now())
    await people.set_role(ben_id, role)
    await people.share(bot_id, ben_id)
    markup = card_keyboard(EN, await rig.now.service.card(ANNA, bot_id))
    async with Person(rig.chat.page_url, ben_id) as ben:
        await rig.now.bot.send_message(ben_id, "card", reply_markup=markup)
        card = await ben.reads("card")
        await rig.binance.move("BTC/USDT", "59990")
        await becomes(ben, rig, card, lambda card: "Held: 0.00999 BTC" in card.text)
        if deleted:
            await rig.now.service.stop(ANNA, bot_id, StopForm.STOP, None)
            await rig.now.service.delete(ANNA, bot_id, None, release=True)
        else:
            await people.unshare(bot_id, ben_id)
        gone = await becomes(ben, rig, card, lambda card: not card.labels)
        wanted = "was deleted." if deleted else "is not shared with you any more."
        assert gone.text == f"#1 BTC/USDT (PAPER) {wanted}"


@pytest.mark.usefixtures("living")
async def test_a_card_that_is_too_old_to_be_changed_is_posted_again_when_its_bot_changes(
    anna: Person, rig: Rig, control: ChatControl
) -> None:
    made = await has_bot(rig)
    old = await card_in_chat(anna)
    await rig.clock.advance(48 * HOURS)
    await pass_time(anna, rig, 90)
    assert anna.last.message_id == old.message_id
    before = len(await edits(control))
    await rig.now.service.start(ANNA, made.state.bot_id, None)
    for _ in range(60):
        await pass_time(anna, rig, 1)
        if anna.last.message_id != old.message_id:
            break
    assert "🟢 Active" in anna.last.text
    assert len(await edits(control)) == before
    new = anna.last
    await rig.binance.move("BTC/USDT", "59990")
    await becomes(anna, rig, new, lambda card: "Held: 0.00999 BTC" in card.text)


async def test_a_card_that_a_person_opens_while_it_is_posted_again_is_theirs(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig)
    async with keeping(rig) as kept:
        kept.posts_are_answered.clear()
        await card_in_chat(anna)
        await rig.clock.advance(48 * HOURS)
        await rig.now.service.start(ANNA, made.state.bot_id, None)
        while not kept.posted.is_set():
            await pass_time(anna, rig, 1)
        again = await anna.reads("🟢 Active")
        mine = await card_in_chat(anna)
        assert mine.message_id != again.message_id
        kept.posts_are_answered.set()
        await becomes(anna, rig, again, lambda card: not card.labels)
        await rig.binance.move("BTC/USDT", "59990")
        await becomes(anna, rig, mine, lambda card: "Held: 0.00999 BTC" in card.text)
        assert anna.current(mine).labels


@pytest.mark.parametrize(
    ("label", "shows", "lives"),
    [("Back to list", "Your bots", False), ("Stop", "Finish cycle:", False), ("Refresh", "Realised:", True)],
)
async def test_a_card_can_be_tapped_before_anybody_knows_that_it_was_posted_again(
    anna: Person, rig: Rig, control: ChatControl, label: str, shows: str, lives: bool
) -> None:
    """What the tap had it show stays, and no card is put over it."""
    made = await has_bot(rig)
    async with keeping(rig) as kept:
        kept.posts_are_answered.clear()
        await card_in_chat(anna)
        await rig.clock.advance(48 * HOURS)
        await rig.now.service.start(ANNA, made.state.bot_id, None)
        while not kept.posted.is_set():
            await pass_time(anna, rig, 1)
        again = await anna.reads("🟢 Active")
        await anna.tap(label, on=again)
        await becomes(anna, rig, again, lambda card: shows in card.text)
        before = len(await edits(control))
        kept.posts_are_answered.set()
        await pass_time(anna, rig, 30)
        assert lives or len(await edits(control)) == before
        await rig.binance.move("BTC/USDT", "59990")
        if lives:
            await becomes(anna, rig, again, lambda card: "Held: 0.00999 BTC" in card.text)
        else:
            await pass_time(anna, rig, 30)
        assert shows in anna.current(again).text
        assert anna.current(again).labels


@pytest.mark.usefixtures("living")
async def test_a_card_that_telegram_does_not_find_any_more_is_forgotten(
    anna: Person, rig: Rig, control: ChatControl
) -> None:
    made = await has_bot(rig)
    card = await card_in_chat(anna)
    await rig.now.bot.delete_message(card.chat_id, card.message_id)
    await rig.now.service.start(ANNA, made.state.bot_id, None)
    await pass_time(anna, rig, 120)
    assert not rig.now.living.all()


@pytest.mark.parametrize("blocked", [True, False])
@pytest.mark.usefixtures("living")
async def test_a_refusal_is_not_asked_for_again(
    anna: Person, rig: Rig, control: ChatControl, *, blocked: bool
) -> None:
    made = await has_bot(rig)
    card = await card_in_chat(anna)
    if blocked:
        await control.block(card.chat_id)
    else:
        rig.chat.world.remove(rig.chat.world.messages[card.chat_id][card.message_id])
    before = len(await edits(control))
    await rig.now.service.start(ANNA, made.state.bot_id, None)
    await pass_time(anna, rig, 180)
    await rig.binance.move("BTC/USDT", "59990")
    await pass_time(anna, rig, 180)
    more = len(await edits(control)) - before
    assert more == 1 or (blocked and more == 0), "who has blocked the bot may be known before an edit"
    assert not rig.now.living.all()


@pytest.mark.usefixtures("living")
async def test_telegrams_wait_holds_for_all_cards_of_the_chat(
    anna: Person, rig: Rig, control: ChatControl
) -> None:
    first, second = await has_bot(rig, key="1"), await has_bot(rig, key="2")
    card, other = await card_in_chat(anna, "#1 BTC/USDT"), await card_in_chat(anna, "#2 BTC/USDT")
    await all_is_answered(anna)
    await pass_time(anna, rig, 5)
    before = len(await edits(control))
    await control.fail("too_many", "editMessageText", retry_after=40)
    await rig.now.service.start(ANNA, first.state.bot_id, None)
    await pass_time(anna, rig, 5)
    await rig.now.service.start(ANNA, second.state.bot_id, None)
    for one in (card, other):
        await becomes(anna, rig, one, lambda card: "🟢 Active" in card.text)
    refused, *later = (await edits(control))[before:]
    assert refused["code"] == 429
    assert min(call["at"] for call in later) - refused["at"] >= 40


@pytest.mark.usefixtures("living")
async def test_a_telegram_that_is_away_is_tried_less_and_less(
    anna: Person, rig: Rig, control: ChatControl
) -> None:
    made = await has_bot(rig)
    card = await card_in_chat(anna)
    before = len(await edits(control))
    await control.fail("bad_gateway", "editMessageText", times=FOR_EVER)
    await rig.now.service.start(ANNA, made.state.bot_id, None)
    await pass_time(anna, rig, 300)
    assert 4 <= len(await edits(control)) - before <= 12
    await control.reset()
    await becomes(anna, rig, card, lambda card: "🟢 Active" in card.text)


async def test_cards_keep_to_their_budget_while_notices_are_told(anna: Person, rig: Rig) -> None:
    """Two bots that trade all the time, for two minutes."""
    for number in range(2):
        await has_bot(rig, start=True, key=str(number))
    async with keeping(rig, notices=True) as kept:
        cards = [await card_in_chat(anna, f"#{number + 1} BTC/USDT") for number in range(2)]
        for second in range(140):
            if second % 7 == 0:
                await rig.binance.move("BTC/USDT", "60610" if second % 2 else "59990")
            await pass_time(anna, rig, 1)
        await becomes(anna, rig, cards[0], lambda card: "Cycles: 10" in card.text)
    edited = [at_s for at_s, _ in kept.edits]
    assert all(last - first >= 60 for first, last in zip(edited, edited[24:], strict=False))
    assert len(edited) >= 10
    for card in cards:
        own = [at_s for at_s, message_id in kept.edits if message_id == card.message_id]
        assert all(later - sooner >= 3 for sooner, later in pairwise(own))


async def test_ten_bots_that_are_stopped_are_shown_so_at_once(anna: Person, rig: Rig) -> None:
    """The prices of all ten have just moved, and none of that keeps a card waiting."""
    for number in range(10):
        await has_bot(rig, start=True, key=str(number), buy=str(50_000 + number))
    async with keeping(rig) as kept:
        cards: list[Seen] = []
        for number in range(1, 11):
            await anna.send(f"/bot {number}")
            cards.append(await anna.reads(f"#{number} BTC/USDT"))
        await pass_time(anna, rig, 60)
        prices = count(60_000, 70)
        async with asyncio.timeout(anna.patience_seconds):
            while len(kept.edits) < 10:  # prices are shown
                await rig.binance.move("BTC/USDT", str(next(prices)))
                await pass_time(anna, rig, 1)
        before = len(kept.edits)
        began = rig.clock.monotonic().total_seconds()
        rig.binance.keeps_orders_on_cancel = True  # the exchange takes a second
        async with asyncio.TaskGroup() as group:
            group.create_task(rig.now.service.stop_all(ANNA))
            await pass_time(anna, rig, 1, step_s=0.1)
            rig.binance.keeps_orders_on_cancel = False
            for bot_id, order in list(rig.binance.resting.items()):
                await rig.binance.cancel(bot_id, order)
        async with asyncio.timeout(anna.patience_seconds):
            while not all(anna.current(card).text.splitlines()[1] == "⚪ Stopped" for card in cards):
                await pass_time(anna, rig, 0.1, step_s=0.1)
        assert rig.clock.monotonic().total_seconds() - began <= 40
    own = [message_id for _, message_id in kept.edits[before:]]
    assert len(own) <= len(cards) + 5, "one edit a card, hardly one for a price, none for what was under way"
