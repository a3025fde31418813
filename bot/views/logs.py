"""The log: pages in the chat, rows of a file."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime

from bot.views.html import esc, visible_length
from bot.views.journal import line_text
from bot.views.text import MOST_UNITS, cut, plural, time_of_day
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
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
CSV_HEAD = ("time_utc", "level", "bot", "message")
FOLLOWING = "<i>Following: new lines appear here for up to 10 minutes.</i>"
NOTED = "Noted."
NO_NOTE = "A note needs some text. Example: <code>/logs add fees were raised today</code>"
MOST_NOTE = 500
_MOST_WORD = 40
NOTHING_TO_CLEAR = "There is nothing to delete here"
WHOSE = "<b>Logs</b>\nWhich bot's lines?"
NO_LONGER_FOLLOWING = "<i>No longer following.</i>"


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
    head = f"<b>Logs</b> · {_which(words, level, bot_label, ' · ')}"
    head += _place(words, page, level)
    foot = f"\n{foot or f'<i>Times in UTC · updated {time_of_day(now)}</i>'}"
    if not page.entries:
        return f"{head}\n\nNo lines here.\n{foot}"
    for most in _LENGTHS:
        text = "\n".join([head, "", *(_line(words, entry, now, most) for entry in page.entries), foot])
        if visible_length(text) <= MOST_UNITS:
            return text
    return f"{head}\n\nThese lines are too long for a message. Tap File to get them.\n{foot}"


def _place(words: Words, page: LogPage, level: LogLevel | None) -> str:
    """Return where in the log the page is, as far as its lines are counted."""
    if not page.newer and not page.older:
        return ""
    if page.newer > MOST_COUNTED:
        return f" · more than {MOST_COUNTED} lines are newer"
    lines = sum(page.counts.values()) if level is None else page.counts.get(level, 0)
    number = page.newer // PAGE_SIZE + 1
    return f" · page {number}" if lines > MOST_COUNTED else f" · page {number} of {-(-lines // PAGE_SIZE)}"


def _which(words: Words, level: LogLevel | None, bot_label: str | None, between: str) -> str:
    return f"{level.value if level else 'all levels'}{between}{esc(bot_label or 'all bots')}"


def _line(words: Words, entry: LogEntry, now: datetime, most: int) -> str:
    at = f"{entry.at:%H:%M:%S}" if entry.at.date() == now.date() else f"{entry.at:%Y-%m-%d %H:%M:%S}"
    bot = f" <b>{esc(cut(entry.bot_label, _LABEL_LENGTH))}</b>" if entry.bot_label else ""
    message = " ".join(_message(words, entry).split())
    return f"{_MARKS[entry.level]} <code>{at}</code>{bot} {esc(cut(message, most))}"


def _message(words: Words, entry: LogEntry) -> str:
    """Return the line in words. One that an earlier version stored as a sentence stays that sentence."""
    return entry.message if entry.line is None else line_text(words, entry.line)


def level_label(words: Words, level: LogLevel | None, count: int, *, chosen: bool) -> str:
    name = f"{_MARKS[level]} {level.value}" if level else "All"
    counted = f"{MOST_COUNTED}+" if count > MOST_COUNTED else count
    return f"{'• ' if chosen else ''}{name} {counted}"


def clear_question(words: Words, count: int, *, level: LogLevel | None, bot_label: str | None) -> str:
    lines = plural(count, "log line") if count <= MOST_COUNTED else f"more than {MOST_COUNTED} log lines"
    return (
        f"<b>Delete {lines}?</b>\nSelected: {_which(words, level, bot_label, ', ')}. "
        "Lines that record who did what are kept. This cannot be undone."
    )


def cleared(words: Words, count: int) -> str:
    return f"{plural(count, 'log line')} deleted."


def note_too_long(words: Words, length: int) -> str:
    return f"A note can have at most {MOST_NOTE} characters; yours has {length}. Nothing was saved."


def not_a_filter(words: Words, word: str) -> str:
    said = esc(cut(word, _MOST_WORD))
    return f"I do not understand “{said}”. Example: <code>/logs ERROR</code> or <code>/logs #1</code>"


def no_such_bot(words: Words, number: str) -> str:
    return f"There is no bot #{esc(cut(number, _MOST_WORD))}. /bots lists your bots."


def file_caption(words: Words, level: LogLevel | None, bot_label: str | None) -> str:
    return f"Logs: {_which(words, level, bot_label, ', ')}. Newest first, times in UTC."


# --- the file -------------------------------------------------------------------------------------


def csv_head() -> str:
    return _csv([CSV_HEAD])


def csv_lines(words: Words, entries: Iterable[LogEntry]) -> str:
    """Return rows of the file. A cell that a spreadsheet would take for a formula begins with '."""
    return _csv(
        (entry.at.isoformat(), entry.level.value, _cell(entry.bot_label or ""), _cell(_message(words, entry)))
        for entry in entries
    )


def _cell(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def _csv(rows: Iterable[tuple[str, ...]]) -> str:
    lines = io.StringIO(newline="")
    csv.writer(lines).writerows(rows)
    return lines.getvalue()
