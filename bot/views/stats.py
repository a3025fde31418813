"""The figures of /stats. Coins and modes are never added up."""

from datetime import date

from bot.views.html import esc, plain
from bot.views.text import badge, moment, rounded, signed
from bot.views.words import Words
from engine.core.types import Mode
from engine.reads.views import BotFilter, Figures, PriceSource, QuoteFigures, Stats


def stats_text(words: Words, stats: Stats) -> str:
    counts = {which.value: str(stats.bots.get(which, 0)) for which in BotFilter}
    lines: list[str] = [words("stats-head"), words("stats-bots", **counts)]
    for mode in Mode:
        figures = stats.figures.get(mode, ())
        for coin in figures:
            replayed = mode is Mode.PAPER and stats.paper is PriceSource.FILE
            lines += ["", *_coin(words, mode, coin, stats.day.date(), replayed=replayed)]
    if not any(stats.figures.values()):
        lines += ["", words("stats-none")]
    lines += ["", words("stats-day", moment=moment(stats.day))]
    return "\n".join(lines)


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
        f"<b>{badge(mode)} · {esc(quote)}</b>",
        of_day,
        of_all,
        words("stats-fees", fees=f"{rounded(figures.total.fees)} {quote}"),
        *_deleted(words, figures),
    ]


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
