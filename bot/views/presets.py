"""What a person keeps of their own for the form, as it is shown."""

from collections.abc import Sequence

from bot.views.complaints import field_name
from bot.views.html import Html
from bot.views.words import Words
from engine.presets import LONGEST, MOST, Preset


def preset_label(words: Words, preset: Preset) -> str:
    """Return it as a button shows it: Quantity: 100 USDT."""
    return f"{field_name(words, preset.kind)}: {preset.value}"


def presets_text(words: Words, kept: Sequence[Preset]) -> Html:
    return words("presets" if kept else "presets-none", most=MOST)


def keep_text(words: Words, offered: Sequence[Preset]) -> Html:
    return words("preset-keep") if offered else words("preset-nothing-to-keep", longest=LONGEST)
