"""An account that also holds what is none of ours: other instruments, other modes, others' hands.

Nothing of it is counted, and nothing of it makes a pass fail.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from bot.context import AppContext
from engine.core.state import Phase
from engine.core.types import BotId, Side
from tests.acceptance import SPOT, acceptance
from tests.real.conftest import (
    ANNA,
    EAGER,
    asked,
    passes,
    plain_draft,
    program,
    resting,
    started,
    state_of,
    until,
)
from tests.real.test_perpetuals import LOOKS, QUICK_LOOKS
from tests.twin import Operation, Twin
from tests.twin.asking import market
from tests.twin.core.besides import Json
from tests.twin.core.symbols import dated, margined_in
from tests.twin.core.values import OrderRequest, OrderType, TimeInForce
from tests.twin.core.values import Side as TwinSide
from tests.twin.core.venue import Venue
from tests.twin.wire import compact

SYMBOL = "BTCUSDT"
D = Decimal
DELIVERED = datetime(2027, 3, 26, 8, tzinfo=UTC)
FUTURES = pytest.mark.parametrize("exchange", ["Binance F", "Bybit F"])
ALL = pytest.mark.parametrize("exchange", ["Binance", "Binance F", "Bybit", "Bybit F"])
DATED = {"Binance F": "BTCUSDT_270326", "Bybit F": "BTCUSDT-26MAR27"}
OTHER_MARGIN = {"Binance F": "BTCUSDT_BTC", "Bybit F": "BTCUSDT-BTC"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: what is judged is what the exchange lists."""
    return sqlite_url


def by_hand(venue: Venue, symbol: str, side: TwinSide, quantity: str, price: str | None = None) -> None:
    """Have a person place an order there, at the market or at a price."""
    venue.place(
        OrderRequest(
            account="main",
            symbol=symbol,
            side=side,
            order_type=OrderType.LIMIT if price else OrderType.MARKET,
            time_in_force=TimeInForce.GTC if price else TimeInForce.IOC,
            client_order_id=f"web-{symbol}-{side}-{price}",
            quantity=D(quantity),
            price=D(price) if price else None,
        )
    )


def other_contracts(twin: Twin, exchange: str) -> list[str]:
    """Have the exchange list other contracts on the bot's own pair, and a hand hold and trade them."""
    venue = twin.world.venue(exchange)
    perpetual = venue.symbols[SYMBOL]
    names = [DATED[exchange], OTHER_MARGIN[exchange]]
    venue.enlist(dated(perpetual, names[0], DELIVERED))
    venue.enlist(margined_in(perpetual, names[1], "BTC"))
    venue.deposit("main", "BTC", D(50_000))
    for name in venue.symbols:  # at Bybit it is a setting of the whole account
        venue.contracts.set_isolated("main", name, isolated=True)
    for name in names:
        by_hand(venue, name, TwinSide.SELL, "0.5")
        by_hand(venue, name, TwinSide.BUY, "0.1", "93000")
    by_hand(venue, "ETHUSDT", TwinSide.BUY, "2")
    return names


async def goes_round(
    app_context: AppContext, twin: Twin, exchange: str, meanwhile: Callable[[], None] = lambda: None
) -> BotId:
    """Have a bot do a whole cycle, looked at all the while; something happens while its entry rests."""
    venue = twin.world.venue(exchange)
    bot_id = await started(app_context, plain_draft(exchange=exchange))
    await resting(app_context, bot_id)
    meanwhile()
    venue.trade(SYMBOL, D(93999))
    await resting(app_context, bot_id, Side.SELL)
    if "F" in exchange:
        await asked(twin, exchange, Operation.POSITIONS, LOOKS)
    await passes(twin, exchange)
    state = await state_of(app_context, bot_id)
    assert (state.phase, state.pause_reason) == (Phase.WORKING, None)
    card = await app_context.service.card(ANNA, bot_id)
    assert card.standing is not None
    assert (card.standing.blocked, card.standing.trouble) == (None, None)
    venue.trade(SYMBOL, D(96001))

    async def closed() -> bool:
        return (await state_of(app_context, bot_id)).cycles == 1

    await until(closed)
    state = await state_of(app_context, bot_id)
    assert (state.trades, state.held) == (2, D(0))
    assert state.pause_reason is None
    return bot_id


@FUTURES
async def test_other_contracts_on_the_same_pair_are_none_of_ours(
    settings: Settings, twin: Twin, exchange: str
) -> None:
    other_contracts(twin, exchange)
    async with program(settings, QUICK_LOOKS) as app_context:
        await goes_round(app_context, twin, exchange)
        found = await app_context.service.orders.open_orders(ANNA)
        assert (found.orphans, found.foreign) == ((), 0)


@FUTURES
async def test_a_position_on_another_contract_does_not_stand_for_the_bots_own(
    settings: Settings, twin: Twin, exchange: str
) -> None:
    """The bot's position is closed by hand while an equal one is held on each of the others."""
    venue = twin.world.venue(exchange)
    names = other_contracts(twin, exchange)
    async with program(settings, QUICK_LOOKS) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        await resting(app_context, bot_id)
        venue.trade(SYMBOL, D(93999))
        await resting(app_context, bot_id, Side.SELL)
        for name in names:
            by_hand(venue, name, TwinSide.BUY, "0.51")
        venue.place(market(TwinSide.SELL, "0.01", name="web-close"))

        async def is_paused() -> bool:
            return (await state_of(app_context, bot_id)).phase is Phase.PAUSED

        await until(is_paused)


ODD_COINS: dict[str, list[Json]] = {
    "Binance": [
        {"asset": "LDUSDT", "free": "", "locked": ""},
        {"asset": "DELISTED", "free": None, "locked": "0"},
        {"free": "1", "locked": "0"},
        {"asset": "NAN", "free": "NaN", "locked": "0"},
    ],
    "Binance F": [
        {"asset": "BNFCR", "balance": "", "crossWalletBalance": ""},
        {"asset": "FDUSD", "balance": None},
        {"balance": "1"},
    ],
    "Bybit": [
        {"coin": "BTC3L", "walletBalance": ""},
        {"coin": "", "walletBalance": "3"},
        {"coin": "LOCKED", "walletBalance": "--"},
        {"walletBalance": "2"},
        {"coin": "DEBT", "walletBalance": "-17.5", "borrowAmount": "17.5", "accruedInterest": "1E-8"},
    ],
}
ODD_COINS["Bybit F"] = ODD_COINS["Bybit"]


@ALL
async def test_coins_with_odd_fields_are_left_out(settings: Settings, twin: Twin, exchange: str) -> None:
    wallet = "Bybit" if exchange == "Bybit F" else exchange
    for row in ODD_COINS[exchange]:
        twin.world.besides.add(wallet, Operation.BALANCE, row)
    async with program(settings, QUICK_LOOKS) as app_context:
        await goes_round(app_context, twin, exchange)


ODD_POSITIONS: dict[str, list[Json]] = {
    "Binance F": [
        {"symbol": "ETHUSDT", "positionSide": "LONG", "positionAmt": "1.5"},
        {"symbol": "ETHUSDT", "positionSide": "SHORT", "positionAmt": "-0.7"},
        {"symbol": "ETHUSDC", "positionSide": "BOTH", "positionAmt": "", "marginAsset": "USDC"},
        {"symbol": "BTCUSD_PERP", "positionSide": "BOTH", "positionAmt": "5", "marginAsset": "BTC"},
        {"positionAmt": "1"},
    ],
    "Bybit F": [
        {"symbol": "ETHUSDT", "positionIdx": 1, "side": "Buy", "size": "1.5", "leverage": "10"},
        {"symbol": "ETHUSDT", "positionIdx": 2, "side": "Sell", "size": "0.7", "leverage": "10"},
        {"symbol": "ETHUSDT", "positionIdx": 0, "side": "None", "size": ""},
        {"symbol": "SOLUSDT-25DEC26", "positionIdx": 0, "side": "Buy", "size": "n/a"},
        {"positionIdx": 0, "side": "Buy", "size": "1"},
    ],
}


@FUTURES
async def test_other_modes_on_other_symbols_are_none_of_ours(
    settings: Settings, twin: Twin, exchange: str
) -> None:
    for row in ODD_POSITIONS[exchange]:
        twin.world.besides.add(exchange, Operation.POSITIONS, row)
    async with program(settings, QUICK_LOOKS) as app_context:
        await goes_round(app_context, twin, exchange)


@FUTURES
async def test_a_position_of_ours_that_cannot_be_read_is_not_taken_for_none(
    settings: Settings, twin: Twin, exchange: str
) -> None:
    odd: Json = {"symbol": SYMBOL, "positionSide": "BOTH", "positionAmt": "?", "size": "?", "side": "Buy"}
    async with program(settings, QUICK_LOOKS) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        await resting(app_context, bot_id)
        twin.world.venue(exchange).trade(SYMBOL, D(93999))
        await resting(app_context, bot_id, Side.SELL)
        twin.world.besides.add(exchange, Operation.POSITIONS, odd)
        twin.world.venue(exchange).contracts.position("main", SYMBOL).amount = D(0)
        await asked(twin, exchange, Operation.POSITIONS, LOOKS)
        assert (await state_of(app_context, bot_id)).phase is Phase.WORKING


ODD_ORDERS: dict[str, Json] = {
    "Binance": {
        "symbol": SYMBOL,
        "orderId": 5,
        "clientOrderId": "ios_x",
        "status": "PENDING_PEG",
        "side": "BUY",
    },
    "Bybit": {
        "symbol": SYMBOL,
        "orderId": "tp-1",
        "orderLinkId": "",
        "orderStatus": "Untriggered",
        "side": "Sell",
        "price": "",
        "qty": "",
        "stopOrderType": "tpslOrder",
    },
}
ODD_TRADES: dict[str, Json] = {
    "Binance": {
        "symbol": SYMBOL,
        "id": 1,
        "orderId": 1_001,
        "price": "",
        "qty": "1",
        "time": 1_790_000_000_000,
    },
    "Bybit": {
        "symbol": SYMBOL,
        "execId": "mp-1",
        "orderId": "tp-1",
        "orderLinkId": "",
        "execType": "Trade",
        "side": "",
        "execPrice": "",
        "execQty": "1",
        "execTime": "1790000000000",
    },
}


@ALL
async def test_rows_of_others_that_cannot_be_read_hide_nothing(
    settings: Settings, twin: Twin, exchange: str
) -> None:
    family = exchange.removesuffix(" F")
    twin.world.besides.add(exchange, Operation.OPEN_ORDERS, ODD_ORDERS[family])
    twin.world.besides.add(exchange, Operation.OPEN_ORDERS, {"side": "BUY"})
    twin.world.besides.add(exchange, Operation.TRADES, ODD_TRADES[family])
    by_hand(twin.world.venue(exchange), SYMBOL, TwinSide.SELL, "0.02")
    by_hand(twin.world.venue(exchange), SYMBOL, TwinSide.BUY, "0.02")
    async with program(settings, QUICK_LOOKS) as app_context:
        await goes_round(app_context, twin, exchange)


def frames(exchange: str) -> list[tuple[str, Json]]:
    """Return what the private stream tells of others: all that a person can hold there."""
    if exchange.startswith("Binance"):
        trade: Json = {
            "s": "BTCUSDT_270326",
            "c": "ios_1",
            "S": "BUY",
            "o": "LIMIT",
            "x": "TRADE",
            "X": "FILLED",
        }
        funding: Json = {"m": "FUNDING_FEE", "B": [{"a": "BNFCR", "wb": "", "cw": "", "bc": "-1"}], "P": []}
        return [
            (
                "",
                {
                    "e": "ORDER_TRADE_UPDATE",
                    "E": 1,
                    "T": 1,
                    "o": trade | {"i": 7, "t": 9, "l": "1", "L": "90000"},
                },
            ),
            ("", {"e": "ORDER_TRADE_UPDATE", "E": 1, "T": 1, "o": {"s": None}}),
            ("", {"e": "ACCOUNT_UPDATE", "E": 1, "T": 1, "a": funding}),
            ("", {"e": "ALGO_UPDATE", "E": 1, "T": 1, "o": {"caid": "x", "aid": 1, "s": "BTCUSD_PERP"}}),
            ("", {"e": "executionReport", "s": "LUNA/?", "c": "x", "x": "NEW"}),
            ("", {"e": "somethingNew", "data": [1, 2]}),
        ]
    order: Json = {"symbol": SYMBOL, "orderId": "o1", "orderLinkId": "", "side": "Buy", "orderStatus": "New"}
    execution: Json = {"symbol": SYMBOL, "orderId": "o1", "execId": "e1", "side": "Buy", "execType": "Trade"}
    option: Json = {"category": "option", "symbol": "BTC-26MAR27-100000-C-USDT"}
    return [
        ("order", order | {"category": "inverse", "symbol": "BTCUSD", "price": "90000", "qty": "100"}),
        ("order", order | option | {"price": "", "qty": "", "orderIv": "0.5"}),
        ("order", order | {"category": "linear", "price": None, "qty": None, "createdTime": ""}),
        ("execution", execution | option | {"execPrice": "", "execQty": "", "execTime": ""}),
        ("execution", execution | {"category": "spot", "execType": "Funding", "side": "None"}),
        ("execution", {"category": "inverse"}),
        ("order", {"category": "convert"}),
    ]


@ALL
async def test_frames_about_others_do_not_end_the_stream(
    settings: Settings, twin: Twin, exchange: str
) -> None:
    venue = twin.world.venue(exchange)
    async with program(settings) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        await resting(app_context, bot_id)

        def open_streams() -> set[int]:
            hubs = twin.binance.hubs if exchange.startswith("Binance") else {exchange: twin.bybit.private_hub}
            ears = hubs[exchange].ears
            return {id(ear) for ear in (ears() if callable(ears) else ears)}

        before = open_streams()
        assert before
        for name, row in frames(exchange):
            if exchange.startswith("Binance"):
                twin.binance.hubs[exchange].tell("main", row)
            else:
                twin.bybit.private_hub.tell("main", name, [row])
        venue.trade(SYMBOL, D(93999))
        await resting(app_context, bot_id, Side.SELL)
        assert open_streams() == before


@acceptance(20)
async def test_a_hands_trades_and_orders_on_the_same_pair_stay_its_own(
    settings: Settings, twin: Twin, exchange: str
) -> None:
    """On spot they are coins of the same wallet; on a contract they leave its position as it is."""
    venue = twin.world.venue(exchange)

    def act() -> None:
        by_hand(venue, SYMBOL, TwinSide.BUY, "0.004")
        by_hand(venue, SYMBOL, TwinSide.SELL, "0.3" if exchange in SPOT else "0.004")
        by_hand(venue, SYMBOL, TwinSide.SELL, "0.02", "99000")
        by_hand(venue, SYMBOL, TwinSide.BUY, "0.02", "90000")

    async with program(settings, QUICK_LOOKS) as app_context:
        bot_id = await goes_round(app_context, twin, exchange, act)
        await resting(app_context, bot_id)
        by_hand(venue, SYMBOL, TwinSide.BUY, "0.02", "89000")  # younger than the bot's own
        twin.exchanges.of(exchange).close_streams(exchange, 1006)  # then trades are read again
        await asked(twin, exchange, Operation.TRADES, 1)
        await passes(twin, exchange)
        found = await app_context.service.orders.open_orders(ANNA)
        assert (found.orphans, found.foreign) == ((), 3)
        state = await state_of(app_context, bot_id)
        assert (state.trades, state.held, state.pause_reason) == (2, D(0), None)
        assert state.order is not None
        assert (state.order.price, state.order.quantity) == (D(94000), D("0.01"))


NO_TRADES = (
    "Funding",
    "AdlTrade",
    "BustTrade",
    "Delivery",
    "Settle",
    "BlockTrade",
    "MovePosition",
    "FutureSpread",
    "CorporateAction",
    "SomethingNew",
)


async def test_only_real_trades_are_fills(settings: Settings, twin: Twin) -> None:
    """Bybit lists funding, settlement, force and the like among executions, here with our order's id."""
    venue = twin.world.venue("Bybit F")
    async with program(settings, EAGER) as app_context:
        bot_id = await started(app_context, plain_draft(exchange="Bybit F"))
        order = await resting(app_context, bot_id)
        for number, kind in enumerate(NO_TRADES):
            row: Json = {
                "symbol": SYMBOL,
                "execId": f"no-{number}",
                "orderId": str(order.venue_order_id),
                "orderLinkId": order.client_order_id,
                "execType": kind,
                "side": "Buy",
                "execPrice": "94000",
                "execQty": "0.001",
                "execFee": "0.5",
                "isMaker": True,
                "execTime": str(int(order.created_at.timestamp() * 1000) + number),
            }
            twin.world.besides.add("Bybit F", Operation.TRADES, row)
            twin.bybit.private_hub.tell("main", "execution", [row | {"category": "linear"}])
        venue.trade(SYMBOL, D(94000), D("0.004"), TwinSide.SELL)

        async def has_traded() -> bool:
            return (await state_of(app_context, bot_id)).trades > 0

        await until(has_traded)
        twin.exchanges.of("Bybit F").close_streams("Bybit F", 1006)  # then trades are read again
        await asked(twin, "Bybit F", Operation.TRADES, 2)
        await passes(twin, "Bybit F")
        state = await state_of(app_context, bot_id)
        assert (state.trades, state.held) == (1, D("0.004"))
        assert state.pause_reason is None


FORCED_NAMES = ("autoclose-17", "adl_autoclose", "settlement_autoclose-17", "x")


async def test_what_the_exchange_does_by_force_is_no_fill_of_an_order(settings: Settings, twin: Twin) -> None:
    """Binance tells it as executions like any other, under names of its own, or here under that of our order.

    They were of a position that a hand held: the bot's own is as it was.
    """
    venue, exchange = twin.world.venue("Binance F"), "Binance F"
    async with program(settings, QUICK_LOOKS) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        order = await resting(app_context, bot_id)
        hub, ms = twin.binance.hubs[exchange], int(order.created_at.timestamp() * 1000)
        for number, name in enumerate((*FORCED_NAMES, order.client_order_id), 1):
            row: Json = {
                "symbol": SYMBOL,
                "id": 900 + number,
                "orderId": 900 + number,
                "side": "BUY",
                "buyer": True,
                "maker": False,
                "price": "94000",
                "qty": "0.001",
                "commission": "0",
                "commissionAsset": "USDT",
                "time": ms + number,
            }
            twin.world.besides.add(exchange, Operation.TRADES, row)
            for kind, status in (("CALCULATED", "FILLED"), ("TRADE", "NEW_ADL"), ("TRADE", "NEW_INSURANCE")):
                told = {"s": SYMBOL, "c": name, "S": "BUY", "o": "LIQUIDATION", "x": kind, "X": status}
                named = {"i": int(str(order.venue_order_id)), "t": 900 + number, "l": "0.001", "L": "94000"}
                hub.tell("main", {"e": "ORDER_TRADE_UPDATE", "E": ms, "T": ms, "o": told | named})
        venue.trade(SYMBOL, D(94000), D("0.004"), TwinSide.SELL)

        async def has_traded() -> bool:
            return (await state_of(app_context, bot_id)).trades > 0

        await until(has_traded)
        twin.exchanges.of(exchange).close_streams(exchange, 1006)  # then trades are read again
        await asked(twin, exchange, Operation.TRADES, 1)
        await asked(twin, exchange, Operation.POSITIONS, LOOKS)
        state = await state_of(app_context, bot_id)
        assert (state.trades, state.held, state.pause_reason) == (1, D("0.004"), None)


async def test_trades_of_the_margin_in_coins_are_no_prices_of_ours(settings: Settings, twin: Twin) -> None:
    """Binance's streams of both futures are one: what is told of the other one moves nothing here."""
    async with program(settings, EAGER) as app_context:
        bot_id = await started(app_context, plain_draft(exchange="Binance F", trailing_percent=D(1)))

        async def is_priced() -> bool:
            twin.world.venue("Binance F").trade(SYMBOL, D(95000))
            return (await app_context.service.card(ANNA, bot_id)).priced_at is not None

        await until(is_priced)
        for ear in twin.binance.hubs["Binance F"].ears():
            if ear.streams:
                for name, kind in (("BTCUSD_PERP", 2), ("BTCUSDT_270326", 1)):
                    event = {
                        "e": "aggTrade",
                        "s": name,
                        "st": kind,
                        "p": "90000",
                        "q": "1",
                        "T": 9**15,
                        "m": True,
                    }
                    ear.outlet.event(compact(event))
        twin.world.venue("Binance F").trade(SYMBOL, D(95001))
        await passes(twin, "Binance F")
        assert (await state_of(app_context, bot_id)).trail is None
