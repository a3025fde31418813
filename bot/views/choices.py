"""What the steps of the form offer to tap. Each choice is a label with the value that it stands for."""

from decimal import Decimal

from bot.views.text import number, percent
from bot.views.words import Words
from engine.core.checks import PERCENT_STEP, BotDraft, Field, QuantityLimits
from engine.core.money import exact, floor_to, round_to
from engine.core.types import Market, Side
from engine.reads.views import MarketView

Choice = tuple[str, str]

_OFFSETS = tuple(Decimal(text) for text in ("-1", "-0.5", "-0.1", "0.1", "0.5", "1"))
_STEPS = tuple(Decimal(text) for text in ("-1", "-0.1", "0.1", "1"))
_HUNDRED = Decimal(100)
_WORTHS = tuple(Decimal(worth) for worth in (10, 50, 100, 500, 1000, 5000, 10_000, 50_000))
_SCALES = {"BTC": Decimal("0.00001"), "ETH": Decimal("0.0005"), "BNB": Decimal("0.002")}
"""What 1 of a stable coin is worth in coins that others are quoted in, roughly."""
_MOST_PRESETS = 4
_DIGITS = 2


def fixed_choices(words: Words, which: Field) -> list[Choice]:
    """Offer what is the same for every market."""
    match which:
        case Field.FIRST_ORDER:
            return [(side.value, side.value) for side in Side]
        case Field.TRAILING:
            return [(words.plain("value-none"), "none"), ("0.1%", "0.1%"), ("0.5%", "0.5%"), ("1%", "1%")]
        case Field.LOOP:
            return [(words.plain("value-yes"), "yes"), (words.plain("value-no"), "no")]
        case Field.LEVERAGE:
            return [(factor, factor) for factor in ("1x", "2x", "3x", "5x")]
        case _:
            return []


def quantity_choices(view: MarketView, draft: BotDraft, limits: QuantityLimits) -> list[Choice]:
    """Offer round quantities worth about 10, 50, 100 and 500 of a stable coin, as far as they are allowed."""
    price = draft.buy_price or view.last_price
    if price is None or price <= 0:
        return []
    market = view.market
    found: list[Choice] = []
    for worth in _WORTHS:
        quantity = quantity_worth(worth, price, market)
        label = f"{number(quantity)} {market.base} ≈ {_worth(quantity * price)} {market.quote}"
        if _allowed(quantity, price, market, limits) and all(quantity != Decimal(one[1]) for one in found):
            found.append((label, number(quantity)))
        if len(found) == _MOST_PRESETS:
            break
    return found


def quantity_worth(worth: Decimal, price: Decimal, market: Market) -> Decimal:
    """Return a round quantity that is worth about so much of a stable coin, on the step."""
    with exact():
        rough = worth * _SCALES.get(market.quote, Decimal(1)) / price
        return floor_to(round_to(rough, Decimal(1).scaleb(rough.adjusted() - _DIGITS + 1)), market.step)


def _allowed(quantity: Decimal, price: Decimal, market: Market, limits: QuantityLimits) -> bool:
    smallest = max(limits.smallest, market.min_quantity)
    room = Decimal("0.99")  # the exit sells a little less, for the fee of the buy
    return (
        quantity > 0
        and smallest <= quantity <= limits.largest
        and quantity * price * room >= market.min_notional
    )


def _worth(value: Decimal) -> str:
    return number(round_to(value, Decimal(1).scaleb(value.adjusted() - _DIGITS + 1)))


def price_choices(which: Field, view: MarketView, draft: BotDraft) -> list[Choice]:
    """Offer steps away from the last price, and for the sell price steps above the buy price."""
    floor = draft.buy_price if which is Field.SELL_PRICE else None
    start = floor or view.last_price
    if not start:
        return []
    found = []
    tick = max(view.market.tick, _own_step(start))
    for offset in _OFFSETS:
        with exact():
            price = round_to(start * (100 + offset) / 100, tick)
        if price > 0 and (floor is None or price > floor):
            sign = "+" if offset > 0 else ""
            found.append((f"{sign}{percent(offset)}: {number(price)}", number(price)))
    return found


def _own_step(price: Decimal) -> Decimal:
    """Return the step that the price itself is written in: offers with more digits are hard to read."""
    exponent = price.as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) and exponent < 0 else Decimal("0.01")


def step_choices(which: Field, view: MarketView | None, draft: BotDraft) -> list[Choice]:
    """Offer steps away from the value that stands in the draft: each with the value to which it leads.

    None where no value stands, or a price's market is not known.
    """
    if which is Field.TRAILING and draft.trailing_percent is not None:
        return _trailing_steps(draft.trailing_percent)
    value = draft.buy_price if which is Field.BUY_PRICE else draft.sell_price
    if which not in {Field.BUY_PRICE, Field.SELL_PRICE} or view is None or not value or value <= 0:
        return []
    tick = view.market.tick
    found = [(f"{step:+}%", _moved(value, step, tick)) for step in _STEPS]
    with exact():
        found += [(f"-{number(tick)}", value - tick), (f"+{number(tick)}", value + tick)]
    return [
        (f"{label}: {number(price)}", number(price)) for label, price in found if _fits(which, price, draft)
    ]


def _fits(which: Field, price: Decimal, draft: BotDraft) -> bool:
    """Say whether the bot could have that price, as far as the other one goes."""
    if which is Field.BUY_PRICE:
        return price > 0 and (draft.sell_price is None or price < draft.sell_price)
    return price > (draft.buy_price or 0)


def _moved(value: Decimal, percents: Decimal, tick: Decimal) -> Decimal:
    """Return the value so far away, on the tick, and at least one tick away."""
    with exact():
        there = round_to(value * (100 + percents) / 100, tick)
        if there == value:
            return value + tick.copy_sign(percents)
    return there


def _trailing_steps(value: Decimal) -> list[Choice]:
    """Offer steps of a percentage, in percent points."""
    with exact():
        found = [(f"{step:+}%", value + step) for step in (*_STEPS, -PERCENT_STEP, PERCENT_STEP)]
    return [
        (f"{label}: {number(there)}%", f"{number(there)}%") for label, there in found if 0 < there <= _HUNDRED
    ]
