"""An exchange twin, and the program that trades there."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from bot.app import open_app
from bot.config.settings import Settings
from bot.context import AppContext
from bot.localchat import LocalChat
from bot.localchat.model import Person as Somebody
from engine.clock import SystemClock
from engine.core.checks import BotDraft
from engine.core.orders import Order, OrderState
from engine.core.reasons.reason import Reason
from engine.core.state import BotState, Phase
from engine.core.types import BotId, Mode, Side, Status
from engine.crash_points import no_crash
from engine.people import Actor, Role
from engine.timings import AccountTimings, ConnectionTimings, DriverTimings, EngineTimings, MarketDataTimings
from tests.acceptance import COINDCX
from tests.kills.books import rows
from tests.support.person import Person
from tests.twin import Operation, Twin
from tests.twin.core.venue import Venue
from tests.twin.core.world import Request

OWNER = 77
ANNA = Actor(OWNER, Role.OWNER)
SHORT_FENCE = EngineTimings(
    driver=DriverTimings(send_window=timedelta(seconds=2)),
    account=AccountTimings(fence=timedelta(seconds=1)),
    connection=ConnectionTimings(call_timeout_s=5.0),
)
"""A fence takes 3 s in place of 17 s."""
HALF_AN_HOUR_IS_A_SECOND = EngineTimings(
    account=AccountTimings(pass_every_s=0.3),
    market_data=MarketDataTimings(
        rules_fresh=timedelta(seconds=1),
        rules_doubtful=timedelta(seconds=0.3),
        list_fresh=timedelta(seconds=0.3),
        missing_fresh=timedelta(seconds=0.1),
        fees_fresh=timedelta(seconds=0.3),
    ),
)
"""Rules are looked at every second."""
EAGER = EngineTimings(
    driver=DriverTimings(ask_again_after_s=0.1, first_retry_s=0.1, longest_retry_s=0.2),
    account=AccountTimings(pass_every_s=0.1, shortest_pause_s=0.05, longest_pause_s=0.2),
)
"""Whatever is tried or asked again is so within 0.2 s, and a pass is made every 0.1 s."""
PRICES = {
    "BTC/USDT": (Decimal(94000), Decimal(96000), Decimal("0.01")),
    "ETH/USDT": (Decimal(3350), Decimal(3450), Decimal("0.1")),
}
"""Buy price, sell price, quantity."""
PLENTY = {"USDT": Decimal(100_000)}


def mode_of(exchange: str) -> Mode:
    """Return in which mode the twin is traded at: CoinDCX has no test venue."""
    return Mode.PAPER if exchange == "PAPER" else Mode.LIVE if exchange in COINDCX else Mode.TESTNET


def venue_of(twin: Twin, exchange: str) -> Venue:
    """Return where the prices are made: paper follows those of Binance."""
    return twin.world.venue("Binance" if exchange == "PAPER" else exchange)


def printed(twin: Twin, exchange: str, symbol: str, price: Decimal) -> None:
    """Have a trade print for all to see: the two books of CoinDCX have one price."""
    if exchange in COINDCX:
        twin.coindcx.trade(symbol, price)
    else:
        venue_of(twin, exchange).trade(symbol, price)


@pytest.fixture
async def twin() -> AsyncIterator[Twin]:
    made = Twin()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def sqlite_url(migrated_sqlite_url: str) -> str:
    """With all tables: what making them takes is about as much as the rest of a start."""
    return migrated_sqlite_url


@pytest.fixture
def postgresql_url(migrated_postgresql_url: str) -> str:
    """Likewise."""
    return migrated_postgresql_url


@pytest.fixture
def keys(request: pytest.FixtureRequest, twin: Twin) -> dict[str, object]:
    """Keys of the exchanges that the test is about, or of Binance and Bybit: each more is more work."""
    key = twin.account.keys[0]
    params = getattr(request.node, "callspec", None)
    about = {str(one).partition(" ")[0] for one in params.params.values()} if params is not None else set()
    if "PAPER" in about:
        return {"market_data": "live"}
    if "CoinDCX" in about:
        return {
            "coindcx_api_key": key.key,
            "coindcx_secret_key": key.secret,
            "coindcx_testnet": False,
            "live_trading": True,
            "max_order_value": PLENTY,
            "max_exposure": PLENTY,
            "max_daily_loss": PLENTY,
        }
    names = {"Binance", "Bybit", "OKX"} & about or {"Binance", "Bybit"}
    found: dict[str, object] = {}
    for prefix in map(str.lower, names):
        found |= {f"{prefix}_api_key": key.key, f"{prefix}_secret_key": key.secret}
    return found | ({"okx_passphrase": key.passphrase} if "OKX" in names else {})


@pytest.fixture
def settings(
    chat: LocalChat, twin: Twin, database_url: str, tmp_path: Path, keys: dict[str, object]
) -> Settings:
    """A token, keys of the twin, and no address that is not loopback."""
    return Settings(
        _env_file=None,
        scalper_data_dir=tmp_path,
        database_url=database_url,
        telegram_bot_token=chat.token,
        telegram_api_url=chat.url,
        telegram_owner_ids=(OWNER,),
        max_bots_per_user=100,
        exchange_urls=twin.urls,
        **({"market_data": "synthetic"} | keys),  # type: ignore[arg-type]  # fields by name
    )


@pytest.fixture
async def owner(chat: LocalChat) -> AsyncIterator[Person]:
    """The person whose bots they are, in front of the chat from the start."""
    chat.world.add_person(Somebody(OWNER, "Ann"), started=True)
    async with Person(chat.page_url, OWNER, patience_seconds=60) as person:
        yield person


@asynccontextmanager
async def program(settings: Settings, timings: EngineTimings | None = None) -> AsyncIterator[AppContext]:
    """Run the program while in the block."""
    async with open_app(
        settings, clock=SystemClock(), crash_hook=no_crash, timings=timings or EngineTimings()
    ) as app_context:
        yield app_context


async def until(holds: Callable[[], Awaitable[bool]], within_s: float = 100.0) -> None:
    """Wait until an asked condition holds."""
    async with asyncio.timeout(within_s):
        while True:
            if await holds():
                return
            await asyncio.sleep(0.05)


def plain_draft(ticker: str = "BTC/USDT", exchange: str = "Binance", **changes: object) -> BotDraft:
    """Return a plain bot that buys a little below the twin's first price and sells above it."""
    buy, sell, quantity = PRICES[ticker]
    draft = BotDraft(
        ticker=ticker,
        exchange="Binance" if exchange == "PAPER" else exchange,
        mode=mode_of(exchange),
        first_order=Side.BUY,
        quantity=quantity,
        buy_price=buy,
        sell_price=sell,
        infinite_loop=True,
    )
    return replace(draft, **changes)  # type: ignore[arg-type] # fields by name


async def state_of(app_context: AppContext, bot_id: BotId) -> BotState:
    """Return what the bot's card shows."""
    return (await app_context.service.card(ANNA, bot_id)).state


async def started(app_context: AppContext, draft: BotDraft, key: str = "one") -> BotId:
    """Make and start a bot."""
    live = draft.mode is Mode.LIVE
    card = await app_context.service.create(ANNA, draft, start=True, key=key, live_confirmed=live)
    return card.state.bot_id


async def resting(app_context: AppContext, bot_id: BotId, side: Side | None = None) -> Order:
    """Wait until the bot's order is known to stand at the exchange, and return it."""

    async def is_open() -> bool:
        order = (await state_of(app_context, bot_id)).order
        return order is not None and order.state is OrderState.OPEN and side in {None, order.side}

    await until(is_open)
    order = (await state_of(app_context, bot_id)).order
    assert order is not None
    return order


async def greet(app_context: AppContext, owner: Person) -> None:
    """Have the program learn where its owner is to be told of things."""
    await app_context.chat_is_up.wait()
    await owner.send("/bots")
    await owner.reads("bots")


async def asked(twin: Twin, exchange: str, operation: Operation, times: int = 10) -> None:
    """Wait until the exchange has answered that many more requests of a kind."""

    def count() -> int:
        return sum((one.venue, one.operation) == (exchange, operation) for one in list(twin.world.requests))

    wanted = count() + times

    async def has_answered() -> bool:
        return count() >= wanted

    await until(has_answered)


async def passes(twin: Twin, exchange: str) -> None:
    """Wait until passes have gone by, with EAGER timings: whoever tries again by itself has tried by then.

    A bot must be followed at the exchange: it works, or it is paused.
    """
    # CoinDCX has one list for all orders.
    await asked(twin, exchange, Operation.ORDERS if exchange in COINDCX else Operation.OPEN_ORDERS)


async def all_told(database_url: str) -> None:
    """Wait until no notice is owed to a chat."""
    owed = "SELECT count(*) FROM outbox WHERE sent_at IS NULL AND dead_at IS NULL AND kept_for IS NULL"

    async def nothing_owed() -> bool:
        return await rows(database_url, owed) == [(0,)]

    await until(nothing_owed)


async def paused(app_context: AppContext, bot_id: BotId) -> Reason | None:
    """Wait until the bot has paused, and return why."""

    async def is_paused() -> bool:
        return (await state_of(app_context, bot_id)).phase is Phase.PAUSED

    await until(is_paused)
    return (await state_of(app_context, bot_id)).pause_reason


async def failed(app_context: AppContext, bot_id: BotId) -> Reason | None:
    """Wait until the bot has given up, and return why."""

    async def has_failed() -> bool:
        return (await state_of(app_context, bot_id)).status is Status.ERROR

    await until(has_failed)
    return (await state_of(app_context, bot_id)).error


def fields(request: Request) -> dict[str, str]:
    """Return what a request carried, in its address or as JSON in its body."""
    if request.query.startswith("{"):
        return {name: str(value) for name, value in json.loads(request.query).items()}
    return dict(parse_qsl(request.query))


def creates(twin: Twin) -> Counter[str]:
    """Return how often each client order id came to the twin in a create, refused ones too."""
    sent = [fields(one) for one in twin.world.requests if one.operation is Operation.CREATE]
    names = ("newClientOrderId", "orderLinkId", "clOrdId", "order")
    return Counter(next(one[name] for name in names if name in one) for one in sent)


def created(twin: Twin) -> list[str]:
    """Return the client order ids of the orders that the twin has really taken."""
    return [entry.facts["client_order_id"] for entry in twin.world.journal.read("order_created")]


def no_none_on_the_wire(twin: Twin) -> bool:
    """Say whether no request carried Python's `None` as a value."""
    values = [value for one in twin.world.requests for value in fields(one).values()]
    return bool(values) and not {"None", "null", "nan", "undefined"} & set(values)
