"""What changes a result without a trade: funding, fees whose value was not known, and fees told wrongly.

Of the present cycle it becomes part of that cycle's result. Of one that is closed already, or of a bot that
is deleted, it changes the sum of results, on its own day, and people are told.
"""

from dataclasses import replace
from datetime import datetime

from engine.core.events import CoinPriced, FeeDiffers, FundingCharged
from engine.core.money import quantize
from engine.core.notices import FeeCorrected, FeeValued, FundingBooked
from engine.core.results import (
    NO_CYCLE,
    UnvaluedFee,
    change_of_fee,
    with_change,
    with_change_before,
    with_unvalued,
)
from engine.core.state import BotState
from engine.core.step_builder import StepBuilder
from engine.core.types import CoinAmount, Fee


def funding_charged(builder: StepBuilder, event: FundingCharged) -> None:
    """Book what the exchange has paid, or charged, for the position."""
    state, funding = builder.state, event.funding
    of_present_cycle = _is_of_present_cycle(state, event.held_at or funding.charged_at)
    builder.change(funding=state.funding + funding.amount)
    if of_present_cycle:
        builder.change(tally=replace(state.tally, funding=state.tally.funding + funding.amount))
    else:
        builder.change(pnl=state.pnl + funding.amount)
    cycle = state.cycle if of_present_cycle else state.cycle - 1
    builder.change(unvalued=with_unvalued(state.unvalued, funding.unvalued, cycle))
    builder.tell(
        FundingBooked(
            bot=state.ref,
            at=funding.charged_at,
            funding_id=funding.funding_id,
            amount=funding.amount,
            total=None if of_present_cycle else builder.state.pnl,
            of_deleted=state.deleted,
        )
    )


def _is_of_present_cycle(state: BotState, held_at: datetime) -> bool:
    """Say whether the position that was open then is that of the present cycle, and not of one before it.

    A deleted bot closes none any more.
    """
    tally = state.tally
    return not state.deleted and tally.traded and (tally.began_at is None or held_at >= tally.began_at)


def coin_priced(builder: StepBuilder, event: CoinPriced) -> None:
    """Book what was taken in that coin at this price."""
    known = tuple(one for one in builder.state.unvalued if one.fee.coin == event.coin)
    if not known:
        builder.durable = False
        return
    builder.change(unvalued=tuple(one for one in builder.state.unvalued if one not in known))
    for one in known:
        state, value = builder.state, quantize(one.fee.amount * event.price)
        of_present_cycle = one.cycle == state.cycle and not state.deleted
        builder.change(fees=state.fees + value)
        if of_present_cycle:
            fees, others = state.tally.fees + value, state.tally.other_fees + value
            builder.change(tally=replace(state.tally, fees=fees, other_fees=others))
        elif one.cycle != NO_CYCLE:
            builder.change(pnl=state.pnl - value)
        total = None if of_present_cycle or one.cycle == NO_CYCLE else builder.state.pnl
        builder.tell(
            FeeValued(
                bot=state.ref,
                at=event.at,
                cycle=one.cycle,
                fee=one.fee,
                value=value,
                total=total,
                of_deleted=state.deleted,
            )
        )


def fee_differs(builder: StepBuilder, event: FeeDiffers) -> None:
    """Correct the fee of a booked fill, and what is held by it. That it is done once is the ledger's part.

    It goes by the rows of trades, and a deleted bot has none. Of a fill of before the bot changed its pair
    or account only the row and the sum of fees are corrected: what is held, and all results, are of now.
    """
    state, fill = builder.state, event.fill
    where = state.ref_at(event.account_id, event.symbol)
    elsewhere, counts = where != state.ref, where.money == state.ref.money
    of_present_cycle = not elsewhere and _is_of_present_cycle(state, fill.executed_at)
    cycle = NO_CYCLE if elsewhere else state.cycle - (not of_present_cycle)
    unvalued = _instead(state.unvalued, fill.fee, event.fee, cycle) if counts else state.unvalued
    if unvalued is None or state.deleted:
        builder.durable = False
        return
    change = change_of_fee(fill, event.fee, where.base)
    if counts:
        builder.change(fees=state.fees + change.fees, unvalued=unvalued)
    if of_present_cycle:
        builder.change(tally=with_change(state.tally, change))
    elif not elsewhere:
        builder.change(tally=with_change_before(state.tally, change), pnl=state.pnl - change.fees)
    builder.tell(
        FeeCorrected(
            bot=where,
            at=event.at,
            client_order_id=fill.client_order_id,
            trade_id=fill.trade_id,
            side=fill.side,
            was=fill.fee,
            fee=event.fee,
            total=None if of_present_cycle or elsewhere else builder.state.pnl,
        )
    )


def _instead(
    known: tuple[UnvaluedFee, ...], was: Fee, fee: Fee, cycle: int
) -> tuple[UnvaluedFee, ...] | None:
    """Return the fees of no known value with one instead of another; None if that has a value by now."""
    waiting = {(one.fee.coin, one.cycle) for one in known}
    if any((part.coin, cycle) not in waiting for part in was.unvalued):
        return None
    less = (CoinAmount(amount=-part.amount, coin=part.coin) for part in was.unvalued)
    return tuple(one for one in with_unvalued(known, (*less, *fee.unvalued), cycle) if one.fee.amount)
