"""Nobody is turned away by a stale wallet, and the order that follows a second look is a fresh one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from engine.bots.decider import Decider
from engine.core.events import Start
from engine.core.reasons.accounts import InsufficientFunds
from engine.core.state import BotState, Outcome, Phase
from engine.core.step_builder import SEND_WINDOW
from engine.core.types import AccountId, BotId, ClientOrderId, Mode, Side, TradeId
from engine.risk.engine import RiskEngine, RiskLimits
from engine.risk.funds import Wallet, WalletRefresh
from engine.timings import FundsTimings
from tests.core.story import CONFIG, Bot, new_state
from tests.support.clock import ManualClock

D = Decimal
TESTNET = replace(CONFIG, mode=Mode.TESTNET)
TOOK_S = 4


async def no_order(_: ClientOrderId) -> None:
    """Nothing is stored."""


class Account:
    """A wallet with nothing in it, and what a second look brings."""

    def __init__(self, clock: ManualClock, look: WalletRefresh, coins: Decimal) -> None:
        self.clock = clock
        self.look = look
        self.found = coins
        self.looks = 0
        self.wallet = self._seen(D(0))
        self.meanwhile: Callable[[], None] = lambda: None
        """What happens while it is looked at."""

    def _seen(self, usdt: Decimal) -> Wallet:
        return Wallet(asked_at=self.clock.now(), answered_at=self.clock.now(), coins={"USDT": usdt})

    async def refresh_wallet(self, _: AccountId, not_before: datetime | None) -> WalletRefresh:
        if self.looks and (not_before is None or self.wallet.asked_at >= not_before):
            return WalletRefresh.AS_BEFORE
        self.looks += 1
        await self.clock.advance(TOOK_S)
        if self.look is WalletRefresh.NEWER:
            self.wallet = self._seen(self.found)
        self.meanwhile()
        return self.look


async def start(look: WalletRefresh, coins: int = 0) -> tuple[Outcome, Account, ManualClock]:
    clock = ManualClock()
    account = Account(clock, look, D(coins))
    risk = RiskEngine(RiskLimits(), lambda *_: account.wallet, refresh_wallet=account.refresh_wallet)
    decider = Decider(risk, no_order, clock.now, SEND_WINDOW)
    state: BotState = new_state(TESTNET)
    outcome = await decider.decide(state, Start(at=clock.now()), is_command=True)
    assert outcome is not None
    return outcome, account, clock


async def test_money_that_has_come_is_seen_by_the_second_look() -> None:
    outcome, account, clock = await start(WalletRefresh.NEWER, 1000)
    assert outcome.state.phase is Phase.WORKING
    assert outcome.state.order is not None
    assert outcome.state.order.created_at == clock.now(), "decided after the look, so its deadline is ahead"
    assert account.looks == 1


async def test_short_of_money_by_the_second_look_too() -> None:
    outcome, account, _ = await start(WalletRefresh.NEWER, 999)
    assert outcome.state.phase is Phase.PAUSED
    assert outcome.state.pause_reason == InsufficientFunds(
        coin="USDT", needed=Decimal(1000), available=Decimal(999)
    )
    assert account.looks == 1


async def test_a_look_of_a_moment_ago_is_believed() -> None:
    outcome, _, _ = await start(WalletRefresh.AS_BEFORE)
    assert outcome.state.phase is Phase.PAUSED


async def test_an_exchange_that_does_not_answer_is_left_to_judge() -> None:
    outcome, _, _ = await start(WalletRefresh.IN_VAIN)
    assert outcome.state.phase is Phase.WORKING


async def test_what_a_wallet_may_not_show_yet_is_waited_for() -> None:
    clock = ManualClock()
    account = Account(clock, WalletRefresh.NEWER, D(1000))
    asked: list[datetime | None] = []

    async def refresh(account_id: AccountId, not_before: datetime | None) -> WalletRefresh:
        asked.append(not_before)
        return await account.refresh_wallet(account_id, not_before)

    risk = RiskEngine(RiskLimits(), lambda *_: account.wallet, refresh_wallet=refresh)
    seller = Bot(replace(new_state(replace(TESTNET, first_order=Side.SELL)), bot_id=BotId(UUID(int=7))))
    seller.start()
    seller.accept()
    risk.claim(seller.again(replace(seller.a_fill(seller.order, None), executed_at=clock.now())))
    decider = Decider(risk, no_order, clock.now, SEND_WINDOW)
    begun = clock.now()
    outcome = await decider.decide(new_state(TESTNET), Start(at=begun), is_command=True)
    assert asked == [begun + FundsTimings().reads_lag]
    assert outcome is not None
    assert outcome.state.phase is Phase.WORKING


async def test_what_trades_while_a_wallet_is_looked_at_turns_nobody_away() -> None:
    """The wallet of 1000 has paid for the other's coins already, or has not: it is looked at once more."""
    clock = ManualClock()
    account = Account(clock, WalletRefresh.NEWER, D(1000))
    risk = RiskEngine(RiskLimits(), lambda *_: account.wallet, refresh_wallet=account.refresh_wallet)
    other = Bot(replace(new_state(TESTNET), bot_id=BotId(UUID(int=8))))
    other.start()
    other.accept()
    bought = replace(other.a_fill(other.order, None), executed_at=clock.now() + timedelta(seconds=TOOK_S))

    def trade() -> None:
        account.meanwhile = lambda: None
        risk.claim(other.again(bought))

    account.meanwhile = trade
    decider = Decider(risk, no_order, clock.now, SEND_WINDOW)
    outcome = await decider.decide(new_state(TESTNET), Start(at=clock.now()), is_command=True)
    assert outcome is not None
    assert (outcome.state.phase, account.looks) == (Phase.WORKING, 2)


async def test_it_is_not_looked_at_for_ever() -> None:
    clock = ManualClock()
    account = Account(clock, WalletRefresh.NEWER, D(999))
    risk = RiskEngine(RiskLimits(), lambda *_: account.wallet, refresh_wallet=account.refresh_wallet)
    other = Bot(replace(new_state(TESTNET), bot_id=BotId(UUID(int=8))))
    other.start()
    other.accept()

    def trade() -> None:
        fill = replace(other.a_fill(other.order, "0.0001"), trade_id=TradeId(f"t{account.looks}"))
        risk.claim(other.again(replace(fill, executed_at=clock.now())))

    account.meanwhile = trade
    decider = Decider(risk, no_order, clock.now, SEND_WINDOW)
    outcome = await decider.decide(new_state(TESTNET), Start(at=clock.now()), is_command=True)
    assert outcome is not None
    assert (outcome.state.phase, account.looks) == (Phase.PAUSED, 3)
