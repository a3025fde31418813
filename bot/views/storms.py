"""How often something has come, below the notice that told it last."""

from collections.abc import Sequence

from bot.views.html import Html
from bot.views.text import as_of, span
from bot.views.words import Words
from engine.notices import Notice
from engine.storms import is_recovery


def storm_line(words: Words, notices: Sequence[Notice]) -> Html | None:
    """Return the line below the last of these, which have one cause; None where it came only once."""
    first, last = notices[0], notices[-1]
    times = sum(not is_recovery(notice) for notice in notices)
    if times <= 1:
        return None
    if is_recovery(last):
        return words("storm-over", times=times, span=span(words, last.at - first.at))
    return words("storm-again", times=times, since=as_of(first.at, last.at))
