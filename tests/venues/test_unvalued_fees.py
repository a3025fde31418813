"""Coins that fees were taken in, and that had no price: each is asked for again until it has one."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import cast
from uuid import UUID

import pytest

from engine.core.events import CoinPriced, Event
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain
from engine.core.types import AccountId, BotId, Market, Mode
from engine.errors import VenueUnavailable
from engine.ports import FillHistory
from engine.venues.live.account_deps import AccountDeps
from engine.venues.live.gateway import Gateway
from engine.venues.live.net_finds import NetFinds
from engine.venues.live.unvalued_fees import UnvaluedFees
from tests.core.story import MARKET
from tests.support.clock import ManualClock

ONE, TWO = BotId(UUID(int=1)), BotId(UUID(int=2))


class Stage:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.prices: dict[str, Decimal] = {}
        self.told: list[tuple[BotId, str, Decimal]] = []
        self.while_asked: dict[str, Callable[[], object]] = {}
        """What happens while a coin is asked for, the first time."""
        self.fees = UnvaluedFees(
            AccountDeps(
                account_id=AccountId("Binance", Mode.LIVE),
                gateway=cast("Gateway", self),
                fill_history=cast("FillHistory", None),
                is_ours=lambda _: True,
                tell=self.tell,
                clock=self.clock,
                net_finds=NetFinds(self.clock),
            )
        )

    async def value_of(self, coin: str, market: Market) -> Decimal | None:
        self.while_asked.pop(coin, lambda: None)()
        if coin == "MUTE":
            raise VenueUnavailable("Binance", Plain(Cause.UNEXPECTED))
        return self.prices.get(coin)

    def tell(self, bot_id: BotId, event: Event) -> None:
        assert isinstance(event, CoinPriced)
        self.told.append((bot_id, event.coin, event.price))

    async def look(self) -> list[tuple[BotId, str, Decimal]]:
        """Make a look when one is due, at bots that have all left, and return what is told."""
        self.told.clear()
        await self.clock.advance(timedelta(minutes=10).total_seconds())
        await self.fees.look([])
        return list(self.told)


@pytest.fixture
def stage() -> Stage:
    return Stage()


async def test_each_coin_waits_for_its_own_price_and_is_told_once(stage: Stage) -> None:
    stage.fees.follow(ONE, MARKET, ["AAA", "BBB"])
    assert await stage.look() == []
    stage.prices["AAA"] = Decimal(2)
    assert await stage.look() == [(ONE, "AAA", Decimal(2))]
    assert await stage.look() == []
    stage.prices["BBB"] = Decimal(3)
    assert await stage.look() == [(ONE, "BBB", Decimal(3))]
    assert await stage.look() == []


async def test_one_that_cannot_be_asked_for_keeps_no_other_waiting(stage: Stage) -> None:
    stage.fees.follow(ONE, MARKET, ["MUTE", "ZZZ"])
    stage.fees.follow(TWO, MARKET, ["AAA"])
    stage.prices = {"AAA": Decimal(2), "ZZZ": Decimal(3)}
    assert await stage.look() == [(ONE, "ZZZ", Decimal(3)), (TWO, "AAA", Decimal(2))]


@pytest.mark.parametrize("meanwhile", [["AAA", "BBB"], ["BBB"]])
async def test_a_coin_that_comes_while_another_is_asked_for_is_asked_for_too(
    stage: Stage, meanwhile: list[str]
) -> None:
    stage.fees.follow(ONE, MARKET, ["AAA"])
    stage.prices = {"AAA": Decimal(2), "BBB": Decimal(3)}
    stage.while_asked["AAA"] = lambda: stage.fees.follow(ONE, MARKET, meanwhile)
    assert await stage.look() == [(ONE, "AAA", Decimal(2))]
    assert await stage.look() == [(ONE, "BBB", Decimal(3))]
    assert await stage.look() == []


async def test_a_bot_that_waits_for_nothing_any_more_is_not_made_to_wait_again(stage: Stage) -> None:
    stage.fees.follow(ONE, MARKET, ["AAA", "BBB"])
    stage.prices = {"AAA": Decimal(2)}
    stage.while_asked["AAA"] = lambda: stage.fees.follow(ONE, MARKET, [])
    assert await stage.look() == [(ONE, "AAA", Decimal(2))]
    stage.prices["BBB"] = Decimal(3)
    assert await stage.look() == []
