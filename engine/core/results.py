"""What a cycle earned.

    result = sell value - buy value of what was sold - fees + funding, all in quote

which is the money the cycle moved, with what is left over (dust) carried at its cost into the next
cycle. A fee taken in the base coin lowers what was received; valued at the fill's price it is part
of the fees, and it is never counted a second time. The sum of all results is the change of the
wallet, less the cost of the dust still held.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from engine.core.copies import changed
from engine.core.money import EXACT, ZERO, exact, quantize
from engine.core.types import BotId, CoinAmount, Fee, Fill, Side

NO_CYCLE = -1
"""Of an order that was sent before its bot changed its pair or account: its fees are in no result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnvaluedFee:
    """Fees in a coin that has had no price in quote so far."""

    fee: CoinAmount
    cycle: int
    """The newest cycle that they were taken in; NO_CYCLE: they are in no result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The fills of one cycle so far, added up."""

    carried: Decimal = ZERO
    """Base held when the cycle began, signed."""
    carried_cost: Decimal = ZERO
    """What that had cost, in quote, signed alike."""
    received: Decimal = ZERO
    """Base bought, less base fees."""
    paid: Decimal = ZERO
    """Value of the buys, in quote."""
    delivered: Decimal = ZERO
    """Base sold, with base fees on top."""
    earned: Decimal = ZERO
    """Value of the sells, in quote."""
    other_fees: Decimal = ZERO
    """Fees that were not taken in base, in quote."""
    fees: Decimal = ZERO
    """All fees, in quote."""
    funding: Decimal = ZERO
    """Of its perpetual position, in quote: positive was received, negative was paid."""
    began_at: datetime | None = None
    """When its first fill was executed; None before that."""

    @property
    def held(self) -> Decimal:
        """Base held now, signed: buys - sells - base fees, since the bot was made."""
        return EXACT.subtract(EXACT.add(self.carried, self.received), self.delivered)

    @property
    def traded(self) -> bool:
        return bool(self.received or self.delivered or self.paid or self.earned)


EMPTY_TALLY = Tally()


def add(tally: Tally, fill: Fill, base: str) -> Tally:
    """Return the tally with the fill in it."""
    with exact():
        in_base = fill.fee.amount if fill.fee.coin == base else ZERO
        in_other = ZERO if fill.fee.coin == base else fill.fee.value
        tally = changed(
            tally,
            fees=tally.fees + fill.fee.value,
            other_fees=tally.other_fees + in_other,
            began_at=min(tally.began_at or fill.executed_at, fill.executed_at),
        )
        if fill.side is Side.BUY:
            return changed(
                tally, received=tally.received + fill.quantity - in_base, paid=tally.paid + fill.value
            )
        return changed(
            tally, delivered=tally.delivered + fill.quantity + in_base, earned=tally.earned + fill.value
        )


def change_of_fee(fill: Fill, fee: Fee, base: str) -> Tally:
    """Return what is different in a tally when a fill that is in it has cost this instead."""
    before, after = add(EMPTY_TALLY, fill, base), add(EMPTY_TALLY, changed(fill, fee=fee), base)
    with exact():
        return Tally(
            received=after.received - before.received,
            delivered=after.delivered - before.delivered,
            other_fees=after.other_fees - before.other_fees,
            fees=after.fees - before.fees,
        )


def with_change(tally: Tally, change: Tally) -> Tally:
    """Return the tally of the cycle that the fill was in."""
    with exact():
        return changed(
            tally,
            received=tally.received + change.received,
            delivered=tally.delivered + change.delivered,
            other_fees=tally.other_fees + change.other_fees,
            fees=tally.fees + change.fees,
        )


def with_change_before(tally: Tally, change: Tally) -> Tally:
    """Return the tally of a later cycle: base that was taken is not carried into it, nor is its cost.

    The result of the fill's own cycle falls by all of the fee.
    """
    with exact():
        return changed(
            tally,
            carried=tally.carried + change.held,
            carried_cost=tally.carried_cost - (change.fees - change.other_fees),
        )


def cost_of_held(tally: Tally) -> Decimal:
    """Return what the base held now has cost on average, in quote: negative when base is owed."""
    held = tally.held
    with exact():
        if held > 0:
            pool = max(tally.carried, ZERO) + tally.received
            cost = max(tally.carried_cost, ZERO) + tally.paid
        elif held < 0:
            pool = max(-tally.carried, ZERO) + tally.delivered
            cost = max(-tally.carried_cost, ZERO) + tally.earned
        else:
            return ZERO
        return quantize(held * cost / pool)


def result(tally: Tally) -> Decimal:
    """Return the realised result of the cycle as it stands, in quote, after fees and funding."""
    with exact():
        cash = tally.earned - tally.paid - tally.other_fees + tally.funding
        return quantize(cash + cost_of_held(tally) - tally.carried_cost)


def unrealised(tally: Tally, price: Decimal) -> Decimal:
    """Return what selling (or buying back) all that is held at `price` would add, in quote, before all fees.

    The base fees of the buys are part of what is held has cost. Here they are left out, for they are fees.
    """
    with exact():
        return quantize(tally.held * price - cost_of_held(tally) + _base_fees_of_held(tally))


def _base_fees_of_held(tally: Tally) -> Decimal:
    """Return the share of what is held in the base fees of the cycle, in quote."""
    pool = max(tally.carried, ZERO) + tally.received
    return (tally.fees - tally.other_fees) * tally.held / pool if tally.held > 0 else ZERO


def next_tally(tally: Tally) -> Tally:
    """Return the empty tally of the next cycle, with what is left carried at its cost."""
    return Tally(carried=tally.held, carried_cost=cost_of_held(tally))


def with_unvalued(
    known: tuple[UnvaluedFee, ...], more: Iterable[CoinAmount], cycle: int
) -> tuple[UnvaluedFee, ...]:
    """Return fees of no known value with more of them, taken in that cycle, added up by coin and cycle."""
    amounts = {(one.fee.coin, one.cycle): one.fee.amount for one in known}
    for fee in more:
        amounts[fee.coin, cycle] = amounts.get((fee.coin, cycle), ZERO) + fee.amount
    return tuple(
        UnvaluedFee(fee=CoinAmount(amount=amount, coin=coin), cycle=cycle)
        for (coin, cycle), amount in amounts.items()
    )


def of_closed_cycles(known: tuple[UnvaluedFee, ...], newest: int) -> tuple[UnvaluedFee, ...]:
    """Return the fees of no known value when cycle `newest` has closed: one amount for each coin."""
    merged: tuple[UnvaluedFee, ...] = ()
    for one in known:
        merged = with_unvalued(merged, (one.fee,), NO_CYCLE if one.cycle == NO_CYCLE else newest)
    return merged


def holders(newest_first: Iterable[tuple[BotId, Side, Decimal]]) -> dict[BotId, Decimal]:
    """Return whose positions the fills of one perpetual leave open, and how much they are, signed.

    Of each fill: its bot, side and quantity. Who traded last comes first.
    """
    held: dict[BotId, Decimal] = {}
    with exact():
        for bot_id, side, quantity in newest_first:
            held[bot_id] = held.get(bot_id, ZERO) + side.sign * quantity
    return {bot_id: amount for bot_id, amount in held.items() if amount}
