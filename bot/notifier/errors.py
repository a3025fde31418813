"""Why Telegram did not take a message.

    NotSent
     |- Throttled     too many messages: not before `retry_after_s`
     |- Unreachable   nobody can be written to there: blocked, kicked, gone
     |- Unsendable    it will never be taken like this
     |- Unanswered    no answer; with `may_have_arrived` it could stand in the chat all the same

The aiogram side translates aiogram's exceptions into these.
"""


class NotSent(Exception):
    """Base of all. Never raised itself."""


class Throttled(NotSent):
    """Too many messages: the chat takes the next one after `retry_after_s` seconds."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__(f"too many messages; again after {retry_after_s:g} s")
        self.retry_after_s = retry_after_s


class Unreachable(NotSent):
    """Nobody can be written to there. `reason` is Telegram's sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unsendable(NotSent):
    """The message will never be taken like this. `reason` is Telegram's sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unanswered(NotSent):
    """Nothing came back, or only that Telegram is in trouble."""

    def __init__(self, reason: str, *, may_have_arrived: bool) -> None:
        super().__init__(reason)
        self.may_have_arrived = may_have_arrived
