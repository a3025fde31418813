"""The card of one bot."""

from datetime import datetime

from bot.views.activity import doing, headline
from bot.views.html import esc
from bot.views.text import (
    account_name,
    age,
    badge,
    figures,
    holding,
    moment,
    number,
    percent,
    rounded,
    short_badge,
    signed,
    time_of_day,
)
from bot.views.words import Words
from engine.core.quantities import holds_dust
from engine.core.state import BotState
from engine.core.types import BotConfig, Mode
from engine.reads.views import BotCard, PriceSource

UPDATED = "\n\n<i>Updated at "


def title(card: BotCard) -> str:
    """Return the bot's name with its mode: #3 BTC/USDT · Binance · PAPER."""
    config = card.state.config
    where = f"{account_name(config.account_id)} · {badge(config.mode)}"
    return f"<b>#{card.number} {esc(config.ticker)}</b> · {where}"


def short_title(card: BotCard) -> str:
    """Return the bot's name for a line of a report."""
    config = card.state.config
    return (
        f"#{card.number} {esc(config.ticker)} ({short_badge(config.mode)}, {account_name(config.account_id)})"
    )


def card_text(words: Words, card: BotCard, now: datetime, note: str | None = None) -> str:
    """Return the whole card. `note` is a sentence of HTML on top: what has just happened."""
    return f"{card_body(words, card, now, note)}{UPDATED}{time_of_day(now)}</i>"


def card_body(words: Words, card: BotCard, now: datetime, note: str | None = None) -> str:
    """Return the card without the time at which it was looked up."""
    state = card.state
    quote = state.market.quote
    lines = [*([note, ""] if note else []), title(card), headline(words, state), *doing(words, card), ""]
    lines += [plan(words, state.config, state.market.base), ""]
    lines += [
        f"Held: {held_text(words, state)}",
        f"Realised: {signed(state.pnl, quote)}, after fees{_funding(words, state)}",
        f"Unrealised: {_unrealised(words, card)}",
        f"Fees: {_fees(words, state)}",
        *([f"Funding: {signed(state.funding, quote)}"] if state.funding else []),
        f"Cycles: {state.cycles} · trades: {state.trades}",
        f"Last fill: {_last_fill(words, card, now)}",
    ]
    if card.alert_chat:
        lines.append(f"Alerts to the alert chat: {'on' if card.alerts else 'off'}")
    return "\n".join(lines)


def held_text(words: Words, state: BotState) -> str:
    """Return as HTML what the bot holds."""
    return esc(holding(words, state.held, state.market.base, dust=holds_dust(state)))


def plan(words: Words, config: BotConfig, base: str) -> str:
    """Return the configuration in two lines."""
    trailing = percent(config.trailing_percent) if config.trailing_percent is not None else "none"
    loop = "on" if config.infinite_loop else "off"
    leverage = f" · leverage {config.leverage}x" if config.leverage > 1 else ""
    return (
        f"{number(config.quantity)} {esc(base)} · BUY @ {number(config.buy_price)} · "
        f"SELL @ {number(config.sell_price)}\n"
        f"First {config.first_order.value} · trailing {trailing} · loop {loop}{leverage}"
    )


def _funding(words: Words, state: BotState) -> str:
    """Return what a perpetual's results say of funding: paper charges none."""
    if not state.market.derivative:
        return ""
    return ", without funding" if state.config.mode is Mode.PAPER else " and funding"


def _fees(words: Words, state: BotState) -> str:
    unvalued = [f"{rounded(one.fee.amount)} {esc(one.fee.coin)} of unknown value" for one in state.unvalued]
    known = [f"{rounded(state.fees)} {esc(state.market.quote)}"] if state.fees or not unvalued else []
    return " and ".join([*known, *unvalued])


def _unrealised(words: Words, card: BotCard) -> str:
    quote = card.state.market.quote
    if card.unrealised is not None:
        return f"{signed(card.unrealised, quote)}, before fees"
    return "no price yet" if card.state.held else f"0 {esc(quote)}"


def _last_fill(words: Words, card: BotCard, now: datetime) -> str:
    fill = card.last_fill
    if fill is None:
        return "none yet"
    replayed = card.prices is PriceSource.FILE or card.state.feed_begin or card.state.feed_end
    when = moment(fill.at) if replayed else age(words, card.time_there(now) - fill.at)
    return f"{figures(fill, esc(card.state.market.base))}, {when}"
