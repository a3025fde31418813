"""CoinDCX Futures: perpetuals in USDT, whose margin is USDT or INR. Each margin is a book of its own."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.venues.exchanges.coindcx import answers, limits, rejections, signing
from engine.venues.exchanges.coindcx.streams import MARGIN, prints
from engine.venues.exchanges.spec import (
    Environment,
    ExchangeSpec,
    KeySettings,
    RawNews,
    StreamRules,
    VenueSpec,
)
from engine.venues.live.gateway import Gateway

if TYPE_CHECKING:
    from engine.venues.exchanges.direct import DirectDeps


def _gateway(deps: "DirectDeps") -> Gateway:
    from engine.venues.exchanges.coindcx.gateway import CoinDCXGateway  # noqa: PLC0415 - socket.io is not for all

    return CoinDCXGateway(deps)


def _nothing(message: object) -> Iterator[RawNews | None]:
    """Yield nothing: the account's channel is read by the gateway."""
    del message
    yield from ()


def _venue(name: str, margin: str) -> VenueSpec:
    return VenueSpec(
        name=name,
        derivative=True,
        pool="all",
        options={MARGIN: margin},
        testnet=Environment.LIVE,  # there is none: keys are a real account's
        limits=limits.RULES,
        rejections=rejections.REJECTIONS,
        default_fees=(Decimal("0.000236"), Decimal("0.00059")),
        streams=StreamRules(prints=prints, is_private=lambda _: False, news=_nothing),
        gateway=_gateway,
        likely_id=lambda symbol: f"B-{symbol.replace('/', '_')}",
    )


USDT = _venue("CoinDCX F", "USDT")
INR = _venue("CoinDCX F INR", "INR")
COINDCX = ExchangeSpec(
    name="CoinDCX",
    addresses={
        "private": "https://api.coindcx.com",
        "public": "https://public.coindcx.com",
        "ws": {"stream": "wss://stream.coindcx.com"},
    },
    has_test_venue=False,
    keys=KeySettings(prefix="coindcx"),
    venues=(USDT, INR),
    rates=limits.RATES,
    read=answers.read,
    sign=signing.sign,
    market_rules=answers.rules,
)
