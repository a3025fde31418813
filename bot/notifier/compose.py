"""Puts waiting notices together into messages."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from itertools import chain
from typing import TypeVar

from bot.notifier.telegram import Rows
from bot.notifier.telling import Telling
from bot.views.clock import clock_name, here
from bot.views.digits import digits
from bot.views.html import encodable, split, visible_length
from bot.views.masked import masked_text
from bot.views.notices import fill_line
from bot.views.storms import storm_line
from bot.views.words import Words
from engine.core.notices import BotNotice, BotStopped, FillBooked, StopCause
from engine.notice_settings import Delivery, NoticeKind, NoticeSettings, can_be_muted, kind_of
from engine.notices import Notice, Resumed
from engine.outbox import KeptFor, Owed, ToPerson

log = logging.getLogger(__name__)

Word = Callable[[Words, Notice], str]
"""Turns a notice into Telegram's HTML, in the language of its reader."""
ButtonsOf = Callable[[Words, Notice], Rows]
"""Returns what stands below a notice; nothing for most."""
FillLine = Callable[[Words, FillBooked], str]
"""Words a fill that stands inside of another notice."""

Told = TypeVar("Told")
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

    told: tuple[Owed, ...]
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
    taken: int = 1
    """How many of the tellings it is."""
    is_digest: bool = False

    @property
    def ids(self) -> list[int]:
        return [one.id for one in self.told]


def no_buttons(_: Words, __: Notice) -> Rows:
    return ()


def compose(  # noqa: PLR0913 - all but two by name
    words: Words,
    tellings: Sequence[Telling],
    word: Word,
    buttons_of: ButtonsOf = no_buttons,
    exact_buttons: Rows = (),
    mute_buttons: Rows = (),
    *,
    line: FillLine = fill_line,
    quiet: Callable[[Notice], bool] = lambda _: False,
    masked: Callable[[Notice], bool] = lambda _: False,
) -> Batch:
    """Return the first of these, as many as fit into one message, in order.

    Notices that may stand in the chat already are not mixed with new ones, nor those that can come again
    with others: their message changes then. One with buttons stands alone. At least one notice is taken.
    `exact_buttons` stand below a message that shows rounded amounts, and `mute_buttons` beside them where
    some of it can be muted. What is `masked` shows no amount.
    """
    first = tellings[0]
    buttons = _buttons(words, first.owed, buttons_of)
    with digits() as used:
        paragraphs = [worded(words, first, word, line, masked)]
    rounded = used.rounded
    length = visible_length(paragraphs[0])
    for following in () if buttons else tellings[1:MOST_NOTICES]:
        if _buttons(words, following.owed, buttons_of) or not _go_together(first.owed, following.owed):
            break
        with digits() as used:
            paragraph = worded(words, following, word, line, masked)
        length += visible_length(BETWEEN) + visible_length(paragraph)
        if length > MOST_VISIBLE or following.uncertain != first.uncertain:
            break
        paragraphs.append(paragraph)
        rounded = rounded or used.rounded
    taken = tellings[: len(paragraphs)]
    messages = list(split(BETWEEN.join(paragraphs), MOST_VISIBLE)) or [escape(repr(first.owed.notice))]
    footer = _beside(
        exact_buttons if rounded and _takes_buttons(first.owed, messages) else (),
        mute_buttons if any(can_be_muted(one.owed.notice) for one in taken) else (),
    )
    return Batch(
        told=tuple(one for telling in taken for one in telling.notices),
        messages=tuple(messages),
        words=words,
        silent=all(quiet(telling.owed.notice) for telling in taken),
        uncertain=first.uncertain,
        oldest=first.occurrences[0].created_at,
        newest=taken[-1].owed.created_at,
        buttons=[*buttons, *footer] if footer else buttons,
        taken=len(taken),
        is_digest=all(telling.owed.kept_for is KeptFor.DIGEST for telling in taken),
    )


def joined(words: Words, told: Sequence[Telling], word: Word) -> str:
    """Return the notices of one message in words."""
    return BETWEEN.join(worded(words, one, word) for one in told)


def _go_together(first: Owed, following: Owed) -> bool:
    """Say whether both can come again, or neither; a digest is not changed, whatever stands in it."""
    return first.kept_for is KeptFor.DIGEST or (first.cause is None) == (following.cause is None)


def _takes_buttons(owed: Owed, messages: Sequence[str]) -> bool:
    """Say whether a tap finds all of it: in a private chat, for others only read, and in one message."""
    return isinstance(owed.audience, ToPerson) and len(messages) == 1


def _beside(left: Rows, right: Rows) -> Rows:
    """Return both in one row; each has one at most."""
    return [[*chain(*left, *right)]] if left or right else []


def _buttons(words: Words, owed: Owed, buttons_of: ButtonsOf) -> Rows:
    """Return what stands below it in a private chat; others only read, and a digest is one message."""
    apart = isinstance(owed.audience, ToPerson) and owed.kept_for is not KeptFor.DIGEST
    return buttons_of(words, owed.notice) if apart else ()


def marked_as_repeat(words: Words, message: str) -> str:
    return f"{words('message-repeated')}{BETWEEN}{message}"


def marked_as_late(message: str, batch: Batch, now: datetime, waited: timedelta) -> str:
    """Return the first message of the batch with a line about when it is from, if that is long ago."""
    if waited < LATE_AFTER and not batch.is_digest:
        return message
    begun, ended = _clock_time(batch.oldest, now), _clock_time(batch.newest, now)
    key = "message-late" if begun == ended else "message-late-since"
    if batch.is_digest:
        key = "message-digest"
    clock = clock_name(batch.newest)
    return f"{batch.words(key, begun=begun, ended=ended, clock=clock)}{BETWEEN}{message}"


def is_quiet(notice: Notice, settings: NoticeSettings, now: datetime) -> bool:
    """Tell whether the notice makes no sound: as was chosen, or because the person has just asked for it."""
    match notice:
        case Resumed(held_back=(), silent=()) | BotStopped(why=StopCause.STOP | StopCause.CLOSE):
            return True
        case _ if settings.are_quiet_hours(now) and kind_of(notice) is not NoticeKind.DECISIONS:
            return True
        case _:
            return settings.delivery(notice, now) is not Delivery.ON


def worded(
    words: Words,
    telling: Telling,
    word: Word,
    line: FillLine = fill_line,
    masked: Callable[[Notice], bool] = lambda _: False,
) -> str:
    """Return the notice in words; one that cannot be worded is shown as it is, for it must not be lost.

    One that is `masked` is told without any amount, and so are the fills inside of it.
    """
    inside = [one.notice for one in telling.fills if isinstance(one.notice, FillBooked)]
    if isinstance(told := telling.owed.notice, BotNotice) and masked(told):
        return masked_text(words, told, inside)
    texts = [_text(telling.owed.notice, lambda notice: word(words, notice))]
    counted = storm_line(words, [one.notice for one in telling.occurrences])
    texts += [] if counted is None else [counted]
    texts += [_text(fill, lambda fill: line(words, fill)) for fill in inside]
    return "\n".join(texts)


def _text(notice: Told, say: Callable[[Told], str]) -> str:
    try:
        text = say(notice)
    except Exception:  # one bad notice must not hold up all behind it
        log.exception("A notice could not be put into words: %r", notice)
        text = escape(repr(notice))
    return encodable(text).strip() or escape(repr(notice))


def _clock_time(at: datetime, now: datetime) -> str:
    same_day = here(at).date() == here(now).date()
    return here(at).strftime("%H:%M" if same_day else "%Y-%m-%d %H:%M")
