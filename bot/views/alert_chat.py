"""The group that alerts go to."""

from bot.views.html import Html
from bot.views.text import cut
from bot.views.words import Words
from engine.alert_chat import LinkedChat

_MOST_TITLE = 60


def offer_text(words: Words, *, is_forum: bool) -> Html:
    """Return what is said in a group that could be linked."""
    text = words("alerts-offer")
    return Html(f"{text} {words('alerts-offer-topics')}") if is_forum else text


def where_alerts_go(words: Words, linked: LinkedChat | None, *, by_setting: bool, lost: bool = False) -> Html:
    """Return where they go; `by_setting`: to the chat of the settings, unless one is linked.

    `lost`: it could not be written to the last time.
    """
    where = _where(words, linked, by_setting=by_setting)
    return Html(f"{where}\n⚠️ {words('alerts-do-not-arrive')}") if lost else where


def _where(words: Words, linked: LinkedChat | None, *, by_setting: bool) -> Html:
    if linked is None:
        return words("alerts-to-setting" if by_setting else "alerts-to-nobody")
    title = cut(linked.title, _MOST_TITLE)
    if linked.thread_id is None:
        return words("alerts-to-group", title=title)
    return words("alerts-to-topic", title=title, topic=str(linked.thread_id))


def linked_toast(words: Words, bots: int) -> str:
    """Return what is said to whoever linked it. `bots`: how many of theirs tell it from now on."""
    return words.plain("alerts-linked-toast", bots=bots) if bots else words.plain("alerts-linked")
