"""What is muted for a while, and what can be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.views.html import Html
from bot.views.text import short_badge
from bot.views.words import Words, named
from engine.core.types import BotId
from engine.notice_settings import NoticeKind, NoticeSettings, Snooze, SnoozeSpan, can_be_muted, kind_of
from engine.notices import Notice

MOST_BOTS = 3
"""Of one message that can be muted below it: more would hide what it tells."""


def kind_label(words: Words, kind: NoticeKind) -> str:
    """Return the name of a kind, for buttons and sentences."""
    return words.plain(named("notice-kind", kind))


@dataclass(frozen=True, slots=True)
class Mutable:
    """What can be muted: a kind of notices, or all of a bot."""

    kind: NoticeKind | None = None
    bot_id: BotId | None = None
    label: str = ""
    """Of a bot, with its mode."""

    def snooze(self, until: datetime) -> Snooze:
        return Snooze(until=until, kind=self.kind, bot_id=self.bot_id, label=self.label)


def mutables(notices: Sequence[Notice]) -> list[Mutable]:
    """Return what of these can be muted: first the kinds, then the bots, each as it comes."""
    those = [notice for notice in notices if can_be_muted(notice)]
    kinds = dict.fromkeys(kind_of(notice) for notice in those)
    bots = {
        bot.bot_id: f"{bot.label} ({short_badge(bot.mode)})"
        for notice in those
        if (bot := getattr(notice, "bot", None)) is not None
    }
    named = [Mutable(bot_id=bot_id, label=label) for bot_id, label in bots.items()]
    return [*map(Mutable, kinds), *named[:MOST_BOTS]]


def muted_label(words: Words, muted: Snooze | Mutable) -> str:
    """Return the name of what is muted, or can be, as plain text."""
    return kind_label(words, muted.kind) if muted.kind is not None else muted.label


def span_label(words: Words, what: Mutable, span: SnoozeSpan, settings: NoticeSettings, now: datetime) -> str:
    """Return what the button says that mutes it."""
    name = muted_label(words, what)
    if span is SnoozeSpan.HOUR:
        return words.plain("button-mute-hour", what=name)
    return words.plain("button-mute-until", what=name, until=_time(settings, settings.end_of(span, now)))


def unmute_label(words: Words, muted: Snooze) -> str:
    return words.plain("button-unmute", what=muted_label(words, muted))


def muted_toast(words: Words, muted: Snooze, settings: NoticeSettings) -> str:
    """Return what is said once it is muted."""
    return words.plain("muted", what=muted_label(words, muted), until=_time(settings, muted.until))


def muted_lines(words: Words, settings: NoticeSettings, now: datetime) -> list[Html]:
    """Return a line about each that is muted now."""
    return [
        words(
            "notice-settings-muted",
            what=muted_label(words, muted),
            until=_time(settings, muted.until),
        )
        for muted in settings.snoozed(now)
    ]


def _time(settings: NoticeSettings, at: datetime) -> str:
    """Return the time by the clock of the reader; of which day is known, for it is less than one ahead."""
    return f"{at.astimezone(settings.zone):%H:%M}" + ("" if settings.time_zone else " UTC")
