"""How notices are told, and what can be chosen."""

from bot.views.html import Html
from bot.views.words import Words, named
from engine.notice_settings import Delivery, NoticeKind, NoticeSettings


def notice_settings_text(words: Words, settings: NoticeSettings, *, group: bool) -> Html:
    """Return how each kind is told."""
    lines = [words("notice-settings-group" if group else "notice-settings-me"), Html("")]
    lines += [
        words(
            "notice-settings-line",
            kind=kind_label(words, kind),
            delivery=_delivery_text(words, kind, settings.chosen(kind)),
        )
        for kind in NoticeKind
    ]
    return Html("\n".join([*lines, Html(""), words("notice-settings-more")]))


def notice_choice_text(words: Words, settings: NoticeSettings, kind: NoticeKind) -> Html:
    """Return what the kind is, and how it is told."""
    now = _delivery_text(words, kind, settings.chosen(kind))
    line = words("notice-settings-line", kind=kind_label(words, kind), delivery=now)
    return Html(f"{line}\n{words(named('notice-kind-what', kind))}")


def kind_label(words: Words, kind: NoticeKind) -> str:
    """Return the name of a kind, for buttons and sentences."""
    return words.plain(named("notice-kind", kind))


def _delivery_text(words: Words, kind: NoticeKind, delivery: Delivery) -> str:
    inside = kind is NoticeKind.FILLS and delivery is Delivery.OFF
    return words.plain("delivery-with-the-cycle" if inside else named("delivery", delivery))


def delivery_label(words: Words, kind: NoticeKind, delivery: Delivery, *, chosen: bool) -> str:
    """Return what the button says by which it is chosen."""
    return f"{'• ' if chosen else ''}{_delivery_text(words, kind, delivery)}"
