"""Bots as a JSON file: what `/export` writes and `/import` reads. Nothing in it is believed.

Amounts are strings or plain numbers. The file says nothing of whose the bots are; what it does not know, it
refuses.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.parsing.values import Fault, Unclear, read_exchange, read_number, read_side, read_ticker, shown
from bot.views.text import number
from engine.core.checks import BotDraft
from engine.core.money import fits_storage
from engine.core.types import BotConfig, Mode
from engine.transfer_actions import BotPlan

MOST_BYTES = 262_144
MOST_BOTS = 100
_MOST_BRACKETS = 4 * MOST_BOTS
"""More than any such file has: deep nesting ends here, before anything is built of it."""
_FORMAT, _VERSION = "scalper-bots", 1
_HEAD = frozenset({"format", "version", "exported_at", "bots"})
_NEEDED = ("ticker", "exchange", "first_order", "quantity", "buy_price", "sell_price")
_OPTIONAL = ("trailing_percent", "infinite_loop", "leverage", "mode", "name")
_MOST_NAME = 200
_LONGEST_NUMBER = 48


class _Number(str):
    """A number of the file as it is written there: no text."""

    __slots__ = ()


class UnclearBot(ValueError):
    """One of the bots cannot be read."""

    def __init__(self, place: int, fault: Fault) -> None:
        super().__init__(fault.key)
        self.place = place
        """From 1."""
        self.fault = fault


def write_bots(bots: Sequence[tuple[BotConfig, str]], now: datetime) -> bytes:
    """Return the file with these configurations, each with the name of its bot."""
    document = {
        "format": _FORMAT,
        "version": _VERSION,
        "exported_at": now.isoformat(timespec="seconds"),
        "bots": [_written(config, name) for config, name in bots],
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def _written(config: BotConfig, name: str) -> dict[str, object]:
    trailing = config.trailing_percent
    return {
        "name": name,
        "ticker": config.ticker,
        "exchange": config.exchange,
        "mode": config.mode.value,
        "first_order": config.first_order.value,
        "quantity": number(config.quantity),
        "buy_price": number(config.buy_price),
        "sell_price": number(config.sell_price),
        "trailing_percent": None if trailing is None else number(trailing),
        "infinite_loop": config.infinite_loop,
        "leverage": config.leverage,
    }


def read_bots(content: bytes, exchanges: tuple[str, ...]) -> Sequence[BotPlan]:
    """Return the bots of the file, at least one. Raises Unclear, or UnclearBot where one of them is wrong."""
    if len(content) > MOST_BYTES:
        raise Unclear("import-too-large", most=str(MOST_BYTES // 1024))
    document = _parsed(content)
    if not isinstance(document, dict) or document.get("format") != _FORMAT:
        raise Unclear("import-no-bots-file")
    if document.get("version") is None:
        raise Unclear("import-missing", field="version")
    if document.get("version") != str(_VERSION):
        raise Unclear("import-version", version=shown(str(document.get("version"))))
    _check_known(document, _HEAD)
    bots = document.get("bots")
    if not isinstance(bots, list) or not bots:
        raise Unclear("import-empty")
    if len(bots) > MOST_BOTS:
        raise Unclear("import-too-many", most=str(MOST_BOTS), count=str(len(bots)))
    return [_plan(bot, place, exchanges) for place, bot in enumerate(bots, 1)]


def _parsed(content: bytes) -> object:
    """Return the JSON with its numbers as they are written. Raises Unclear."""
    try:
        text = content.decode("utf-8-sig")
        if text.count("[") + text.count("{") > _MOST_BRACKETS:
            raise Unclear("import-no-bots-file")
        return json.loads(
            text, parse_float=_Number, parse_int=_Number, parse_constant=_refuse, object_pairs_hook=_once
        )
    except (ValueError, RecursionError) as e:
        raise e if isinstance(e, Unclear) else Unclear("import-no-json") from e


def _refuse(constant: str) -> object:
    raise Unclear("import-no-number", field="NaN", typed=constant)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return the object. Raises Unclear where it says one thing twice, or what nobody can read."""
    found = dict(pairs)
    texts = [text for text in (*found, *found.values()) if isinstance(text, str)]
    if len(found) != len(pairs) or not all(text.isprintable() for text in texts):
        raise Unclear("import-no-json")
    return found


def _check_known(found: dict[str, Any], known: frozenset[str]) -> None:
    for key in found:
        if key not in known:
            raise Unclear("import-unknown-key", key=shown(key))


def _plan(bot: object, place: int, exchanges: tuple[str, ...]) -> BotPlan:
    try:
        return _read(bot, exchanges)
    except Unclear as e:
        raise UnclearBot(place, e.fault) from e


def _read(bot: object, exchanges: tuple[str, ...]) -> BotPlan:
    if not isinstance(bot, dict):
        raise Unclear("import-no-bots-file")
    _check_known(bot, frozenset({*_NEEDED, *_OPTIONAL}))
    for key in _NEEDED:
        if bot.get(key) is None:
            raise Unclear("import-missing", field=key)
    loop = bot.get("infinite_loop", False)
    if not isinstance(loop, bool):
        raise Unclear("import-wrong-type", field="infinite_loop")
    trailing = None if bot.get("trailing_percent") is None else _number(bot, "trailing_percent")
    if bot.get("leverage") is not None:
        _number(bot, "leverage")
    if _text(bot, "mode", "PAPER") not in Mode.__members__:
        raise Unclear("import-wrong-type", field="mode")
    draft = BotDraft(
        ticker=read_ticker(_text(bot, "ticker")),
        exchange=read_exchange(_text(bot, "exchange"), exchanges),
        first_order=read_side(_text(bot, "first_order")),
        trailing_percent=trailing,
        infinite_loop=loop,
        quantity=_number(bot, "quantity"),
        buy_price=_number(bot, "buy_price"),
        sell_price=_number(bot, "sell_price"),
    )
    return BotPlan(draft=draft, name=_text(bot, "name", ""))


def _text(bot: dict[str, Any], key: str, default: str | None = None) -> str:
    value = bot.get(key)
    if value is None and default is not None:
        return default
    if not isinstance(value, str) or isinstance(value, _Number) or len(value) > _MOST_NAME:
        raise Unclear("import-wrong-type", field=key)
    return value


def _number(bot: dict[str, Any], key: str) -> Decimal:
    value = bot[key]
    if not isinstance(value, str) or len(value) > _LONGEST_NUMBER:
        raise Unclear("import-wrong-type", field=key)
    try:
        amount = read_number(value)
    except Unclear as e:
        raise Unclear("import-no-number", field=key, typed=shown(value)) from e
    if not fits_storage(amount):
        raise Unclear("import-no-number", field=key, typed=shown(value))
    return amount
