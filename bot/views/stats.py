"""The figures of /stats and /pnl. Coins and modes are never added up."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal

from bot.views.card import held_text
from bot.views.html import Html, esc, plain
from bot.views.text import badge, quoted, rounded, signed, zone_name
from bot.views.words import Words, named
from engine.core.money import ZERO, exact
from engine.core.types import Mode
from engine.reads.figures import BotFigures, Figures, PeriodStats, QuoteFigures, Stats
from engine.reads.periods import Period, Span
from engine.reads.views import BotCard, BotFilter, PriceSource

MOST_BOTS = 30
"""How many lines of single bots a message has at most."""


def not_a_period(words: Words, written: str, today: date) -> Html:
    return words("stats-not-a-period", written=quoted(words, written), day=today.isoformat())


def stats_text(words: Words, stats: Stats, *, only_reads: bool = False) -> str:
    """Return the figures of today and of all days.

    `only_reads`: of somebody who reads what is shared with them.
    """
    counts = {which.value: str(stats.bots.get(which, 0)) for which in BotFilter}
    lines: list[str] = [words("stats-head"), words("stats-bots", **counts)]
    for mode in Mode:
        figures = stats.figures.get(mode, ())
        for coin in figures:
            replayed = mode is Mode.PAPER and stats.paper is PriceSource.FILE
            lines += ["", *_coin(words, mode, coin, stats.day.date(), replayed=replayed)]
    if not any(stats.figures.values()):
        lines += ["", words("stats-none-shared" if only_reads else "stats-none")]
    lines += ["", words("stats-day", moment=_midnight(stats.day))]
    return "\n".join(lines)


def _midnight(day: datetime) -> str:
    return f"{day.replace(tzinfo=None).isoformat(' ', 'seconds')} {zone_name(day.tzinfo)}"


def _coin(words: Words, mode: Mode, figures: QuoteFigures, today: date, *, replayed: bool) -> list[str]:
    """Return the figures of a coin. The days of a replay are those of its file: none of them is today."""
    quote, total = figures.quote, _result(words, figures.total, figures.quote)
    if replayed and figures.newest_day is not None:
        newest = _result(words, figures.newest, quote)
        of_day = words("stats-newest", day=str(figures.newest_day), result=newest)
        of_all: str = words("stats-total-from", day=str(figures.first_day), result=total)
    else:
        of_day = words("stats-today", result=_result(words, figures.today, quote))
        of_all = _total(words, figures, today, total)
    return [
        _head(mode, quote),
        of_day,
        of_all,
        words("stats-fees", fees=f"{rounded(figures.total.fees)} {quote}"),
        *_deleted(words, figures),
    ]


def _head(mode: Mode, quote: str) -> str:
    return f"<b>{badge(mode)} · {esc(quote)}</b>"


def _total(words: Words, figures: QuoteFigures, today: date, total: str) -> str:
    """Return the result of all days, with which they are where they are not only today."""
    first, newest = figures.first_day, figures.newest_day
    if first is None or newest is None or first == today:
        return words("stats-total", result=total)
    if newest == today:
        return words("stats-total-from", day=str(first), result=total)
    if newest == first:
        return words("stats-total-of", day=str(first), result=total)
    return words("stats-total-span", day=str(first), until=str(newest), result=total)


def _deleted(words: Words, figures: QuoteFigures) -> list[str]:
    of, quote = figures.deleted, figures.quote
    if of == Figures():
        return []
    return [
        words(
            "stats-deleted",
            result=_result(words, of, quote),
            fees=f"{rounded(of.fees)} {quote}",
            today=signed(figures.deleted_today.result, quote),
        )
    ]


def _result(words: Words, of: Figures, quote: str) -> str:
    """Return as plain text: +1.25 USDT (2 cycles, 5 trades)."""
    cycles = words.plain("replay-cycles", cycles=of.cycles)
    return f"{plain(signed(of.result, quote))} ({cycles}, {words.plain('bots-trades', trades=of.trades)})"


# --- a day, a week, a month ---------------------------------------------------------------------------


def period_text(
    words: Words, stats: PeriodStats, zone: tzinfo, *, by_bot: bool, only_reads: bool = False
) -> str:
    """Return what was done in the period: in each mode and coin, or by each bot in them.

    `only_reads`: as for `stats_text`.
    """
    lines: list[str] = [words("stats-head"), when(words, stats, zone)]
    if stats.replayed is not None:
        lines.append(words("stats-replayed", days=_days(words, stats.replayed)))
    left = MOST_BOTS
    for mode, quote in kinds(stats.bots):
        bots = [one for one in stats.bots if (one.mode, one.quote) == (mode, quote)]
        lines += ["", _head(mode, quote)]
        if by_bot:
            shown = sorted(bots, key=lambda one: -one.figures.result)[:left]
            left -= len(shown)
            lines += [_bot_line(words, one) for one in shown]
            lines += [words("and-more", more=str(len(bots) - len(shown)))] if len(shown) < len(bots) else []
        else:
            lines += _sums(words, quote, bots)
    if not stats.bots:
        none = "stats-none" if stats.span is None else "stats-none-then"
        lines += ["", words("stats-none-shared" if only_reads else none)]
    return "\n".join(lines)


def kinds(bots: Sequence[BotFigures]) -> Iterator[tuple[Mode, str]]:
    """Yield which modes and quote coins they traded in."""
    there = {(one.mode, one.quote) for one in bots}
    yield from sorted(there, key=lambda kind: (list(Mode).index(kind[0]), kind[1]))


def _sums(words: Words, quote: str, bots: Sequence[BotFigures]) -> list[str]:
    total = sum((one.figures for one in bots), Figures())
    lines: list[str] = [
        words("stats-result", result=_result(words, total, quote)),
        words("stats-fees-then", fees=f"{rounded(total.fees)} {quote}"),
    ]
    for one in bots:
        if one.bot_id is None and one.figures != Figures():
            fees = f"{rounded(one.figures.fees)} {quote}"
            lines.append(words("stats-deleted-then", result=_result(words, one.figures, quote), fees=fees))
    return lines


def _bot_line(words: Words, of: BotFigures) -> str:
    fees = f"{rounded(of.figures.fees)} {of.quote}"
    label = of.label if of.bot_id is not None else words.plain("stats-deleted-bots")
    return words("stats-bot", bot=label, result=_result(words, of.figures, of.quote), fees=fees)


def when(words: Words, stats: PeriodStats, zone: tzinfo) -> Html:
    """Return of which days the figures are."""
    span = stats.span
    if span is None:
        return words("stats-when-all")
    holds_today = span.first <= stats.today <= span.last
    return words(
        named("stats-now", stats.period) if holds_today else named("stats-when", stats.period),
        days=_days(words, span),
        zone=zone_name(zone),
    )


def _days(words: Words, span: Span) -> str:
    if span.first == span.last:
        return str(span.first)
    return words.plain("stats-days", first=str(span.first), last=str(span.last))


def period_label(words: Words, period: Period, *, chosen: bool) -> str:
    """Return what the button says by which the period is chosen."""
    return f"{'• ' if chosen else ''}{words.plain(named('button-stats', period))}"


# --- /pnl -----------------------------------------------------------------------------------------------


def pnl_text(words: Words, stats: Stats, inventory: Sequence[BotCard]) -> str:
    """Return what was earned, and what is open by the prices of now."""
    lines: list[str] = [words("pnl-head")]
    kinds = {(mode, one.quote): one for mode, figures in stats.figures.items() for one in figures}
    held = {(card.state.config.mode, card.state.market.quote) for card in inventory}
    for mode in Mode:
        for quote in sorted(quote for of, quote in kinds.keys() | held if of is mode):
            cards = [
                card
                for card in inventory
                if (card.state.config.mode, card.state.market.quote) == (mode, quote)
            ]
            lines += ["", _head(mode, quote), *_earned(words, mode, kinds.get((mode, quote)), stats)]
            lines += _open(words, quote, cards)
    if not kinds and not held:
        lines += ["", words("stats-none")]
    lines += ["", words("stats-day", moment=_midnight(stats.day))]
    return "\n".join(lines)


def _earned(words: Words, mode: Mode, figures: QuoteFigures | None, stats: Stats) -> list[str]:
    """Return what is booked. On PAPER that replays a file no day is today."""
    if figures is None:
        return []
    quote, replayed = figures.quote, mode is Mode.PAPER and stats.paper is PriceSource.FILE
    today = [words("stats-today", result=_result(words, figures.today, quote))] if not replayed else []
    total = words("stats-total", result=_result(words, figures.total, quote))
    return [*today, total, words("stats-fees", fees=f"{rounded(figures.total.fees)} {quote}")]


def _open(words: Words, quote: str, cards: Sequence[BotCard]) -> list[str]:
    if not cards:
        return [words("pnl-nothing-open")]
    with exact():
        known: Decimal = sum((card.unrealised or ZERO for card in cards), ZERO)
    lines: list[str] = [words("pnl-open", amount=signed(known, quote))]
    for card in cards[:MOST_BOTS]:
        bot, held = card.state.ref.label, held_text(words, card.state)
        if card.unrealised is None:
            lines.append(words("pnl-open-no-price", bot=bot, held=held))
        else:
            lines.append(words("pnl-open-bot", bot=bot, held=held, amount=signed(card.unrealised, quote)))
    return [*lines, *([words("and-more", more=str(len(cards) - MOST_BOTS))] if cards[MOST_BOTS:] else [])]
