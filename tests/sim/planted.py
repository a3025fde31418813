"""Bugs planted on purpose. A simulator that lets one of them pass proves nothing.

Each is a way that trading programs have really lost orders or fills. `planted(name)` puts one in
while in the block.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from unittest.mock import patch

from engine.bots.driver import BotDriver
from engine.bots.requests import VenueRequests
from engine.core import edits, legs, orders, quantities, results, step_builder, trailing
from engine.core.events import Event, ForceClosed
from engine.core.money import floor_to
from engine.core.notices import FillBooked
from engine.core.orders import Order
from engine.core.reasons.reason import NoAnswer
from engine.core.state import BotState, Outcome, Phase, PlaceOrder, Request
from engine.core.step_builder import StepBuilder
from engine.core.types import BotConfig, BotId, Fill, Leg, Market, Side
from engine.risk import funds
from engine.risk.funds import WalletRefresh
from engine.timings import AccountTimings
from engine.venue_answers import Absent, Ambiguous, CannotTell, FindAnswer, PlaceAnswer, Rejected, Unknown
from engine.venues.live import order_lookup, watched_order
from engine.venues.live.account import Account
from engine.venues.live.account_trades import AccountTrades
from engine.venues.live.fundings import Fundings
from engine.venues.live.gateway import OrderReport, Position
from engine.venues.live.order_lookup import OrderLookup
from engine.venues.live.perpetuals import Perpetuals
from engine.venues.live.reconciler import Reconciler
from engine.venues.live.stream_facts import StreamFacts
from tests.sim import ledger as sim_ledger
from tests.sim import world as sim_world
from tests.sim.gateway import SimGateway
from tests.sim.ledger import SimLedger

Bug = Callable[[ExitStack], None]


def resend_without_fence(stack: ExitStack) -> None:
    """The first "no such order" is believed at once, and the order sent again under a new name."""

    fate_of = OrderLookup.fate_of

    async def absent_at_once(
        self: OrderLookup, watched: watched_order.Watched
    ) -> OrderReport | Absent | Ambiguous | CannotTell:
        fate = await fate_of(self, watched)
        return Absent() if fate is order_lookup.TOO_EARLY else fate

    stack.enter_context(patch.object(OrderLookup, "fate_of", absent_at_once))


def fence_cut_short(stack: ExitStack) -> None:
    """The fence ends with the deadline: no margin for what waits inside the exchange, or for clocks."""
    timings = replace(sim_world.TIMINGS, account=AccountTimings(fence=timedelta(seconds=-5)))
    stack.enter_context(patch.object(sim_world, "TIMINGS", timings))


def network_error_is_not_found(stack: ExitStack) -> None:
    """No answer counts as "no such order"."""
    find = Account.find

    async def find_at_once(self: Account, bot_id: BotId, order: Order) -> FindAnswer:
        answer = await find(self, bot_id, order)
        if isinstance(answer, CannotTell) and isinstance(answer.reason, NoAnswer):
            return Absent()
        return answer

    stack.enter_context(patch.object(Account, "find", find_at_once))


def any_error_is_a_rejection(stack: ExitStack) -> None:
    """An unclear answer to a create counts as a refusal."""
    place = Account.place

    async def place_surely(self: Account, bot_id: BotId, order: Order) -> PlaceAnswer:
        answer = await place(self, bot_id, order)
        return Rejected(reason=answer.reason) if isinstance(answer, Unknown) else answer

    stack.enter_context(patch.object(Account, "place", place_surely))


def stream_is_the_truth(stack: ExitStack) -> None:
    """Nobody asks: what the stream does not say has not happened."""

    async def never(self: Account) -> None:
        await self._clock.sleep(10**9)

    async def nothing(_self: AccountTrades, _symbol: str, _market: object) -> None:
        return

    stack.enter_context(patch.object(Account, "_tick", never))
    stack.enter_context(patch.object(AccountTrades, "read", nothing))


def commit_after_send(stack: ExitStack) -> None:
    """The order goes out first and is written down afterwards."""
    keep, carry_out = BotDriver._keep, VenueRequests.carry_out  # noqa: SLF001 - a bug is planted where it hurts
    answers: dict[str, PlaceAnswer] = {}

    async def send_and_keep(
        self: BotDriver, outcome: Outcome, feed_offset: int | None, *, is_command: bool
    ) -> bool:
        for request in outcome.requests:
            if isinstance(request, PlaceOrder) and self._subscription.is_active:
                name = request.order.client_order_id
                venue = self._trades_at.of(outcome.state)
                answers[name] = await venue.place(self.bot_id, request.order)
        return await keep(self, outcome, feed_offset, is_command=is_command)

    async def do_the_rest(self: VenueRequests, state: BotState, request: Request) -> tuple[Event, ...]:
        if isinstance(request, PlaceOrder) and request.order.client_order_id in answers:
            return self._after_place(request.order, answers.pop(request.order.client_order_id))
        return await carry_out(self, state, request)

    stack.enter_context(patch.object(BotDriver, "_keep", send_and_keep))
    stack.enter_context(patch.object(VenueRequests, "carry_out", do_the_rest))


def next_leg_outside_the_transaction(stack: ExitStack) -> None:
    """The fill is stored, and the order that it calls for in a second transaction."""
    commit = SimLedger.commit

    async def commit_in_two(self: SimLedger, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        if outcome.fills and outcome.requests:
            filled = next(
                o for o in outcome.orders if o.client_order_id == outcome.fills[0].fill.client_order_id
            )
            halfway = replace(outcome.state, order=filled, phase=Phase.WORKING)
            await commit(self, replace(outcome, state=halfway, orders=(filled,)), feed_offset, at)
            await self._clock.sleep(0.2)
            await commit(self, replace(outcome, fills=(), notices=()), feed_offset, at)
        else:
            await commit(self, outcome, feed_offset, at)

    stack.enter_context(patch.object(SimLedger, "commit", commit_in_two))


def wallet_as_exit_quantity(stack: ExitStack) -> None:
    """What is sold is what the wallet shows, other bots' coins included."""

    def everything(state: BotState) -> Decimal:
        wallet = sim_world.newest_world().exchange.wallet["BTC"]
        return max(floor_to(abs(wallet), state.market.step), state.market.step)

    stack.enter_context(patch.object(quantities, "closing_quantity", everything))


def unique_key_dropped(stack: ExitStack) -> None:
    """A fill is booked as often as it is told."""

    def always_new(order: Order, fill: Fill) -> Order | None:
        forgetful = replace(order, trade_ids=frozenset())
        return orders.book(forgetful, fill)

    def always_unheard(_self: SimLedger, _key: object, _fill: object) -> bool:
        return True

    def all_are_news(self: watched_order.Watched, trades: Sequence[Any]) -> list[Any]:
        self.filled = sum((trade.quantity for trade in trades), Decimal(0))
        return list(trades)

    stack.enter_context(patch.object(step_builder, "book", always_new))
    stack.enter_context(patch.object(SimLedger, "_is_new", always_unheard))
    stack.enter_context(patch.object(watched_order.Watched, "news", all_are_news))


def fill_keyed_by_order(stack: ExitStack) -> None:
    """One fill per order is kept: the second part of a partial fill is taken for a repeat."""

    def knows_not_that_order(self: SimLedger, _key: object, fill: Fill) -> bool:
        name = fill.client_order_id
        return all(kept.booked.fill.client_order_id != name for kept in self.books.fills.values())

    stack.enter_context(patch.object(SimLedger, "_is_new", knows_not_that_order))


def outbox_outside_the_transaction(stack: ExitStack) -> None:
    """The notice is written after the commit, so a crash in between loses it."""
    store = SimLedger._store  # noqa: SLF001 - likewise
    commit = SimLedger.commit

    def without_notices(self: SimLedger, outcome: Outcome, feed_offset: int | None, known: int) -> None:
        before = len(self.books.notices)
        store(self, outcome, feed_offset, known)
        del self.books.notices[before:]

    async def then_notices(self: SimLedger, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        await commit(self, outcome, feed_offset, at)
        await self._clock.sleep(0.2)
        self._still_alive()
        self.books.notices.extend(n for n in outcome.notices if isinstance(n, FillBooked))

    stack.enter_context(patch.object(SimLedger, "_store", without_notices))
    stack.enter_context(patch.object(SimLedger, "commit", then_notices))


def wallet_as_it_was_seen(stack: ExitStack) -> None:
    """What was bought since the last look at the wallet does not count: its exit is turned away."""

    def nothing_since(*_: object) -> Mapping[str, Decimal]:
        return {}

    async def never(*_: object) -> WalletRefresh:
        return WalletRefresh.AS_BEFORE

    stack.enter_context(patch.object(funds, "_effects", nothing_since))
    stack.enter_context(patch.object(Account, "refresh_wallet", never))


def lease_ignored(stack: ExitStack) -> None:
    """The process that was believed dead goes on beside the new one, and nothing refuses its writes."""
    stack.enter_context(patch.object(sim_world, "ZOMBIES", new=True))
    stack.enter_context(patch.object(sim_ledger, "FENCED", new=False))


def sells_at_the_buy_price(stack: ExitStack) -> None:
    """Both legs are priced by the same field."""

    def one_price(self: BotConfig, _side: Side) -> Decimal:
        return self.buy_price

    stack.enter_context(patch.object(BotConfig, "price", one_price))


def twice_the_quantity(stack: ExitStack) -> None:
    """An entry is for twice what was asked for."""
    leg_quantity = quantities.leg_quantity

    def doubled(state: BotState) -> Decimal:
        return leg_quantity(state) * (2 if state.leg is Leg.ENTRY else 1)

    stack.enter_context(patch.object(legs, "leg_quantity", doubled))


def pauses_after_every_leg(stack: ExitStack) -> None:
    """A bot stands when a leg is done, and a person has it go on."""

    def stand(builder: StepBuilder) -> None:
        legs.turn_leg(builder)
        legs.pause(builder, legs.EDIT_NOT_MADE)

    stack.enter_context(patch.object(legs, "leg_done", stand))


def an_edit_cancels_whatever_rests(stack: ExitStack) -> None:
    """Also an order that the change leaves as it is, which loses its place in the queue."""

    def never(_state: BotState, _config: BotConfig) -> bool:
        return False

    stack.enter_context(patch.object(edits, "order_stays", never))


def a_lost_cancel_is_never_asked_again(stack: ExitStack) -> None:
    """A cancel is asked for once, whatever becomes of it."""

    def never(_self: Reconciler, _watched: watched_order.Watched) -> bool:
        return False

    stack.enter_context(patch.object(Reconciler, "_is_due_again", never))


def sends_before_the_first_pass(stack: ExitStack) -> None:
    """Nobody waits for the exchange's orders and trades to be compared with the books."""

    async def at_once(_self: Account, _symbol: str, _deadline: datetime) -> bool:
        return True

    stack.enter_context(patch.object(Account, "_ready", at_once))


def fires_at_half_the_turn(stack: ExitStack) -> None:
    """A trail sends its order too early."""
    trigger_price = trailing.trigger_price

    def nearer(trail: trailing.Trail, side: Side, percent: Decimal) -> Decimal:
        return trigger_price(trail, side, percent / 2)

    stack.enter_context(patch.object(trailing, "trigger_price", nearer))


def dust_costs_nothing(stack: ExitStack) -> None:
    """What is carried into the next cycle is forgotten to have cost anything."""

    def nothing(_tally: results.Tally) -> Decimal:
        return Decimal(0)

    stack.enter_context(patch.object(results, "cost_of_held", nothing))


def a_bot_at_work_takes_its_time(stack: ExitStack) -> None:
    """Nobody hears what streams tell: it is seen at the next pass, twelve seconds later."""

    stack.enter_context(patch.object(StreamFacts, "take", lambda _self, _event: None))


def the_last_fill_is_told_after_its_cycle(stack: ExitStack) -> None:
    """Notices of one step go out in another order than things happened in."""
    outcome = StepBuilder.outcome

    def backwards(self: StepBuilder) -> Outcome:
        made = outcome(self)
        return replace(made, notices=made.notices[::-1])

    stack.enter_context(patch.object(StepBuilder, "outcome", backwards))


def exits_may_open_positions(stack: ExitStack) -> None:
    """An exit on a perpetual goes out without the word that it only reduces."""
    place = Account.place

    async def place_freely(self: Account, bot_id: BotId, order: Order) -> PlaceAnswer:
        return await place(self, bot_id, replace(order, reduce_only=False))

    stack.enter_context(patch.object(Account, "place", place_freely))


def leverage_of_one_always(stack: ExitStack) -> None:
    """Nobody sets the bot's leverage."""
    make_ready = Perpetuals.make_ready

    async def unleveraged(self: Perpetuals, market: Market, _leverage: int) -> None:
        await make_ready(self, market, 1)

    stack.enter_context(patch.object(Perpetuals, "make_ready", unleveraged))


def forced_closes_ignored(stack: ExitStack) -> None:
    """What the exchange closes by force is taken for the work of a hand."""

    async def none(*_: object) -> list[ForceClosed]:
        return []

    stack.enter_context(patch.object(Perpetuals, "_forced", none))


def any_instrument_of_the_coin_is_ours(stack: ExitStack) -> None:
    """The position in a dated contract counts for the perpetual."""
    positions = SimGateway.positions

    async def all_of_the_coin(self: SimGateway) -> list[Position]:
        return [replace(one, symbol=one.symbol.partition("-")[0]) for one in await positions(self)]

    stack.enter_context(patch.object(SimGateway, "positions", all_of_the_coin))


def funding_ignored(stack: ExitStack) -> None:
    """What is paid for a position stands in no figure."""

    async def nothing(_self: Fundings, _listeners: object) -> None:
        return

    stack.enter_context(patch.object(Fundings, "look", nothing))


BUGS: Mapping[str, Bug] = {
    bug.__name__: bug
    for bug in (
        resend_without_fence,
        unique_key_dropped,
        stream_is_the_truth,
        commit_after_send,
        network_error_is_not_found,
        any_error_is_a_rejection,
        next_leg_outside_the_transaction,
        wallet_as_exit_quantity,
        fence_cut_short,
        lease_ignored,
        outbox_outside_the_transaction,
        fill_keyed_by_order,
        wallet_as_it_was_seen,
        sells_at_the_buy_price,
        twice_the_quantity,
        pauses_after_every_leg,
        an_edit_cancels_whatever_rests,
        a_lost_cancel_is_never_asked_again,
        sends_before_the_first_pass,
        fires_at_half_the_turn,
        dust_costs_nothing,
        a_bot_at_work_takes_its_time,
        the_last_fill_is_told_after_its_cycle,
        exits_may_open_positions,
        leverage_of_one_always,
        forced_closes_ignored,
        any_instrument_of_the_coin_is_ours,
        funding_ignored,
    )
}


@contextmanager
def planted(name: str) -> Iterator[None]:
    """Have the bug of that name while in the block."""
    with ExitStack() as stack:
        BUGS[name](stack)
        yield
