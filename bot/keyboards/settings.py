"""The buttons below the settings."""

from aiogram.types import InlineKeyboardMarkup

from bot.keyboards.alert_chat import unlink_button
from bot.keyboards.buttons import button, in_pairs, markup
from bot.keyboards.callbacks import (
    ChooseLanguage,
    ChooseTheme,
    PictureAfterCycle,
    Place,
    ShowNoticeSettings,
    ShowPresets,
    ShowSummary,
    ShowZones,
)
from bot.pictures.theme import Theme
from bot.views.pictures import after_cycle_label, theme_label
from bot.views.settings import language_label
from bot.views.words import Catalogues, Words
from engine.alert_chat import LinkedChat
from engine.notice_settings import NoticeSettings
from engine.people import Role


def settings_keyboard(
    words: Words,
    catalogues: Catalogues,
    chosen: NoticeSettings,
    role: Role | None,
    linked: LinkedChat | None = None,
) -> InlineKeyboardMarkup:
    """Offer each language, by the name that its own readers know, and how pictures are wanted.

    And to unlink the chat of alerts.
    """
    notices = button(words.plain("button-notices"), ShowNoticeSettings(place=Place.ME, kind=None))
    languages = [catalogues.words(language) for language in catalogues.languages]
    choices = [
        button(
            language_label(one, chosen=one.language == words.language), ChooseLanguage(language=one.language)
        )
        for one in languages
    ]
    zones = button(words.plain("button-time-zone"), ShowZones())
    unlink = [] if linked is None else [unlink_button(words, linked)]
    theme = Theme.DARK if chosen.dark_pictures else Theme.LIGHT
    themes = [button(theme_label(words, one, chosen=one is theme), ChooseTheme(theme=one)) for one in Theme]
    after = chosen.pictures_after_cycles
    after_cycle = button(after_cycle_label(words, on=after), PictureAfterCycle(on=not after))
    presets = button(words.plain("button-presets"), ShowPresets())
    summary = [button(words.plain("button-summary"), ShowSummary())] if role is not Role.VIEWER else []
    return markup([*in_pairs(choices), [notices, zones], [presets, *summary], themes, [after_cycle], unlink])
