"""The question before money is put to work: pair, amount, and the worst that can come of it."""

from decimal import Decimal

from bot.views.card import plan
from bot.views.html import esc
from bot.views.text import account_name, badge, number, percent
from bot.views.words import Words
from engine.core.money import exact, round_to
from engine.core.types import BotConfig, Leg, Market, Side
from engine.reads.views import BotCard
from engine.risk.engine import RiskLimits

_CENTS, _TENTHS = Decimal("0.01"), Decimal("0.1")
GO_LIVE = "Trade with real money"
NOT_STARTED = "Nothing was started, and no order was sent."


def live_question(words: Words, what: str, config: BotConfig, market: Market, limits: RiskLimits) -> str:
    """Return the question. `what` is what a yes does: "Start #3"."""
    return "\n".join(
        [
            f"<b>{esc(what)} with real money?</b>",
            f"{esc(config.ticker)} · {account_name(config.account_id)} · {badge(config.mode)}",
            plan(words, config, market.base),
            "",
            *money_lines(words, config, market, limits),
            "",
            "You have 60 s to answer.",
        ]
    )


def money_lines(words: Words, config: BotConfig, market: Market, limits: RiskLimits) -> list[str]:
    with exact():
        value = config.quantity * config.price(config.side(Leg.ENTRY))
        margin = value if config.leverage == 1 else round_to(value / config.leverage, _CENTS)
    return [
        f"One order is worth <b>{number(value)} {esc(market.quote)}</b>.",
        f"Worst case: {_worst(words, config, market, value, margin)}",
        *_limits(words, limits, market.quote),
    ]


def live_start_question(words: Words, card: BotCard, limits: RiskLimits) -> str:
    return live_question(words, f"Let #{card.number} trade", card.state.config, card.state.market, limits)


def _worst(words: Words, config: BotConfig, market: Market, value: Decimal, margin: Decimal) -> str:
    amount, base, quote = number(config.quantity), esc(market.base), esc(market.quote)
    stop = "There is no stop loss."
    if market.derivative:
        side = "falls" if config.first_order is Side.BUY else "rises"
        how_far = f" by about {percent(round_to(Decimal(100) / config.leverage, _TENTHS))}"
        return (
            f"the price {side}{how_far}, the position is liquidated, and its margin of up to "
            f"{number(margin)} {quote} is lost. {stop}"
        )
    if config.first_order is Side.BUY:
        return f"{base} falls to zero and all {number(value)} {quote} is lost. {stop}"
    return (
        f"{amount} {base} is sold for {number(value)} {quote}, the price rises, and you cannot buy it "
        f"back for that. {stop}"
    )


def _limits(words: Words, limits: RiskLimits, quote: str) -> list[str]:
    coin = esc(quote)
    named = (
        ("one order", limits.order_value.get(quote)),
        ("exposure of all bots on the account", limits.exposure.get(quote)),
        ("loss per UTC day, then no new entries", limits.daily_loss.get(quote)),
    )
    lines = [f"{name}: {number(most)} {coin}" for name, most in named if most is not None]
    if len(lines) < len(named):
        return [
            f"The limits for {coin} are not complete, so the bot will pause at once: see docs/operating.md."
        ]
    return [f"Your limits: {'; '.join(lines)}."]
