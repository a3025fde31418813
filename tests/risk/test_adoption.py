"""An order that is there already takes part in what the risk knows, and obeys what is no limit of size."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from engine.core.events import Adopt, Start
from engine.core.ids import OrderNaming
from engine.core.machine import step
from engine.core.reasons.accounts import AboveLimit, PositionOccupied
from engine.core.reasons.causes import Limit
from engine.core.state import BotState, CommandRefused, FollowOrder, Phase, PlaceOrder
from engine.core.types import BotId, Mode, VenueOrderId
from engine.risk.engine import IS_OFF, RiskEngine, RiskLimits
from engine.risk.funds import Wallet
from tests.core.story import CONFIG, EPOCH, MARKET, PERPETUAL, Bot, a_stray, new_state

SMALL = {"USDT": Decimal(10)}
TIGHT = RiskLimits(live_trading=True, order_value=SMALL, exposure=SMALL, daily_loss=SMALL)


def state(number: int, *, mode: Mode = Mode.LIVE, perpetual: bool = False) -> BotState:
    market = PERPETUAL if perpetual else MARKET
    made = new_state(replace(CONFIG, mode=mode, exchange=market.venue), market)
    return replace(made, bot_id=BotId(UUID(int=number)), naming=OrderNaming(epoch=1, serial=number))


def a_gate(limits: RiskLimits = TIGHT, wallet: str = "0", *states: BotState) -> RiskEngine:
    seen = Wallet(asked_at=EPOCH, answered_at=EPOCH, coins={"USDT": Decimal(wallet)})
    risk = RiskEngine(limits, lambda _account_id: seen)
    risk.know(states)
    return risk


def adopted(of: BotState) -> BotState:
    return step(of, Adopt(at=EPOCH, order=a_stray(of, "100"))).state


def test_neither_funds_nor_limits_forbid_what_exists_already() -> None:
    one = state(1)
    risk = a_gate(TIGHT, "0", one)
    risk.know_results(date(2026, 1, 1), {(Mode.LIVE, "USDT"): Decimal(-100)})
    outcome = step(one, Adopt(at=EPOCH, order=a_stray(one, "100")))
    assert isinstance(outcome.requests[0], FollowOrder)
    assert risk.claim(outcome) is None


def test_what_it_needs_is_missing_for_others_from_then_on() -> None:
    one, two = state(1), state(2)
    limits = replace(TIGHT, order_value={"USDT": Decimal(5000)}, exposure={"USDT": Decimal(1500)})
    risk = a_gate(limits, "2500", one, two)
    start = step(two, Start(at=EPOCH))
    assert isinstance(start.requests[0], PlaceOrder)
    assert risk.claim(start) is None
    risk.know([two])
    assert risk.claim(step(one, Adopt(at=EPOCH, order=a_stray(one, "100")))) is None
    denial = risk.claim(start)
    assert isinstance(denial, AboveLimit)
    assert denial.limit is Limit.EXPOSURE
    risk.know([one])  # it was not stored after all
    assert risk.claim(start) is None


def test_a_perpetual_has_one_bot() -> None:
    one, two = state(1, perpetual=True), state(2, perpetual=True)
    risk = a_gate(TIGHT, "0", adopted(one), two)
    why = risk.claim(step(two, Adopt(at=EPOCH, order=a_stray(two, "100"))))
    assert why == PositionOccupied(bot_number=1, symbol="XRP/USDT")
    with pytest.raises(CommandRefused) as refused:
        step(two, Adopt(at=EPOCH, order=a_stray(two, "100")), denial=why)
    assert refused.value.detail == why


def test_an_exit_is_followed_whoever_else_is_there() -> None:
    bot = Bot(state(1, perpetual=True))
    bot.start()
    bot.leg()
    bot.canceled()
    risk = a_gate(TIGHT, "0", bot.state, adopted(state(2, perpetual=True)))
    assert risk.claim(step(bot.state, Adopt(at=EPOCH, order=a_stray(bot.state, "100")))) is None


def test_nothing_is_adopted_while_money_is_switched_off() -> None:
    one = state(1)
    risk = a_gate(replace(TIGHT, live_trading=False), "0", one)
    assert risk.claim(step(one, Adopt(at=EPOCH, order=a_stray(one)))) == IS_OFF


def test_while_money_is_switched_off_a_bot_may_stand_with_what_it_has_adopted() -> None:
    one = state(1)
    risk = a_gate(replace(TIGHT, live_trading=False), "0", one)
    outcome = step(one, Adopt(at=EPOCH, order=a_stray(one), stands=IS_OFF))
    assert risk.claim(outcome) is None
    assert (outcome.state.phase, outcome.state.pause_reason) == (Phase.PAUSED, IS_OFF)
    assert outcome.state.kept_order == outcome.state.order
    assert [type(request) for request in outcome.requests] == [FollowOrder]


def test_a_close_that_is_found_ends_also_while_money_is_switched_off() -> None:
    """A person has asked for it: it is the one thing that is sent then."""
    bot = Bot(state(1))
    bot.start()
    bot.leg()
    bot.close()
    bot.canceled()
    bot.quote("9.80", "9.90")
    bot.unknown()
    bot.pause("several could be it", lost=bot.name)
    order = replace(bot.order, venue_order_id=VenueOrderId("77"))
    outcome = step(bot.state, Adopt(at=EPOCH, order=order, stands=IS_OFF))
    assert outcome.state.order is not None
    assert (outcome.state.phase, outcome.state.order.closing) == (Phase.WORKING, True)
    assert a_gate(replace(TIGHT, live_trading=False), "0", bot.state).claim(outcome) is None


def test_paper_is_not_asked() -> None:
    one = state(1, mode=Mode.PAPER)
    assert a_gate(TIGHT, "0", one).claim(step(one, Adopt(at=EPOCH, order=a_stray(one)))) is None
