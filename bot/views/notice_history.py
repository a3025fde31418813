"""What was told, and what was kept instead."""

from datetime import date, datetime, tzinfo

from bot.views.html import Html, esc, plain
from bot.views.notices import word
from bot.views.text import cut, quoted, zone_name
from bot.views.words import Words
from engine.notice_history import HistoryPage
from engine.outbox import KeptFor, Owed

_MOST_OF_ONE = 400


def history_text(
    words: Words, page: HistoryPage, *, bot: str | None, day: date | None, zone: tzinfo, now: datetime
) -> Html:
    """Return a page of the history, newest first. `bot`: the one that it is about, by its label."""
    which = bot or words.plain("history-all-bots")
    when = f"{day:%Y-%m-%d}" if day else words.plain("history-all-days")
    head = words("history", bot=which, day=when, zone=zone_name(zone))
    parts = [_entry(words, one, zone, now) for one in page.notices] or [words("history-empty")]
    return Html("\n\n".join([head, *parts]))


def not_a_day(words: Words, written: str) -> Html:
    """Return that what was written is no day that anything could have been told on."""
    return words("history-not-a-day", written=quoted(words, written))


def _entry(words: Words, owed: Owed, zone: tzinfo, now: datetime) -> Html:
    at, today = owed.created_at.astimezone(zone), now.astimezone(zone).date()
    moment = f"{at:%H:%M:%S}" if at.date() == today else f"{at:%Y-%m-%d %H:%M:%S}"
    key = "history-not-sent" if owed.kept_for is KeptFor.HISTORY else "history-sent"
    if owed.sent_at is None and owed.kept_for is not KeptFor.HISTORY:
        key = "history-not-yet"
    text = cut(plain(word(words, owed.notice)), _MOST_OF_ONE)
    return Html(f"{words(key, moment=moment)}\n{esc(text)}")
