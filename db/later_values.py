"""What changes in rows of trades later: the value of a fee that had none, and a fee that was told wrongly."""

from decimal import Decimal

from sqlalchemy import Connection, Text, and_, cast, or_, select, update

from db.codec import account_to_text
from db.models import Trade
from db.rows import unvalued_data
from engine.core.money import EXACT, ZERO, exact, quantize
from engine.core.notices import FeeCorrected, FeeValued
from engine.core.state import Outcome
from engine.errors import FillAlreadyBooked


def changes_trades(outcome: Outcome) -> bool:
    """Say whether the step changes rows of trades that are there already."""
    return any(isinstance(charge, FeeValued | FeeCorrected) for charge in outcome.charges)


def change_trades(connection: Connection, outcome: Outcome) -> None:
    """Change them. Raises FillAlreadyBooked where a fee stands there otherwise than the step knows it."""
    # One for each coin: they have one price.
    valued = {charge.fee.coin: charge for charge in outcome.charges if isinstance(charge, FeeValued)}
    for charge in valued.values():
        _value(connection, charge)
    for one in outcome.charges:
        if isinstance(one, FeeCorrected):
            _correct(connection, one)


def _correct(connection: Connection, charge: FeeCorrected) -> None:
    """Give the trade its fee. That it still has the one of before is what lets it happen once."""
    was, fee = charge.was, charge.fee
    trade = and_(
        Trade.account == account_to_text(charge.bot.account_id),
        Trade.symbol == charge.bot.ticker,
        Trade.trade_id == charge.trade_id,
        Trade.side == charge.side,
        Trade.client_order_id == charge.client_order_id,
        Trade.commission == was.value,
        Trade.commission_amount == was.amount,
        Trade.commission_coin == was.coin,
    )
    row = connection.execute(select(Trade.id, Trade.extra_data).where(trade)).one_or_none()
    if row is None:
        raise FillAlreadyBooked(f"{charge.trade_id} with a fee of {was.amount} {was.coin}")
    extra = {name: value for name, value in (row.extra_data or {}).items() if name != "unvalued"}
    changed = update(Trade).where(Trade.id == row.id)
    connection.execute(
        changed.values(
            commission=fee.value,
            commission_amount=fee.amount,
            commission_coin=fee.coin,
            extra_data=extra | unvalued_data(fee),
        )
    )


def _value(connection: Connection, charge: FeeValued) -> None:
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
