"""What each wants to be told, and how loudly. Decided when a notice is sent, not when it is stored."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, TypeGuard
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.core.money import ZERO
from engine.core.notices import (
    BotFailed,
    BotNotice,
    BotPaused,
    BotStopped,
    CycleClosed,
    FeeCorrected,
    FeeValued,
    FillBooked,
    FundingBooked,
    OrderChanged,
    PriceStreamSilent,
    ReplayEnded,
)
from engine.core.types import BotId
from engine.notices import (
    AccountAway,
    AlertChatLost,
    AlertTopic,
    BackupFailed,
    BackupNotSent,
    BotFalls,
    BotSetAside,
    ClockWrong,
    CodesRefused,
    DailySummary,
    DatabaseRestored,
    DiskLow,
    Notice,
    NoticeUnreadable,
    PersonJoined,
    Resumed,
    StrangerSeen,
    TelegramAway,
    TokenShared,
)
from engine.outbox import Audience
from engine.presets import Preset
from engine.reads.journal import Changed
from engine.reads.periods import hour_of, newest_day_with


class NoticeKind(StrEnum):
    """What a notice means to its reader."""

    FILLS = "fills"
    """Of a cycle that is under way."""
    CYCLES = "cycles"
    MONEY = "money"
    """Funding and fees that became known after their cycle was told."""
    STOPS = "stops"
    DECISIONS = "decisions"
    """Somebody has to do something."""
    MARKET = "market"
    """Prices that are away, orders that were changed at the exchange."""
    SERVICE = "service"
    """The program itself: a restart, a stranger at the door."""


class Delivery(StrEnum):
    """How a kind of notices is told."""

    ON = "on"
    SILENT = "silent"
    DIGEST = "digest"
    """Collected, and sent now and then as one message."""
    OFF = "off"
    """Not sent: kept for the history. A fill then stands in the message that ends its cycle."""


CALM = {
    NoticeKind.FILLS: Delivery.OFF,
    NoticeKind.CYCLES: Delivery.SILENT,
    NoticeKind.MONEY: Delivery.SILENT,
    NoticeKind.STOPS: Delivery.ON,
    NoticeKind.DECISIONS: Delivery.ON,
    NoticeKind.MARKET: Delivery.ON,
    NoticeKind.SERVICE: Delivery.ON,
}
"""What holds until somebody chooses: a cycle is one message with its fills inside."""


def choices(kind: NoticeKind) -> tuple[Delivery, ...]:
    """Return what can be chosen: whatever needs a decision is always sent."""
    return (Delivery.ON, Delivery.SILENT) if kind is NoticeKind.DECISIONS else tuple(Delivery)


def tells_fills(notice: Notice) -> TypeGuard[BotNotice]:
    """Say whether the message with it tells the fills of its bot that no message has told yet.

    So does whatever ends a cycle, and a pause: who decides has to know what was traded.
    """
    return isinstance(notice, CycleClosed | BotStopped | BotPaused | BotFailed | ReplayEnded)


KINDS: dict[type[Notice], NoticeKind] = {
    FillBooked: NoticeKind.FILLS,
    CycleClosed: NoticeKind.CYCLES,
    FundingBooked: NoticeKind.MONEY,
    FeeValued: NoticeKind.MONEY,
    FeeCorrected: NoticeKind.MONEY,
    BotStopped: NoticeKind.STOPS,
    ReplayEnded: NoticeKind.STOPS,
    BotPaused: NoticeKind.DECISIONS,
    BotFailed: NoticeKind.DECISIONS,
    AlertChatLost: NoticeKind.DECISIONS,
    AlertTopic: NoticeKind.SERVICE,
    TokenShared: NoticeKind.DECISIONS,
    CodesRefused: NoticeKind.DECISIONS,
    DatabaseRestored: NoticeKind.DECISIONS,
    PriceStreamSilent: NoticeKind.MARKET,
    OrderChanged: NoticeKind.MARKET,
    Resumed: NoticeKind.SERVICE,
    StrangerSeen: NoticeKind.SERVICE,
    TelegramAway: NoticeKind.SERVICE,
    ClockWrong: NoticeKind.DECISIONS,
    AccountAway: NoticeKind.MARKET,
    BotFalls: NoticeKind.DECISIONS,
    BotSetAside: NoticeKind.DECISIONS,
    NoticeUnreadable: NoticeKind.DECISIONS,
    BackupNotSent: NoticeKind.DECISIONS,
    BackupFailed: NoticeKind.DECISIONS,
    DiskLow: NoticeKind.DECISIONS,
    PersonJoined: NoticeKind.SERVICE,
    DailySummary: NoticeKind.SERVICE,
}


def kind_of(notice: Notice) -> NoticeKind:
    """Return the one kind of a notice; somebody should look at one that nobody knows."""
    match notice:
        case Resumed(held_back=held_back) if held_back:
            return NoticeKind.DECISIONS
        case ReplayEnded(end=end) if end.reason is not None:
            return NoticeKind.DECISIONS
        case _:
            return KINDS.get(type(notice), NoticeKind.DECISIONS)


class SnoozeSpan(StrEnum):
    """For how long something is muted."""

    HOUR = "h"
    MORNING = "m"
    """To the next morning by the clock of the reader."""


MORNING = time(8)
MOST_SNOOZES = 50
MOST_COINS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Snooze:
    """A kind of notices, or all of a bot, is muted for a while. What needs a decision never is."""

    until: datetime
    kind: NoticeKind | None = None
    bot_id: BotId | None = None
    label: str = ""
    """What the bot was called then, for it may be gone: foreign text in it."""

    def is_about(self, kind: NoticeKind | None, bot_id: BotId | None) -> bool:
        """Say whether that is what is muted."""
        return (self.kind, self.bot_id) == (kind, bot_id)


def can_be_snoozed(kind: NoticeKind) -> bool:
    return kind is not NoticeKind.DECISIONS


def can_be_muted(notice: Notice) -> bool:
    """Say whether its kind can be muted below it. Who wants no summary any more says so in the settings."""
    return can_be_snoozed(kind_of(notice)) and not isinstance(notice, DailySummary)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """When nothing makes a sound that can wait, by the clock of the reader. They may go over midnight."""

    begins: time
    ends: time

    def hold(self, at: time) -> bool:
        """Say whether that is within them."""
        if self.begins <= self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSettings:
    """What one audience has chosen."""

    deliveries: dict[NoticeKind, Delivery] = field(default_factory=dict)
    """Where they differ from what holds without a choice."""
    smallest_results: dict[str, Decimal] = field(default_factory=dict)
    """Quote coin -> the smallest result of a cycle in it that is worth telling, whichever sign it has.

    In a coin that is not there every one is.
    """
    masked: tuple[BotId, ...] = ()
    """Of the alert chat: the bots of which it is shown no amount, only percent."""
    summary_hour: int | None = None
    """At which hour of their day they get the daily summary; None: not at all."""
    summary_chosen_at: datetime | None = None
    quiet: QuietHours | None = None
    time_zone: str | None = None
    """Like "Europe/Berlin"; None: UTC."""
    snoozes: tuple[Snooze, ...] = ()
    dark_pictures: bool = False
    pictures_after_cycles: bool = False
    """Whether a picture of the bot follows the message on a cycle."""
    presets: tuple[Preset, ...] = ()
    """Of a person, for the form: they need no table of their own."""

    @property
    def zone(self) -> tzinfo:
        """The time zone; UTC where this machine does not know the name."""
        try:
            return ZoneInfo(self.time_zone) if self.time_zone else UTC
        except (ZoneInfoNotFoundError, ValueError):
            return UTC

    def changes_from(self, before: "NoticeSettings") -> tuple[Changed, ...]:
        """Return what is chosen otherwise than before, as an audit line tells it."""
        was, now = before._values(), self._values()  # noqa: SLF001 - its own kind
        changed = [key for key in was | now if was.get(key) != now.get(key)]
        return tuple(
            Changed(name=name, about=about, before=was.get((name, about)), after=now.get((name, about)))
            for name, about in changed
        )

    def _values(self) -> dict[tuple[str, str], str]:
        """Return what is chosen, by its name and by what it is about.

        Presets are answers, not settings, and that a bot is masked is done to the bot.
        """
        quiet = f"{self.quiet.begins:%H:%M}-{self.quiet.ends:%H:%M}" if self.quiet else None
        smallest = ", ".join(f"{amount:f} {coin}" for coin, amount in sorted(self.smallest_results.items()))
        summary = None if self.summary_hour is None else f"{self.summary_hour:02}:00"
        chosen = {
            "smallest result": smallest or None,
            "quiet": quiet,
            "time zone": self.time_zone,
            "summary": summary,
            "dark pictures": "on" if self.dark_pictures else None,
            "cycle pictures": "on" if self.pictures_after_cycles else None,
        }
        found = {(name, ""): value for name, value in chosen.items() if value is not None}
        found |= {("notices", kind.value): self.chosen(kind).value for kind in NoticeKind}
        muted = {("muted", one.kind or one.label): one.until.isoformat() for one in self.snoozes}
        return found | muted

    def are_quiet_hours(self, now: datetime) -> bool:
        """Say whether nothing makes a sound now that can wait."""
        return self.quiet is not None and self.quiet.hold(now.astimezone(self.zone).time())

    def chosen(self, kind: NoticeKind) -> Delivery:
        """Return how a kind is told."""
        return self.deliveries.get(kind, CALM[kind])

    def choosing(self, kind: NoticeKind, delivery: Delivery) -> "NoticeSettings":
        """Return the settings with that choice; one that is not offered changes nothing."""
        if delivery not in choices(kind):
            return self
        return replace(self, deliveries=self.deliveries | {kind: delivery})

    def masking(self, bot_id: BotId, *, on: bool) -> "NoticeSettings":
        """Return the settings with that bot shown in percent only, or in full."""
        others = tuple(one for one in self.masked if one != bot_id)
        return replace(self, masked=(*others, bot_id) if on else others) if on != self.masks(bot_id) else self

    def masks(self, bot_id: BotId) -> bool:
        """Say whether no amount of the bot is shown."""
        return bot_id in self.masked

    def choosing_smallest(self, coin: str, amount: Decimal | None) -> "NoticeSettings":
        """Return the settings with that smallest result in that coin; None: with every one told."""
        others = {name: one for name, one in self.smallest_results.items() if name != coin}
        if amount is None or len(others) >= MOST_COINS:
            return replace(self, smallest_results=others)
        return replace(self, smallest_results=others | {coin: amount})

    def choosing_summary(self, hour: int | None, now: datetime) -> "NoticeSettings":
        """Return the settings with the daily summary at that hour from now on; None: without it."""
        if hour == self.summary_hour or hour not in (None, *range(24)):
            return self
        return replace(self, summary_hour=hour, summary_chosen_at=now)

    def summary_due(self, now: datetime) -> date | None:
        """Return the day whose summary is due by now, on the clock of the reader; None: none is."""
        if self.summary_hour is None:
            return None
        day = newest_day_with(self.summary_hour, now, self.zone)
        chosen = self.summary_chosen_at
        due = hour_of(day, self.summary_hour, self.zone)
        return day if chosen is None or chosen < due else None

    def snoozed(self, now: datetime) -> tuple[Snooze, ...]:
        """Return what is muted now."""
        return tuple(one for one in self.snoozes if now < one.until)

    def end_of(self, span: SnoozeSpan, now: datetime) -> datetime:
        """Return when something is told again that is muted now for so long."""
        if span is SnoozeSpan.HOUR:
            return now + timedelta(hours=1)
        today = now.astimezone(self.zone).date()
        mornings = (datetime.combine(today + timedelta(days=days), MORNING, self.zone) for days in (0, 1))
        return next(at for at in (morning.astimezone(UTC) for morning in mornings) if at > now)

    def snoozing(self, snooze: Snooze, now: datetime) -> "NoticeSettings":
        """Return the settings with that muted; what is muted already stays so until its own end."""
        muted = self.snoozed(now)
        kind, bot_id = snooze.kind, snooze.bot_id
        if len(muted) >= MOST_SNOOZES or any(one.is_about(kind, bot_id) for one in muted):
            return self
        if kind is not None and not can_be_snoozed(kind):
            return self
        return replace(self, snoozes=(*muted, snooze))

    def waking(self, kind: NoticeKind | None, bot_id: BotId | None, until: int) -> "NoticeSettings":
        """Return the settings with that told again, if its end was this time, in seconds since 1970."""
        over = [
            one for one in self.snoozes if one.is_about(kind, bot_id) and int(one.until.timestamp()) == until
        ]
        return replace(self, snoozes=tuple(one for one in self.snoozes if one not in over))

    @property
    def fills_wait(self) -> bool:
        """Whether fills that are not told by themselves stand in the message that ends their cycle."""
        return self.chosen(NoticeKind.CYCLES) is not Delivery.OFF

    def mutes_fills_of(self, end: Notice, now: datetime) -> bool:
        """Say whether the fills that a muted end of a cycle would tell are muted with it.

        They are where the cycle itself is, or all of its bot. An end is of another kind than they are.
        """
        return isinstance(end, CycleClosed) or self._is_snoozed(NoticeKind.CYCLES, end, now)

    def delivery(self, notice: Notice, now: datetime) -> Delivery:
        """Return how the notice is told now."""
        if isinstance(notice, DailySummary):  # it was asked for, and is told once
            return Delivery.ON
        kind = kind_of(notice)
        if self._is_snoozed(kind, notice, now):
            return Delivery.OFF
        if isinstance(notice, CycleClosed) and self._is_too_small(notice):
            return Delivery.OFF
        return self.chosen(kind)

    def _is_too_small(self, cycle: CycleClosed) -> bool:
        return abs(cycle.result) < self.smallest_results.get(cycle.bot.quote, ZERO)

    def _is_snoozed(self, kind: NoticeKind, notice: Notice, now: datetime) -> bool:
        if not can_be_snoozed(kind):
            return False
        bot = getattr(notice, "bot", None)
        return any(
            now < one.until
            and (one.kind is kind if one.kind else bot is not None and one.bot_id == bot.bot_id)
            for one in self.snoozes
        )


class NoticeSettingsBook(Protocol):
    """The settings of all audiences."""

    async def of(self, audience: Audience) -> NoticeSettings:
        """Return what the audience has chosen."""

    async def change(
        self, audience: Audience, change: Callable[[NoticeSettings], NoticeSettings]
    ) -> NoticeSettings:
        """Store the settings as `change` returns them, and return them.

        What is kept for a later message is decided upon anew, but for what is being sent.
        """
