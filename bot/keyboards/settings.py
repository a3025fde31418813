"""The buttons below the settings."""

from aiogram.types import InlineKeyboardMarkup

from bot.keyboards.alert_chat import unlink_button
from bot.keyboards.buttons import button, in_pairs, markup
from bot.keyboards.callbacks import ChooseLanguage, Place, ShowNoticeSettings, ShowZones
from bot.views.settings import language_label
from bot.views.words import Catalogues, Words
from engine.alert_chat import LinkedChat


def settings_keyboard(
    words: Words, catalogues: Catalogues, linked: LinkedChat | None = None
) -> InlineKeyboardMarkup:
    """Offer each language, by the name that its own readers know, and to unlink the chat of alerts."""
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
    return markup([*in_pairs(choices), [notices, zones], unlink])
