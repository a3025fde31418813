"""Telegram's sending limits, as far as they are known; off unless asked for."""

import math
from collections import defaultdict, deque

from bot.localchat.model import PRIVATE, Chat

OVERALL = (30, 1.0)
GROUP = (20, 60.0)
PRIVATE_BURST = (3, 3.0)
COUNTED = ("send", "edit")
NOT_COUNTED = ("sendchataction",)


class SendingLimits:
    """Counts sent and edited messages: 30 a second, 20 a minute per group, about 1 a second privately."""

    def __init__(self) -> None:
        self.enforced = False
        self._overall: deque[float] = deque()
        self._by_chat: dict[int, deque[float]] = defaultdict(deque)

    def seconds_to_wait(self, method: str, chat: Chat | None, now: float) -> int:
        """Return 0 and count the call, or return the whole seconds after which it may be tried again."""
        name = method.lower()
        if not self.enforced or not name.startswith(COUNTED) or name in NOT_COUNTED or chat is None:
            return 0
        of_chat = self._by_chat[chat.chat_id]
        wait = max(
            _wait(self._overall, *OVERALL, now),
            _wait(of_chat, *(PRIVATE_BURST if chat.kind == PRIVATE else GROUP), now),
        )
        if wait > 0:
            return math.ceil(wait)
        self._overall.append(now)
        of_chat.append(now)
        return 0


def _wait(times: deque[float], most: int, window_seconds: float, now: float) -> float:
    while times and times[0] <= now - window_seconds:
        times.popleft()
    return times[0] + window_seconds - now if len(times) >= most else 0.0
