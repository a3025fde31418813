"""What each owner is told after a start: who goes on, what was traded meanwhile, what has to be decided.

It is owed once the exchanges have been asked what happened, or after some 20 s without the answer of some.
Trading waits for none of this: it runs beside it. What is found meanwhile (fills, pauses) has notices of
its own, in the transaction of the finding; the report counts it and never stands in for it.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta

from engine.bots.supervisor import Supervisor
from engine.clock import Clock
from engine.core.money import ZERO
from engine.core.notices import OrderSummary
from engine.core.orders import OrderState
from engine.core.quantities import leg_quantity
from engine.core.state import BotState, Phase
from engine.core.types import AccountId, Mode, Status
from engine.notices import Doing, Resumed, ResumedBot
from engine.outbox import Outbox, ToPerson
from engine.ports import RealAccount, StoredBot
from engine.reads.bot_reads import Reads

LOOK_EVERY_S = 0.2

_WAITS = {Doing.PAUSED, Doing.FAILED}
"""A person has to decide about such a bot."""
_STOPPED = {Doing.FINISHED, Doing.UNSETTLED}


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
        within: timedelta,
    ) -> None:
        """`resumed`: the bots that were taken up, as they were stored; `within`: so long it waits at most."""
        self._resumed = resumed
        self._supervisor = supervisor
        self._accounts = accounts
        self._reads = reads
        self._outbox = outbox
        self._clock = clock
        self._began = clock.now()
        self._until = clock.monotonic() + within

    async def run(self) -> None:
        """Wait for the exchanges, then owe each owner one message. Begun again, it owes nothing twice."""
        silent = await self._silent()
        await self._all_is_told(silent)
        by_owner: dict[int, list[StoredBot]] = defaultdict(list)
        for bot in self._resumed:
            by_owner[bot.state.owner_id].append(bot)
        for owner_id, bots in by_owner.items():
            report = await self._report(owner_id, bots, silent)
            key = f"resumed {owner_id} {self._began.isoformat()}"
            await self._outbox.owe(ToPerson(owner_id), report, key=key)

    async def _silent(self) -> frozenset[AccountId]:
        """Return the accounts that have not been heard on all symbols of these bots by then."""
        while True:
            silent = frozenset(
                account_id
                for bot in self._resumed
                if (account := self._accounts.get(account_id := bot.state.config.account_id)) is not None
                and not account.has_caught_up(bot.state.config.ticker)
            )
            if not silent or self._clock.monotonic() >= self._until:
                return silent
            await self._clock.sleep(LOOK_EVERY_S)

    async def _all_is_told(self, silent: frozenset[AccountId]) -> None:
        """Return once the bots have dealt with what the exchanges have told."""
        within_s = max((self._until - self._clock.monotonic()).total_seconds(), 0)
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                for bot in self._resumed:
                    if bot.state.config.mode is not Mode.PAPER and bot.state.config.account_id not in silent:
                        await self._supervisor.drained(bot.state.bot_id)

    async def _report(
        self, owner_id: int, bots: Sequence[StoredBot], silent: frozenset[AccountId]
    ) -> Resumed:
        found = [resumed_bot(state, fills) for state, fills in await self._as_they_are(owner_id, bots)]
        return Resumed(
            at=self._clock.now(),
            bots=tuple(one for one in found if one.doing not in _WAITS | _STOPPED),
            held_back=tuple(one for one in found if one.doing in _WAITS),
            stopped=tuple(one for one in found if one.doing in _STOPPED),
            fills=sum(one.fills for one in found),
            silent=tuple(sorted(silent)),
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


def resumed_bot(state: BotState, fills: int) -> ResumedBot:
    """Return what is reported of a bot; `fills` of it were found."""
    return ResumedBot(
        bot=state.ref,
        doing=_doing(state),
        reason=state.pause_reason if state.phase is Phase.PAUSED else state.error,
        order=_order(state),
        fills=fills,
        last_fill_at=state.last_fill_at,
    )


def _doing(state: BotState) -> Doing:
    match state.phase:
        case Phase.PAUSED:
            return Doing.PAUSED
        case Phase.IDLE if state.status is Status.ERROR:
            return Doing.FAILED
        case Phase.IDLE:
            is_open = state.order_pending or state.may_have_foreseen_out
            return Doing.UNSETTLED if is_open else Doing.FINISHED
        case Phase.WATCHING:
            return Doing.WATCHING
        case Phase.WORKING:
            return Doing.UNCONFIRMED if _is_unconfirmed(state) else Doing.ORDER_OPEN
        case Phase.SETTLING:
            return Doing.CANCELING
        case Phase.CLOSING:
            return Doing.CLOSING


def _is_unconfirmed(state: BotState) -> bool:
    return state.order is not None and state.order.state in {OrderState.INTENT, OrderState.UNKNOWN}


def _order(state: BotState) -> OrderSummary | None:
    match state.phase:
        case Phase.WATCHING:
            return OrderSummary(
                side=state.side, quantity=leg_quantity(state), price=state.leg_price, filled=ZERO
            )
        case Phase.WORKING:
            order = state.order
        case _:
            order = state.kept_order
    return None if order is None else order.summary
