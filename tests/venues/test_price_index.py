"""The level index finds whom a price concerns, and looks at nobody else."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.core.price_triggers import NO_TRIGGERS, Level, PriceTriggers
from engine.venues.level_index import LevelIndex

prices = st.decimals("0.001", "9", places=3)
levels = st.none() | st.builds(lambda price, strict: Level(price=price, strict=strict), prices, st.booleans())
interests = st.builds(lambda low, high: PriceTriggers(low=low, high=high), levels, levels)
ticks = st.sampled_from([Decimal("0.001"), Decimal("0.01"), Decimal("0.25"), Decimal("0.0003"), Decimal(1)])


@settings(deadline=None, derandomize=True, max_examples=150)
@given(ticks, st.lists(st.tuples(st.integers(0, 8), interests), max_size=25), st.lists(prices, max_size=8))
def test_it_finds_whom_a_scan_of_all_finds(
    tick: Decimal, changes: list[tuple[int, PriceTriggers]], seen: list[Decimal]
) -> None:
    index: LevelIndex[int] = LevelIndex(tick)
    known: dict[int, PriceTriggers] = {}
    for key, triggers in changes:
        index.put(key, triggers)
        known[key] = triggers
    for price in seen:
        found = index.met(price)
        assert sorted(found) == sorted(key for key, triggers in known.items() if triggers.meets(price))
    low, high = index.band()
    assert not any(index.met(price) for price in seen if low < price < high)
    for key in known:
        index.drop(key)
    assert not any(index.met(price) for price in seen)


def test_a_price_costs_only_those_it_concerns(monkeypatch: pytest.MonkeyPatch) -> None:
    index: LevelIndex[int] = LevelIndex(Decimal("0.01"))
    for number in range(5_000):
        low = Level(price=Decimal(number) / 100 + 1)
        index.put(number, PriceTriggers(low=low, high=Level(price=low.price + 200)))
    looks = 0
    meets = PriceTriggers.meets

    def counted(self: PriceTriggers, price: Decimal) -> bool:
        nonlocal looks
        looks += 1
        return meets(self, price)

    monkeypatch.setattr(PriceTriggers, "meets", counted)
    assert index.met(Decimal("50.97")) == [4997, 4998, 4999]
    assert looks == 3
    assert index.met(Decimal(120)) == []
    assert looks == 3


def test_who_wants_nothing_is_not_kept() -> None:
    index: LevelIndex[str] = LevelIndex(Decimal("0.01"))
    index.put("a", PriceTriggers(low=Level(price=Decimal(5))))
    index.put("a", NO_TRIGGERS)
    assert index.met(Decimal(1)) == []


def test_the_whole_range_of_amounts_fits() -> None:
    index: LevelIndex[str] = LevelIndex(Decimal("0.000000000000000001"))
    index.put("high", PriceTriggers(high=Level(price=Decimal("99999999999999999999.999999999999999999"))))
    assert index.met(Decimal("99999999999999999999.999999999999999999")) == ["high"]
    assert index.met(Decimal("99999999999999999999.999999999999999998")) == []
