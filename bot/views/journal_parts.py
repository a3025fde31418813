"""What several sentences of the log say."""

from dataclasses import fields
from decimal import Decimal
from functools import lru_cache

from bot.views.text import number, plain_account_name
from bot.views.words import Words, named
from engine.core import notices
from engine.core.types import AccountId, BotConfig
from engine.reads import journal

_REMEMBERED = 1024


def config_changes(words: Words, before: BotConfig, after: BotConfig) -> str:
    changed = []
    for name in (field.name for field in fields(BotConfig)):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            was, now = shown(words, old), shown(words, new)
            changed.append(words.plain(named("change", name), was=was, now=now))
    return ", ".join(changed)


def shown(words: Words, value: object) -> str:
    match value:
        case None:
            return words.plain("value-none")
        case bool():
            return words.plain("value-on" if value else "value-off")
        case Decimal():
            return number(value)
        case _:
            return str(value)


def where_of(bot: notices.BotRef) -> str:
    return _where(bot.account_id)


@lru_cache(_REMEMBERED)
def _where(account_id: AccountId) -> str:
    return f"{account_id.mode}, {plain_account_name(account_id)}"


def amount_of(amount: Decimal, coin: str) -> str:
    return f"{number(amount)} {coin}"


def signed(amount: Decimal, quote: str) -> str:
    return f"{'+' if amount > 0 else ''}{number(amount)} {quote}"


def plan(words: Words, line: journal.BotCreated) -> str:
    bot, config = line.bot, line.config
    parts = [
        config.ticker,
        words.plain("journal-side-first", side=config.first_order),
        f"{number(config.quantity)} {bot.base}",
        words.plain("journal-buy-at", price=number(config.buy_price)),
        words.plain("journal-sell-at", price=f"{number(config.sell_price)} {bot.quote}"),
    ]
    if config.trailing_percent is not None:
        parts.append(words.plain("plan-trailing", trailing=f"{number(config.trailing_percent)}%"))
    parts.append(words.plain("plan-loop-on" if config.infinite_loop else "plan-loop-off"))
    if config.leverage != 1:
        parts.append(words.plain("plan-leverage", leverage=f"{config.leverage}x"))
    return ", ".join(parts)
