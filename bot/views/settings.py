"""What a person can choose for themselves."""

from collections.abc import Sequence

from bot.views.html import Html
from bot.views.summary import hour_label
from bot.views.text import zone_name
from bot.views.words import Words
from engine.notice_settings import NoticeSettings


def settings_text(
    words: Words, muted: Sequence[Html] = (), *, alerts: Html | None = None, changed: bool = False
) -> Html:
    """Return the settings as they are, with the lines about what is muted and where alerts go.

    `changed`: the person has just chosen this language.
    """
    text = words("settings")
    if alerts:
        text = Html(f"{text}\n{alerts}")
    if muted:
        text = Html("\n".join([text, "", *muted]))
    return Html(f"{words('settings-changed')}\n\n{text}") if changed else text


def language_label(words: Words, *, chosen: bool) -> str:
    """Return the language's own name, as the button shows it by which it is chosen."""
    return f"{'• ' if chosen else ''}{words.plain('language-name')}"


def summary_settings_text(words: Words, settings: NoticeSettings) -> Html:
    """Return when the daily summary comes, and what is in it."""
    if settings.summary_hour is None:
        return words("summary-off")
    return words("summary-on", hour=hour_label(settings.summary_hour), zone=zone_name(settings.zone))
