"""The question before money is put to work: pair, amount, and the worst that can come of it."""

from decimal import Decimal

from bot.views.card import plan
from bot.views.html import Html, esc
from bot.views.text import account_name, badge, number, percent
from bot.views.words import Words
from engine.core.money import exact, round_to
from engine.core.types import BotConfig, Leg, Market, Side
from engine.reads.views import BotCard
from engine.risk.engine import RiskLimits

_CENTS, _TENTHS = Decimal("0.01"), Decimal("0.1")


def live_question(words: Words, ask: Html, config: BotConfig, market: Market, limits: RiskLimits) -> str:
    """Return the question. `ask` is what is asked: whether to start it, change it, or let it trade."""
    return "\n".join(
        [
            ask,
            f"{esc(config.ticker)} · {account_name(config.account_id)} · {badge(config.mode)}",
            plan(words, config, market.base),
            "",
            *money_lines(words, config, market, limits),
            "",
            words("question-sixty-seconds"),
        ]
    )


def money_lines(words: Words, config: BotConfig, market: Market, limits: RiskLimits) -> list[Html]:
    with exact():
        value = config.quantity * config.price(config.side(Leg.ENTRY))
        margin = value if config.leverage == 1 else round_to(value / config.leverage, _CENTS)
    return [
        words("live-order-worth", value=f"{number(value)} {market.quote}"),
        *_above(words, value, limits, market.quote),
        _worst(words, config, market, value, margin),
        _limits(words, limits, market.quote),
    ]


def _above(words: Words, value: Decimal, limits: RiskLimits, quote: str) -> list[Html]:
    """Return that one order is worth more than it may be, where it is."""
    most = limits.order_value.get(quote)
    if most is None or value <= most:
        return []
    key = "caution-above-order-value"
    line = words(key, value=f"{number(value)} {quote}", most=f"{number(most)} {quote}")
    return [Html(f"⚠️ {line}")]


def live_start_question(words: Words, card: BotCard, limits: RiskLimits) -> str:
    ask = words("live-let-trade", number=str(card.number))
    return live_question(words, ask, card.state.config, card.state.market, limits)


def _worst(words: Words, config: BotConfig, market: Market, value: Decimal, margin: Decimal) -> Html:
    buys, quote = config.first_order is Side.BUY, market.quote
    if market.derivative:
        return words(
            "live-worst-falls" if buys else "live-worst-rises",
            percent=percent(round_to(Decimal(100) / config.leverage, _TENTHS)),
            margin=f"{number(margin)} {quote}",
        )
    worth = f"{number(value)} {quote}"
    if buys:
        return words("live-worst-buy", coin=market.base, value=worth)
    return words("live-worst-sell", amount=f"{number(config.quantity)} {market.base}", value=worth)


def _limits(words: Words, limits: RiskLimits, quote: str) -> Html:
    order, exposure, loss = (of.get(quote) for of in (limits.order_value, limits.exposure, limits.daily_loss))
    if order is None or exposure is None or loss is None:
        return words("live-limits-missing", coin=quote)
    return words(
        "live-limits",
        order=f"{number(order)} {quote}",
        exposure=f"{number(exposure)} {quote}",
        loss=f"{number(loss)} {quote}",
    )
