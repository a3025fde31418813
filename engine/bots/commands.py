"""Brings a person's commands to bots, and writes them into the audit log."""

import asyncio
from contextlib import suppress
from dataclasses import replace

from engine.bots.supervisor import Supervisor
from engine.clock import Clock
from engine.core.events import AcceptAsIs, Adopt, Edit, Rename, Start, Stop
from engine.core.state import BotState, CommandRefused
from engine.core.types import NAME_LENGTH, BotId
from engine.errors import CommandRejected, NameTooLong
from engine.people import Actor
from engine.reads.journal import ActLine, AuditLine
from engine.reads.logs import Journal
from engine.reads.views import AsSeen
from engine.timings import ServiceTimings


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
        """Have the bot carry it out, write the line, and give what it set off a moment to end.

        Returns the bot as the command left it. Raises CommandRejected, CardOutdated, BotNotFound, OrderTaken.
        """
        try:
            state = await self._supervisor.command(bot_id, event, seen)
        except CommandRefused as e:
            raise CommandRejected(e.why, e.detail) from e
        await self.audit(actor, bot_id, replace(line, bot=state.ref))
        with suppress(TimeoutError):
            async with asyncio.timeout(self._within_s):
                await self._supervisor.drained(bot_id)
        return state

    async def audit(self, actor: Actor, bot_id: BotId | None, line: AuditLine) -> None:
        """Write a line that is never cleared."""
        await self._journal.note(actor.person_id, line, self._clock.now(), bot_id=bot_id)


def checked_name(written: str) -> str:
    """Return a bot's name as it is kept: in one line, of what can be seen. Raises NameTooLong."""
    name = "".join(character for character in " ".join(written.split()) if character.isprintable())
    if len(name) > NAME_LENGTH:
        raise NameTooLong(NAME_LENGTH)
    return name.strip()
