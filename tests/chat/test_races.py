"""Two commands at once, and one of several that fails."""

import asyncio
from datetime import datetime

import pytest

from db.bot_book import DatabaseBotBook
from engine.bots.supervisor import Supervisor
from engine.core.events import Event
from engine.core.state import BotState
from engine.core.types import BotId, Status
from engine.errors import CardOutdated, StorageUnavailable
from tests.chat.rig import OWNER, Rig
from tests.chat.stories import has_bot


async def test_a_bot_that_is_started_while_it_is_deleted_stays(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, bot_id = rig.now.service, (await has_bot(rig)).state.bot_id
    delete = DatabaseBotBook.delete

    async def is_started_first(
        self: DatabaseBotBook, bot_id: BotId, at: datetime, *, by: int, revision: int | None = None
    ) -> None:
        await service.start(OWNER, bot_id, None)
        await delete(self, bot_id, at, by=by, revision=revision)

    monkeypatch.setattr(DatabaseBotBook, "delete", is_started_first)
    with pytest.raises(CardOutdated):
        await service.delete(OWNER, bot_id, None, release=False)
    await rig.binance.move("BTC/USDT", "59990")
    card = await service.card(OWNER, bot_id)
    assert (card.state.status, card.state.trades) == (Status.ACTIVE, 1)


async def test_one_bot_that_cannot_be_stopped_keeps_no_other_from_it(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    bots = [(await has_bot(rig, start=True, key=str(number))).state.bot_id for number in range(3)]
    command = Supervisor.command

    async def fails(self: Supervisor, bot_id: BotId, event: Event, revision: int | None = None) -> BotState:
        if bot_id == bots[0]:
            raise StorageUnavailable("away")
        await asyncio.sleep(0)
        return await command(self, bot_id, event, revision)

    monkeypatch.setattr(Supervisor, "command", fails)
    with pytest.raises(StorageUnavailable):
        await rig.now.service.stop_all(OWNER)
    states = [(await rig.now.service.card(OWNER, bot)).state.status for bot in bots]
    assert states == [Status.ACTIVE, Status.STOPPED, Status.STOPPED]
