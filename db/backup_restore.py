"""What is done to a database that was restored from an older backup.

It does not know the orders of the lost time. Their names must not come back, so the epoch of order
names changes; and a bot that works on an exchange may have an order there that it does not
remember, so it places none until its owner has looked. Paper bots lose nothing but the lost time.
"""

import logging
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, insert, select, update

from db.bot_book import EPOCHS
from db.chat_models import OutboxRow
from db.codec import state_from_text
from db.models import ActivityLog, Installation, StateOfBot
from db.rows import log_row, outbox_row
from db.steps import Step, StoredVersion, StoreSteps
from engine.core.events import Pause, QuoteMissing
from engine.core.machine import step
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain
from engine.core.state import BotState, Outcome, Phase
from engine.core.types import Mode
from engine.errors import BotUnreadable
from engine.notices import DatabaseRestored
from engine.outbox import ToPerson
from engine.reads.journal import WordLine

log = logging.getLogger(__name__)

Draw = Callable[[int], int]
"""Returns one of so many numbers, from 0 on, which nobody can foresee."""
REASON = Plain(Cause.RESTORED)
_AT_WORK = {Phase.WATCHING, Phase.WORKING, Phase.SETTLING}


def begin_anew(
    connection: Connection, at: datetime, word_line: WordLine, draw: Draw = secrets.randbelow
) -> int:
    """Give order names a new epoch, pause what works on an exchange, and tell each owner.

    Return how many bots wait for their owner. The epoch is drawn: after another restore of the same backup
    it has to be another one, and nothing of the lost time is known.
    """
    return _hold_back_each(connection, at, word_line, _new_epoch(connection, draw))


def begin_put_right_anew(connection: Connection, at: datetime, word_line: WordLine) -> int:
    """Do so with bots that could not be read when that was done, and can be by now.

    No order may be sent under the names that they give until then.
    """
    epoch = connection.scalar(select(Installation.epoch))
    return 0 if epoch is None else _hold_back_each(connection, at, word_line, epoch)


def rename_orders(connection: Connection, at: datetime, word_line: WordLine) -> None:
    """Give order names a new epoch where nothing is lost: all bots go on."""
    epoch = _new_epoch(connection, secrets.randbelow)
    for _ in _store_each(connection, at, word_line, lambda state: Outcome(state=state), epoch):
        pass


def _hold_back_each(connection: Connection, at: datetime, word_line: WordLine, epoch: int) -> int:
    """Give each bot the epoch, hold it back, and tell each owner. Return how many bots wait for theirs."""
    held_back: dict[int, list[str]] = defaultdict(list)
    for stored, outcome in _store_each(connection, at, word_line, partial(_held_back, at=at), epoch):
        labels = held_back[outcome.state.owner_id]
        if _waits(stored):
            labels.append(outcome.state.ref.label)
    for owner_id, labels in held_back.items():
        _tell(connection, owner_id, DatabaseRestored(at=at, held_back=tuple(labels)), word_line)
    return sum(len(labels) for labels in held_back.values())


def _store_each(
    connection: Connection,
    at: datetime,
    word_line: WordLine,
    change: Callable[[BotState], Outcome],
    epoch: int,
) -> Iterator[tuple[BotState, Outcome]]:
    """Give each bot of another epoch this one, and what the change makes of it; yield both states."""
    wanted = select(StateOfBot.bot_id, StateOfBot.state, StateOfBot.feed_offset, StateOfBot.version)
    for bot_id, text, feed_offset, version in connection.execute(wanted).all():
        try:
            stored = StoredVersion(version, state_from_text(bot_id, text))
        except BotUnreadable as e:
            log.error("a bot is left as it is: %s", e)  # noqa: TRY400 - no traceback needed
            continue
        naming = stored.state.naming
        if naming.epoch == epoch:
            continue
        former = (*naming.former, naming.epoch)
        outcome = change(replace(stored.state, naming=replace(naming, epoch=epoch, former=former)))
        step_of_bot = Step(outcome, feed_offset, at, known=stored)
        StoreSteps([step_of_bot], word_line, connection.dialect.name)(connection)
        yield stored.state, outcome


def _new_epoch(connection: Connection, draw: Draw) -> int:
    """Draw an epoch that is not the present one. Without a bot there is none yet, and nothing to do."""
    present = connection.scalar(select(Installation.epoch))
    if present is None:
        return 0
    epoch: int = (present + 1 + draw(EPOCHS - 1)) % EPOCHS
    connection.execute(update(Installation).values(epoch=epoch))
    return epoch


def _held_back(state: BotState, at: datetime) -> Outcome:
    """Return what the bot goes on from. Requests of it are asked again when the bot is taken up."""
    if state.config.mode is Mode.PAPER:
        return Outcome(state=state)
    if state.phase in _AT_WORK or state.kept_order is not None:
        return step(state, Pause(at=at, reason=REASON))
    if state.phase is Phase.CLOSING:
        return step(state, QuoteMissing(at=at, reason=REASON))
    return Outcome(state=state)


def _waits(stored: BotState) -> bool:
    return stored.config.mode is not Mode.PAPER and stored.phase is not Phase.IDLE


def _tell(connection: Connection, owner_id: int, restored: DatabaseRestored, word_line: WordLine) -> None:
    line = log_row(restored, word_line, restored.at, owner_id=owner_id)
    connection.execute(insert(ActivityLog), line)
    connection.execute(insert(OutboxRow), outbox_row(ToPerson(owner_id), restored, restored.at))
