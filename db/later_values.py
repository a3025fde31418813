"""Rows of trades whose fee had no value when they were booked: they get it once it is known."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import Connection, Text, and_, cast, or_, select, update

from db.models import Trade
from engine.core.money import EXACT, ZERO, exact, quantize
from engine.core.notices import FeeValued
from engine.core.state import Outcome


def fees_valued(outcome: Outcome) -> Sequence[FeeValued]:
    """Return the fees whose value became known in the step, one for each coin: they have one price."""
    known = {charge.fee.coin: charge for charge in outcome.charges if isinstance(charge, FeeValued)}
    return tuple(known.values())


def value_trades(connection: Connection, charge: FeeValued) -> None:
    """Give the bot's trades that paid in that coin the value of what they paid."""
    coin = charge.fee.coin
    marked = cast(Trade.extra_data, Text).contains('"unvalued"')
    of_before = and_(
        Trade.commission == ZERO, Trade.commission_coin == coin
    )  # such rows were not marked once
    columns = Trade.id, Trade.commission, Trade.commission_amount, Trade.commission_coin, Trade.extra_data
    rows = select(*columns).where(Trade.bot_id == charge.bot.bot_id, or_(marked, of_before))
    price = EXACT.divide(charge.value, charge.fee.amount) if charge.fee.amount else ZERO
    for row in connection.execute(rows).all():
        extra = dict(row.extra_data or {})
        unvalued = dict(extra.pop("unvalued", {row.commission_coin: row.commission_amount}))
        amount = Decimal(unvalued.pop(coin, 0))
        if not amount:
            continue
        if unvalued:
            extra["unvalued"] = unvalued
        with exact():
            commission = row.commission + quantize(amount * price)
        changed = update(Trade).where(Trade.id == row.id).values(commission=commission, extra_data=extra)
        connection.execute(changed)
