"""The settings of a bot as one short word to be passed on: `scalper1:BTC/USDT;Binance;BUY;0.01;60000;...`.

It can be read by eye, so that everybody sees that there is no secret in it. It tells nothing of whose bot it
is, in which mode it works, by which account and with which leverage. The number behind `scalper` is the
version of the form, the last part a checksum of all before it.
"""

import hashlib
import re
from dataclasses import replace

from bot.parsing.values import (
    Unclear,
    read_exchange,
    read_number,
    read_percent,
    read_side,
    read_ticker,
    shown,
)
from bot.views.text import number
from engine.core.checks import BotDraft
from engine.core.types import BotConfig

_HEAD = re.compile(r"scalper(?P<version>[0-9]{1,4}):", re.IGNORECASE)
_VERSION = 1
_PARTS = 9
_MOST_LENGTH = 400
_NONE, _LOOP, _ONCE = "-", "loop", "once"


def is_code(text: str) -> bool:
    """Say whether the text means to be a code, of whatever version."""
    return _HEAD.match(text.strip()) is not None


def write_code(config: BotConfig) -> str:
    """Return the settings as a code."""
    trailing = config.trailing_percent
    parts = (
        config.ticker,
        config.exchange.replace(" ", "_"),
        config.first_order.value,
        number(config.quantity),
        number(config.buy_price),
        number(config.sell_price),
        _NONE if trailing is None else number(trailing),
        _LOOP if config.infinite_loop else _ONCE,
    )
    body = f"scalper{_VERSION}:{';'.join(parts)}"
    return f"{body};{_checksum(body)}"


def read_code(text: str, exchanges: tuple[str, ...]) -> BotDraft:
    """Return what the code says, for a bot on paper. White space in it means nothing. Raises Unclear."""
    code = "".join(text.split())
    head = _HEAD.match(code)
    if head is None or len(code) > _MOST_LENGTH:
        raise Unclear("code-none", typed=shown(text))
    if int(head["version"]) != _VERSION:
        raise Unclear("code-version", version=head["version"])
    body, _, checksum = code.rpartition(";")
    if checksum.lower() != _checksum(body):
        raise Unclear("code-damaged", typed=shown(text))
    parts = body[head.end() :].split(";")
    if len(parts) != _PARTS - 1:
        raise Unclear("code-damaged", typed=shown(text))
    ticker, exchange, side, quantity, buy, sell, trailing, loop = parts
    draft = BotDraft(
        ticker=read_ticker(ticker),
        exchange=read_exchange(exchange, exchanges),
        first_order=read_side(side),
        quantity=read_number(quantity),
        buy_price=read_number(buy),
        sell_price=read_number(sell),
        infinite_loop=loop == _LOOP,
    )
    return draft if trailing == _NONE else replace(draft, trailing_percent=read_percent(trailing))


def _checksum(body: str) -> str:
    """Return six digits that a slip of the hand changes. They prove nothing about who wrote it."""
    return hashlib.blake2s(body.lower().encode(), digest_size=3).hexdigest()
