"""Brings a person's commands to bots, and writes them into the audit log."""

import asyncio
import logging
from contextlib import AbstractAsyncContextManager, suppress

from engine.asked import who_asked
from engine.bots.supervisor import Supervisor
from engine.clock import Clock
from engine.core.events import AcceptAsIs, Adopt, Edit, Rename, Start, Stop
from engine.core.notices import BotRef
from engine.core.state import BotState, CommandRefused
from engine.core.types import NAME_LENGTH, BotId
from engine.errors import CommandRejected, LeaseLost, NameTooLong, ScalperError, StorageUnavailable
from engine.people import Actor
from engine.ports import Command
from engine.reads.journal import ActLine, ActRefused, AuditLine, Tried
from engine.reads.logs import Journal
from engine.reads.views import AsSeen
from engine.timings import ServiceTimings

log = logging.getLogger(__name__)


class BotCommands:
    """Gives commands, waits a moment for what they set off, and notes who gave them."""

    def __init__(
        self, supervisor: Supervisor, journal: Journal, clock: Clock, timings: ServiceTimings
    ) -> None:
        self._supervisor = supervisor
        self._journal = journal
        self._clock = clock
        self._within_s = timings.drained_within_s

    async def give(
        self,
        actor: Actor,
        bot_id: BotId,
        event: Start | Stop | Edit | Rename | Adopt | AcceptAsIs,
        seen: AsSeen | None,
        line: ActLine,
    ) -> BotState:
        """Have the bot carry it out, noted with it, and give what it set off a moment to end.

        Returns the bot as the command left it. Raises CommandRejected, CardOutdated, BotNotFound, OrderTaken.
        """
        command = Command(actor.person_id, line, who_asked())
        try:
            state = await self._supervisor.command(bot_id, event, seen, command)
        except CommandRefused as e:
            raise CommandRejected(e.why, e.detail) from e
        with suppress(TimeoutError):
            async with asyncio.timeout(self._within_s):
                await self._supervisor.drained(bot_id)
        return state

    async def audit(self, actor: Actor, bot_id: BotId | None, line: AuditLine) -> None:
        """Write a line that is never cleared."""
        await self._journal.note(actor.person_id, line, self._clock.now(), bot_id=bot_id)

    def noting(
        self, actor: Actor, line: AuditLine, bot_id: BotId | None = None
    ) -> AbstractAsyncContextManager[None]:
        """Write such a line in the transaction of what is written in the block."""
        return self._journal.noting(actor.person_id, line, self._clock.now(), bot_id=bot_id)

    async def refused(self, actor: Actor, act: Tried, error: ScalperError, bot: BotRef | None = None) -> None:
        """Write, once for each error, that something was not done: to those on the list.

        Never raises for the sake of storage.
        """
        stranger = actor.role is None
        if stranger or error.is_noted or isinstance(error, StorageUnavailable | LeaseLost):
            return
        error.is_noted = True
        why, reason = None, None if error.reason == ScalperError.reason else error.reason
        if isinstance(error, CommandRejected):
            why, reason = error.why, error.detail
        line = ActRefused(act=act, bot=bot, error=type(error).__name__, why=why, reason=reason)
        try:
            await self.audit(actor, None, line)
        except StorageUnavailable as e:
            log.warning("that somebody was refused something is not noted: %s", e)


_JOINERS = "\u200c\u200d"
"""Nobody sees them, and they join letters and emoji where they stand between these."""


def checked_name(written: str) -> str:
    """Return a bot's name as it is kept: in one line, of what can be seen. Raises NameTooLong."""
    line = " ".join(written.split())
    name = "".join(one for one in line if one.isprintable() or one in _JOINERS).strip(_JOINERS + " ")
    if len(name) > NAME_LENGTH:
        raise NameTooLong(NAME_LENGTH)
    return name
