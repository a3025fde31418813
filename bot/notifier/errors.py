"""Why Telegram did not take a message. The aiogram side translates aiogram's exceptions into these."""


class NotSent(Exception):
    """Base of all. Never raised itself. `reason` is Telegram's sentence, or what stands for it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Throttled(NotSent):
    """Too many messages: the chat takes the next one after `retry_after_s` seconds."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__(f"too many messages; again after {retry_after_s:g} s")
        self.retry_after_s = retry_after_s


class Away(NotSent):
    """Telegram has been away: what it was is told before the message."""


class DecidedAnew(NotSent):
    """Its reader has chosen otherwise before it was sent: what is told of it is to be looked at again."""


class Unreachable(NotSent):
    """Nobody can be written to there: blocked, kicked, gone."""


class Unsendable(NotSent):
    """The message will never be taken like this."""


class Uneditable(NotSent):
    """The message is gone, or Telegram has it changed no more."""


class Unanswered(NotSent):
    """Nothing came back, or only that Telegram is in trouble.

    With `may_have_arrived` the message could stand in the chat all the same.
    """

    def __init__(self, reason: str, *, may_have_arrived: bool) -> None:
        super().__init__(reason)
        self.may_have_arrived = may_have_arrived
