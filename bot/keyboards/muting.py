"""The button below notices by which they are muted for a while, and what it offers."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.keyboards.buttons import Rows, button, markup
from bot.keyboards.callbacks import AskMute, InDigits, Mute, Unmute
from bot.views.muting import Mutable, span_label, unmute_label
from bot.views.words import Words
from engine.notice_settings import NoticeSettings, SnoozeSpan

_OFFERED: tuple[type[CallbackData], ...] = (AskMute, Mute, Unmute)


def mute_buttons(words: Words) -> Rows:
    """Offer to mute what stands in a message."""
    return [[button(words.plain("button-mute"), AskMute(offered=True))]]


def offer(
    words: Words,
    keyboard: InlineKeyboardMarkup | None,
    those: Sequence[Mutable],
    settings: NoticeSettings,
    now: datetime,
) -> InlineKeyboardMarkup:
    """Return the keyboard of a notice with what can be muted, its other buttons as they are."""
    muted = settings.snoozed(now)
    rows = []
    for one in those:
        already = next((snooze for snooze in muted if snooze.is_about(one.kind, one.bot_id)), None)
        if already is not None:
            until = int(already.until.timestamp())
            wake = Unmute(kind=one.kind, bot=one.bot_id, until=until)
            rows.append([button(unmute_label(words, already), wake)])
            continue
        rows += [
            [
                button(
                    span_label(words, one, span, settings, now),
                    Mute(kind=one.kind, bot=one.bot_id, span=span),
                )
            ]
            for span in SnoozeSpan
        ]
    back = button(words.plain("button-back"), AskMute(offered=False))
    return markup([*_others(keyboard), *rows, [back]])


def without_offer(words: Words, keyboard: InlineKeyboardMarkup | None) -> InlineKeyboardMarkup:
    """Return the keyboard of a notice as it was before: with the one button to mute."""
    rows, (mute,) = _others(keyboard), mute_buttons(words)
    if rows and _is(rows[-1][-1], InDigits):
        return markup([*rows[:-1], [*rows[-1], *mute]])
    return markup([*rows, mute])


def _others(keyboard: InlineKeyboardMarkup | None) -> Rows:
    """Return the rows without what is about muting."""
    rows = keyboard.inline_keyboard if keyboard is not None else []
    left = [[one for one in row if not _is(one, *_OFFERED)] for row in rows]
    return [row for row in left if row]


def _is(one: InlineKeyboardButton, *kinds: type[CallbackData]) -> bool:
    for kind in kinds:
        with suppress(ValueError, TypeError):  # which is how others' payloads are told
            kind.unpack(one.callback_data or "")
            return True
    return False
