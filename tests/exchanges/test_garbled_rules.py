"""Lists of symbols with a row that cannot be read, over the twin: it concerns its own symbol alone."""

import copy
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import chain

import pytest

from engine.core.types import Market, Mode
from engine.errors import NotTraded, RulesUnreadable, UnknownTicker
from engine.timings import EngineTimings, MarketDataTimings
from engine.venues.exchanges.build import ProcessWide, build_gateway
from engine.venues.live.gateway import Gateway
from tests.support.clock import ManualClock
from tests.twin import Twin

Row = dict[str, object]
Path = tuple[str | int, ...]
VENUES = ["Binance", "Binance F", "Bybit", "Bybit F", "OKX", "OKX F"]
ALWAYS_NEW = EngineTimings(market_data=MarketDataTimings(list_fresh=timedelta(0), missing_fresh=timedelta(0)))
DROPPED = object()
JUNK: tuple[object, ...] = (DROPPED, "", None, "0", "x", "NaN", "-1", 7, True, {}, [])
NEITHER_ROW_NOR_NAME: tuple[object, ...] = (None, "x", 7, [], {})


@pytest.fixture(params=VENUES)
def venue(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def twin(clock: ManualClock) -> AsyncIterator[Twin]:
    twin = Twin(time=clock)
    await twin.start()
    yield twin
    await twin.stop()


@pytest.fixture
async def gateway(twin: Twin, venue: str, clock: ManualClock) -> AsyncIterator[Gateway]:
    twin.exchanges.of(venue).set_limit(venue, 10**9)
    made = build_gateway(
        venue,
        mode=Mode.PAPER,
        credentials=None,
        exchange_urls={venue: twin.urls[venue.partition(" ")[0].lower()]},
        process_wide=ProcessWide(clock),
        clock=clock,
        timings=ALWAYS_NEW,
    )
    yield made
    await made.close()


def paths(value: object, before: Path = ()) -> Iterator[Path]:
    """Yield where there is something in a row, at every depth."""
    inner: Iterator[tuple[str | int, object]] = iter(())
    if isinstance(value, dict):
        inner = iter(value.items())
    elif isinstance(value, list):
        inner = iter(enumerate(value))
    for key, part in inner:
        yield (*before, key)
        yield from paths(part, (*before, key))


def put(path: Path, junk: object) -> Callable[[Row], object]:
    """Return what puts junk in one place of a row."""

    def garble(row: Row) -> object:
        made = copy.deepcopy(row)
        at: object = made
        for key in path[:-1]:
            at = at[key]  # type: ignore[index]  # the path is one of this row
        if junk is DROPPED:
            del at[path[-1]]  # type: ignore[attr-defined]
        else:
            at[path[-1]] = copy.deepcopy(junk)  # type: ignore[index]
        return made

    return garble


async def row_of(twin: Twin, venue: str, gateway: Gateway) -> Row:
    """Return the row of ETH as it is."""
    seen: list[Row] = []

    def note(row: Row) -> Row:
        seen.append(row)
        return row

    twin.world.venue(venue).garbles["ETHUSDT"] = note
    await gateway.market("BTC/USDT")
    return seen[0]


async def test_the_others_go_on_and_its_own_is_told_what_is_wrong(
    twin: Twin, venue: str, gateway: Gateway, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    row = await row_of(twin, venue, gateway)
    others, own = await gateway.market("BTC/USDT"), await gateway.market("ETH/USDT")
    garbles = [put(path, junk) for path in paths(row) for junk in JUNK]
    nameless = [lambda _, junk=junk: junk for junk in NEITHER_ROW_NOR_NAME]
    told = 0
    for garble in chain(garbles, nameless):
        twin.world.venue(venue).garbles["ETHUSDT"] = garble
        await clock.advance(61)  # so much is asked that the limits would have it wait
        assert await gateway.market("BTC/USDT") == others
        try:
            read = await gateway.market("ETH/USDT")
        except (RulesUnreadable, NotTraded, UnknownTicker) as e:
            told += isinstance(e, RulesUnreadable)
        else:
            assert read.pair == own.pair
            assert min(read.tick, read.step) > 0
            assert min(read.min_quantity, read.min_notional) >= 0
    assert told > 10
    assert not [one for one in caplog.records if one.exc_info or one.levelno >= logging.ERROR]


async def market_with(twin: Twin, venue: str, gateway: Gateway, garble: Callable[[Row], object]) -> Market:
    twin.world.venue(venue).garbles["ETHUSDT"] = garble
    return await gateway.market("ETH/USDT")


@pytest.mark.parametrize("junk", [DROPPED, "", None, "0"], ids=["left out", "empty", "null", "zero"])
class TestWhatIsAbsentIsNoRule:
    @pytest.mark.parametrize(
        ("venue", "path", "field"),
        [
            ("Bybit", ("lotSizeFilter", "minOrderQty"), "min_quantity"),
            ("Bybit", ("lotSizeFilter", "minOrderAmt"), "min_notional"),
            ("Bybit F", ("lotSizeFilter", "minOrderQty"), "min_quantity"),
            ("Bybit F", ("lotSizeFilter", "minNotionalValue"), "min_notional"),
            ("Binance", ("filters", 1, "minQty"), "min_quantity"),
            ("Binance", ("filters", 4, "minNotional"), "min_notional"),
            ("Binance F", ("filters", 1, "minQty"), "min_quantity"),
            ("Binance F", ("filters", 5, "notional"), "min_notional"),
            ("OKX", ("minSz",), "min_quantity"),
            ("OKX F", ("minSz",), "min_quantity"),
        ],
        indirect=["venue"],
    )
    async def test_a_minimum(
        self, twin: Twin, venue: str, gateway: Gateway, path: Path, field: str, junk: object
    ) -> None:
        own = await gateway.market("ETH/USDT")
        assert await market_with(twin, venue, gateway, put(path, junk)) == replace(own, **{field: Decimal(0)})  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("venue", "path", "field", "digits"),
        [
            ("Binance", ("filters", 0, "tickSize"), "tick", 8),
            ("Binance", ("filters", 1, "stepSize"), "step", 8),
            ("Binance F", ("filters", 0, "tickSize"), "tick", 2),
            ("Binance F", ("filters", 1, "stepSize"), "step", 3),
            ("Bybit F", ("priceFilter", "tickSize"), "tick", 2),
        ],
        indirect=["venue"],
    )
    async def test_a_step_is_the_last_digit_then(
        self, twin: Twin, venue: str, gateway: Gateway, path: Path, field: str, digits: int, junk: object
    ) -> None:
        own = await gateway.market("ETH/USDT")
        step = Decimal(1).scaleb(-digits)
        assert await market_with(twin, venue, gateway, put(path, junk)) == replace(own, **{field: step})  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("venue", "path"),
        [
            ("Bybit", ("priceFilter", "tickSize")),
            ("Bybit", ("lotSizeFilter", "basePrecision")),
            ("Bybit F", ("lotSizeFilter", "qtyStep")),
            ("OKX", ("tickSz",)),
            ("OKX", ("lotSz",)),
            ("OKX F", ("lotSz",)),
            ("OKX F", ("ctVal",)),
        ],
        indirect=["venue"],
    )
    async def test_a_step_that_nothing_tells(
        self, twin: Twin, venue: str, gateway: Gateway, path: Path, junk: object
    ) -> None:
        with pytest.raises(RulesUnreadable) as unreadable:
            await market_with(twin, venue, gateway, put(path, junk))
        assert unreadable.value.reason.field == path[-1]
        assert unreadable.value.reason.symbol == "ETH/USDT"


@pytest.mark.parametrize("venue", ["Binance", "Binance F"], indirect=True)
@pytest.mark.parametrize("junk", [DROPPED, None, []], ids=["left out", "null", "none"])
async def test_no_filters_are_no_rules(twin: Twin, venue: str, gateway: Gateway, junk: object) -> None:
    market = await market_with(twin, venue, gateway, put(("filters",), junk))
    assert max(market.min_quantity, market.min_notional) == 0
    assert market.tick > 0
