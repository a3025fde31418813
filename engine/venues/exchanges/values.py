"""What the values of all exchanges have in common."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from engine.core.money import ZERO, exact, fits_storage, plain, quantize
from engine.core.types import ClientOrderId, CoinAmount, Fee, Market, Side
from engine.venues.exchanges.answers import Json, Unreadable, integer, number_or_none, short, text
from engine.venues.exchanges.server_time import from_ms
from engine.venues.live.gateway import TradeReport

CoinPrices = Mapping[str, Decimal]
"""Coin -> what one of it is worth in quote."""


def side_of(raw: Mapping[str, Json]) -> Side:
    """Return the `side` of an order or a trade. Raises Unreadable."""
    try:
        return Side(text(raw, "side").upper())
    except ValueError:
        raise Unreadable(f"side {raw.get('side')} is neither buy nor sell") from None


FIRST_MS = 10**12
"""Of 2001. Less is told in seconds, or not at all: taken as it is, it would be long ago, and be left out."""


def moment(raw: Mapping[str, Json], name: str) -> datetime:
    """Return the moment that a field tells in milliseconds. Raises Unreadable."""
    told = integer(raw, name)
    if told < FIRST_MS:
        raise Unreadable(f"{name} is no time in milliseconds")
    return from_ms(told)


def our_name(raw: Mapping[str, Json], name: str) -> ClientOrderId | None:
    """Return the name that we gave to an order; None where the field has none. Raises Unreadable."""
    return ClientOrderId(text(raw, name)) if raw.get(name) else None


def as_booked(told: Decimal) -> Decimal:
    """Return an amount that an exchange tells as the books hold it. Raises Unreadable where they cannot.

    Who reckons in binary fractions, or multiplies a small price by a small rate, tells more digits than there
    are in any wallet. Taken as they are no database would hold them, and the fill would never be booked.
    """
    amount = quantize(told)
    if not fits_storage(amount):
        raise Unreadable(f"{short(told)} is no amount that there is")
    return amount


def has_taken(maker: object) -> bool:
    """Say whether a fill took what was offered. `maker`: what the exchange says of it.

    One that does not say is taken for one that did: nothing is reckoned with it, and no fill waits for it.
    """
    return maker is not True


def traded(told: Decimal) -> Decimal:
    """Return the price or the quantity of a fill, likewise. Raises Unreadable for nothing, and for less."""
    amount = as_booked(told)
    if amount <= 0:
        raise Unreadable(f"a fill of {amount}")
    return amount


def on_wire(amount: Decimal) -> str:
    """Return an amount as exchanges want it: all digits, no exponent."""
    return format(plain(amount), "f")


def wallet_of(rows: Iterable[Mapping[str, Json]], coin: str, *parts: str) -> dict[str, Decimal | None]:
    """Return coin -> the sum of those fields of its row; None where one of them cannot be read.

    An account holds coins that nobody trades, in rows that look like no other: they must not hide the rest.
    """
    found: dict[str, Decimal | None] = {}
    for row in rows:
        amounts = [number_or_none(row, part) for part in parts]
        if isinstance(row.get(coin), str) and row[coin] and row[coin].isprintable():
            known = [amount for amount in amounts if amount is not None]
            found[row[coin]] = plain(sum(known, ZERO)) if len(known) == len(parts) else None
    return found


def fee_of(parts: Iterable[tuple[str, Decimal]], market: Market, price: Decimal, prices: CoinPrices) -> Fee:
    """Return one fee for all parts (coin, amount) that a fill cost.

    Where the parts are in several coins, the fee names the base coin (that is what the bot holds less
    of), else the first; its value is that of all that have a price. `price`: of the fill.
    Raises Unreadable.
    """
    worth = {**prices, market.base: price, market.quote: Decimal(1)}
    by_coin: dict[str, Decimal] = {}
    with exact():
        for coin, amount in parts:
            by_coin[coin] = by_coin.get(coin, ZERO) + amount
        named = {coin: taken for coin, amount in by_coin.items() if (taken := as_booked(amount))}
        value = sum((quantize(amount * worth[coin]) for coin, amount in named.items() if coin in worth), ZERO)
    if not named:
        return Fee(amount=ZERO, coin=market.quote, value=ZERO)
    coin = market.base if market.base in named else next(iter(named))
    unvalued = tuple(CoinAmount(amount=named[one], coin=one) for one in named if one not in worth)
    return Fee(amount=named[coin], coin=coin, value=value, unvalued=unvalued)


def oldest_first(trades: Iterable[TradeReport]) -> list[TradeReport]:
    """Return each trade once, in the order of their execution; of one moment, as they came.

    An order counts as part of the name: where orders of one account have traded with each other, both
    sides may bear the same id.
    """
    once = {(trade.trade_id, trade.venue_order_id): trade for trade in trades}
    return sorted(once.values(), key=lambda trade: trade.executed_at)
