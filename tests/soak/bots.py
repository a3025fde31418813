"""The bots of a soak: many on a few symbols, each with its own distance between its prices."""

from collections.abc import Iterator
from decimal import Decimal

from engine.core.checks import BotDraft
from engine.core.types import Mode, Side
from tests.kills.market import SYMBOLS, TRAIL
from tests.kills.prices import LEVEL

BOTS = 50
QUANTITY = {"BTCUSDT": Decimal("0.002"), "ETHUSDT": Decimal("0.05")}
NEAREST, APART = Decimal("0.0006"), Decimal("0.00003")
"""How far the first bot's prices are from the middle, as a share of it, and the next one's more."""
ONE_TRAILS_OF = 5


def drafts(exchange: str, bots: int = BOTS) -> Iterator[BotDraft]:
    """Yield plain bots that begin with a purchase or a sale, and some that trail."""
    symbols = SYMBOLS[exchange]
    for number in range(bots):
        symbol = symbols[number % len(symbols)]
        away = LEVEL[symbol] * (NEAREST + APART * (number // len(symbols)))
        yield BotDraft(
            ticker=symbol.replace("USDT", "/USDT"),
            exchange=exchange,
            mode=Mode.TESTNET,
            first_order=Side.SELL if number % 3 == 0 else Side.BUY,
            quantity=QUANTITY[symbol],
            buy_price=_even(LEVEL[symbol] - away),
            sell_price=_even(LEVEL[symbol] + away),
            trailing_percent=TRAIL if number % ONE_TRAILS_OF == 0 else None,
            infinite_loop=True,
        )


def _even(price: Decimal) -> Decimal:
    """Return a price that fits every venue of the twin."""
    return price.quantize(Decimal("0.1"))
