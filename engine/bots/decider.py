"""What an event makes of a bot, once the risk has been asked. Nothing is stored or sent here."""

import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from engine.core.adoption import as_known
from engine.core.events import Adopt, Event, ForceClosed, LateFilled, OrderEvent, OrderFilled, Pause
from engine.core.machine import step
from engine.core.orders import Order, OrderFactRefused
from engine.core.reasons.causes import OrderCause
from engine.core.reasons.reason import AboutOrder
from engine.core.state import BotState, CommandRefused, EventRefused, Outcome
from engine.core.types import ClientOrderId, Fill
from engine.risk.engine import RiskEngine
from engine.risk.funds import WalletRefresh

log = logging.getLogger(__name__)

MOST_LOOKS = 3
"""At the wallet, before an order is turned away by one of which it is not sure what it shows."""
FindOrder = Callable[[ClientOrderId], Awaitable[Order | None]]
"""Return an earlier order of the bot as the books have it, or None."""


class Decider:
    """Puts the machine, the risk and what the ledger knows of earlier orders together."""

    def __init__(
        self, risk: RiskEngine, find_order: FindOrder, now: Callable[[], datetime], send_window: timedelta
    ) -> None:
        """`now`: by which orders are dated where the bot trades."""
        self._risk = risk
        self._step = partial(step, send_window=send_window)
        self._find_order = find_order
        self._now = now

    async def decide(
        self, state: BotState, event: Event, *, is_command: bool, may_be_out: ClientOrderId | None = None
    ) -> Outcome | None:
        """Return the outcome, or None for a fact that means nothing (any more).

        `may_be_out`: an order that may have been sent already, so nobody is asked whether it may be.
        Raises CommandRefused for a command that does not fit.
        """
        if isinstance(event, OrderEvent) and state.order_named(event.client_order_id) is None:
            earlier = await self._as_late(state, event)
            if earlier is None:
                log.debug("%s of an earlier order of bot %s: nothing to do", event, state.bot_id)
                return None
            event = earlier
        if isinstance(event, ForceClosed) and await self._is_booked(event.fill):
            return None  # told again, after a driver fell just when it was stored
        try:
            if isinstance(event, Adopt):
                known = await self._find_order(event.order.client_order_id)
                event = replace(event, order=as_known(event.order, known))
            if may_be_out is not None and _places(outcome := self._step(state, event), may_be_out):
                return outcome
            return await self._allowed(state, event)
        except CommandRefused:
            if is_command:
                raise
            log.warning("bot %s: %s does not fit now", state.bot_id, type(event).__name__)
        except (OrderFactRefused, EventRefused) as e:
            log.error("bot %s: refused %s: %s", state.bot_id, event, e)  # noqa: TRY400 - no traceback needed
        return None

    async def _allowed(self, state: BotState, event: Event) -> Outcome:
        """Return the step as far as the risk allows it. Nobody is turned away by a stale wallet."""
        outcome = self._step(state, event)
        if (stopped := self._risk.stops_going_on(state, outcome)) is not None:
            return self._step(state, event, denial=stopped)
        why_not = self._risk.claim(outcome)
        if why_not is None:
            return outcome
        for _ in range(MOST_LOOKS):  # what trades during a look makes the next wallet doubtful as well
            look = await self._risk.refresh_wallet(state, why_not)
            if look is WalletRefresh.AS_BEFORE:
                break
            event = replace(event, at=self._now())  # the order is decided after the look
            outcome = self._step(state, event)
            why_not = self._risk.claim(outcome, ask_funds=look is WalletRefresh.NEWER)
            if why_not is None:
                return outcome
            if look is WalletRefresh.IN_VAIN:
                break
        return self._step(state, event, denial=why_not)

    async def _is_booked(self, fill: Fill) -> bool:
        order = await self._find_order(fill.client_order_id)
        return order is not None and fill.trade_id in order.trade_ids

    async def _as_late(self, state: BotState, event: OrderEvent) -> Event | None:
        """Return the fill of an earlier order as the machine takes it; other news of one are old."""
        if not isinstance(event, OrderFilled):
            return None
        order = await self._find_order(event.client_order_id)
        if order is None:
            log.error("bot %s: a fill of an order nobody placed: %s", state.bot_id, event)
            return None
        return LateFilled(at=event.at, order=order, fill=event.fill)


def _places(outcome: Outcome, name: ClientOrderId) -> bool:
    return outcome.placed is not None and outcome.placed.client_order_id == name


def contradictions(outcome: Outcome, at: datetime) -> Iterator[Pause]:
    """Yield the questions to a person about fills that are booked already, and not of their orders."""
    for booked in outcome.fills:
        name = booked.fill.client_order_id
        yield Pause(at=at, reason=AboutOrder(code=OrderCause.CONTRADICTS, client_order_id=name))
