"""Reasons for tests that do not care which."""

from engine.core.reasons.calls import ExchangeSaid


def said(text: str) -> ExchangeSaid:
    """A reason in words: those of an exchange."""
    return ExchangeSaid(text=text)
