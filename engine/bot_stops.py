"""How a person stops bots: the command, a moment for it to be carried out, and a look at the exchange."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress

from engine.bot_views import BotViews
from engine.bots.commands import BotCommands
from engine.clock import Clock
from engine.core.events import Stop
from engine.core.orders import Order, OrderState
from engine.core.state import BotState, Phase
from engine.core.types import BotId, StopForm
from engine.errors import BotNotFound, BotsOutdated, CommandRejected, ScalperError
from engine.people import Actor
from engine.reads.journal import OwnerAct, OwnerActed, Tried
from engine.reads.views import AsSeen, BotCard, SeenBot, StopCheck, StopFailed, StopReport
from engine.real_accounts import RealAccounts
from engine.risk.engine import Rules
from engine.timings import ServiceTimings

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Told how many bots are done, and of how many."""

_UNDER_WAY = frozenset({Phase.SETTLING, Phase.CLOSING})


class BotStops:
    """Stops bots, one or all of a person, in one of the three forms."""

    def __init__(
        self,
        *,
        views: BotViews,
        accounts: RealAccounts,
        commands: BotCommands,
        clock: Clock,
        rules: Rules,
        timings: ServiceTimings,
    ) -> None:
        self._views = views
        self._accounts = accounts
        self._commands = commands
        self._clock = clock
        self._slippage = rules.close_slippage_percent
        self._timings = timings

    async def stop(self, actor: Actor, bot_id: BotId, form: StopForm, seen: AsSeen | None) -> StopReport:
        """Stop one bot. Raises BotNotFound, CardOutdated."""
        return await self._stop(actor, await self._views.state(actor, bot_id), form, seen)

    async def stop_all(
        self, actor: Actor, form: StopForm, shown: Sequence[SeenBot] | None, progress: Progress
    ) -> tuple[StopReport | StopFailed, ...]:
        """Stop all that are at work, side by side. Raises BotsOutdated where they are not as `shown`."""
        cards = await self._views.at_work(actor)
        if shown is not None and set(shown) != {SeenBot.of(card.state) for card in cards}:
            raise BotsOutdated
        done = 0

        async def one(card: BotCard) -> StopReport | StopFailed | None:
            nonlocal done
            seen = None if shown is None else SeenBot.of(card.state)
            outcome = await self._stop_one(actor, card, form, seen)
            done += 1
            progress(done, len(cards))
            return outcome

        progress(0, len(cards))
        outcomes = await asyncio.gather(*(one(card) for card in cards))
        return tuple(outcome for outcome in outcomes if outcome is not None)

    async def _stop_one(
        self, actor: Actor, card: BotCard, form: StopForm, seen: AsSeen | None
    ) -> StopReport | StopFailed | None:
        """Stop one of several. None when it was deleted meanwhile: nothing is left to stop."""
        try:
            return await self._stop(actor, card.state, form, seen)
        except BotNotFound:
            return None
        except ScalperError as e:
            await self._commands.refused(actor, Tried(form.value.lower()), e, card.state.ref)
            return StopFailed(card=card, error=e)
        except Exception:  # the others' reports must come whatever it is
            log.exception("bot %s: the stop failed", card.state.bot_id)
            return StopFailed(card=card, error=None)

    async def _stop(self, actor: Actor, before: BotState, form: StopForm, seen: AsSeen | None) -> StopReport:
        bot_id = before.bot_id
        stop = Stop(at=self._clock.now(), form=form, close_slippage_percent=self._slippage)
        try:
            line = OwnerActed(act=OwnerAct(form.value))
            ordered = await self._commands.give(actor, bot_id, stop, seen, line)
        except CommandRejected as e:
            await self._commands.refused(actor, Tried(form.value.lower()), e, before.ref)
            return StopReport(card=await self._views.card(actor, bot_id), before=before, refused=e.why)
        await self._settled(bot_id)
        card = await self._views.card(actor, bot_id)
        was = ordered.order if ordered.order_pending else None
        check = None if card.state.finishing else await self._check(was, before, card.state)
        if check is not None and card.state.order_pending:  # the look may have taken a while
            card = await self._views.card(actor, bot_id)
        ended = None if was is None or was.closing else await self._ended(was, card.state)
        return _report(before, card, ended, check)

    async def _ended(self, order: Order, now: BotState) -> Order | None:
        """Return what became of an order that was out when the stop came."""
        return now.order_named(order.client_order_id) or await self._views.order(
            now.bot_id, order.client_order_id
        )

    async def _settled(self, bot_id: BotId) -> None:
        """Return when the exchange has told how the bot's order has ended, or a person has waited enough."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._timings.drained_within_s):
                while self._views.phase(bot_id) in _UNDER_WAY:
                    await self._clock.sleep(self._timings.look_again_s)

    async def _check(self, was: Order | None, before: BotState, after: BotState) -> StopCheck | None:
        """Ask the exchange about the orders that the stop was about; None where there was none.

        One that ended a moment ago may be shown as open for a while: then it is asked again.
        """
        now = after.order if after.order is not None and after.order != before.order else None
        orders = {order.client_order_id: order for order in (was, now) if order is not None}
        if not orders:
            return None
        found = await self._ask(after, list(orders.values()))
        with suppress(TimeoutError):
            async with asyncio.timeout(self._timings.drained_within_s):
                while found.open is not None and not after.order_pending:
                    await self._clock.sleep(self._timings.look_again_s)
                    found = await self._ask(after, list(orders.values()))
        return found

    async def _ask(self, state: BotState, orders: list[Order]) -> StopCheck:
        """Return which of the orders is open at the exchange at this moment."""
        answered = True
        for order in orders:
            try:
                status = await self._accounts.order_status(state, order)
            except ScalperError as e:
                log.info("bot %s: how its order stands cannot be asked: %s", state.bot_id, e)
                answered = False
                continue
            if status.is_open:
                return StopCheck(at=self._clock.now(), answered=True, open=order)
            answered &= not any(candidate.is_open for candidate in status.candidates)
        return StopCheck(at=self._clock.now(), answered=answered)


def _report(before: BotState, card: BotCard, ended: Order | None, check: StopCheck | None) -> StopReport:
    """Report on one. `ended`: what became of the order that was out when the stop came, a close's apart."""
    state, order = card.state, card.state.order
    is_new = order is not None and before.order_named(order.client_order_id) is None
    closing = order if order is not None and order.closing and is_new else None
    shown_open = check.open if check else None
    pending = order.identity if order is not None and state.order_pending else None
    return StopReport(
        card=card,
        before=before,
        cancelled=ended
        if ended is not None and ended.identity != pending and ended.state is OrderState.CANCELED
        else None,
        still_open=order if state.order_pending else shown_open,
        closing=closing,
        check=check,
    )
