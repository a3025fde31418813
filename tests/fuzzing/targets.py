"""What is fuzzed: each takes any bytes, and falls over none but by a bug."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from inspect import getmembers, isclass
from pathlib import Path

from aiogram.filters.callback_data import CallbackData
from aiogram.types import Update
from pydantic import ValidationError

from bot.access.senders import age_s, has_blocked_us, kind_of, sender_of, stops_all, text_of
from bot.keyboards import callbacks
from bot.parsing import values
from bot.parsing.bots_file import UnclearBot, read_bots, write_bots
from bot.parsing.keys import holds_key
from bot.parsing.newbot_parser import read_line, tells_of_several
from bot.parsing.notice_settings import read_choice
from bot.parsing.settings_code import read_code, write_code
from bot.parsing.values import Unclear
from bot.parsing.zones import read_zone
from engine.core.checks import BotDraft
from engine.core.types import BotConfig, Mode
from engine.errors import FeedError
from engine.venues.paper.feeds.csv_feed import CsvFeed
from tests.core.story import CONFIG
from tests.fuzzing import exchanges
from tests.fuzzing.odd import Draw, Json, spoiled

EXCHANGES = ("Binance", "Binance F", "Bybit", "Bybit F", "OKX", "OKX F", "CoinDCX F")
NOW = datetime(2026, 11, 29, tzinfo=UTC)


@dataclass(frozen=True)
class Target:
    """One of them. `seeds` are inputs to begin with."""

    run: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    longest: int = 4096
    weight: int = 1
    """Its part of the time."""
    words: tuple[str, ...] = field(default=())
    """What the fuzzer may put in whole."""


def _config(draft: BotDraft) -> BotConfig | None:
    """Return the configuration of a draft that says enough."""
    given = {name: getattr(draft, name) for name in BotDraft.__dataclass_fields__ if hasattr(CONFIG, name)}
    given |= {"mode": Mode.PAPER, "leverage": 1, "account": ""}
    return BotConfig(**{name: given[name] for name in BotConfig.__dataclass_fields__ if name in given})


def import_file(content: bytes) -> None:
    """What is read of a file is written and read again as the same."""
    try:
        plans = read_bots(content, EXCHANGES)
    except (Unclear, UnclearBot):
        return
    written = write_bots([(config, plan.name) for plan in plans if (config := _config(plan.draft))], NOW)
    again = read_bots(written, EXCHANGES)
    assert [(one.draft, one.name) for one in again] == [(one.draft, one.name) for one in plans]


def code(content: bytes) -> None:
    """Likewise of a code."""
    text = content.decode("utf-8", "replace")
    try:
        draft = read_code(text, EXCHANGES)
    except Unclear:
        return
    config = _config(draft)
    assert config is None or read_code(write_code(config), EXCHANGES) == draft


def typed(content: bytes) -> None:
    """What people type."""
    text = content.decode("utf-8", "replace")
    read_line(text, EXCHANGES)
    tells_of_several(text, EXCHANGES)
    holds_key(text)
    for read in (
        values.read_number,
        values.read_price,
        values.read_quantity,
        values.read_percent,
        values.read_leverage,
        values.read_side,
        values.read_mode,
        values.read_loop,
        values.read_ticker,
        read_choice,
        read_zone,
    ):
        with suppress(Unclear):
            read(text)


BUTTONS = [
    kind
    for _, kind in getmembers(callbacks, isclass)
    if issubclass(kind, CallbackData) and kind is not CallbackData
]


def callback(content: bytes) -> None:
    """A payload is a button's or nobody's; a button's is packed as the same, within Telegram's 64 bytes."""
    text = content.decode("utf-8", "replace")
    for kind in BUTTONS:
        try:
            found = kind.unpack(text)
        except (TypeError, ValueError):  # as aiogram's filter takes them
            continue
        try:
            packed = found.pack()
        except ValueError:
            assert len(content) > 64 or not text.isascii()
            continue
        assert kind.unpack(packed) == found


def csv(content: bytes) -> None:
    """Of a file ticks are read, in the order of time, or a sentence tells what is wrong."""
    file = Path("prices.csv")  # in the folder of the process
    file.write_bytes(content)

    async def read() -> None:
        last, ticks = None, CsvFeed(file).read(0)
        async with aclosing(ticks):
            async for tick in ticks:
                assert tick.price.is_finite()
                assert tick.price > 0
                assert last is None or tick.at >= last
                last = tick.at

    with suppress(FeedError):
        asyncio.run(read())


def update(draw: Draw, samples: list[Json]) -> None:
    """An update of Telegram's is read by aiogram and told by us whose it is, or refused by aiogram."""
    try:
        found = Update.model_validate(spoiled(draw, samples))
    except ValidationError:
        return
    sender = sender_of(found)
    if sender is None:
        return
    assert 0 < len(sender.name) <= 64
    kind = kind_of(found)
    assert len(kind) <= 40
    assert kind.isascii()
    stops_all(found)
    has_blocked_us(found)
    assert age_s(found, NOW) >= 0
    holds_key(text_of(found))


def _drawn(run: Callable[[Draw, list[Json]], None], samples: list[Json]) -> Target:
    seeds = tuple(bytes([1, place, 0, place, *range(1, 9)]) for place in range(len(samples) * 4))
    return Target(lambda content: run(Draw(content), samples), seeds, longest=160)


_PERSON = {"id": 5, "is_bot": False, "first_name": "Ann", "language_code": "hi"}
_CHAT = {"id": 5, "type": "private", "first_name": "Ann"}
_MESSAGE = {"message_id": 3, "date": 1_700_000_000, "chat": _CHAT, "from": _PERSON, "text": "/bots 3"}
UPDATES: list[Json] = [
    {"update_id": 1, "message": _MESSAGE | {"entities": [{"type": "bot_command", "offset": 0, "length": 5}]}},
    {
        "update_id": 2,
        "callback_query": {"id": "9", "from": _PERSON, "chat_instance": "1", "data": "bl:1"},
    },
    {"update_id": 3, "edited_message": _MESSAGE | {"edit_date": 1_700_000_009}},
    {
        "update_id": 4,
        "my_chat_member": {
            "chat": _CHAT,
            "from": _PERSON,
            "date": 1_700_000_000,
            "old_chat_member": {"status": "member", "user": _PERSON},
            "new_chat_member": {"status": "kicked", "user": _PERSON, "until_date": 0},
        },
    },
    {"update_id": 5, "inline_query": {"id": "1", "from": _PERSON, "query": "", "offset": ""}},
    {
        "update_id": 6,
        "message": {
            "message_id": 4,
            "date": 1_700_000_000,
            "chat": {"id": -100, "type": "supergroup", "title": "x"},
            "sender_chat": {"id": -100, "type": "supergroup", "title": "x"},
            "from": _PERSON | {"id": 1087968824},
            "caption": "x",
        },
    },
]
_FILE = write_bots([(CONFIG, "Morning")], NOW)
_TRADES = b"timestamp,id,side,price,amount\n1570752011620,1,buy,8500.5,0.1\n1570752011621,2,sell,8500,0.2\n"
_CANDLES = b"timestamp,open,high,low,close,volume\n1570752000000,1,3,1,2,5\n1570752060000,2,3,1,1,5\n"

TARGETS: Mapping[str, Target] = {
    "import": Target(
        import_file,
        (_FILE, _FILE.replace(b'"quantity": "', b'"quantity": "1'), b"[]", b'{"format":"scalper-bots"}'),
        words=("scalper-bots", '"bots": [', "1e-8", '"leverage": 3', "BTC/USDT", "Binance F"),
    ),
    "code": Target(code, (write_code(CONFIG).encode(), b"scalper2:;;;"), longest=500),
    "typed": Target(
        typed,
        (
            b"/newbot BTC/USDT Binance testnet BUY 0.01 94000 96000 trail 0.5 loop",
            b"BTC 1,000.5",
        ),
        longest=600,
    ),
    "callback": Target(callback, tuple(f"{kind.__prefix__}:1:2:3".encode() for kind in BUTTONS), longest=80),
    "csv": Target(csv, (_TRADES, _CANDLES, b"timestamp,price\n1570752011620,1\n"), weight=2),
    "update": _drawn(update, UPDATES),
    **{
        f"{name} rest": _drawn(getattr(exchanges, f"{name}_rest"), samples)
        for name, samples in exchanges.REST_SAMPLES.items()
    },
    **{
        f"{name} stream": _drawn(exchanges.stream(name), exchanges.STREAM_SAMPLES[name])
        for name in exchanges.STREAMS
    },
    "coindcx stream": _drawn(exchanges.coindcx_stream, exchanges.STREAM_SAMPLES["coindcx"]),
}
