"""What a bot is told of the day's loss, or goes on with, while another one's result changes."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest

from engine.core.notices import BotPaused, BotRef
from engine.core.reasons.accounts import AboveLimit
from engine.core.reasons.causes import Limit
from engine.core.types import BotId, ClientOrderId, FundingId, Leg, Mode, Side, Status
from engine.risk.engine import RiskLimits
from tests.sim.chronicle import Chronicle
from tests.sim.faults import calm, draw_odds
from tests.sim.oracles.case import Case
from tests.sim.oracles.limits import limits
from tests.sim.oracles.trouble import Troubles
from tests.sim.reference.opinion import Seen
from tests.sim.reference.records import Charged, Decided, Plan, Rules, Standing, Step
from tests.sim.virtual_time import START

HOUR_S = 3600.0
LOST_AT, DECIDED_AT, STORED_AT = 100.0, 200.0, 200.008
LOST = Decimal(6)
JUST_AFTER, LATER = 200.010, 203.0
ENOUGH = Decimal(1000)

PLAN = Plan(
    account="Binance F",
    symbol="BTC/USDT",
    first=Side.BUY,
    quantity=Decimal("0.01"),
    buy_price=Decimal(60_000),
    sell_price=Decimal(60_100),
    trailing_percent=None,
    loops=True,
    leverage=1,
)
RULES = Rules(
    symbol="BTC/USDT",
    base="BTC",
    quote="USDT",
    tick=Decimal("0.1"),
    step=Decimal("0.001"),
    min_quantity=Decimal("0.001"),
    min_notional=Decimal(5),
    dearest_fee=Decimal(0),
    derivative=True,
)
STANDING = Standing(
    status=Status.ACTIVE,
    phase="PAUSED",
    goal="RUN",
    finishing=False,
    leg=Leg.ENTRY,
    cycle=1,
    held=Decimal(0),
    pnl=Decimal(0),
    fees=Decimal(0),
    funding=Decimal(0),
    trades=0,
    cycles=0,
    order=None,
    extreme=None,
    revision=1,
    last_fill_at=None,
)


def bot(number: int) -> BotId:
    return BotId(UUID(int=number))


def seen(at: float, number: int, earned: Decimal = Decimal(0), **fields: Any) -> Seen:  # noqa: ANN401 - of Step
    step = Step(
        at=at,
        run=1,
        bot=bot(number),
        plan=PLAN,
        rules=RULES,
        after=STANDING,
        foreseen=None,
        changed=(),
        booked=(),
        valued=(),
        corrected=(),
        cancels=(),
        **{"decided": (), "charged": (), "notices": (), **fields},
    )
    return Seen(step, held=Fraction(0), value=Fraction(600), earned=Fraction(earned), traded=False)


def pays(at: float, amount: str, number: int = 1) -> Seen:
    """Return that the funding of a cycle that is over is booked."""
    earned = Decimal(amount)
    paid = Charged(at=0.0, funding_id=FundingId("1"), amount=earned, total=earned)
    return seen(at, number, earned, charged=(paid,))


def is_told(value: str) -> Seen:
    """Return that the second bot is turned away."""
    ref = BotRef(
        bot_id=bot(2),
        number=2,
        ticker="BTC/USDT",
        base="BTC",
        quote="USDT",
        exchange="Binance F",
        mode=Mode.LIVE,
    )
    reason = AboveLimit(limit=Limit.DAILY_LOSS, value=Decimal(value), most=Decimal(5), coin="USDT")
    paused = BotPaused(bot=ref, at=START + timedelta(seconds=DECIDED_AT), reason=reason)
    return seen(STORED_AT, 2, notices=(paused,))


def goes_on() -> Seen:
    """Return that the second bot decides an entry."""
    order = Decided(
        at=DECIDED_AT,
        name=ClientOrderId("s007000200001e0001"),
        side=Side.BUY,
        leg=Leg.ENTRY,
        price=Decimal(60_000),
        quantity=Decimal("0.01"),
        immediate=False,
        reduce_only=False,
    )
    return seen(STORED_AT, 2, decided=(order,))


def complaints(*later: Seen, most: str = "5") -> list[str]:
    record = Chronicle()
    happened = sorted([pays(LOST_AT, f"-{LOST}"), *later], key=lambda one: one.step.at)
    record.steps += [one.step for one in happened]
    ours = RiskLimits(
        live_trading=True,
        order_value={"USDT": ENOUGH},
        exposure={"USDT": ENOUGH},
        daily_loss={"USDT": Decimal(most)},
    )
    case = SimpleNamespace(
        opinion=SimpleNamespace(seen=happened),
        world=SimpleNamespace(limits_of={1: ours}),
        chronicle=record,
        troubles=Troubles(record, calm(draw_odds(Random(1))), HOUR_S),
    )
    return limits(cast(Case, case))


@pytest.mark.parametrize("value", ["6", "5.5"], ids=["not counted yet", "counted"])
@pytest.mark.parametrize("at", [(DECIDED_AT + STORED_AT) / 2, JUST_AFTER], ids=["before", "after"])
def test_what_another_bot_stores_about_then_may_count_or_not(at: float, value: str) -> None:
    assert complaints(pays(at, "0.5"), is_told(value)) == []


def test_no_other_figure_is_right() -> None:
    assert "is told" in "".join(complaints(pays(JUST_AFTER, "0.5"), is_told("5.8")))


def test_what_is_stored_later_does_not_count_yet() -> None:
    assert "is told" in "".join(complaints(pays(LATER, "0.5"), is_told("5.5")))


def test_what_was_stored_before_it_was_decided_counts() -> None:
    assert "is told" in "".join(complaints(pays(DECIDED_AT - 0.1, "0.5"), is_told("6")))


def test_of_each_bot_one_step_is_decided_and_not_stored() -> None:
    one_after_the_other = pays(JUST_AFTER, "0.5"), pays(JUST_AFTER + 0.01, "0.25")
    assert "is told" in "".join(complaints(*one_after_the_other, is_told("5.25")))
    of_two_bots = pays(JUST_AFTER, "0.5"), pays(JUST_AFTER + 0.01, "0.25", number=3)
    assert complaints(*of_two_bots, is_told("5.25")) == []


def test_an_entry_may_rest_on_what_another_bot_is_about_to_store() -> None:
    assert complaints(goes_on(), pays(JUST_AFTER, "0.5"), most="5.7") == []
    assert "makes 6" in "".join(complaints(goes_on(), pays(LATER, "0.5"), most="5.7"))
    assert "makes 6" in "".join(complaints(goes_on(), pays(JUST_AFTER, "0.2"), most="5.7"))
