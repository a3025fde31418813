"""The list of bots."""

from bot.views.html import esc
from bot.views.text import account_name, mark, plural, quoted, short_badge, signed
from bot.views.words import Words
from engine.reads.views import BotFilter, BotPage, BotRow

_NAMES = {
    BotFilter.ALL: "All",
    BotFilter.ACTIVE: "Active",
    BotFilter.STOPPED: "Stopped",
    BotFilter.ERROR: "Error",
}


def bots_text(words: Words, page: BotPage, which: BotFilter) -> str:
    if not page.counts.get(BotFilter.ALL, 0):
        return "<b>Your bots</b>\nYou have no bots yet. /newbot creates one on PAPER: no money moves."
    count = page.counts.get(which, 0)
    head = f"<b>Your bots</b> · {_NAMES[which].lower()}: {plural(count, 'bot')}"
    if page.pages > 1:
        head += f" · page {page.page + 1} of {page.pages}"
    if not page.rows:
        return f"{head}\nNone here. Choose another list below."
    return "\n".join([head, *(_row(words, row) for row in page.rows), "", "Tap a bot to open its card."])


def _row(words: Words, row: BotRow) -> str:
    where = f"{account_name(row.account_id)} · {short_badge(row.account_id.mode)}"
    return (
        f"{mark(row.status, paused=row.paused)} #{row.number} {esc(row.ticker)} · {where} · "
        f"{signed(row.pnl, row.quote)} · {plural(row.trades, 'trade')}"
    )


def not_a_list(words: Words, written: str) -> str:
    names = ", ".join(f"<code>/bots {which}</code>" for which in BotFilter)
    return f"I do not understand {quoted(written)}. There are {names}."


def bot_label(row: BotRow) -> str:
    return f"{mark(row.status, paused=row.paused)} #{row.number} {row.ticker}"


def filter_label(words: Words, which: BotFilter, count: int, *, chosen: bool) -> str:
    return f"{'• ' if chosen else ''}{_NAMES[which]} {count}"
