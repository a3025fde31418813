"""Puts waiting notices together into messages."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape

from bot.notifier.telegram import Rows
from bot.views.digits import digits
from bot.views.html import encodable, split, visible_length
from bot.views.words import Words
from engine.core.notices import (
    BotStopped,
    CycleClosed,
    FeeCorrected,
    FeeValued,
    FillBooked,
    FundingBooked,
    StopCause,
)
from engine.outbox import Notice, Owed, Resumed, ToPerson

log = logging.getLogger(__name__)

Word = Callable[[Words, Notice], str]
"""Turns a notice into Telegram's HTML, in the language of its reader."""
ButtonsOf = Callable[[Words, Notice], Rows]
"""Returns what stands below a notice; nothing for most."""

MOST_NOTICES = 30
LONGEST_MESSAGE = 4096
ROOM_FOR_REMARKS = 200
"""Kept free in each message for the lines that may have to stand above it."""
MOST_VISIBLE = LONGEST_MESSAGE - ROOM_FOR_REMARKS
LATE_AFTER = timedelta(minutes=2)
BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Batch:
    """What is sent together. More than one message only when a single notice is longer than one."""

    ids: tuple[int, ...]
    messages: tuple[str, ...]
    words: Words
    """Of the language that they are in."""
    silent: bool
    uncertain: bool
    """An earlier sending of these was begun and its end is not known."""
    oldest: datetime
    newest: datetime
    buttons: Rows = ()
    """Below the last of the messages."""


def no_buttons(_: Words, __: Notice) -> Rows:
    return ()


def compose(
    words: Words,
    owed: Sequence[Owed],
    word: Word,
    buttons_of: ButtonsOf = no_buttons,
    exact_buttons: Rows = (),
) -> Batch:
    """Return the first of these notices, as many as fit into one message, in order.

    Notices that may stand in the chat already are not mixed with new ones, and one with buttons stands
    alone. At least one notice is taken. `exact_buttons` stand below a message that shows rounded amounts.
    """
    first = owed[0]
    buttons = _buttons(words, first, buttons_of)
    with digits() as used:
        paragraphs = [worded(words, first.notice, word)]
    rounded = used.rounded
    length = visible_length(paragraphs[0])
    for following in () if buttons else owed[1:MOST_NOTICES]:
        if _buttons(words, following, buttons_of):
            break
        with digits() as used:
            paragraph = worded(words, following.notice, word)
        length += visible_length(BETWEEN) + visible_length(paragraph)
        if length > MOST_VISIBLE or following.uncertain != first.uncertain:
            break
        paragraphs.append(paragraph)
        rounded = rounded or used.rounded
    taken = owed[: len(paragraphs)]
    messages = list(split(BETWEEN.join(paragraphs), MOST_VISIBLE)) or [escape(repr(first.notice))]
    return Batch(
        ids=tuple(item.id for item in taken),
        messages=tuple(messages),
        words=words,
        silent=all(is_quiet(item.notice) for item in taken),
        uncertain=first.uncertain,
        oldest=first.created_at,
        newest=taken[-1].created_at,
        buttons=[*buttons, *exact_buttons] if rounded and _takes_buttons(first, messages) else buttons,
    )


def joined(words: Words, told: Sequence[Owed], word: Word) -> str:
    """Return the notices of one message in words."""
    return BETWEEN.join(worded(words, one.notice, word) for one in told)


def _takes_buttons(owed: Owed, messages: Sequence[str]) -> bool:
    """Say whether a tap finds all of it: in a private chat, for others only read, and in one message."""
    return isinstance(owed.audience, ToPerson) and len(messages) == 1


def _buttons(words: Words, owed: Owed, buttons_of: ButtonsOf) -> Rows:
    """Return what stands below it in a private chat; others only read."""
    return buttons_of(words, owed.notice) if isinstance(owed.audience, ToPerson) else ()


def marked_as_repeat(words: Words, message: str) -> str:
    return f"{words('message-repeated')}{BETWEEN}{message}"


def marked_as_late(message: str, batch: Batch, now: datetime, waited: timedelta) -> str:
    """Return the first message of the batch with a line about when it is from, if that is long ago."""
    if waited < LATE_AFTER:
        return message
    begun, ended = _clock_time(batch.oldest, now), _clock_time(batch.newest, now)
    key = "message-late" if begun == ended else "message-late-since"
    return f"{batch.words(key, begun=begun, ended=ended)}{BETWEEN}{message}"


def is_quiet(notice: Notice) -> bool:
    """Tell whether the notice makes no sound: the daily trade, and what the person has just asked for."""
    match notice:
        case (
            FillBooked()
            | CycleClosed()
            | FundingBooked()
            | FeeValued()
            | FeeCorrected()
            | Resumed(held_back=(), silent=())
            | BotStopped(why=StopCause.STOP | StopCause.CLOSE)
        ):
            return True
        case _:
            return False


def worded(words: Words, notice: Notice, word: Word) -> str:
    """Return the notice in words; one that cannot be worded is shown as it is, for it must not be lost."""
    try:
        text = word(words, notice)
    except Exception:  # one bad notice must not hold up all behind it
        log.exception("A notice could not be put into words: %r", notice)
        text = escape(repr(notice))
    return encodable(text).strip() or escape(repr(notice))


def _clock_time(at: datetime, now: datetime) -> str:
    same_day = at.astimezone(UTC).date() == now.astimezone(UTC).date()
    return at.astimezone(UTC).strftime("%H:%M" if same_day else "%Y-%m-%d %H:%M")
