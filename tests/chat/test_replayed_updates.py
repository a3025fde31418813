"""What Telegram delivers again changes nothing: the same updates, and second taps on the same messages."""

import random
from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from sqlalchemy import select

from bot.keyboards import callbacks as taps
from bot.keyboards.callbacks import Act, LogAct, Place
from bot.pictures.theme import Theme
from db.base import Base
from engine.confirmations import Ask
from engine.core.checks import Field
from engine.core.types import AccountId, BotId, Mode, StopForm
from engine.notice_settings import Delivery, NoticeKind, SnoozeSpan
from engine.people import Role
from engine.reads.people import Leaving
from engine.reads.periods import Period
from engine.reads.views import BotFilter
from tests.chat.recorder import Recorder, Update
from tests.chat.rig import OWNER, Rig
from tests.chat.routes_of import commands_of, payloads_of
from tests.chat.stories import LINE, all_is_answered, card_in_chat, has_bot
from tests.chat.test_users import joins
from tests.support.chat_control import ChatControl
from tests.support.person import Person
from tests.support.words import EN

Rows = dict[str, set[str]]

SEEN_ALONE = {"handled_updates", "lease"}
"""That an update was taken, and that the program runs."""
ASKED_AND_SHOWN = {"confirmations", "dialogs", "card_messages"}
"""What a second tap may open or show: a question that nobody has answered, a form, a card."""


REFUSED = "'code': 'act refused'"
"""What is refused is noted each time."""


async def rows(rig: Rig, without: set[str]) -> Rows:
    found: Rows = {}
    async with rig.now.store.database.read() as session:
        for table in Base.metadata.sorted_tables:
            if table.name not in without:
                shown = {repr(row) for row in await session.execute(select(table))}
                found[table.name] = {row for row in shown if REFUSED not in row}
    return found


async def answers(rig: Rig) -> set[str]:
    table = Base.metadata.tables["confirmations"]
    async with rig.now.store.database.read() as session:
        asked = await session.execute(select(table).where(table.c.answer.is_not(None)))
        return {repr(row) for row in asked}


async def long_story(anna: Person, rig: Rig) -> None:
    """Do what can be done: make, look, stop in each way, start, note, delete."""
    for text, wanted in (("/start", "Hello"), (LINE, "Each cycle brings")):
        await anna.send(text)
        await anna.reads(wanted)
    await anna.tap("Create and start")
    await anna.reads("Created and started.")
    await card_in_chat(anna)
    await rig.clock.advance(1)
    for label, wanted in (
        ("Refresh", "Realised:"),
        ("Stop", "Finish cycle:"),
        ("Back", "Nothing was stopped."),
        ("Stop", "Finish cycle:"),
        ("Finish cycle", "Stopped."),
        ("Start", "Started."),
    ):
        await anna.tap(label)
        await anna.reads(wanted)
    await rig.binance.move("BTC/USDT", "59990")
    for text, wanted in (
        ("/orders", "Open orders"),
        ("/stats", "Statistics"),
        ("/logs", "Logs"),
        ("/logs add something of mine", EN("note-kept")),
        ("/stop_all", "Stop 1 bot?"),
    ):
        await anna.send(text)
        await anna.reads(wanted)
    await anna.tap("Close now")
    await anna.reads("Stop all: 1 bot")
    await card_in_chat(anna)
    await anna.tap("Start")
    await anna.reads("Started.")
    await anna.send("/stop_all now")
    await anna.reads("Stop all: 1 bot")
    await anna.send(LINE)
    await anna.reads("Each cycle brings")
    await anna.tap("Create stopped")
    await anna.reads("Created")
    await card_in_chat(anna, "#2 BTC/USDT")
    await anna.tap("Delete")
    await anna.reads("Delete this bot?")
    await anna.tap("Delete")
    await anna.reads("Deleted:")
    await all_is_answered(anna)


DORA, GROUP = 3000, -1_001_000_000_007
ACCOUNT = AccountId("Binance", Mode.TESTNET)
MANY_S = 300.0
"""So long the answers to all of it may take on a machine that has much to do."""
ORPHAN, NO_QUESTION = "s000000900009e0001", "abcdefgh"
TYPED = {
    "newbot": f"{LINE}",
    "name": "/name 1 Morning",
    "logs": "/logs add something of mine",
    "settings": "/settings smallest 0.5 USDT",
    "stop_all": "/stop_all now",
}
"""What is typed of the commands that do more with something behind them."""
LOOKING: Sequence[CallbackData] = (
    taps.ShowBots(which=BotFilter.ALL, page=0),
    taps.ShowLogs(level=None, bot=None, at=0),
    taps.ShowAudit(bot=None, at=0),
    taps.ShowSummary(),
    taps.PickLogBot(level=None, page=0),
    taps.OnLogs(act=LogAct.FILE, level=None, bot=None),
    taps.OnLogs(act=LogAct.CLEAR, level=None, bot=None),
    taps.ShowStats(),
    taps.ShowPeriod(period=Period.DAY, day=0, by_bot=False),
    taps.ShowPeriodPicture(period=Period.WEEK, day=0, by_bot=True),
    taps.ShowPnl(),
    taps.ShowZones(),
    taps.ShowPresets(),
    taps.ShowNotices(),
    taps.InDigits(exact=True, shows=taps.ShowStats().pack()),
    taps.ShowOrders(),
    taps.ShowUsers(),
    taps.AskTopUp(exchange="Binance", coin=None),
    taps.AskReset(exchange="Binance"),
    taps.ShowUser(user=DORA),
    taps.ShowSettings(),
    taps.ShowNoticeSettings(place=Place.ME, kind=None),
    taps.ShowHistory(bot=None, day=0, at=0),
    taps.PickHistoryBot(day=0, page=0),
    taps.NewForm(),
    taps.AskMute(offered=True),
)
CHANGING: Sequence[CallbackData] = (
    taps.KeepPreset(kind=Field.TRAILING, value="0.35%"),
    taps.RemovePreset(kind=Field.TRAILING, value="0.35%"),
    taps.InviteAs(role=Role.VIEWER),
    taps.MakeRole(user=DORA, role=Role.TRADER),
    taps.GiveAccount(user=DORA, account=str(ACCOUNT), given=True),
    taps.AskRemove(user=DORA),
    taps.SetNotices(place=Place.ME, kind=NoticeKind.CYCLES, delivery=Delivery.OFF),
    taps.Mute(kind=NoticeKind.CYCLES, bot=None, span=SnoozeSpan.HOUR),
    taps.Unmute(kind=NoticeKind.CYCLES, bot=None, until=0),
    taps.UnmuteThere(place=Place.ME, kind=NoticeKind.CYCLES, bot=None, until=0),
    taps.LinkAlerts(chat=GROUP, thread=None),
    taps.UnlinkAlerts(chat=GROUP, thread=7),  # which is not linked; what is would be linked again
    taps.ChooseLanguage(language="ru"),
    taps.ChooseZone(zone="Asia/Kolkata"),
    taps.ChooseTheme(theme=Theme.DARK),
    taps.PictureAfterCycle(on=True),
    taps.ChooseSummary(hour=8),
    taps.CancelOrphan(order=ORPHAN),
)
ANSWERS: Sequence[CallbackData] = (
    *(taps.AnswerQuestion(ask=ask, question=NO_QUESTION, yes=True) for ask in Ask),
    taps.ChooseStop(ask=Ask.STOP, question=NO_QUESTION, form=StopForm.CLOSE),
    taps.ChooseStop(ask=Ask.STOP_ALL, question=NO_QUESTION, form=StopForm.CLOSE),
    taps.ChooseOrder(question=NO_QUESTION, pick=0),
    taps.RemovePerson(question=NO_QUESTION, how=Leaving.STOP),
)


def about(bot: BotId, revision: int) -> Sequence[CallbackData]:
    """Return the payloads about a bot, as it was at that revision."""
    taken_back = {Act.ALERTS_OFF, Act.ALERTS_FULL}  # by ALERTS_ON, and by ALERTS_MASKED
    acts = [act for act in Act if act not in taken_back]
    return (
        taps.ShareWith(bot=bot, user=DORA, shared=True),
        taps.ShowCard(bot=bot, refresh=True),
        taps.StepCard(bot=bot, forward=True),
        taps.OpenCard(bot=bot),
        taps.ShowPicture(bot=bot, stretch=None),
        taps.CloneBot(bot=bot, below=True),
        taps.AdoptOrphan(order=ORPHAN, bot=bot),
        *(taps.OnCard(act=act, bot=bot, revision=revision) for act in acts),
        *(taps.DecideOn(act=act, bot=bot, revision=revision) for act in (Act.START, Act.STOP)),
        taps.StopBy(form=StopForm.CLOSE, bot=bot, revision=revision),
    )


async def tap_by_hand(anna: Person, rig: Rig, payload: CallbackData) -> None:
    """Put the button before Anna, and have her tap it."""
    button = InlineKeyboardButton(text="this", callback_data=payload.pack())
    shown = await rig.now.bot.send_message(
        OWNER, "x", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]])
    )
    await anna.catch_up()
    await anna.tap("this", on=anna.shown[OWNER, shown.message_id])
    await anna.reads_toast()


async def everything_there_is(anna: Person, rig: Rig, control: ChatControl) -> None:
    """Type every command, and tap a button of every kind."""
    dispatcher = rig.now.dispatcher
    card = await has_bot(rig)
    tapped = [*LOOKING, *about(card.state.bot_id, card.state.revision), *CHANGING, *ANSWERS]
    assert {type(payload) for payload in tapped} == payloads_of(dispatcher), "a kind of button is not tapped"
    assert TYPED.keys() <= commands_of(dispatcher)
    await control.person("Dora", person_id=DORA, started=True)
    await control.group("Desk", {OWNER: "creator"}, chat_id=GROUP)
    async with Person(rig.chat.page_url, DORA) as dora:
        await joins(anna, dora, "viewer")
    for name in sorted(commands_of(dispatcher)):
        await anna.send(TYPED.get(name, f"/{name}"))
        await anna.reads()
    for payload in tapped:
        await tap_by_hand(anna, rig, payload)
    await shows_help(anna)


def makes_a_link(update: Update) -> bool:
    """Say whether it is a tap on Invite: each new one is for one person more."""
    return str(update["callback_query"]["data"]).startswith(f"{taps.InviteAs.__prefix__}:")


async def shows_help(anna: Person) -> None:
    """Wait until all is answered, in whatever language, and stored.

    An answer is seen before it is noted that it covers an open form: the second one has nothing new to note.
    """
    for _ in range(2):
        await anna.send("/help")
        await anna.reads("/stop_all", within_seconds=MANY_S)


async def test_every_command_and_button_that_comes_again_changes_nothing(
    anna: Person, rig: Rig, control: ChatControl
) -> None:
    rig.venues.open_account(ACCOUNT.venue, ACCOUNT.mode)
    recorder = Recorder(rig)
    await everything_there_is(anna, rig, control)
    story = recorder.end()
    again = [update for update in story if "callback_query" in update and not makes_a_link(update)]
    before = await rows(rig, SEEN_ALONE)
    for update in story:
        recorder.deliver_again(update)
    await shows_help(anna)
    assert await rows(rig, SEEN_ALONE) == before

    kept, answered = await rows(rig, SEEN_ALONE | ASKED_AND_SHOWN), await answers(rig)
    for number, update in enumerate(random.Random(7).sample(again, len(again))):
        recorder.tap_twice(update, number)
    await shows_help(anna)
    assert await rows(rig, SEEN_ALONE | ASKED_AND_SHOWN) == kept
    assert await answers(rig) == answered


async def test_what_is_delivered_again_changes_nothing(anna: Person, rig: Rig) -> None:
    recorder = Recorder(rig)
    await long_story(anna, rig)
    story = recorder.end()
    taps = [update for update in story if "callback_query" in update]
    assert len(story) > 25
    assert len(taps) > 12
    shuffled = random.Random(4)

    before = await rows(rig, SEEN_ALONE)
    for updates in (story, shuffled.sample(story, len(story))):
        for update in updates:
            recorder.deliver_again(update)
        await all_is_answered(anna)
        assert await rows(rig, SEEN_ALONE) == before

    kept, answered = await rows(rig, SEEN_ALONE | ASKED_AND_SHOWN), await answers(rig)
    for again, updates in enumerate((taps, shuffled.sample(taps, len(taps)))):
        for number, update in enumerate(updates):
            recorder.tap_twice(update, 1000 * again + number)
        await all_is_answered(anna)
        assert await rows(rig, SEEN_ALONE | ASKED_AND_SHOWN) == kept
        assert await answers(rig) == answered
