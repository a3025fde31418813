"""Bots on a real day of trades do what an independent count says, however often they are killed."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from engine.crash_points import CrashPoint
from engine.venues.paper.feeds.sources import CsvSource
from tests.support.count import count_trades
from tests.venues.kills import at_point, killed_again_and_again
from tests.venues.world import Disk, Fact, World

DATA = Path(__file__).parents[3] / "shared" / "data" / "xrp_eth_aggtrades_binance_2019-10.csv"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
pytestmark = pytest.mark.skipif(not DATA.exists(), reason=f"NOT TRIED: no trades of a real day at {DATA}")


def counted(trailing: str | None) -> list[tuple[str, Decimal, Decimal, datetime]]:
    found = count_trades(
        DATA,
        quantity=Decimal(100),
        buy=Decimal("0.00148"),
        sell=Decimal("0.001485"),
        trailing=Decimal(trailing) if trailing else None,
    )
    return [
        (fill.side, fill.quantity, fill.price, EPOCH + timedelta(milliseconds=fill.timestamp_ms))
        for fill in found.fills
    ]


def shown(facts: list[Fact]) -> list[tuple[str, Decimal, Decimal, datetime]]:
    return [(fact.side.value, fact.quantity, fact.price, fact.at) for fact in facts]


async def killed(
    trailing: str | None, kill_at: Callable[[int], Callable[[CrashPoint], bool]]
) -> tuple[list[Fact], int]:
    return await killed_again_and_again(
        lambda: CsvSource(DATA, "XRP/ETH"),
        kill_at,
        ticker="XRP/ETH",
        buy="0.00148",
        sell="0.001485",
        trailing=trailing,
    )


async def undisturbed(trailing: str | None) -> list[Fact]:
    facts, kills = await killed(trailing, lambda _: lambda _: False)
    assert kills == 0
    return facts


async def test_the_plain_bot_trades_what_the_count_says() -> None:
    facts = await undisturbed(None)
    assert shown(facts) == counted(None)
    assert len(facts) == 18
    assert (facts[0].price, facts[0].taker) == (Decimal("0.00141342"), True)
    assert not any(fact.taker for fact in facts[1:])


async def test_the_trailing_bot_trades_what_the_count_says() -> None:
    facts = await undisturbed("0.1")
    assert shown(facts) == counted("0.1")
    assert len(facts) == 14
    assert [fact.price for fact in facts[:2]] == [Decimal("0.00141557"), Decimal("0.00148688")]


async def test_cycles_and_the_end_are_told() -> None:
    world = World(CsvSource(DATA, "XRP/ETH"), Disk())
    bot_id = await world.make(ticker="xrpeth", buy="0.00148", sell="0.001485")
    await world.start(bot_id)
    assert world.venue().feed_end(bot_id) is None
    await world.to_the_end(bot_id)
    state = world.state(bot_id)
    assert state.cycles == 9
    assert state.order is not None
    assert state.order.live
    assert world.venue().feed_end(bot_id)
    await world.end()


@pytest.mark.parametrize("trailing", [None, "0.1"])
@pytest.mark.parametrize("every", [2, 3, 5])
async def test_killed_at_every_few_points(trailing: str | None, every: int) -> None:
    facts, kills = await killed(trailing, lambda _: at_point(every))
    assert facts == await undisturbed(trailing)
    assert kills > 10


@pytest.mark.parametrize("trailing", [None, "0.1"])
async def test_killed_at_seeded_points(trailing: str | None) -> None:
    chance = random.Random(5)
    facts, kills = await killed(trailing, lambda _: at_point(chance.randint(2, 12)))
    assert facts == await undisturbed(trailing)
    assert kills > 5
