"""Questions are put once, answered once, and always concluded, whatever comes between."""

import asyncio
import inspect
import json
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from aiogram.types import Chat, Message
from sqlalchemy import select, update

from bot.chat import question_subjects
from bot.chat.answering import Answer
from bot.chat.question_subjects import (
    AcceptAsIsTarget,
    AdoptOrphanTarget,
    AgainTarget,
    BotTarget,
    CancelOrphanTarget,
    ChooseOrderTarget,
    ClearLogsTarget,
    DeleteTarget,
    ImportTarget,
    RemovePersonTarget,
    ResetWalletTarget,
    StartLiveTarget,
    StopAllTarget,
    StopTarget,
    SubmitLiveTarget,
    Target,
    TopUpTarget,
    decode,
    encode,
)
from bot.chat.questions import Outcome, Questions
from db.chat_models import ConfirmationRow
from engine.clock import SteadyClock
from engine.confirmations import Ask
from engine.core.checks import BotDraft
from engine.core.types import AccountId, BotId, Mode, Side, VenueOrderId
from engine.errors import StorageUnavailable
from engine.people import Person as Asker
from engine.reads.logs import LogLevel
from engine.reads.open_orders import OrderFigures, OrphanName
from engine.reads.views import SeenBot
from engine.service import Service
from engine.transfer_actions import BotPlan
from tests.chat.hand_venue import HandVenue
from tests.chat.money import live_bot
from tests.chat.rig import ANNA, OWNER, Rig
from tests.chat.stories import all_is_answered, card_in_chat, has_bot
from tests.support.person import Person
from tests.support.words import EN

EXPIRED, UNDER_WAY = EN("question-expired"), EN("question-under-way")
INTERRUPTED = EN("question-interrupted")

BOT = BotId(UUID("11111111-1111-4111-8111-111111111111"))
ORPHAN = OrphanName(
    account_id=AccountId("Binance F", Mode.TESTNET, "second"),
    symbol="BTC/USDT",
    side=Side.SELL,
    client_order_id="s|:1",
)
FIGURES = OrderFigures(client_order_id="s1", booked=Decimal("0.0010"), reported=None)
TARGETS: list[Target] = [
    StopTarget(bot_id=BOT, revision=3, order="s1"),
    StopAllTarget(),
    StopAllTarget(shown=(SeenBot(bot_id=BOT, revision=3, order=None),)),
    DeleteTarget(bot_id=BOT, revision=3, release=True),
    ClearLogsTarget(level=None, bot_id=None),
    ClearLogsTarget(level=LogLevel.ERROR, bot_id=BOT),
    StartLiveTarget(bot_id=BOT, revision=3),
    SubmitLiveTarget(form="abc", bot_id=None, revision=None),
    CancelOrphanTarget(account_id=AccountId("Binance F", Mode.LIVE), client_order_id="s|:1"),
    AdoptOrphanTarget(order=ORPHAN, bot_id=BOT, revision=3),
    AcceptAsIsTarget(bot_id=BOT, revision=3, figures=FIGURES),
    RemovePersonTarget(user_id=7),
    TopUpTarget(exchange="Binance F", coin="USDT", amount=Decimal("0.10")),
    ResetWalletTarget(exchange="Binance"),
    AgainTarget(line="/name 1 Morning", message_id=12),
    ImportTarget(
        key="k", plans=(BotPlan(draft=BotDraft(ticker="BTC/USDT", quantity=Decimal("0.010")), name="x"),)
    ),
    ChooseOrderTarget(
        bot_id=BOT, revision=3, figures=replace(FIGURES, candidates=(VenueOrderId("7"), VenueOrderId("8")))
    ),
]
OF_EARLIER_VERSIONS = [
    "",
    "ERROR:",
    f"{BOT.hex}:3",
    f"{BOT.hex}:3:keep",
    "Binance|LIVE|s1",
    "12",
    "null",
    "[]",
]


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: type(target).__name__)
def test_a_target_comes_back_as_it_was(target: Target) -> None:
    back = decode(type(target), encode(target))
    assert back == target
    assert repr(back) == repr(target)  # 0.0010 is not 0.001


def test_every_kind_of_target_is_tried_here() -> None:
    classes = {found for _, found in inspect.getmembers(question_subjects, inspect.isclass)}
    kinds = {found for found in classes if found.__module__ == question_subjects.__name__} - {
        BotTarget,
        Target,
    }
    assert kinds == {type(target) for target in TARGETS}
    assert len({target.ask for target in TARGETS}) == len(kinds)


@pytest.mark.parametrize("text", [*OF_EARLIER_VERSIONS, '{"v":99}', '{"v":1,"bot_id":"x","revision":1}'])
@pytest.mark.parametrize("kind", [DeleteTarget, StartLiveTarget, AcceptAsIsTarget, CancelOrphanTarget])
def test_what_cannot_be_read_is_no_target(kind: type[Target], text: str) -> None:
    assert decode(kind, text) is None


async def stored_answers(rig: Rig) -> list[str | None]:
    async with rig.now.store.database.read() as session:
        return list(await session.scalars(select(ConfirmationRow.answer)))


async def store(rig: Rig, **values: object) -> None:
    await rig.now.store.database.write(
        lambda connection: connection.execute(update(ConfirmationRow).values(**values))
    )


async def delete_question(anna: Person) -> str:
    """Ask for a deletion and return what its button carries."""
    await card_in_chat(anna)
    await anna.tap("Delete")
    data: str = (await anna.reads("Delete this bot?")).button("Delete")["data"]
    return data


async def test_a_question_of_an_earlier_version_has_expired(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig)
    data = await delete_question(anna)
    await store(rig, target=f"{made.state.bot_id.hex}:0:keep")
    await anna.tap_data(anna.last, data)
    await anna.reads(EXPIRED)
    assert (await rig.now.service.card(ANNA, made.state.bot_id)).number == 1
    assert await stored_answers(rig) == [json.dumps([EXPIRED])]


@pytest.mark.parametrize("set_ahead_s", [3600.0, -3600.0])
async def test_a_question_is_open_for_a_minute_however_the_clock_is_set(
    anna: Person, rig: Rig, set_ahead_s: float
) -> None:
    await has_bot(rig)
    data = await delete_question(anna)
    rig.clock.set_ahead(set_ahead_s)
    await rig.clock.advance(61)
    await anna.tap_data(anna.last, data)
    await anna.reads(EXPIRED)
    data = await delete_question(anna)
    rig.clock.set_ahead(set_ahead_s)
    await anna.tap_data(anna.last, data)
    await anna.reads("Deleted:")


async def test_a_question_is_answered_by_its_own_kind_only(anna: Person, rig: Rig) -> None:
    await has_bot(rig, start=True)
    await anna.send("/stop_all")
    asked = await anna.reads("Stop 1 bot?")
    await store(rig, ask=Ask.CLEAR_LOGS)
    await anna.tap_data(asked, asked.button("Stop")["data"])
    await anna.reads(EXPIRED)
    assert len(await rig.now.service.running(ANNA)) == 1


async def test_an_action_that_is_refused_is_told_twice_the_same(
    anna: Person, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    async def fall(*args: object, **_: object) -> None:
        tries.append(args)
        raise StorageUnavailable("gone")

    await has_bot(rig)
    data = await delete_question(anna)
    question = anna.last
    monkeypatch.setattr(Service, "delete", fall)
    await anna.tap_data(question, data)
    await anna.tap_data(question, data)
    await all_is_answered(anna)
    assert "The database is not responding" in anna.current(question).text
    assert len(tries) == 1
    assert UNDER_WAY not in [seen.text for seen in anna.messages]


async def test_an_action_that_nobody_foresaw_leaves_no_question_claimed(
    anna: Person, rig: Rig, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fall(*_: object, **_more: object) -> None:
        raise RuntimeError("secret detail")

    await has_bot(rig)
    data = await delete_question(anna)
    question = anna.last
    monkeypatch.setattr(Service, "delete", fall)
    await anna.tap_data(question, data)
    await anna.reads("Something went wrong on my side (reference ")
    assert "secret detail" in caplog.text
    assert await stored_answers(rig) == [json.dumps([INTERRUPTED])]
    await anna.tap_data(question, data)
    await all_is_answered(anna)
    assert anna.current(question).text == INTERRUPTED


async def test_a_question_that_was_claimed_when_the_program_ended_is_concluded(
    anna: Person, rig: Rig
) -> None:
    made = await has_bot(rig)
    data = await delete_question(anna)
    question = anna.last
    await store(rig, answer="")
    await rig.restart()
    await anna.tap_data(question, data)
    await anna.reads(INTERRUPTED)
    assert (await rig.now.service.card(ANNA, made.state.bot_id)).number == 1
    assert await stored_answers(rig) == [json.dumps([INTERRUPTED])]


async def test_an_outcome_that_cannot_be_kept_is_shown_all_the_same(
    anna: Person, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fall(*_: object) -> None:
        raise StorageUnavailable("gone")

    await has_bot(rig)
    data = await delete_question(anna)
    monkeypatch.setattr(rig.now.store.confirmations, "answered", fall)
    await anna.tap_data(anna.last, data)
    await anna.reads("Deleted: #1 BTC/USDT")


async def test_a_no_after_a_yes_shows_what_came_of_the_yes(anna: Person, rig: Rig, live: HandVenue) -> None:
    await live_bot(rig, start=False)
    await card_in_chat(anna)
    await anna.tap("Start")
    question = await anna.reads("with real money?")
    yes, no = question.button("Trade with real money")["data"], question.button("Cancel")["data"]
    await anna.tap_data(question, yes)
    await anna.tap_data(question, no)
    await anna.reads("Started.")
    await all_is_answered(anna)
    assert "Started." in anna.current(question).text
    assert "Nothing was started" not in anna.current(question).text


async def test_the_question_of_the_form_is_concluded_too(anna: Person, rig: Rig, live: HandVenue) -> None:
    await anna.send("/newbot BTC/USDT Binance BUY 0.01 60000 60600 LIVE")
    await anna.reads("Each cycle brings")
    await anna.tap("Create and start")
    await anna.reads("with real money?")
    assert await stored_answers(rig) == [None]
    await anna.tap("Trade with real money")
    card = await anna.reads("Created and started.")
    await all_is_answered(anna)
    [answer] = await stored_answers(rig)
    assert answer is not None
    assert json.loads(answer)[0].startswith("<b>Created and started.</b>")
    assert "LIVE" in card.text


@pytest.fixture
def questions(rig: Rig) -> Questions:
    asker = Asker(user_id=OWNER, name="Anna", chat_id=OWNER)
    chat = Chat(id=OWNER, type="private")
    way_back = Answer(
        rig.now.bot, asker, Message(message_id=1, date=rig.clock.now(), chat=chat), words=EN, public_words=EN
    )
    return Questions(rig.now.store.confirmations, SteadyClock(rig.clock), asker, way_back, under_way=set())


async def test_while_an_answer_is_carried_out_a_second_waits_for_nothing(questions: Questions) -> None:
    question = await questions.put(StopAllTarget())
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def act(_: StopAllTarget) -> Outcome:
        begun.set()
        await go_on.wait()
        return Outcome(["Done."])

    async with asyncio.TaskGroup() as group:
        first = group.create_task(questions.conclude(question, StopAllTarget, act))
        await begun.wait()
        assert await questions.conclude(question, StopAllTarget, act) is None
        go_on.set()
    concluded, again = first.result(), await questions.conclude(question, StopAllTarget, act)
    assert concluded is not None
    assert again is not None
    assert (concluded.first, again.first) == (True, False)
    assert list(concluded.outcome.lines) == list(again.outcome.lines) == ["Done."]


async def test_an_answer_that_is_cut_off_is_concluded(rig: Rig, questions: Questions) -> None:
    question, begun = await questions.put(StopAllTarget()), asyncio.Event()

    async def act(_: StopAllTarget) -> Outcome:
        begun.set()
        await asyncio.Event().wait()
        return Outcome([])

    async with asyncio.TaskGroup() as group:
        first = group.create_task(questions.conclude(question, StopAllTarget, act))
        await begun.wait()
        first.cancel()
    assert first.cancelled()
    assert await stored_answers(rig) == [json.dumps([INTERRUPTED])]
