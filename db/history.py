"""What is stored of the past: fills and results with their moments."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from db.models import BookedResult, Trade
from db.session import Database
from engine.core.types import BotId
from engine.reads.history import ResultAt
from engine.reads.views import LastFill

_NEWEST_FILLS = (
    select(Trade.side, Trade.quantity, Trade.price, Trade.executed_at)
    .where(Trade.bot_id == bindparam("bot"))
    .order_by(Trade.id.desc())
)
_OF = BookedResult
_NEWEST_RESULTS = (
    select(_OF.at, _OF.mode, _OF.quote, _OF.bot_id, _OF.result, _OF.cycles)
    .where(_OF.owner_id == bindparam("owner"))
    .order_by(_OF.id.desc())
)


class DatabaseHistory:
    """`engine.reads.history.HistoryReads` on a database. Both of them raise StorageUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fills_since(self, bot_id: BotId, begins: datetime | None, most: int) -> Sequence[LastFill]:
        def look(session: Session) -> list[LastFill]:
            rows = session.execute(_NEWEST_FILLS.limit(most), {"bot": bot_id})
            found = [
                LastFill(side=side, quantity=quantity, price=price, at=at)
                for side, quantity, price, at in rows
                if begins is None or at >= begins
            ]
            found.reverse()  # those of one moment stay as they came
            return sorted(found, key=lambda fill: fill.at)

        return await self._database.ask(look)

    async def results_between(
        self, owner_id: int, begins: datetime | None, ends: datetime | None, most: int
    ) -> Sequence[ResultAt]:
        wanted = _NEWEST_RESULTS.limit(most)
        if begins is not None:
            wanted = wanted.where(_OF.at >= begins)
        if ends is not None:
            wanted = wanted.where(_OF.at < ends)

        def look(session: Session) -> list[ResultAt]:
            rows = session.execute(wanted, {"owner": owner_id})
            found = [
                ResultAt(at, mode, quote, BotId(bot_id), result, cycles)
                for at, mode, quote, bot_id, result, cycles in rows
            ]
            found.reverse()
            return sorted(found, key=lambda one: one.at)

        return await self._database.ask(look)
