"""The buttons below how notices are told."""

from aiogram.types import InlineKeyboardMarkup

from bot.keyboards.buttons import button, in_pairs, markup
from bot.keyboards.callbacks import Place, SetNotices, ShowNoticeSettings, ShowSettings
from bot.views.notice_settings import delivery_label, kind_label
from bot.views.words import Words
from engine.notice_settings import NoticeKind, NoticeSettings, choices
from engine.people import Role


def notice_settings_keyboard(words: Words, place: Place, role: Role) -> InlineKeyboardMarkup:
    """Offer each kind, and the other place to those who may say what is told there."""
    kinds = [
        button(kind_label(words, kind), ShowNoticeSettings(place=place, kind=kind)) for kind in NoticeKind
    ]
    other = Place.GROUP if place is Place.ME else Place.ME
    label = words.plain("button-notices-group" if other is Place.GROUP else "button-notices-me")
    elsewhere = [button(label, ShowNoticeSettings(place=other, kind=None))] if role is Role.OWNER else []
    return markup(
        [
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
