"""Periods of statistics, as people write them."""

from datetime import date, timedelta

from bot.parsing.days import read_day
from engine.reads.periods import Period

_DAY = timedelta(days=1)
_WORDS = {
    **{period.value: period for period in Period},
    **dict.fromkeys(("today", "daily", "день", "сегодня", "आज", "दिन"), Period.DAY),
    **dict.fromkeys(("weekly", "неделя", "неделю", "हफ़्ता", "हफ्ता", "सप्ताह"), Period.WEEK),
    **dict.fromkeys(("monthly", "месяц", "महीना", "माह"), Period.MONTH),
    **dict.fromkeys(("total", "все", "всё", "всего", "सब", "सभी", "कुल"), Period.ALL),
}
_YESTERDAY = frozenset({"yesterday", "вчера", "कल"})


def read_period(written: str, today: date) -> tuple[Period, date | None] | None:
    """Return the period that is named, in any language of ours, and a day in it, None for the present one.

    A date is that day. Returns None where no period is named.
    """
    word = written.strip().casefold()
    if word in _WORDS:
        return _WORDS[word], None
    if word in _YESTERDAY:
        return Period.DAY, today - _DAY
    day = read_day(word)
    return None if day is None else (Period.DAY, day)


def read_named_day(written: str, today: date) -> date | None:
    """Return the day that is named: 2026-11-28, today, yesterday; None where that is none."""
    period, day = read_period(written, today) or (None, None)
    return (day or today) if period is Period.DAY else None
