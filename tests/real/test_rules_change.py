"""Symbols that are halted or gone, and rules that change, while the whole program runs."""

import logging
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from bot.context import AppContext
from engine.core.orders import OrderState
from engine.core.reasons.causes import Rule, SymbolCause
from engine.core.reasons.markets import AboutSymbol, PriceOffStep, RuleChange, RulesChanged
from engine.core.reasons.reason import OrderOutOfSight
from engine.core.state import BotState, Phase
from engine.core.types import AccountId, BotId, Mode, Side, Status, StopForm
from engine.errors import UnknownTicker
from engine.timings import EngineTimings
from tests.acceptance import acceptance
from tests.kills.books import rows
from tests.real.conftest import (
    ANNA,
    HALF_AN_HOUR_IS_A_SECOND,
    asked,
    creates,
    mode_of,
    plain_draft,
    program,
    resting,
    started,
    state_of,
    until,
)
from tests.twin import Operation, Twin
from tests.twin.core.accounts import Fees

EXCHANGES = ("Binance", "Bybit")
ASKED_SOON = replace(
    HALF_AN_HOUR_IS_A_SECOND,
    account=replace(HALF_AN_HOUR_IS_A_SECOND.account, ask_a_person_after=timedelta(seconds=1)),
)
"""A person is asked after a second, too."""

NOTHING_STAYS_FRESH = EngineTimings(
    account=HALF_AN_HOUR_IS_A_SECOND.account,
    market_data=replace(
        HALF_AN_HOUR_IS_A_SECOND.market_data, rules_fresh=timedelta(0), list_fresh=timedelta(0)
    ),
)
"""Rules are looked at with every pass."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: the kills try both."""
    return sqlite_url


@pytest.fixture
def no_pass_fails(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Collects what an account complains about: one line for every pass that does not go through."""
    caplog.set_level(logging.WARNING, logger="engine.venues.live.account")
    caplog.set_level(logging.WARNING, logger="engine.tasks")
    return caplog


def failed_passes(log: pytest.LogCaptureFixture) -> list[str]:
    return [
        record.getMessage()
        for record in log.records
        if record.name in {"engine.venues.live.account", "engine.tasks"}
    ]


async def paused(app_context: AppContext, bot_id: BotId) -> BotState:
    """Wait until the bot has paused, and return it."""

    async def is_paused() -> bool:
        return (await state_of(app_context, bot_id)).phase is Phase.PAUSED

    await until(is_paused)
    return await state_of(app_context, bot_id)


async def knows(app_context: AppContext, bot_id: BotId, **rules: str) -> None:
    """Wait until the bot goes by these rules."""

    async def is_so() -> bool:
        market = (await state_of(app_context, bot_id)).market
        return all(getattr(market, name) == Decimal(value) for name, value in rules.items())

    await until(is_so)


# --- halted ---------------------------------------------------------------------------------------------


@acceptance(24)
async def test_a_halted_pair_pauses_its_own_bot_alone(
    settings: Settings, twin: Twin, exchange: str, no_pass_fails: pytest.LogCaptureFixture
) -> None:
    venue = twin.world.venue(exchange)
    async with program(settings, HALF_AN_HOUR_IS_A_SECOND) as app_context:
        halted = await started(app_context, plain_draft("ETH/USDT", exchange), "halted")
        stays = await started(app_context, plain_draft(exchange=exchange), "stays")
        await resting(app_context, halted)
        await resting(app_context, stays)
        venue.change_symbol("ETHUSDT", trading=False)
        state = await paused(app_context, halted)
        assert state.pause_reason in {
            AboutSymbol(code=code, exchange=exchange, symbol="ETH/USDT")
            for code in (SymbolCause.STANDS_HALTED, SymbolCause.DELISTED)
        }
        assert state.order is not None
        assert state.order.state is OrderState.CANCELED
        assert not venue.store.open_orders(symbol="ETHUSDT")

        venue.trade("BTCUSDT", Decimal(93999))  # the other goes through a whole cycle meanwhile
        await resting(app_context, stays, Side.SELL)
        venue.trade("BTCUSDT", Decimal(96001))
        await resting(app_context, stays, Side.BUY)
        assert (await state_of(app_context, stays)).cycles == 1

        is_live = mode_of(exchange) is Mode.LIVE
        with pytest.raises(UnknownTicker, match="ETH/USDT"):
            await app_context.service.start(ANNA, halted, None, live_confirmed=is_live)
        venue.change_symbol("ETHUSDT", trading=True)
        await asked(twin, exchange, Operation.RULES, 3)  # looks after which it might begin again by itself
        assert (await state_of(app_context, halted)).phase is Phase.PAUSED
        await app_context.service.start(ANNA, halted, None, live_confirmed=is_live)
        assert (await resting(app_context, halted)).attempt == 2
    assert failed_passes(no_pass_fails) == []


@pytest.mark.parametrize("exchange", EXCHANGES)
async def test_a_fill_just_before_the_halt_is_booked(
    settings: Settings, twin: Twin, exchange: str, no_pass_fails: pytest.LogCaptureFixture
) -> None:
    """The program is away for the fill and the halt. Nothing of the symbol is in Bybit's list then."""
    venue = twin.world.venue(exchange)
    async with program(settings, HALF_AN_HOUR_IS_A_SECOND) as app_context:
        bot_id = await started(app_context, plain_draft("ETH/USDT", exchange))
        await resting(app_context, bot_id)
    venue.trade("ETHUSDT", Decimal(3349))
    venue.change_symbol("ETHUSDT", trading=False)
    async with program(settings, HALF_AN_HOUR_IS_A_SECOND) as app_context:

        async def booked() -> bool:
            return (await state_of(app_context, bot_id)).trades == 1

        await until(booked)

        async def stands() -> bool:
            state = await state_of(app_context, bot_id)
            return state.phase is Phase.PAUSED or state.status is Status.ERROR

        await until(stands)
        state = await state_of(app_context, bot_id)
        assert (state.side, state.held > 0) == (Side.SELL, True)
    assert creates(twin).total() <= 2
    assert failed_passes(no_pass_fails) == []


# --- gone -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("away", [False, True], ids=["while it runs", "while it is away"])
@pytest.mark.parametrize("exchange", [*EXCHANGES, "Binance F"])
async def test_a_pair_that_the_exchange_knows_no_more(
    settings: Settings,
    twin: Twin,
    exchange: str,
    away: bool,
    no_pass_fails: pytest.LogCaptureFixture,
) -> None:
    venue = twin.world.venue(exchange)
    async with program(settings, ASKED_SOON) as app_context:
        gone = await started(app_context, plain_draft("ETH/USDT", exchange), "gone")
        stays = await started(app_context, plain_draft(exchange=exchange), "stays")
        await resting(app_context, gone)
        await resting(app_context, stays)
        if not away:
            venue.delist("ETHUSDT")
            await _the_others_go_on(app_context, twin, exchange, gone, stays)
    if away:
        venue.delist("ETHUSDT")
        async with program(settings, ASKED_SOON) as app_context:
            await _the_others_go_on(app_context, twin, exchange, gone, stays)
    assert failed_passes(no_pass_fails) == []


async def _the_others_go_on(
    app_context: AppContext, twin: Twin, exchange: str, gone: BotId, stays: BotId
) -> None:
    state = await paused(app_context, gone)
    assert state.order is not None
    if exchange == "Bybit":  # it still answers about an order by its name
        assert state.order.state is OrderState.CANCELED
    else:
        assert state.order.state is OrderState.QUARANTINED
        assert state.pause_reason == OrderOutOfSight(
            client_order_id=state.order.client_order_id, exchange=exchange, symbol="ETH/USDT"
        )
    twin.world.venue(exchange).trade("BTCUSDT", Decimal(93999))
    await resting(app_context, stays, Side.SELL)
    report = await app_context.service.stop(ANNA, gone, StopForm.STOP, None)
    assert report.card.state.status is Status.STOPPED


@pytest.mark.parametrize("stopped", [False, True])
async def test_the_order_of_a_pair_that_is_gone_can_be_taken_as_it_is(
    settings: Settings, twin: Twin, stopped: bool
) -> None:
    async with program(settings, ASKED_SOON) as app_context:
        bot_id = await started(app_context, plain_draft("ETH/USDT"))
        await resting(app_context, bot_id)
        twin.world.venue("Binance").delist("ETHUSDT")
        assert (await paused(app_context, bot_id)).out_of_reach
    async with program(settings, ASKED_SOON) as app_context:
        if stopped:
            await app_context.service.stop(ANNA, bot_id, StopForm.STOP, None)
        revision = (await state_of(app_context, bot_id)).revision
        found = await app_context.service.orders.inspect_order(ANNA, bot_id, revision)
        assert found.figures.reported is None
        card = await app_context.service.orders.accept_as_is(ANNA, bot_id, found.figures, revision)
        assert not card.state.order_pending
        if stopped:
            await app_context.service.delete(ANNA, bot_id, None, release=False)


async def test_a_bot_without_an_order_says_that_its_pair_is_gone(settings: Settings, twin: Twin) -> None:
    async with program(settings, HALF_AN_HOUR_IS_A_SECOND) as app_context:
        bot_id = await started(app_context, plain_draft("ETH/USDT", trailing_percent=Decimal(1)))
        twin.world.venue("Binance").delist("ETHUSDT")
        state = await paused(app_context, bot_id)
        gone = AboutSymbol(code=SymbolCause.DELISTED, exchange="Binance", symbol="ETH/USDT")
        assert state.pause_reason == gone
        draft = plain_draft(trailing_percent=None)  # the way out: another pair
        await app_context.service.edit(ANNA, bot_id, draft, None)
        await app_context.service.start(ANNA, bot_id, None)

        async def has_sent() -> bool:  # it may fill at once
            order = (await state_of(app_context, bot_id)).order
            return order is not None and order.price == 94000 and order.venue_order_id is not None

        await until(has_sent)


# --- other rules ----------------------------------------------------------------------------------------


async def test_a_new_tick_pauses_a_bot_whose_price_is_not_on_it(
    settings: Settings, twin: Twin, no_pass_fails: pytest.LogCaptureFixture
) -> None:
    venue = twin.world.venue("Binance")
    draft = plain_draft(sell_price=Decimal("96000.05"))
    async with program(settings, HALF_AN_HOUR_IS_A_SECOND) as app_context:
        bot_id = await started(app_context, draft)
        order = await resting(app_context, bot_id)
        venue.change_symbol("BTCUSDT", tick=Decimal("0.1"))
        await knows(app_context, bot_id, tick="0.1")
        assert await resting(app_context, bot_id) == order, "what is out stays as it is"
        venue.trade("BTCUSDT", Decimal(93999))
        state = await paused(app_context, bot_id)
        step = RuleChange(rule=Rule.PRICE_STEP, was=Decimal("0.01"), now=Decimal("0.1"), coin=None)
        off_step = PriceOffStep(side=Side.SELL, price=Decimal("96000.05"))
        assert state.pause_reason == RulesChanged(
            exchange="Binance", symbol="BTC/USDT", changes=(step,), problem=off_step
        )
        assert creates(twin).total() == 1
    async with program(settings, HALF_AN_HOUR_IS_A_SECOND) as app_context:  # it is on disk
        state = await state_of(app_context, bot_id)
        assert (state.phase, state.market.tick) == (Phase.PAUSED, Decimal("0.1"))
        await app_context.service.edit(ANNA, bot_id, draft, None)
        await app_context.service.start(ANNA, bot_id, None)
        assert (await resting(app_context, bot_id, Side.SELL)).price == Decimal("96000.0")
    assert failed_passes(no_pass_fails) == []


async def test_a_trailing_bot_goes_on_watching_on_a_finer_tick(settings: Settings, twin: Twin) -> None:
    """Its seat and the index of price levels go by other ticks than the prices, and nothing is missed."""
    venue = twin.world.venue("Bybit")
    venue.change_symbol("BTCUSDT", tick=Decimal(10))
    draft = plain_draft(exchange="Bybit", trailing_percent=Decimal("0.01"))
    async with program(settings, HALF_AN_HOUR_IS_A_SECOND) as app_context:
        bot_id = await started(app_context, draft)
        venue.change_symbol("BTCUSDT", tick=Decimal("0.01"))
        await knows(app_context, bot_id, tick="0.01")

        async def lowest_is(price: str) -> bool:
            venue.trade("BTCUSDT", Decimal(price))
            trail = (await state_of(app_context, bot_id)).trail
            return trail is not None and trail.extreme == Decimal(price)

        await until(lambda: lowest_is("93990.03"))
        await until(lambda: lowest_is("93990.02"))
        venue.trade("BTCUSDT", Decimal("93999.42"))  # the trigger is 93999.419002

        async def is_sent() -> bool:
            order = (await state_of(app_context, bot_id)).order
            return order is not None and order.price == 94000  # it trades at once

        await until(is_sent)


async def test_a_coarser_step_sells_a_rounded_quantity_and_keeps_dust(settings: Settings, twin: Twin) -> None:
    venue = twin.world.venue("Binance")
    async with program(settings, HALF_AN_HOUR_IS_A_SECOND) as app_context:
        bot_id = await started(app_context, plain_draft())
        await resting(app_context, bot_id)
        venue.change_symbol("BTCUSDT", step=Decimal("0.001"), min_quantity=Decimal("0.001"))
        await knows(app_context, bot_id, step="0.001")
        venue.trade("BTCUSDT", Decimal(93999))
        order = await resting(app_context, bot_id, Side.SELL)
        assert order.quantity == Decimal("0.009")
        assert (await state_of(app_context, bot_id)).held == Decimal("0.00999")
        venue.trade("BTCUSDT", Decimal(96001))
        await resting(app_context, bot_id, Side.BUY)
        state = await state_of(app_context, bot_id)
        assert (state.cycles, state.held) == (1, Decimal("0.00099"))


async def test_new_fees_are_shown_and_change_nothing_else(
    settings: Settings, twin: Twin, database_url: str
) -> None:
    async with program(settings, HALF_AN_HOUR_IS_A_SECOND) as app_context:
        bot_id = await started(app_context, plain_draft())
        order = await resting(app_context, bot_id)
        twin.account.fees = Fees(Decimal("0.0004"), Decimal("0.0006"))
        await knows(app_context, bot_id, maker_fee="0.0004", taker_fee="0.0006")
        view = await app_context.service.quote(ANNA, AccountId("Binance", Mode.TESTNET), "BTC/USDT")
        assert view.market.maker_fee == Decimal("0.0004")
        before = await rows(database_url, "SELECT version FROM bot_states")
        await asked(twin, "Binance", Operation.RULES, 3)  # the rules are what they were
        assert await rows(database_url, "SELECT version FROM bot_states") == before
        assert await resting(app_context, bot_id) == order


async def test_a_bot_that_stood_while_the_rules_changed_begins_by_the_new_ones(
    settings: Settings, twin: Twin
) -> None:
    venue = twin.world.venue("Binance")
    async with program(settings, NOTHING_STAYS_FRESH) as app_context:
        card = await app_context.service.create(
            ANNA, plain_draft(buy_price=Decimal("94000.05")), start=False, key="one"
        )
        bot_id = card.state.bot_id
        venue.change_symbol("BTCUSDT", tick=Decimal("0.1"), step=Decimal("0.001"))
        await app_context.service.start(ANNA, bot_id, None)
        reason = (await paused(app_context, bot_id)).pause_reason
        assert isinstance(reason, RulesChanged)
        assert reason.problem == PriceOffStep(side=Side.BUY, price=Decimal("94000.05"))
    assert creates(twin).total() == 0


async def test_holdings_of_a_stopped_bot_are_closed_by_the_new_rules(settings: Settings, twin: Twin) -> None:
    venue = twin.world.venue("Binance")
    async with program(settings, NOTHING_STAYS_FRESH) as app_context:
        bot_id = await started(app_context, plain_draft())
        await resting(app_context, bot_id)
        venue.trade("BTCUSDT", Decimal(93999))
        await resting(app_context, bot_id, Side.SELL)
        await app_context.service.stop(ANNA, bot_id, StopForm.STOP, None)

        async def stopped() -> bool:
            return (await state_of(app_context, bot_id)).status is Status.STOPPED

        await until(stopped)
        venue.change_symbol("BTCUSDT", tick=Decimal(10), step=Decimal("0.001"))
        await app_context.service.stop(ANNA, bot_id, StopForm.CLOSE, None)

        async def closed() -> bool:
            state = await state_of(app_context, bot_id)
            return state.status is Status.STOPPED and state.held == Decimal("0.00099")

        await until(closed)
    sent = [one for one in twin.world.requests if one.operation is Operation.CREATE]
    assert [one.status for one in sent] == [200, 200, 200]


async def test_a_bot_may_move_to_another_pair_of_the_account(
    settings: Settings, twin: Twin, no_pass_fails: pytest.LogCaptureFixture
) -> None:
    """Its seat is at the new pair already when the old one is left."""
    async with program(settings, HALF_AN_HOUR_IS_A_SECOND) as app_context:
        bot_id = await started(app_context, plain_draft("ETH/USDT"))
        await resting(app_context, bot_id)
        await app_context.service.edit(ANNA, bot_id, replace(plain_draft(), trailing_percent=None), None)

        async def moved() -> bool:
            order = (await state_of(app_context, bot_id)).order
            return order is not None and order.price == 94000 and order.state is OrderState.OPEN

        await until(moved)
        twin.world.venue("Binance").trade("BTCUSDT", Decimal(93999))
        await resting(app_context, bot_id, Side.SELL)
    assert failed_passes(no_pass_fails) == []
