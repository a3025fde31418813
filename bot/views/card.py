"""The card of one bot."""

from datetime import datetime

from bot.views.activity import doing, headline
from bot.views.html import Html, esc
from bot.views.text import (
    account_name,
    age,
    badge,
    figures,
    holding,
    in_margin,
    moment,
    number,
    percent,
    rounded,
    short_badge,
    signed,
    time_of_day,
)
from bot.views.words import Words
from engine.core.money import ZERO
from engine.core.quantities import holds_dust
from engine.core.state import BotState
from engine.core.types import BotConfig, Mode
from engine.reads.views import CYCLE_FILLS, BotCard, PriceSource

ABOVE_TIME = "\n\n"
"""Stands between the card and when it was looked up, and nowhere behind that."""


def title(card: BotCard) -> str:
    """Return the bot's name with its mode: #3 BTC/USDT · Binance · PAPER."""
    config = card.state.config
    where = f"{account_name(config.account_id)} · {badge(config.mode)}"
    return f"<b>{esc(card.state.ref.label)}</b> · {where}"


def short_title(card: BotCard) -> str:
    """Return the bot's name for a line of a report."""
    config = card.state.config
    return f"{esc(card.state.ref.label)} ({short_badge(config.mode)}, {account_name(config.account_id)})"


def card_text(words: Words, card: BotCard, now: datetime, note: str | None = None) -> str:
    """Return the whole card. `note` is a sentence of HTML on top: what has just happened."""
    updated = words("card-updated", time=time_of_day(now))
    return f"{card_body(words, card, now, note)}{ABOVE_TIME}{updated}"


def card_body(words: Words, card: BotCard, now: datetime, note: str | None = None) -> str:
    """Return the card without the time at which it was looked up."""
    state = card.state
    lines = [*([note, ""] if note else []), title(card), headline(words, state), *doing(words, card), ""]
    lines += [plan(words, state.config, state.market.base), "", *_figures(words, card)]
    lines += [_last_fill(words, card, now), *_cycle_fills(words, card)]
    if card.alert_chat:
        lines.append(_alerts(words, card))
    return "\n".join(lines)


def _alerts(words: Words, card: BotCard) -> Html:
    """Return whether the alert chat is told of the bot, and how."""
    if not card.alerts:
        return words("card-alerts-off")
    return words("card-alerts-masked" if card.masked else "card-alerts-on")


def _figures(words: Words, card: BotCard) -> list[str]:
    state, quote = card.state, card.state.market.quote
    realised = words("card-realised", amount=signed(state.pnl, quote), funding=_funding(state))
    return [
        words("card-held", held=held_text(words, state)),
        realised,
        _unrealised(words, card),
        *_settled(words, card),
        words("card-fees", fees=_fees(words, state)),
        *([words("card-funding", amount=signed(state.funding, quote))] if state.funding else []),
        words("card-counts", cycles=str(state.cycles), trades=str(state.trades)),
    ]


def held_text(words: Words, state: BotState) -> Html:
    """Return as HTML what the bot holds."""
    return esc(holding(words, state.held, state.market.base, dust=holds_dust(state)))


def plan(words: Words, config: BotConfig, base: str) -> str:
    """Return the configuration in two lines."""
    trailing = config.trailing_percent
    parts = [
        words("plan-first", side=config.first_order),
        words(
            "plan-no-trailing" if trailing is None else "plan-trailing", trailing=percent(trailing or ZERO)
        ),
        words("plan-loop-on" if config.infinite_loop else "plan-loop-off"),
    ]
    if config.leverage > 1:
        parts.append(words("plan-leverage", leverage=f"{config.leverage}x"))
    return (
        f"{number(config.quantity)} {esc(base)} · BUY @ {number(config.buy_price)} · "
        f"SELL @ {number(config.sell_price)}\n{' · '.join(parts)}"
    )


def _funding(state: BotState) -> str:
    """Return which sentence is on a perpetual's results: paper charges no funding."""
    if not state.market.derivative:
        return "none"
    return "without" if state.config.mode is Mode.PAPER else "with"


def _fees(words: Words, state: BotState) -> str:
    """Return as plain text what was charged."""
    unvalued = [
        words.plain("card-fee-unvalued", fee=f"{rounded(one.fee.amount)} {one.fee.coin}")
        for one in state.unvalued
    ]
    known = [f"{rounded(state.fees)} {state.market.quote}"] if state.fees or not unvalued else []
    return words.listed([*known, *unvalued])


def _unrealised(words: Words, card: BotCard) -> str:
    quote = card.state.market.quote
    if card.unrealised is not None:
        return words("card-unrealised", amount=signed(card.unrealised, quote))
    if card.state.held:
        return words("card-unrealised-no-price")
    return words("card-unrealised-none", amount=f"0 {quote}")


def _settled(words: Words, card: BotCard) -> list[str]:
    """Return the results once more in the coin of the margin, where that is not quote, with the rate."""
    margin, unrealised = card.state.market.margin, card.unrealised
    if margin is None or margin.rate is None:
        return []
    return [
        words(
            "card-settled",
            coin=margin.coin,
            realised=in_margin(card.state.pnl, margin),
            unrealised="none" if unrealised is None else in_margin(unrealised, margin),
            rate=f"{number(margin.rate)} {margin.coin}",
            quote=card.state.market.quote,
            exchange=card.state.config.exchange,
        )
    ]


def _last_fill(words: Words, card: BotCard, now: datetime) -> str:
    fill = card.last_fill
    if fill is None:
        return words("card-no-fill")
    replayed = card.prices is PriceSource.FILE or card.state.feed_begin or card.state.feed_end
    when = moment(fill.at) if replayed else age(words, card.time_there(now) - fill.at)
    return words("card-last-fill", fill=figures(fill, card.state.market.base), when=when)


def _cycle_fills(words: Words, card: BotCard) -> list[str]:
    """Return the fills of the cycle under way, where there are more than the last one."""
    if len(card.cycle_fills) <= 1:
        return []
    fills = [figures(fill, card.state.market.base) for fill in card.cycle_fills]
    more = ["…"] if len(fills) == CYCLE_FILLS else []
    return [words("card-cycle-fills", fills=" · ".join([*more, *fills]))]
