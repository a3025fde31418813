"""What counts against a day's limit of loss: the same before a restart and after it, at midnight too."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from db.store import Store
from engine.core.events import OrderFilled, Start
from engine.core.machine import step
from engine.core.reasons.accounts import AboveLimit
from engine.core.reasons.causes import Limit
from engine.core.reasons.reason import Reason
from engine.core.state import Outcome
from engine.core.types import Mode
from engine.risk.engine import RiskEngine, RiskLimits
from engine.risk.funds import Wallet
from tests.db.trading import CONFIG, DAY, Trader, fill_of, make_trader

MUCH = {"USDT": Decimal(10**6)}
LIMITS = RiskLimits(live_trading=True, order_value=MUCH, exposure=MUCH, daily_loss={"USDT": Decimal(5)})
LIVE = replace(CONFIG, mode=Mode.LIVE, infinite_loop=False)
BEFORE_MIDNIGHT, AFTER_MIDNIGHT = DAY - timedelta(seconds=2), DAY + timedelta(seconds=2)


def risk_at(now: datetime) -> RiskEngine:
    wallet = Wallet(asked_at=now, answered_at=now, coins=MUCH)
    return RiskEngine(LIMITS, lambda *_: wallet)


async def a_loss(trader: Trader, *, executed_at: datetime, told_at: datetime) -> Outcome:
    """Buy at 60,000 and be forced out of it 600 lower, which is 6 USDT and the fees."""
    trader.now = executed_at - timedelta(minutes=1)
    await trader.start()
    await trader.accept()
    await trader.fill()
    await trader.accept()
    trader.now = told_at
    order = trader.order
    fill = replace(fill_of(order, f"{trader.bot_id} out", at=executed_at), price=Decimal(59400))
    return await trader.take(OrderFilled(at=told_at, client_order_id=order.client_order_id, fill=fill))


async def answers(store: Store, running: RiskEngine, now: datetime, trader: Trader) -> list[Reason | None]:
    """Return what the engine that noted it says of a next entry, and one that begins with what is stored."""
    restarted = risk_at(now)
    restarted.know_results(now.date(), await store.ledger.results_of(now.date()))
    first = step(trader.state, Start(at=now))
    return [risk.claim(first) for risk in (running, restarted)]


@pytest.mark.parametrize(
    ("executed_at", "told_at", "counts"),
    [
        (AFTER_MIDNIGHT, AFTER_MIDNIGHT, True),
        (BEFORE_MIDNIGHT, BEFORE_MIDNIGHT, False),
        (BEFORE_MIDNIGHT, AFTER_MIDNIGHT, False),
    ],
    ids=["today", "yesterday", "yesterday, told today"],
)
async def test_a_loss_counts_for_the_day_of_its_last_fill_before_a_restart_and_after(
    store: Store, executed_at: datetime, told_at: datetime, counts: bool
) -> None:
    now = DAY + timedelta(hours=1)
    loser, other = await make_trader(store, config=LIVE), await make_trader(store, config=LIVE)
    running = risk_at(now)
    running.note(await a_loss(loser, executed_at=executed_at, told_at=told_at))
    for answer in await answers(store, running, now, other):
        if counts:
            assert isinstance(answer, AboveLimit)
            assert (answer.limit, answer.most) == (Limit.DAILY_LOSS, Decimal(5))
        else:
            assert answer is None


async def test_losses_of_two_days_are_not_added_up(store: Store) -> None:
    """Three times 3.something a day are too much together, and not on the second day alone."""
    now = DAY + timedelta(hours=1)
    running = risk_at(now)
    small = replace(LIVE, quantity=Decimal("0.005"))
    traders = [await make_trader(store, config=small) for _ in range(4)]
    days = [BEFORE_MIDNIGHT, AFTER_MIDNIGHT, AFTER_MIDNIGHT + timedelta(minutes=1)]
    for number, (trader, at) in enumerate(zip(traders[:3], days, strict=True)):
        running.note(await a_loss(trader, executed_at=at, told_at=at))
        refused = number == 2
        for answer in await answers(store, running, now, traders[3]):
            assert isinstance(answer, AboveLimit) == refused


async def test_the_results_of_a_day_are_those_of_no_other(store: Store) -> None:
    for at in (BEFORE_MIDNIGHT, AFTER_MIDNIGHT, AFTER_MIDNIGHT):
        await a_loss(await make_trader(store, config=LIVE), executed_at=at, told_at=at)
    before, after = [
        (await store.ledger.results_of(at.date()))[Mode.LIVE, "USDT"]
        for at in (BEFORE_MIDNIGHT, AFTER_MIDNIGHT)
    ]
    assert before < 0
    assert after == 2 * before
