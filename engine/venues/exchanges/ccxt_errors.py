"""ccxt's errors as reasons. Where we ask for an answer ourselves, `answers` reads it instead."""

from engine.core.reasons.calls import CallFailed
from engine.errors import VenueUnavailable


def failed(error: BaseException) -> CallFailed:
    """Return what a foreign error is, without its text: that holds addresses, signatures and keys."""
    beneath = error.__cause__
    return CallFailed(error=type(error).__name__, cause=type(beneath).__name__ if beneath else None)


def unavailable(exchange: str, error: BaseException, retry_after_s: float | None = None) -> VenueUnavailable:
    """Return the error to raise in place of a foreign one."""
    return VenueUnavailable(exchange, failed(error), retry_after_s)
