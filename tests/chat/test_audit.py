"""Who did what: from where, how it stood before and after, what was refused, and who may read it."""

from decimal import Decimal

import pytest

from bot.keyboards.callbacks import ShowAudit, ShowHistory
from engine.asked import Way
from engine.core.state import Refusal
from engine.core.types import Status, StopForm
from engine.errors import BotNotFound, CommandRejected, NotAllowed, ReadOnly, StorageUnavailable
from engine.notices import StrangerSeen
from engine.outbox import ToPerson
from engine.people import Actor, Role
from engine.reads.journal import ActRefused, BotCreated, OwnerAct, OwnerActed, SettingsChanged, Tried
from engine.reads.logs import LogEntry, LogQuery
from tests.chat.rig import ANNA, OWNER, SOMEBODY_ELSE, Rig
from tests.chat.stories import all_is_answered, has_bot
from tests.chat.test_replayed_updates import tap_by_hand
from tests.support.person import Person

TRADER = Actor(OWNER + 2, Role.TRADER)
VIEWER = Actor(OWNER + 3, Role.VIEWER)


async def audit(rig: Rig, actor: Actor = ANNA) -> tuple[LogEntry, ...]:
    return (await rig.now.service.audit(actor)).entries


async def test_a_tap_and_a_command_are_noted_with_who_from_where_before_and_after(
    anna: Person, rig: Rig
) -> None:
    await anna.send("/newbot BTC/USDT Binance BUY 0.01 60000 60600 noloop")
    await anna.reads("New bot")
    await anna.tap("Create stopped")
    await anna.reads("Realised:")
    await anna.tap("Start")
    await anna.reads(lambda seen: "Stop" in seen.labels)
    await all_is_answered(anna)
    started, created = await audit(rig)
    assert isinstance(created.line, BotCreated)
    assert isinstance(started.line, OwnerActed)
    assert started.line.act is OwnerAct.START
    assert started.line.before is not None
    assert started.line.after is not None
    assert (started.line.before.status, started.line.after.status) == (Status.STOPPED, Status.ACTIVE)
    for entry in (created, started):
        assert entry.asked is not None
        assert (entry.asked.by, entry.asked.name, entry.asked.chat_id) == (OWNER, "You", OWNER)
        assert entry.asked.way is Way.TAPPED


async def test_a_new_name_is_noted_with_the_one_before(rig: Rig) -> None:
    card = await has_bot(rig)
    await rig.now.service.rename(ANNA, card.state.bot_id, "Night")
    [named, _] = await audit(rig)
    assert isinstance(named.line, OwnerActed)
    assert named.line.before is not None
    assert named.line.after is not None
    assert (named.line.before.name, named.line.after.name) == ("", "Night")


async def test_what_is_refused_is_noted_with_the_reason(rig: Rig, anna: Person) -> None:
    card = await has_bot(rig, start=True)
    with pytest.raises(CommandRejected):
        await rig.now.service.delete(ANNA, card.state.bot_id, None, release=False)
    with pytest.raises(BotNotFound):
        await rig.now.service.start(TRADER, card.state.bot_id, None)
    [line] = [entry.line for entry in await audit(rig, TRADER)]
    assert line == ActRefused(act=Tried.START, error="BotNotFound"), "nothing of a bot that is another's"
    refused = (await audit(rig))[1].line
    assert isinstance(refused, ActRefused)
    assert (refused.act, refused.error, refused.why) == (
        Tried.DELETE,
        "CommandRejected",
        Refusal.STILL_RUNNING,
    )
    await anna.send("/logs audit")
    seen = (await anna.reads("Who did what")).text
    assert "Not done (delete): the bot is running. Stop it first." in seen
    assert "There is no such bot." in seen


async def test_an_owner_reads_all_a_trader_their_own_and_a_viewer_none(rig: Rig) -> None:
    await has_bot(rig)
    await has_bot(rig, key="theirs", actor=TRADER)
    assert len(await audit(rig)) == 2
    assert len(await audit(rig, SOMEBODY_ELSE)) == 2
    assert [entry.owner_id for entry in await audit(rig, TRADER)] == [TRADER.person_id]
    with pytest.raises(ReadOnly):
        await audit(rig, VIEWER)


async def test_what_a_stranger_asks_for_is_no_line_of_it(rig: Rig) -> None:
    with pytest.raises(NotAllowed):
        await rig.now.service.paper.top_up(Actor(OWNER + 4, None), "Binance", "USDT", Decimal(1))
    assert await audit(rig) == ()


async def test_a_change_of_a_wallet_is_one_line(rig: Rig) -> None:
    await rig.now.service.paper.top_up(ANNA, "Binance", "USDT", Decimal(1))
    await rig.now.service.paper.reset(ANNA, "Binance")
    assert len(await audit(rig)) == 2


async def test_settings_are_noted_with_the_value_before(anna: Person, rig: Rig) -> None:
    await anna.send("/settings zone Europe/Berlin")
    await all_is_answered(anna)
    await anna.send("/settings zone Asia/Kolkata")
    await all_is_answered(anna)
    line = (await audit(rig))[0].line
    assert isinstance(line, SettingsChanged)
    [change] = line.changes
    assert (change.name, change.before, change.after) == ("time zone", "Europe/Berlin", "Asia/Kolkata")


async def test_pages_go_there_and_back_and_clear_takes_none_of_it(anna: Person, rig: Rig) -> None:
    for number in range(12):
        await has_bot(rig, key=str(number))
    await rig.now.service.clear_logs(ANNA, LogQuery(owner_id=OWNER))
    await anna.send("/logs")
    await anna.reads("Logs")
    await anna.tap("Who did what")
    first = await anna.reads("Who did what")
    assert "#12 BTC/USDT" in first.text
    assert "log lines cleared" in first.text
    await anna.tap("Older »")
    older = await anna.reads(lambda seen: "Who did what" in seen.text and "#12" not in seen.text)
    assert "#1 BTC/USDT" in older.text
    assert "Older »" not in older.labels
    await anna.tap("« Newer")
    await anna.reads(lambda seen: "#12 BTC/USDT" in seen.text)


async def test_who_did_what_with_one_bot(anna: Person, rig: Rig) -> None:
    for number in range(10):
        await has_bot(rig, key=str(number))
    one = await has_bot(rig, start=True, ticker="ETH/USDT", key="another")
    for _ in range(6):
        await rig.now.service.stop(ANNA, one.state.bot_id, StopForm.STOP, None)
        await rig.now.service.start(ANNA, one.state.bot_id, None)
    await has_bot(rig, key="last")
    for asked in ("/logs audit #11", "/logs 11 Audit"):
        await anna.send(asked)
        seen = await anna.reads("Who did what · #11 ETH/USDT")
        assert "BTC/USDT" not in seen.text
    await anna.tap("Older »")
    seen = await anna.reads(lambda seen: "« Newer" in seen.labels)
    assert "#11 ETH/USDT" in seen.text
    assert "BTC/USDT" not in seen.text
    await anna.tap("« All log lines")
    await anna.reads("Logs · all levels · #11 ETH/USDT")
    await anna.send("/logs audit #99")
    await anna.reads("There is no bot #99.")
    await anna.send("/logs audit ERROR")
    await anna.reads("I do not understand “ERROR” behind audit.")


async def test_a_command_that_is_not_stored_is_not_noted(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line stands in the transaction of what it tells of."""
    card = await has_bot(rig)
    stored = rig.now.store.ledger.commit_all

    async def fails(steps: object) -> None:
        raise StorageUnavailable("the disk is full")

    monkeypatch.setattr(rig.now.store.ledger, "commit_all", fails)
    with pytest.raises(StorageUnavailable):
        await rig.now.service.start(ANNA, card.state.bot_id, None)
    monkeypatch.setattr(rig.now.store.ledger, "commit_all", stored)
    assert [type(entry.line) for entry in await audit(rig)] == [BotCreated]


@pytest.mark.parametrize("beyond", [{"after": 2**62}, {"before": 1}])
async def test_a_page_beyond_all_lines_is_the_newest(rig: Rig, beyond: dict[str, int]) -> None:
    """As of whoever was an owner when they were shown a button on lines of others."""
    await has_bot(rig)
    asked = await rig.now.service.audit(ANNA, before=beyond.get("before"), after=beyond.get("after"))
    assert [type(entry.line) for entry in asked.entries] == [BotCreated]
    assert (asked.newer, asked.older) == (False, False)


@pytest.mark.parametrize("at", [-(2**62), 1])
async def test_a_page_beyond_all_notices_is_the_newest(rig: Rig, anna: Person, at: int) -> None:
    await rig.now.store.outbox.owe(ToPerson(OWNER), StrangerSeen(at=rig.clock.now(), user_id=7, name="Eve"))
    for payload in (ShowHistory(bot=None, day=0, at=at), ShowAudit(bot=None, at=at)):
        await tap_by_hand(anna, rig, payload)
        await all_is_answered(anna)
    seen = [message.text for message in anna.messages if "Notices:" in message.text]
    assert "Eve" in seen[-1]
