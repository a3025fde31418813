"""How fast Telegram lets a bot speak."""

from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

ChatId = int | str


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many messages within so many seconds."""

    most: int
    within_s: float


OVERALL = Limit(30, 1)
PRIVATE = Limit(1, 1)
GROUP = Limit(20, 60)
"""Of groups and channels. Telegram's limits are rules of thumb; its `retry_after` is the law."""
EDITS = Limit(12, 60)
"""Of what changes by itself, in each chat."""
FACT_EDITS = Limit(24, 60)
"""The same, with the living cards on which something has come to be: so many more than prices can take."""
EDITS_OVERALL = Limit(10, 1)
YIELDS_S = 1.0
"""So long an edit waits before it looks again whether a notice is at the door."""
CHATS_KEPT = 500


@dataclass(slots=True)
class _Spoken:
    limit: Limit
    times: deque[timedelta] = field(default_factory=deque)
    held_until: timedelta | None = None

    def times_at(self, now: timedelta) -> int:
        """Return how often it was spoken within the time of the limit."""
        while self.times and (now - self.times[0]).total_seconds() >= self.limit.within_s:
            self.times.popleft()
        return len(self.times)

    def wait_s(self, now: timedelta, most: int | None = None) -> float:
        """Return the seconds before it may be spoken; `most` is less than the limit has."""
        self.times_at(now)
        wait, most = 0.0, most or self.limit.most
        if len(self.times) >= most:
            blocking = self.times[-most]
            wait = self.limit.within_s - (now - blocking).total_seconds()
        if self.held_until is not None:
            wait = max(wait, (self.held_until - now).total_seconds())
        return max(wait, 0.0)


class ChatPace:
    """Remembers what was sent where, by anybody, and says how long to wait before the next message.

    Pure: the time comes in with each call, as `Clock.monotonic` has it. Asking reserves nothing; whoever
    sends calls `sent` first, with no waiting in between.
    """

    def __init__(self) -> None:
        self._overall = _Spoken(OVERALL)
        self._chats: dict[ChatId, _Spoken] = {}
        self._edits_overall = _Spoken(EDITS_OVERALL)
        self._edits: dict[ChatId, _Spoken] = {}
        self._at_the_door: Counter[ChatId] = Counter()

    def wait_s(self, chat: ChatId, now: timedelta) -> float:
        """Return the seconds before a message to the chat may go; 0 when it may go now."""
        spoken = self._chats.get(chat)
        return max(self._overall.wait_s(now), spoken.wait_s(now) if spoken else 0.0)

    def sent(self, chat: ChatId, now: timedelta) -> None:
        """Count a message or an edit."""
        self._overall.times.append(now)
        self._of(chat, now).times.append(now)

    def hold(self, chat: ChatId, now: timedelta, seconds: float) -> None:
        """Let nothing go to the chat for so long, because Telegram said so."""
        spoken = self._of(chat, now)
        until = now + timedelta(seconds=seconds)
        spoken.held_until = max(spoken.held_until or until, until)

    # --- what a card changes by itself: never in the way of a message -------------------------------

    @contextmanager
    def at_the_door(self, chat: ChatId) -> Iterator[None]:
        """Let no edit go to the chat in the block, in which a message waits for its turn."""
        self._at_the_door[chat] += 1
        try:
            yield
        finally:
            self._at_the_door[chat] -= 1
            self._at_the_door += Counter()  # drops those of nobody

    def edit_wait_s(self, chat: ChatId, now: timedelta, *, fact: bool = False) -> float:
        """Return the seconds before a card may be changed in the chat; messages do not wait for that.

        A `fact` is what has come to be, and finds room where prices have used up theirs.
        """
        edits = self._edits.get(chat)
        return max(
            YIELDS_S if self._at_the_door[chat] else 0.0,
            self.wait_s(chat, now),
            self._edits_overall.wait_s(now),
            edits.wait_s(now, None if fact else EDITS.most) if edits else 0.0,
        )

    def edited(self, chat: ChatId, now: timedelta) -> None:
        """Count an edit."""
        if len(self._edits) >= CHATS_KEPT:
            self._edits = {chat: spoken for chat, spoken in self._edits.items() if spoken.times_at(now)}
        self._edits_overall.times.append(now)
        self._edits.setdefault(chat, _Spoken(FACT_EDITS)).times.append(now)

    def changed(self, chat: ChatId, now: timedelta) -> None:
        """Count a change of a notice. A group takes as many messages fewer."""
        self.edited(chat, now)
        if not _is_private(chat):
            self.sent(chat, now)

    def _of(self, chat: ChatId, now: timedelta) -> _Spoken:
        if len(self._chats) >= CHATS_KEPT:
            self._chats = {known: spoken for known, spoken in self._chats.items() if spoken.wait_s(now) > 0}
        return self._chats.setdefault(chat, _Spoken(PRIVATE if _is_private(chat) else GROUP))


def _is_private(chat: ChatId) -> bool:
    return isinstance(chat, int) and chat > 0
