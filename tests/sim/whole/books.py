"""The books in memory that follow those on SQL."""

from datetime import datetime

from db.bot_book import delete_bot, insert_bot
from engine.core.state import BotState
from engine.core.types import BotId
from engine.memory_ledger import MemoryBooks
from engine.ports import NewBot
from tests.sim.virtual_time import START
from tests.sim.whole.disk import Disk


class MirroredBooks(MemoryBooks):
    """What people and oracles look at. Bots that are made and deleted here are made and deleted on SQL."""

    def __init__(self, disk: Disk, *, alerts: bool) -> None:
        super().__init__()
        self._disk = disk
        self._alerts = alerts

    def add(self, state: BotState, feed_offset: int | None = None) -> None:
        super().add(state, feed_offset)
        new = NewBot(
            owner_id=state.owner_id,
            config=state.config,
            market=state.market,
            at=START,
            key=str(state.naming.serial),
            alerts=self._alerts,
        )
        with self._disk.writing.begin() as connection:
            insert_bot(connection, state, new)

    def delete(self, bot_id: BotId, at: datetime) -> None:
        super().delete(bot_id, at)
        with self._disk.writing.begin() as connection:
            delete_bot(connection, bot_id, None, at)
