"""The log: pages in the chat, rows of a file."""

from collections.abc import Iterable
from datetime import datetime

from bot.views.clock import zone_here
from bot.views.csv_rows import cell, csv_rows
from bot.views.html import Html, esc, visible_length
from bot.views.journal import line_text
from bot.views.text import MOST_UNITS, cut, quoted, time_in_list, time_of_day, zone_name
from bot.views.words import Words
from engine.reads.logs import MOST_COUNTED, PAGE_SIZE, LogEntry, LogLevel, LogPage

_MARKS = {
    LogLevel.INFO: "🔹",
    LogLevel.SUCCESS: "✅",
    LogLevel.WARNING: "⚠️",
    LogLevel.ERROR: "🔴",
    LogLevel.TELEGRAM: "💬",
}
_LENGTHS = (600, 280, 200, 120)
"""How long a line may be; the next shorter one is taken when a page would not fit."""
_LABEL_LENGTH = 40
CSV_HEAD = ("time_utc", "level", "bot", "message")
MOST_NOTE = 500
_MOST_WORD = 40


def logs_text(
    words: Words,
    page: LogPage,
    now: datetime,
    *,
    level: LogLevel | None,
    bot_label: str | None,
    foot: str | None = None,
) -> str:
    """Return one page, newest first. `foot` is a line of HTML below it."""
    head = words("logs-head", which=_which(words, level, bot_label, " · "))
    if place := _place(words, page, level):
        head = Html(f"{head} · {place}")
    below = foot or words("logs-foot", zone=zone_name(zone_here()), time=time_of_day(now))
    if not page.entries:
        return f"{head}\n\n{words('logs-none')}\n\n{below}"
    for most in _LENGTHS:
        lines = (_line(words, entry, now, most) for entry in page.entries)
        text = "\n".join([head, "", *lines, "", below])
        if visible_length(text) <= MOST_UNITS:
            return text
    return f"{head}\n\n{words('logs-too-long')}\n\n{below}"


def _place(words: Words, page: LogPage, level: LogLevel | None) -> str:
    """Return where in the log the page is, as far as its lines are counted."""
    if not page.newer and not page.older:
        return ""
    if page.newer > MOST_COUNTED:
        return words("logs-many-newer", count=str(MOST_COUNTED))
    lines = sum(page.counts.values()) if level is None else page.counts.get(level, 0)
    number = page.newer // PAGE_SIZE + 1
    if lines > MOST_COUNTED:
        return words("logs-page", page=str(number))
    return words("page-of", page=str(number), pages=str(-(-lines // PAGE_SIZE)))


def _which(words: Words, level: LogLevel | None, bot_label: str | None, between: str) -> str:
    """Return as plain text what is shown."""
    levels = level.value if level else words.plain("logs-all-levels")
    return f"{levels}{between}{bot_label or words.plain('logs-all-bots')}"


def _line(words: Words, entry: LogEntry, now: datetime, most: int) -> str:
    at = time_in_list(entry.at, now)
    bot = f" <b>{esc(cut(entry.bot_label, _LABEL_LENGTH))}</b>" if entry.bot_label else ""
    message = " ".join(_message(words, entry).split())
    return f"{_MARKS[entry.level]} <code>{at}</code>{bot} {esc(cut(message, most))}"


def _message(words: Words, entry: LogEntry) -> str:
    """Return the line in words. One that an earlier version stored as a sentence stays that sentence."""
    return entry.message if entry.line is None else line_text(words, entry.line)


def level_label(words: Words, level: LogLevel | None, count: int, *, chosen: bool) -> str:
    counted = f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)
    if level is None:
        label = words.plain("button-logs-all", count=counted)
    else:
        label = f"{_MARKS[level]} {level.value} {counted}"
    return f"• {label}" if chosen else label


def clear_question(words: Words, count: int, *, level: LogLevel | None, bot_label: str | None) -> str:
    which = _which(words, level, bot_label, ", ")
    if count > MOST_COUNTED:
        return words("logs-clear-many", count=str(MOST_COUNTED), which=which)
    return words("logs-clear", lines=count, which=which)


def cleared(words: Words, count: int) -> str:
    return words("logs-cleared", lines=count)


def note_too_long(words: Words, length: int) -> str:
    return words("note-too-long", most=str(MOST_NOTE), length=str(length))


def not_a_filter(words: Words, word: str, *, is_audit: bool) -> str:
    if is_audit:
        return words("audit-not-a-filter", written=quoted(words, word))
    levels = words.listed([level.value for level in LogLevel])
    return words("logs-not-a-filter", written=quoted(words, word), levels=levels)


def no_such_bot(words: Words, number: str) -> str:
    return words("logs-no-such-bot", number=cut(number, _MOST_WORD))


def file_caption(words: Words, level: LogLevel | None, bot_label: str | None) -> str:
    return words("logs-file", which=_which(words, level, bot_label, ", "))


# --- the file -------------------------------------------------------------------------------------


def csv_head() -> str:
    return csv_rows([CSV_HEAD])


def csv_lines(words: Words, entries: Iterable[LogEntry]) -> str:
    """Return rows of the file. A cell that a spreadsheet would take for a formula begins with '."""
    return csv_rows(
        (entry.at.isoformat(), entry.level.value, cell(entry.bot_label or ""), cell(_message(words, entry)))
        for entry in entries
    )
