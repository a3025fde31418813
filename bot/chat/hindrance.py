"""Why the chat cannot begin, in a sentence for the operator."""

from collections.abc import Iterator
from contextlib import contextmanager

from aiogram.exceptions import (
    AiogramError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)

from engine.tasks import NotYet

TRADING_GOES_ON = "Bots trade on, and notices wait."


@contextmanager
def as_hindrance() -> Iterator[None]:
    """Raise NotYet for what Telegram, or the way to it, does not do now."""
    try:
        yield
    except AiogramError as error:
        raise NotYet(_sentence(error)) from None


def _sentence(error: AiogramError) -> str:
    match error:
        case TelegramUnauthorizedError() | TelegramNotFound():
            found = (
                "Telegram does not take the token. Check TELEGRAM_BOT_TOKEN, or ask @BotFather for a new one."
            )
        case TelegramRetryAfter():
            found = f"Telegram asks to wait {error.retry_after} s."
        case TelegramNetworkError():
            what = error.message.splitlines()[0]
            found = (
                f"Telegram is not reached ({what}). Check the network, TELEGRAM_API_URL and TELEGRAM_PROXY."
            )
        case _:
            found = f"Telegram does not answer as it should ({type(error).__name__}). Check TELEGRAM_API_URL."
    return f"{found} {TRADING_GOES_ON}"
