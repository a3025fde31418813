"""The buttons below how notices are told."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardMarkup

from bot.keyboards.buttons import button, in_pairs, markup
from bot.keyboards.callbacks import Place, SetNotices, ShowNoticeSettings, ShowSettings, UnmuteThere
from bot.views.muting import kind_label, unmute_label
from bot.views.notice_settings import delivery_label
from bot.views.words import Words
from engine.notice_settings import NoticeKind, NoticeSettings, Snooze, choices
from engine.people import Role


def notice_settings_keyboard(
    words: Words, place: Place, role: Role, muted: Sequence[Snooze] = ()
) -> InlineKeyboardMarkup:
    """Offer each kind, to end what is muted, and the other place to those who may say what is told there."""
    wake = [
        button(
            unmute_label(words, one),
            UnmuteThere(place=place, kind=one.kind, bot=one.bot_id, until=int(one.until.timestamp())),
        )
        for one in muted
    ]
    kinds = [
        button(kind_label(words, kind), ShowNoticeSettings(place=place, kind=kind)) for kind in NoticeKind
    ]
    other = Place.GROUP if place is Place.ME else Place.ME
    label = words.plain("button-notices-group" if other is Place.GROUP else "button-notices-me")
    elsewhere = [button(label, ShowNoticeSettings(place=other, kind=None))] if role is Role.OWNER else []
    return markup(
        [
            *([one] for one in wake),
            *in_pairs(kinds),
            elsewhere,
            [button(words.plain("button-back"), ShowSettings())],
        ]
    )


def notice_choice_keyboard(
    words: Words, place: Place, kind: NoticeKind, settings: NoticeSettings
) -> InlineKeyboardMarkup:
    """Offer each way to tell the kind."""
    ways = [
        button(
            delivery_label(words, kind, delivery, chosen=delivery is settings.chosen(kind)),
            SetNotices(place=place, kind=kind, delivery=delivery),
        )
        for delivery in choices(kind)
    ]
    back = button(words.plain("button-back"), ShowNoticeSettings(place=place, kind=None))
    return markup([*([way] for way in ways), [back]])
