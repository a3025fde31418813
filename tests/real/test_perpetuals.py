"""Leverage, hands on the position, and what the exchange does to it by force."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from bot.context import AppContext
from engine.core.reasons.accounts import PositionClosedByForce, PositionClosedByHand, SettingNotMade
from engine.core.reasons.causes import Force, MarginSetting
from engine.core.reasons.reason import OrderRefused, Reason
from engine.core.state import Phase
from engine.core.types import BotId, Leg, Side, Status
from engine.timings import AccountTimings, EngineTimings
from engine.venues.live.perpetuals import LOOKS_TO_BELIEVE
from tests.kills.books import booked_fills, rows
from tests.real.conftest import ANNA, asked, creates, plain_draft, program, resting, started, state_of, until
from tests.twin import Fault, FaultKind, Operation, Twin
from tests.twin.core.contracts import Contracts
from tests.twin.core.faults import Answer
from tests.twin.core.values import OrderRequest, OrderType, TimeInForce
from tests.twin.core.values import Side as TwinSide

SYMBOL = "BTCUSDT"
BY_FORCE = "position_closed_by_force"
LOOKS = 2 * LOOKS_TO_BELIEVE + 2
"""More than enough to believe what they show."""
BOTH = pytest.mark.parametrize("exchange", ["Binance F", "Bybit F", "OKX F"])
ALL = pytest.mark.parametrize("exchange", ["Binance F", "Bybit F", "OKX F", "CoinDCX F"])
QUICK_LOOKS = EngineTimings(
    account=AccountTimings(
        pass_every_s=0.5,
        positions_every=timedelta(seconds=0.2),
        positions_lag=timedelta(0),
        margin_settings_every=timedelta(seconds=0.2),
    )
)
"""Positions and margin settings are looked at with every pass, and passes are made more often."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: the kills try both."""
    return sqlite_url


async def paused_for(app_context: AppContext, bot_id: BotId, code: str | None = None) -> Reason | None:
    """Wait until the bot has paused for a reason of that code, or any, and return the reason."""

    async def is_paused() -> bool:
        state = await state_of(app_context, bot_id)
        right = code is None or (state.pause_reason is not None and state.pause_reason.code == code)
        return state.phase is Phase.PAUSED and right

    await until(is_paused)
    return (await state_of(app_context, bot_id)).pause_reason


async def standing_of(app_context: AppContext, bot_id: BotId, code: str) -> None:
    """Wait until the card says for a reason of that code that no entry is sent."""

    async def says_so() -> bool:
        standing = (await app_context.service.card(ANNA, bot_id)).standing
        return standing is not None and standing.blocked is not None and standing.blocked.code == code

    await until(says_so)


async def in_position(app_context: AppContext, twin: Twin, exchange: str) -> BotId:
    """Start a bot, fill its entry, and wait until its exit rests."""
    bot_id = await started(app_context, plain_draft(exchange=exchange))
    await resting(app_context, bot_id)
    twin.world.venue(exchange).trade(SYMBOL, Decimal(93999))
    await resting(app_context, bot_id, Side.SELL)
    return bot_id


@BOTH
async def test_leverage_comes_from_the_bot(settings: Settings, twin: Twin, exchange: str) -> None:
    contracts = twin.world.venue(exchange).contracts
    contracts.set_leverage("main", SYMBOL, 20)
    async with program(settings, QUICK_LOOKS) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange, leverage=3))
        await resting(app_context, bot_id)
        position = contracts.position("main", SYMBOL)
        assert (position.leverage, position.isolated, contracts.settings("main").hedge) == (3, True, False)
        card = await app_context.service.card(ANNA, bot_id)
        draft = replace(plain_draft(exchange=exchange), leverage=5)
        await app_context.service.edit(ANNA, bot_id, draft, card.state.revision)
        assert (await resting(app_context, bot_id)).attempt == 2
        assert contracts.position("main", SYMBOL).leverage == 5


@BOTH
async def test_leverage_that_the_symbol_does_not_offer_is_one_try(
    settings: Settings, twin: Twin, exchange: str
) -> None:
    twin.world.venue(exchange).change_symbol(SYMBOL, max_leverage=50)
    async with program(settings, QUICK_LOOKS) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange, leverage=75))

        async def failed() -> bool:
            return (await state_of(app_context, bot_id)).status is Status.ERROR

        await until(failed)
        error = (await state_of(app_context, bot_id)).error
    assert isinstance(error, OrderRefused)
    assert isinstance(error.why, SettingNotMade)
    assert error.why.setting is MarginSetting.LEVERAGE
    assert creates(twin).total() == 0


def other_leverage(contracts: Contracts) -> None:
    contracts.set_leverage("main", SYMBOL, 7)


def cross_margin(contracts: Contracts) -> None:
    contracts.set_isolated("main", SYMBOL, isolated=False)


def hedge_mode(contracts: Contracts) -> None:
    contracts.set_hedge("main", hedge=True)


@pytest.mark.parametrize(
    ("exchange", "by_hand", "code"),
    [
        ("Binance F", other_leverage, "other_leverage"),
        ("Bybit F", other_leverage, "other_leverage"),
        ("Binance F", cross_margin, "cross_margin"),  # at Bybit a setting of the whole account
        ("Binance F", hedge_mode, "hedge_mode"),
        ("Bybit F", hedge_mode, "hedge_mode"),
        ("OKX F", other_leverage, "other_leverage"),
        ("OKX F", hedge_mode, "hedge_mode"),
    ],
)
async def test_terms_changed_by_hand_refuse_new_entries_and_are_not_fought(
    settings: Settings, twin: Twin, exchange: str, by_hand: Callable[[Contracts], None], code: str
) -> None:
    contracts = twin.world.venue(exchange).contracts
    async with program(settings, QUICK_LOOKS) as app_context:
        bot_id = await in_position(app_context, twin, exchange)
        twin.world.venue(exchange).trade(SYMBOL, Decimal(96001))
        await resting(app_context, bot_id, Side.BUY)
        open_order = next(iter(twin.world.venue(exchange).store.open_orders(account="main")))
        twin.world.venue(exchange).cancel(
            "main", SYMBOL, order_id=open_order.order_id, cancel_client_id="web"
        )
        await paused_for(app_context, bot_id)
        by_hand(contracts)
        await standing_of(app_context, bot_id, code)
        before = creates(twin).total()
        await app_context.service.start(ANNA, bot_id, None)
        await paused_for(app_context, bot_id, code)
        assert creates(twin).total() == before


@BOTH
@pytest.mark.parametrize(
    ("act", "force"),
    [
        ("liquidate", Force.LIQUIDATION),
        ("liquidate_on_book", Force.LIQUIDATION),
        ("deleverage", Force.DELEVERAGING),
    ],
)
async def test_a_position_closed_by_force_is_booked_and_told(
    settings: Settings, twin: Twin, database_url: str, exchange: str, act: str, force: Force
) -> None:
    contracts = twin.world.venue(exchange).contracts
    async with program(settings, QUICK_LOOKS) as app_context:
        bot_id = await in_position(app_context, twin, exchange)
        getattr(contracts, act)("main", SYMBOL, Decimal(90000))
        reason = await paused_for(app_context, bot_id, BY_FORCE)
        assert isinstance(reason, PositionClosedByForce)
        assert reason.force is force
        state = await state_of(app_context, bot_id)
        assert (state.held, state.leg, state.cycles) == (Decimal(0), Leg.ENTRY, 1)
        assert state.pnl < -40
        twin.world.venue(exchange).trade(SYMBOL, Decimal(95000))  # the next entry is to rest
        await app_context.service.start(ANNA, bot_id, None)
        await resting(app_context, bot_id, Side.BUY)
    booked = await booked_fills(database_url)
    assert [(side, price) for side, _, price, _ in booked] == [
        (Side.BUY, Decimal(94000)),
        (Side.SELL, Decimal(90000)),
    ]


@BOTH
@pytest.mark.parametrize("first", ["settled", "delisted"])
async def test_a_position_settled_because_its_contract_ends_stops_the_bot(
    settings: Settings, twin: Twin, database_url: str, exchange: str, first: str
) -> None:
    """The exchange takes the resting exit away and settles, while the contract is traded or after."""
    venue = twin.world.venue(exchange)
    async with program(settings, QUICK_LOOKS) as app_context:
        bot_id = await in_position(app_context, twin, exchange)
        if first == "delisted":
            venue.change_symbol(SYMBOL, trading=False)
        venue.contracts.settle("main", SYMBOL, Decimal(90000))

        async def stopped() -> bool:
            return (await state_of(app_context, bot_id)).status is Status.STOPPED

        await until(stopped)
        state = await state_of(app_context, bot_id)
        assert (state.held, state.leg, state.cycles) == (Decimal(0), Leg.ENTRY, 1)
        assert state.pnl < -40
    booked = await booked_fills(database_url)
    assert [(side, price) for side, _, price, _ in booked] == [
        (Side.BUY, Decimal(94000)),
        (Side.SELL, Decimal(90000)),
    ]
    told = [str(line) for (line,) in await rows(database_url, "SELECT message FROM activity_logs")]
    assert sum("settled by the exchange (delisting)" in line for line in told) == 1


@ALL
async def test_a_position_closed_by_force_while_the_program_is_away(
    settings: Settings, twin: Twin, database_url: str, exchange: str
) -> None:
    async with program(settings, QUICK_LOOKS) as app_context:
        bot_id = await in_position(app_context, twin, exchange)
    twin.world.venue(exchange).contracts.liquidate("main", SYMBOL, Decimal(90000))
    async with program(settings, QUICK_LOOKS) as app_context:
        await paused_for(app_context, bot_id, BY_FORCE)
        assert (await state_of(app_context, bot_id)).held == 0
    async with program(settings, QUICK_LOOKS) as app_context:
        await paused_for(app_context, bot_id, BY_FORCE)
    assert len(await booked_fills(database_url)) == 2


@ALL
async def test_a_position_closed_by_hand_pauses_and_nothing_is_invented(
    settings: Settings, twin: Twin, database_url: str, exchange: str
) -> None:
    venue = twin.world.venue(exchange)
    async with program(settings, QUICK_LOOKS) as app_context:
        bot_id = await in_position(app_context, twin, exchange)
        venue.place(
            OrderRequest(
                account="main",
                symbol=SYMBOL,
                side=TwinSide.SELL,
                order_type=OrderType.MARKET,
                time_in_force=TimeInForce.IOC,
                client_order_id="web_close",
                quantity=Decimal("0.004"),
                price=None,
                reduce_only=True,
            )
        )
        reason = await paused_for(app_context, bot_id)
        state = await state_of(app_context, bot_id)
    assert reason == PositionClosedByHand(
        symbol="BTC/USDT", coin="BTC", position=Decimal("0.006"), held=Decimal("0.01")
    )
    assert state.held == Decimal("0.01")
    assert len(await booked_fills(database_url)) == 1


@BOTH
async def test_trades_that_come_late_are_nobodys_hand(settings: Settings, twin: Twin, exchange: str) -> None:
    """The exit has traded, the position is gone, and the trades are shown some looks later."""
    body = "[]" if exchange == "Binance F" else '{"retCode":0,"retMsg":"OK","result":{"list":[]}}'
    late = Fault(FaultKind.ANSWER, (Operation.TRADES,), venue=exchange, times=None, answer=Answer(body=body))
    async with program(settings, QUICK_LOOKS) as app_context:
        bot_id = await in_position(app_context, twin, exchange)
        number = twin.world.faults.add(late)
        twin.world.venue(exchange).trade(SYMBOL, Decimal(96001))
        await asked(twin, exchange, Operation.POSITIONS, LOOKS)
        twin.world.faults.remove(number)
        await resting(app_context, bot_id, Side.BUY)
        state = await state_of(app_context, bot_id)
    assert (state.cycles, state.revision, state.pause_reason) == (1, 1, None)


@BOTH
async def test_a_liquidation_that_is_listed_late_is_booked_all_the_same(
    settings: Settings, twin: Twin, database_url: str, exchange: str
) -> None:
    body = "[]" if exchange == "Binance F" else '{"retCode":0,"retMsg":"OK","result":{"list":[]}}'
    what = Operation.ORDERS if exchange == "Binance F" else Operation.TRADES
    late = Fault(FaultKind.ANSWER, (what,), venue=exchange, times=None, answer=Answer(body=body))
    async with program(settings, QUICK_LOOKS) as app_context:
        bot_id = await in_position(app_context, twin, exchange)
        number = twin.world.faults.add(late)
        twin.world.venue(exchange).contracts.liquidate("main", SYMBOL, Decimal(90000))
        await paused_for(app_context, bot_id)
        await asked(twin, exchange, what, LOOKS)
        twin.world.faults.remove(number)
        await paused_for(app_context, bot_id, BY_FORCE)
        assert (await state_of(app_context, bot_id)).held == 0
    assert len(await booked_fills(database_url)) == 2
