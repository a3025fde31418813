"""The list of bots: making and deleting them."""

import secrets
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, delete, func, insert, select, update

from db import rows
from db.codec import STATE
from db.models import ActivityLog, Bot, Installation, StateOfBot
from db.session import Database
from db.statements import insert_into
from engine.core.ids import OrderNaming
from engine.core.state import BotState
from engine.core.types import BotId
from engine.errors import BotNotFound, CardOutdated, LimitReached
from engine.ports import NewBot, StoredBot
from engine.reads.journal_lines import created_line, deleted_line

EPOCHS = 36**3
THE_INSTALLATION = 1


class DatabaseBotBook:
    """`engine.ports.BotBook` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, new: NewBot, most: int) -> StoredBot:
        """Store the bot, STOPPED, with a log line. The same `key` returns the bot made before.

        Raises LimitReached when the owner has `most` bots already.
        """
        bot_id = BotId(uuid4())
        return await self._database.write(lambda connection: _create(connection, bot_id, new, most))

    async def delete(self, bot_id: BotId, at: datetime, *, by: int, revision: int | None = None) -> None:
        """Delete the bot with its trades. Logs stay, as do orders, fill ids and the results of its days.

        Raises BotNotFound, and CardOutdated when it is not at `revision` any more.
        """
        await self._database.write(lambda connection: _delete(connection, bot_id, at, by, revision))

    async def set_alerts(self, bot_id: BotId, *, on: bool) -> None:
        """Choose whether the bot's notices go to the alert chat too. Raises BotNotFound."""

        def work(connection: Connection) -> None:
            changed = connection.execute(update(Bot).where(Bot.id == bot_id).values(alerts=on))
            if changed.rowcount != 1:
                raise BotNotFound(bot_id)

        await self._database.write(work)


def _create(connection: Connection, bot_id: BotId, new: NewBot, most: int) -> StoredBot:
    made_before = connection.execute(
        select(StateOfBot.state, StateOfBot.feed_offset, Bot.created_at)
        .join(Bot, Bot.id == StateOfBot.bot_id)
        .where(Bot.creation_key == new.key)
    ).one_or_none()
    if made_before is not None:
        text, position, created_at = made_before
        return StoredBot(state=STATE.load(text), position=position, created_at=created_at)
    has = connection.scalar(select(func.count()).select_from(Bot).where(Bot.owner_id == new.owner_id)) or 0
    if has >= most:
        raise LimitReached(f"{most} bots per person")
    state = BotState(
        bot_id=bot_id,
        owner_id=new.owner_id,
        naming=_next_naming(connection),
        config=new.config,
        market=new.market,
    )
    _insert(connection, state, new)
    return StoredBot(state=state, position=None, created_at=new.at)


def _next_naming(connection: Connection) -> OrderNaming:
    """Draw the next number of this installation; the first ever draws its epoch as well."""
    begin = insert_into(Installation, connection.dialect.name).values(
        id=THE_INSTALLATION, epoch=secrets.randbelow(EPOCHS), next_number=1
    )
    connection.execute(begin.on_conflict_do_nothing())
    drawn = update(Installation).values(next_number=Installation.next_number + 1)
    epoch, following = connection.execute(drawn.returning(Installation.epoch, Installation.next_number)).one()
    return OrderNaming(epoch=epoch, serial=following - 1)


def _insert(connection: Connection, state: BotState, new: NewBot) -> None:
    connection.execute(
        insert(Bot).values(
            rows.bot_columns(state, new.at)
            | {
                "id": state.bot_id,
                "owner_id": state.owner_id,
                "number": state.naming.serial,
                "creation_key": new.key,
                "alerts": new.alerts,
                "created_at": new.at,
            }
        )
    )
    connection.execute(
        insert(StateOfBot).values(rows.state_columns(state, None) | {"bot_id": state.bot_id, "version": 0})
    )
    connection.execute(insert(ActivityLog).values(rows.log_row(state, created_line(state), new.at)))


def _delete(connection: Connection, bot_id: BotId, at: datetime, by: int, revision: int | None) -> None:
    text = connection.scalar(select(StateOfBot.state).where(StateOfBot.bot_id == bot_id))
    if text is None:
        raise BotNotFound(bot_id)
    state = STATE.load(text)
    if revision is not None and state.revision != revision:
        raise CardOutdated
    line = rows.log_row(state, deleted_line(state), at)
    line |= {"bot_id": None, "audit": True, "extra_data": {"bot_id": str(bot_id), "by": by}}
    connection.execute(delete(Bot).where(Bot.id == bot_id))
    connection.execute(insert(ActivityLog).values(line))
