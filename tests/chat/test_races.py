"""Two commands at once, and one of several that fails."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest

from db.bot_book import DatabaseBotBook
from db.reads import DatabaseReads
from engine.bots.supervisor import Supervisor
from engine.core.events import Event
from engine.core.state import BotState
from engine.core.types import BotId, Status
from engine.errors import CardOutdated, StorageUnavailable
from engine.reads.bot_reads import Beside
from engine.reads.views import BotCard
from tests.chat.rig import ANNA, Rig
from tests.chat.stories import card_in_chat, has_bot
from tests.support.person import Person


async def test_a_bot_that_is_started_while_it_is_deleted_stays(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, bot_id = rig.now.service, (await has_bot(rig)).state.bot_id
    delete = DatabaseBotBook.delete

    async def is_started_first(
        self: DatabaseBotBook,
        bot_id: BotId,
        at: datetime,
        *,
        by: int,
        seen: BotState | None = None,
        until: datetime | None = None,
    ) -> None:
        await service.start(ANNA, bot_id, None)
        await delete(self, bot_id, at, by=by, seen=seen, until=until)

    monkeypatch.setattr(DatabaseBotBook, "delete", is_started_first)
    with pytest.raises(CardOutdated):
        await service.delete(ANNA, bot_id, None, release=False)
    await rig.binance.move("BTC/USDT", "59990")
    card = await service.card(ANNA, bot_id)
    assert (card.state.status, card.state.trades) == (Status.ACTIVE, 1)


async def test_one_bot_that_cannot_be_stopped_keeps_no_other_from_it(
    anna: Person, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    bots = [(await has_bot(rig, start=True, key=str(number))).state.bot_id for number in range(4)]
    errors = {bots[0]: StorageUnavailable("away"), bots[2]: RuntimeError("nobody foresaw it")}
    command = Supervisor.command

    async def fails(self: Supervisor, bot_id: BotId, event: Event, *more: Any) -> BotState:  # noqa: ANN401
        if bot_id in errors:
            raise errors[bot_id]
        await asyncio.sleep(0)
        return await command(self, bot_id, event, *more)

    monkeypatch.setattr(Supervisor, "command", fails)
    await anna.send("/stop_all now")
    report = (await anna.reads("Stop all: 4 bots")).text
    assert [(await rig.now.service.card(ANNA, bot)).state.status for bot in bots] == [
        Status.ACTIVE,
        Status.STOPPED,
        Status.ACTIVE,
        Status.STOPPED,
    ]
    assert "🟢 #1 BTC/USDT (PAPER, Binance): I do not know whether it has stopped. The database" in report
    assert "⚪ #2 BTC/USDT (PAPER, Binance): Stopped. Cancelled: BUY 0.01 BTC @ 60000." in report
    assert "🟢 #3 BTC/USDT (PAPER, Binance): I do not know whether it has stopped. Something" in report
    assert "⚪ #4 BTC/USDT (PAPER, Binance): Stopped. Cancelled: BUY 0.01 BTC @ 60000." in report
    assert "May still be running: #1 BTC/USDT (PAPER, Binance); #3 BTC/USDT (PAPER, Binance)." in report
    assert "Send /stop_all again." in report


async def test_one_stop_reads_the_card_once_before_and_once_after(
    anna: Person, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted at the database, for each way to stop a bot."""
    reads: list[BotId | None] = []
    bot, bots = DatabaseReads.bot, DatabaseReads.bots

    async def count_one(
        store: DatabaseReads, owner_id: int, bot_id: BotId, beside: Beside = Beside()
    ) -> BotCard | None:
        reads.append(bot_id)
        return await bot(store, owner_id, bot_id, beside)

    async def count_all(store: DatabaseReads, owner_id: int, beside: Beside = Beside()) -> Sequence[BotCard]:
        reads.append(None)
        return await bots(store, owner_id, beside)

    bot_id = (await has_bot(rig, start=True)).state.bot_id
    await card_in_chat(anna)
    await anna.tap("Stop")
    question = await anna.reads("Open order: BUY")
    monkeypatch.setattr(DatabaseReads, "bot", count_one)
    monkeypatch.setattr(DatabaseReads, "bots", count_all)
    await anna.tap("Stop", on=question)
    await anna.reads("Stopped.")
    assert reads == [bot_id, bot_id]

    await rig.now.service.start(ANNA, bot_id, None)
    reads.clear()
    await anna.send("/stop_all now")
    await anna.reads("Stop all: 1 bot")
    assert reads == [None, bot_id]
