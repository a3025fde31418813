"""The list of bots: making and deleting them."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from sqlalchemy import Connection, delete, func, insert, select, update

from db import rows
from db.codec import state_from_text
from db.deleted_bots import add_figures, keep_bot
from db.models import ActivityLog, Bot, Installation, StateOfBot
from db.session import Database
from db.statements import insert_into, table
from engine.asked import Asked, who_asked
from engine.core.ids import OrderNaming
from engine.core.notices import BotRef
from engine.core.state import BotState
from engine.core.types import BotId
from engine.errors import BotNotFound, CardOutdated, LimitReached
from engine.ports import NewBot, StoredBot
from engine.reads.figures import Figures
from engine.reads.journal import BotCreated, BotDeleted, OwnerAct, OwnerActed, WordLine

EPOCHS = 36**3
THE_INSTALLATION = 1


class DatabaseBotBook:
    """`engine.ports.BotBook` on a database."""

    def __init__(self, database: Database, word_line: WordLine) -> None:
        self._database = database
        self._word_line = word_line

    async def create(self, new: NewBot, most: int) -> StoredBot:
        [made] = await self.create_all([new], most)
        return made

    async def create_all(self, new: Sequence[NewBot], most: int) -> Sequence[StoredBot]:
        ids, asked = [BotId(uuid4()) for _ in new], who_asked()

        def work(connection: Connection) -> Sequence[StoredBot]:
            return [
                self._made(connection, bot_id, one, most, asked) for bot_id, one in zip(ids, new, strict=True)
            ]

        return await self._database.write(work)

    def _made(
        self, connection: Connection, bot_id: BotId, new: NewBot, most: int, asked: Asked | None
    ) -> StoredBot:
        """Store the bot inside the caller's transaction, unless it was made before."""
        made_before = connection.execute(rows.stored_bots(Bot.creation_key == new.key)).one_or_none()
        if made_before is not None:
            return rows.stored_bot(made_before)
        state = _create(connection, bot_id, new, most)
        line = BotCreated(bot=state.ref, config=state.config)
        row = rows.log_row(line, self._word_line, new.at, owner_id=state.owner_id, bot_id=bot_id, asked=asked)
        connection.execute(insert(ActivityLog).values(row))
        return StoredBot(state=state, feed_offset=None, created_at=new.at)

    async def delete(
        self,
        bot_id: BotId,
        at: datetime,
        *,
        by: int,
        seen: BotState | None = None,
        until: datetime | None = None,
    ) -> None:
        """Delete the bot with its trades. The results of its days stay, too."""
        asked = who_asked()

        def work(connection: Connection) -> None:
            state = delete_bot(connection, bot_id, seen, until or at)
            line = BotDeleted(bot=state.ref, by=by, trades=state.trades, result=state.pnl)
            row = rows.log_row(line, self._word_line, at, owner_id=by, asked=asked)
            connection.execute(insert(ActivityLog).values(row))

        await self._database.write(work)

    async def switch_alerts_on(self, bots: Sequence[BotRef], at: datetime, *, by: int) -> None:
        off = Bot.id.in_([bot.bot_id for bot in bots]), ~Bot.alerts
        asked = who_asked()

        def work(connection: Connection) -> None:
            switched = set(connection.scalars(update(Bot).where(*off).values(alerts=True).returning(Bot.id)))
            for bot in bots:
                if bot.bot_id in switched:
                    line = OwnerActed(act=OwnerAct.ALERTS_ON, bot=bot)
                    row = rows.log_row(line, self._word_line, at, owner_id=by, bot_id=bot.bot_id, asked=asked)
                    connection.execute(insert(ActivityLog).values(row))

        await self._database.write(work)

    async def set_alerts(self, bot_id: BotId, *, on: bool) -> None:
        if await self._database.execute(update(Bot).where(Bot.id == bot_id).values(alerts=on)) != 1:
            raise BotNotFound(bot_id)


def _create(connection: Connection, bot_id: BotId, new: NewBot, most: int) -> BotState:
    has = connection.scalar(select(func.count()).select_from(Bot).where(Bot.owner_id == new.owner_id)) or 0
    if has >= most:
        raise LimitReached(most)
    state = BotState(
        bot_id=bot_id,
        owner_id=new.owner_id,
        naming=_next_naming(connection),
        config=new.config,
        market=new.market,
        name=new.name,
    )
    insert_bot(connection, state, new)
    return state


def _next_naming(connection: Connection) -> OrderNaming:
    """Draw the next number of this installation; the first ever draws its epoch as well."""
    begin = insert_into(Installation, connection.dialect.name).values(
        id=THE_INSTALLATION, epoch=secrets.randbelow(EPOCHS), next_number=1
    )
    connection.execute(begin.on_conflict_do_nothing())
    drawn = update(Installation).values(next_number=Installation.next_number + 1)
    epoch, following = connection.execute(drawn.returning(Installation.epoch, Installation.next_number)).one()
    return OrderNaming(epoch=epoch, serial=following - 1)


def insert_bot(connection: Connection, state: BotState, new: NewBot) -> None:
    """Store a bot that is new, inside the caller's transaction."""
    columns = {
        "id": state.bot_id,
        "owner_id": new.owner_id,
        "number": state.naming.serial,
        "creation_key": new.key,
        "alerts": new.alerts,
        "created_at": new.at,
    }
    connection.execute(insert(Bot), rows.bot_columns(state, new.at) | columns)
    beginning = {"bot_id": state.bot_id, "version": 0}
    connection.execute(insert(StateOfBot), rows.state_columns(state, None) | beginning)


def delete_bot(connection: Connection, bot_id: BotId, seen: BotState | None, until: datetime) -> BotState:
    """Delete a bot inside the caller's transaction, and return it as it was. Raises as `BotBook.delete`."""
    columns = select(StateOfBot.state, StateOfBot.version)
    found = connection.execute(columns.where(StateOfBot.bot_id == bot_id)).one_or_none()
    if found is None:
        raise BotNotFound(bot_id)
    state = state_from_text(bot_id, found.state)
    if seen is not None and _what_goes(state) != _what_goes(seen):
        raise CardOutdated
    bot = connection.execute(select(table(Bot)).where(Bot.id == bot_id)).one()
    whose = {"owner_id": bot.owner_id, "mode": bot.mode, "quote": bot.quote}
    add_figures(connection, whose, Figures(bot.pnl, bot.fees, bot.total_trades, bot.cycles))
    keep_bot(connection, replace(state, deleted=True), found.version, until)
    connection.execute(delete(Bot).where(Bot.id == bot_id))
    return state


def _what_goes(state: BotState) -> tuple[int, Decimal, bool]:
    """Return what a person decides upon who deletes the bot. A late fill changes no revision."""
    return state.revision, state.held, state.order_pending
