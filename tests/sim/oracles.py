"""What must be true once it is quiet. Each complaint names the oracle that made it.

O1 one effective order per leg; O2 the exchange's trades are the booked fills; O3 what the ledger
holds is what the exchange's trades left; O4 every active bot works; O5 results follow from the
trades; O6 every fill is told exactly once; O7 no order of ours without a row; O8 nobody is turned away
for want of money that is there.
"""

from collections import Counter, defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.core import results
from engine.core.money import exact
from engine.core.notices import BotPaused, FillBooked
from engine.core.orders import OrderState
from engine.core.reasons.accounts import InsufficientFunds
from engine.core.state import Phase
from engine.core.types import BotId, Side, Status
from tests.sim.exchange import COARSEST_STEP, MARKET, bot_part, leg_part
from tests.sim.faults import Fault

if TYPE_CHECKING:
    from tests.sim.world import World


def judge(world: "World", *, running: bool) -> list[str]:
    """Return the complaints; none when all is well."""
    return [
        *_one_order_per_leg(world),
        *_fills_are_trades(world),
        *_holdings(world),
        *(_everyone_works(world) if running else _everyone_rests(world)),
        *_results(world),
        *_told_once(world),
        *_no_orphans(world),
        *_money_is_seen(world),
    ]


def _one_order_per_leg(world: "World") -> list[str]:
    complaints = [
        f"O1 bot {bot}: {most} orders open at once"
        for bot, most in world.exchange.most_open_per_bot.items()
        if most > 1
    ]
    traded: defaultdict[str, Decimal] = defaultdict(Decimal)
    for resting in world.exchange.orders.values():
        if not resting.order.closing:
            traded[leg_part(resting.order.client_order_id)] += resting.report.filled
    planned: dict[str, Decimal] = {}
    # What is left of a leg may be rounded by another step than its first order was.
    rounding = COARSEST_STEP if world.counts[Fault.RULES_CHANGED] else Decimal(0)
    for name, kept in world.disk.orders.items():
        leg = leg_part(name)
        planned[leg] = max(planned.get(leg, Decimal(0)), kept.order.quantity + rounding)
    complaints += [
        f"O1 leg {leg}: traded {amount}, planned {planned.get(leg)}"
        for leg, amount in traded.items()
        if amount > planned.get(leg, amount) and not _by_a_persons_word(world, leg)
    ]
    return complaints


def _by_a_persons_word(world: "World", leg: str) -> bool:
    """Say whether a person had the bot go on by then, whatever an order of its might still trade."""
    return any(
        kept.order.accepted_as_is and bot_part(name) == leg[:4] and leg_part(name)[:-1] <= leg[:-1]
        for name, kept in world.disk.orders.items()
    )


def _fills_are_trades(world: "World") -> list[str]:
    at_exchange = Counter(str(trade.trade_id) for _, trade in world.exchange.trades)
    booked = Counter(str(key.trade_id) for key in world.disk.fills)
    in_bots = sum(state.trades for state in world.disk.bots.values())
    complaints = [f"O2 trade {trade_id} is not booked" for trade_id in at_exchange - booked]
    complaints += [f"O2 fill {trade_id} never happened" for trade_id in booked - at_exchange]
    if in_bots != len(world.exchange.trades):
        complaints.append(f"O2 bots count {in_bots} fills, there were {len(world.exchange.trades)}")
    return complaints


def _holdings(world: "World") -> list[str]:
    held: defaultdict[BotId, Decimal] = defaultdict(Decimal)
    serials = {
        state.naming.name(cycle=1, leg=state.leg, attempt=1)[4:8]: bot
        for bot, state in world.disk.bots.items()
    }
    with exact():
        for _, trade in world.exchange.trades:
            order = world.exchange.orders[trade.venue_order_id].order
            bot_id = serials[bot_part(order.client_order_id)]
            sign = 1 if trade.side is Side.BUY else -1
            held[bot_id] += sign * trade.quantity
            if trade.fee.coin == MARKET.base:
                held[bot_id] -= trade.fee.amount
    return [
        f"O3 bot {state.naming.serial} holds {held[bot_id]} by the trades, {state.held} by the ledger"
        for bot_id, state in world.disk.bots.items()
        if held[bot_id] != state.held
    ]


def _everyone_works(world: "World") -> list[str]:
    complaints = []
    for state in world.disk.bots.values():
        if state.status is not Status.ACTIVE or state.phase in {Phase.PAUSED, Phase.WATCHING}:
            continue
        order = state.order
        if order is None or not order.live:
            complaints.append(f"O4 bot {state.naming.serial} is {state.phase} without a live order")
        elif order.state in {OrderState.INTENT, OrderState.UNKNOWN}:
            complaints.append(f"O4 bot {state.naming.serial}: order still {order.state}")
        else:
            resting = world.exchange.by_client_id(order.client_order_id)
            if resting is None or not resting.open:
                complaints.append(f"O4 bot {state.naming.serial}: its order is not at the exchange")
    return complaints


def _everyone_rests(world: "World") -> list[str]:
    complaints = [
        f"O4 bot {state.naming.serial} was stopped and is {state.phase}, order {state.order}"
        for state in world.disk.bots.values()
        if state.phase is not Phase.IDLE
        or (state.order_pending and state.order and state.order.state is not OrderState.QUARANTINED)
    ]
    complaints += [
        f"O4 order {resting.order.client_order_id} still rests at the exchange"
        for resting in world.exchange.orders.values()
        if resting.open
    ]
    return complaints


def _results(world: "World") -> list[str]:
    """The sum of results is the money that moved, less the cost of what is still held."""
    complaints = []
    for bot_id, state in world.disk.bots.items():
        cash = Decimal(0)
        with exact():
            for owner, booked in world.disk.fills.values():
                if owner != bot_id:
                    continue
                fill = booked.fill
                cash += fill.value if fill.side is Side.SELL else -fill.value
                if fill.fee.coin != MARKET.base:
                    cash -= fill.fee.value
            by_ledger = state.pnl + results.result(state.tally)
            expected = cash + results.cost_of_held(state.tally)
        if abs(by_ledger - expected) > Decimal("1e-12"):
            complaints.append(f"O5 bot {state.naming.serial}: results {by_ledger}, cash says {expected}")
    return complaints


def _told_once(world: "World") -> list[str]:
    told = Counter(str(n.trade_id) for n in world.disk.notices if isinstance(n, FillBooked))
    booked = Counter(str(key.trade_id) for key in world.disk.fills)
    return [
        f"O6 fill {t} told {told[t]} times, booked {booked[t]}" for t in told | booked if told[t] != booked[t]
    ]


def _no_orphans(world: "World") -> list[str]:
    return [
        f"O7 order {resting.order.client_order_id} has no row"
        for resting in world.exchange.orders.values()
        if resting.order.client_order_id not in world.disk.orders
    ]


def _money_is_seen(world: "World") -> list[str]:
    """The wallet has what all bots need together, so a pause for want of funds is a wrong one.

    Not while the exchange hides trades whose money has moved already.
    """
    if world.exchange.shown_from:
        return []
    return [
        f"O8 bot {notice.bot.number} paused: {notice.reason}"
        for notice in world.disk.notices
        if isinstance(notice, BotPaused) and isinstance(notice.reason, InsufficientFunds)
    ]
