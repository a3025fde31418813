"""What a failed call to an exchange means, by the name of the error's class: ccxt's, mostly."""

from bot.views.words import Words, named
from engine.core.reasons.calls import CallFailed


def call_failed(words: Words, failed: CallFailed) -> str:
    key = named("call", failed.error)
    meaning = words.plain(key) if key in words else words.plain("call-unexpected", error=failed.error)
    return f"{meaning} ({failed.cause})" if failed.cause else meaning
