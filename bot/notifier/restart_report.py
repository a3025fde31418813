"""What each owner is told after a start: who goes on, what was traded meanwhile, what has to be decided.

It is owed once the exchanges have been asked what happened, or after 20 s without the answer of some.
Trading waits for none of this: it runs beside it. What is found meanwhile (fills, pauses) has notices of
its own, in the transaction of the finding; the report counts it and never stands in for it.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.views.restart import bot_line, label, waits
from engine.bots.supervisor import Supervisor
from engine.clock import Clock
from engine.core.state import BotState
from engine.core.types import AccountId, Mode, Status
from engine.outbox import Outbox, Resumed, ToPerson, WaitingBot
from engine.ports import RealAccount, StoredBot
from engine.reads.views import Reads

WAIT_AT_MOST = timedelta(seconds=20)
LOOK_EVERY_S = 0.2


class RestartReport:
    """Reports on one start, once."""

    def __init__(
        self,
        resumed: Sequence[StoredBot],
        *,
        supervisor: Supervisor,
        accounts: Mapping[AccountId, RealAccount],
        reads: Reads,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        """`resumed`: the bots that were taken up, as they were stored."""
        self._resumed = resumed
        self._supervisor = supervisor
        self._accounts = accounts
        self._reads = reads
        self._outbox = outbox
        self._clock = clock
        self._began = clock.now()

    async def run(self) -> None:
        """Wait for the exchanges, then owe each owner one message. Begun again, it owes nothing twice."""
        until = self._began + WAIT_AT_MOST
        silent = await self._silent(until)
        await self._all_is_told(until, silent)
        by_owner: dict[int, list[StoredBot]] = defaultdict(list)
        for bot in self._resumed:
            by_owner[bot.state.owner_id].append(bot)
        for owner_id, bots in by_owner.items():
            report = await self._report(owner_id, bots, silent)
            key = f"resumed {owner_id} {self._began.isoformat()}"
            await self._outbox.owe(ToPerson(owner_id), report, key=key)

    async def _silent(self, until: datetime) -> frozenset[AccountId]:
        """Return the accounts that have not been heard on all symbols of these bots by then."""
        while True:
            silent = frozenset(
                account_id
                for bot in self._resumed
                if (account := self._accounts.get(account_id := bot.state.config.account_id)) is not None
                and not account.has_caught_up(bot.state.config.ticker)
            )
            if not silent or self._clock.now() >= until:
                return silent
            await self._clock.sleep(LOOK_EVERY_S)

    async def _all_is_told(self, until: datetime, silent: frozenset[AccountId]) -> None:
        """Return once the bots have dealt with what the exchanges have told."""
        try:
            async with asyncio.timeout(max((until - self._clock.now()).total_seconds(), 0)):
                for bot in self._resumed:
                    if bot.state.config.mode is not Mode.PAPER and bot.state.config.account_id not in silent:
                        await self._supervisor.drained(bot.state.bot_id)
        except TimeoutError:
            return

    async def _report(
        self, owner_id: int, bots: Sequence[StoredBot], silent: frozenset[AccountId]
    ) -> Resumed:
        found = await self._as_they_are(owner_id, bots)
        waiting = [(state, fills) for state, fills in found if waits(state)]
        ended = [(state, fills) for state, fills in found if state.status is Status.STOPPED]
        going_on = [one for one in found if one not in waiting and one not in ended]
        return Resumed(
            at=self._clock.now(),
            bots=tuple(bot_line(state, fills) for state, fills in going_on),
            held_back=tuple(bot_line(state, fills) for state, fills in waiting),
            waiting=tuple(WaitingBot(bot_id=state.bot_id, label=label(state)) for state, _ in waiting),
            stopped=tuple(bot_line(state, fills) for state, fills in ended),
            fills=sum(fills for _, fills in found),
            silent=tuple(str(account_id) for account_id in sorted(silent)),
        )

    async def _as_they_are(self, owner_id: int, bots: Sequence[StoredBot]) -> list[tuple[BotState, int]]:
        """Return each bot as it is now, with its number of fills since the start; none that is deleted."""
        stored = {card.state.bot_id: card.state for card in await self._reads.bots(owner_id)}
        found = []
        for bot in bots:
            bot_id = bot.state.bot_id
            if bot_id in stored:
                state = self._supervisor.state(bot_id) or stored[bot_id]
                found.append((state, state.trades - bot.state.trades))
        return found
