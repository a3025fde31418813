"""Lists of symbols that are none at all: no answer, and no sign that an exchange has given up its symbols."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from engine.clock import SystemClock
from engine.core.types import Mode
from engine.errors import VenueUnavailable
from engine.timings import ConnectionTimings, EngineTimings, MarketDataTimings
from engine.venues.exchanges.build import ProcessWide, build_gateway
from engine.venues.exchanges.spec import Credentials
from engine.venues.live.gateway import Gateway
from tests.acceptance import COINDCX, VENUES
from tests.twin import Answer, Fault, FaultKind, Operation, Twin

ALWAYS_NEW = EngineTimings(
    connection=ConnectionTimings(call_timeout_s=20.0),
    market_data=MarketDataTimings(list_fresh=timedelta(0), missing_fresh=timedelta(0)),
)
ODD = [
    Answer(200, "null"),
    Answer(200, "[]"),
    Answer(200, "[null]"),
    Answer(200, "[{}]"),
    Answer(200, "{}"),
    Answer(200, '{"symbols":[]}'),
    Answer(200, '{"code":"0","msg":"","data":[]}'),
    Answer(200, '{"code":"0","msg":"","data":null}'),
    Answer(200, '{"retCode":0,"result":{"list":[]}}'),
    Answer(200, "<html>", "text/html"),
]


@pytest.fixture
async def twin() -> AsyncIterator[Twin]:
    twin = Twin()
    await twin.start()
    yield twin
    await twin.stop()


@pytest.fixture
async def make(twin: Twin) -> AsyncIterator[Callable[[str], Gateway]]:
    made: list[Gateway] = []

    def make(venue: str) -> Gateway:
        clock, key = SystemClock(), twin.account.keys[0]
        twin.exchanges.of(venue).set_limit(venue, 10**9)
        made.append(
            build_gateway(
                venue,
                mode=Mode.LIVE if venue in COINDCX else Mode.TESTNET,
                credentials=Credentials(api_key=key.key, secret=key.secret, passphrase=key.passphrase),
                exchange_urls=twin.urls,
                process_wide=ProcessWide(clock),
                clock=clock,
                timings=ALWAYS_NEW,
            )
        )
        return made[-1]

    yield make
    for gateway in made:
        await gateway.close()


@pytest.mark.parametrize("venue", [venue for venue in VENUES if venue != "PAPER"])
async def test_a_list_without_symbols_is_no_answer_and_what_was_known_stays(
    twin: Twin, make: Callable[[str], Gateway], venue: str
) -> None:
    gateway = make(venue)
    market = await gateway.market("BTC/USDT")
    for answer in ODD:
        fault = Fault(FaultKind.ANSWER, (Operation.RULES,), times=None, answer=answer)
        twin.world.faults.add(fault)
        for asked in (gateway, make(venue)):
            with pytest.raises(VenueUnavailable):
                await asked.market("BTC/USDT")
        assert await gateway.open_orders([market]) == []
        assert (await gateway.quote(market))[0] > 0
        twin.world.faults.clear()
        assert (await gateway.market("BTC/USDT")).symbol == "BTC/USDT"
