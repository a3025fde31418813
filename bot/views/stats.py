"""The figures of /stats. Coins and modes are never added up."""

from datetime import date

from bot.views.html import esc
from bot.views.text import badge, moment, plural, rounded, signed
from bot.views.words import Words
from engine.core.types import Mode
from engine.reads.views import BotFilter, Figures, PriceSource, QuoteFigures, Stats


def stats_text(words: Words, stats: Stats) -> str:
    bots = stats.bots
    counts = (
        f"Bots: {bots.get(BotFilter.ALL, 0)} · 🟢 active {bots.get(BotFilter.ACTIVE, 0)} · "
        f"⚪ stopped {bots.get(BotFilter.STOPPED, 0)} · 🔴 error {bots.get(BotFilter.ERROR, 0)}"
    )
    lines = ["<b>Statistics</b>", counts]
    for mode in Mode:
        figures = stats.figures.get(mode, ())
        for coin in figures:
            replayed = mode is Mode.PAPER and stats.paper is PriceSource.FILE
            lines += ["", *_coin(words, mode, coin, stats.day.date(), replayed=replayed)]
    if not any(stats.figures.values()):
        lines += ["", "No trades yet. Results appear here after the first fill."]
    lines += ["", f"<i>Today began at {moment(stats.day)}.</i>"]
    return "\n".join(lines)


def _coin(words: Words, mode: Mode, figures: QuoteFigures, today: date, *, replayed: bool) -> list[str]:
    """Return the figures of a coin. The days of a replay are those of its file: none of them is today."""
    quote, total = figures.quote, figures.total
    day, since, of_day = "today", _period(words, figures, today), figures.today
    if replayed and figures.newest_day is not None:
        day, of_day = f"on {figures.newest_day}, the newest day of the replay", figures.newest
        since = f" from {figures.first_day} on"
    return [
        f"<b>{badge(mode)} · {esc(quote)}</b>",
        f"Result {day}: {_result(words, of_day, quote)}",
        f"Total result{since}: {_result(words, total, quote)}",
        f"Total fees: {rounded(total.fees)} {esc(quote)}",
        *_deleted(words, figures),
    ]


def _period(words: Words, figures: QuoteFigures, today: date) -> str:
    """Return from when results are, where they are not all of today."""
    if figures.first_day is None or figures.newest_day is None or figures.first_day == today:
        return ""
    if figures.newest_day == today:
        return f" from {figures.first_day} on"
    until = f" to {figures.newest_day}" if figures.newest_day != figures.first_day else ""
    return f" from {figures.first_day}{until}" if until else f" of {figures.first_day}"


def _deleted(words: Words, figures: QuoteFigures) -> list[str]:
    of, quote = figures.deleted, figures.quote
    if of == Figures():
        return []
    fees, today = f"fees {rounded(of.fees)} {esc(quote)}", signed(figures.deleted_today.result, quote)
    return [f"Of this, deleted bots: {_result(words, of, quote)}, {fees}, today {today}"]


def _result(words: Words, of: Figures, quote: str) -> str:
    return f"{signed(of.result, quote)} ({plural(of.cycles, 'cycle')}, {plural(of.trades, 'trade')})"
