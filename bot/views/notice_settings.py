"""How notices are told, and what can be chosen."""

from datetime import datetime

from bot.views.html import Html
from bot.views.muting import kind_label, muted_lines
from bot.views.text import number, quoted, zone_name
from bot.views.words import Words, named
from engine.notice_settings import Delivery, NoticeKind, NoticeSettings


def notice_settings_text(words: Words, settings: NoticeSettings, now: datetime, *, group: bool) -> Html:
    """Return how each kind is told, and what is muted now."""
    lines = [words("notice-settings-group" if group else "notice-settings-me"), Html("")]
    lines += [
        words(
            "notice-settings-line",
            kind=kind_label(words, kind),
            delivery=_delivery_text(words, kind, settings.chosen(kind)),
        )
        for kind in NoticeKind
    ]
    if muted := muted_lines(words, settings, now):
        lines += [Html(""), *muted]
    return Html("\n".join([*lines, Html(""), *_limits(words, settings), words("notice-settings-more")]))


def _limits(words: Words, settings: NoticeSettings) -> list[Html]:
    """Return what holds for all kinds."""
    zone, quiet = zone_name(settings.zone), settings.quiet
    if quiet is None:
        lines = [words("notice-settings-no-quiet", zone=zone)]
    else:
        begins, ends = f"{quiet.begins:%H:%M}", f"{quiet.ends:%H:%M}"
        lines = [words("notice-settings-quiet", begins=begins, ends=ends, zone=zone)]
    if settings.smallest_results:
        amounts = sorted(settings.smallest_results.items())
        shown = words.listed([f"{number(amount)} {coin}" for coin, amount in amounts])
        lines.append(words("notice-settings-smallest", amount=shown))
    return [*lines, Html("")]


def not_a_setting(words: Words, written: str) -> Html:
    """Return what can be typed behind /settings."""
    return words("settings-not-understood", written=quoted(words, written))


def notice_choice_text(words: Words, settings: NoticeSettings, kind: NoticeKind) -> Html:
    """Return what the kind is, and how it is told."""
    now = _delivery_text(words, kind, settings.chosen(kind))
    line = words("notice-settings-line", kind=kind_label(words, kind), delivery=now)
    return Html(f"{line}\n{words(named('notice-kind-what', kind))}")


def _delivery_text(words: Words, kind: NoticeKind, delivery: Delivery) -> str:
    inside = kind is NoticeKind.FILLS and delivery is Delivery.OFF
    return words.plain("delivery-with-the-cycle" if inside else named("delivery", delivery))


def delivery_label(words: Words, kind: NoticeKind, delivery: Delivery, *, chosen: bool) -> str:
    """Return what the button says by which it is chosen."""
    return f"{'• ' if chosen else ''}{_delivery_text(words, kind, delivery)}"
