"""CoinDCX's gateway against the exchange twin, in both margins: an exchange that knows no name of ours."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from engine.clock import SystemClock
from engine.core.orders import Order, OrderFact, OrderIdentity
from engine.core.reasons.accounts import OtherLeverage
from engine.core.reasons.calls import ExchangeSaid
from engine.core.reasons.causes import Cause, Force
from engine.core.reasons.reason import Plain
from engine.core.types import Margin, Market, Mode, Side
from engine.errors import MarginUnfit, NotTraded, UnknownTicker, VenueUnavailable
from engine.timings import ConnectionTimings, EngineTimings, MarketDataTimings
from engine.venue_answers import Accepted, NeverSent, Rejected, Unknown
from engine.venues.exchanges.build import ProcessWide, build_gateway
from engine.venues.exchanges.coindcx.signing import joining, sign
from engine.venues.exchanges.limiter import Route
from engine.venues.exchanges.spec import Credentials
from engine.venues.live.gateway import (
    AccountEvent,
    CancelAnswer,
    Candidates,
    Gateway,
    MarginSettings,
    NotFound,
    OrderReport,
    Print,
)
from tests.exchanges.conftest import MakeOrder
from tests.twin import Answer, Fault, FaultKind, Operation, Twin
from tests.twin.asking import buy
from tests.twin.coindcx import answers
from tests.twin.core.accounts import FeeCoin, Fees
from tests.twin.core.values import Fill
from tests.twin.core.venue import Venue

VENUES = ["CoinDCX F", "CoinDCX F INR"]
PATIENCE_S = 60
D = Decimal
MakeGateway = Callable[..., Gateway]


@pytest.fixture
async def twin() -> AsyncIterator[Twin]:
    twin = Twin()
    await twin.start()
    twin.account.perpetual_fees = Fees(D("0.0002"), D("0.0005"), FeeCoin.QUOTE, D("0.18"))
    yield twin
    await twin.stop()


@pytest.fixture(params=VENUES)
def venue(twin: Twin, request: pytest.FixtureRequest) -> Venue:
    return twin.world.venue(str(request.param))


@pytest.fixture
async def make(twin: Twin, venue: Venue) -> AsyncIterator[MakeGateway]:
    made: list[Gateway] = []

    def make(**changes: object) -> Gateway:
        clock, key = SystemClock(), twin.account.keys[0]
        parts: dict[str, object] = {
            "mode": Mode.LIVE,
            "credentials": Credentials(api_key=key.key, secret=key.secret),
            "exchange_urls": twin.urls,
            "process_wide": ProcessWide(clock),
            "clock": clock,
            "timings": EngineTimings(connection=ConnectionTimings(call_timeout_s=8.0, longest_ban_s=2.0)),
        }
        made.append(build_gateway(venue.name, **(parts | changes)))  # type: ignore[arg-type]  # a test's wishes
        return made[-1]

    yield make
    for gateway in made:
        await gateway.close()


@pytest.fixture
def gateway(make: MakeGateway) -> Gateway:
    return make()


@pytest.fixture
async def market(gateway: Gateway) -> Market:
    market = await gateway.market("BTC/USDT")
    await gateway.prepare(market, 20)
    return market


@pytest.fixture
def resting(make_order: MakeOrder) -> Order:
    return make_order(price=D(94000), quantity=D("0.01"), deadline_in_s=20)


@pytest.fixture
def make_order(make_order: MakeOrder) -> MakeOrder:
    """Orders with a patient deadline: a busy machine is no reason not to send."""

    def make(*, deadline_in_s: float = 20, **changes: object) -> Order:
        order = make_order(**changes)
        return replace(order, deadline=order.created_at + timedelta(seconds=deadline_in_s))

    return make


def taken(twin: Twin) -> int:
    return len(twin.world.journal.read("order_created", account="main"))


async def the_only_one(gateway: Gateway, order: Order, market: Market) -> OrderReport:
    found = await gateway.fetch_order(order.identity, market)
    assert isinstance(found, Candidates)
    (report,) = found.orders
    return report


def numbered(order: Order, placed: Accepted) -> OrderIdentity:
    return replace(order.identity, venue_order_id=placed.venue_order_id)


async def test_a_cancel_needs_the_number(gateway: Gateway, market: Market, resting: Order) -> None:
    placed = await gateway.create(resting, market)
    assert isinstance(placed, Accepted)
    assert await gateway.cancel(resting.identity, market) is CancelAnswer.UNCLEAR
    assert await gateway.cancel(numbered(resting, placed), market) is CancelAnswer.TAKEN
    ended = await gateway.fetch_order(numbered(resting, placed), market)
    assert isinstance(ended, OrderReport)
    assert (ended.ended, ended.filled) == (OrderFact.CANCELED, D(0))


async def test_a_cancel_that_is_only_heard_leaves_the_order_open(
    twin: Twin, venue: Venue, gateway: Gateway, market: Market, resting: Order
) -> None:
    twin.coindcx.house.keeps_cancels = True
    placed = await gateway.create(resting, market)
    assert isinstance(placed, Accepted)
    assert await gateway.cancel(numbered(resting, placed), market) is CancelAnswer.TAKEN
    still = await gateway.fetch_order(numbered(resting, placed), market)
    assert isinstance(still, OrderReport)
    assert still.ended is None
    venue.trade("BTCUSDT", D(94000), D("0.004"))
    twin.coindcx.house.let_cancels_go()
    ended = await gateway.fetch_order(numbered(resting, placed), market)
    assert isinstance(ended, OrderReport)
    assert (ended.ended, ended.filled) == (OrderFact.CANCELED, D("0.004"))


async def test_what_the_exchange_refuses_for_good(gateway: Gateway, market: Market, resting: Order) -> None:
    for hopeless, for_want in (
        (replace(resting, quantity=D(100)), True),
        (replace(resting, price=D("94000.123")), False),
        (replace(resting, quantity=D("0.0001")), False),
        (replace(resting, price=D(120000)), False),
    ):
        answer = await gateway.create(hopeless, market)
        assert isinstance(answer, Rejected), answer
        assert answer.for_want is for_want
        assert await gateway.fetch_order(hopeless.identity, market) == NotFound()


async def test_a_sentence_that_is_not_in_the_documents_proves_nothing_and_is_shown_to_nobody(
    twin: Twin, gateway: Gateway, market: Market, resting: Order
) -> None:
    said = answers.error(422, "Dear customer, call +91 12345 now")
    twin.world.faults.add(Fault(FaultKind.ANSWER, (Operation.CREATE,), answer=said))
    answer = await gateway.create(resting, market)
    assert answer == Unknown(reason=ExchangeSaid(text="HTTP 422", number="422"))
    page = Answer(403, "<html>call +91 12345 now</html>", "text/html")
    twin.world.faults.add(Fault(FaultKind.ANSWER, (Operation.CREATE,), answer=page))
    assert "12345" not in repr(await gateway.create(resting, market))


@pytest.mark.parametrize("takes", [True, False])
@pytest.mark.parametrize(
    "answer",
    [
        answers.COINDCX_EMPTY,
        answers.COINDCX_DOWN,
        answers.COINDCX_TOO_MANY,
        answers.COINDCX_CHALLENGE,
        answers.COINDCX_PAGE,
        Answer(200, "[]"),
        Answer(200, "null"),
        Answer(200, '[{"id":"another","pair":"B-BTC_USDT","side":"sell","total_quantity":0.01}]'),
    ],
    ids=lambda answer: f"{answer.status} {answer.body[:12]}",
)
async def test_an_answer_that_says_nothing_leaves_the_order_unknown_until_the_lists_tell(
    answer: Answer, takes: bool, twin: Twin, gateway: Gateway, market: Market, resting: Order
) -> None:
    fault = Fault(FaultKind.ANSWER, (Operation.CREATE,), takes=takes, answer=answer)
    twin.world.faults.add(fault)
    assert isinstance(await gateway.create(resting, market), Unknown)
    found = await gateway.fetch_order(resting.identity, market)
    assert isinstance(found, Candidates) is takes
    assert taken(twin) == int(takes)


@pytest.mark.parametrize("kind", [FaultKind.LOSE_ANSWER, FaultKind.CUT_ANSWER])
async def test_an_answer_that_is_lost_is_looked_for_by_the_shape(
    kind: FaultKind, twin: Twin, gateway: Gateway, market: Market, resting: Order
) -> None:
    twin.world.faults.add(Fault(kind, (Operation.CREATE,)))
    assert isinstance(await gateway.create(resting, market), Unknown)
    assert (await the_only_one(gateway, resting, market)).quantity == resting.quantity


async def test_only_what_has_the_whole_shape_is_alike_and_what_differs_in_figures_may_have_been_changed(
    gateway: Gateway, market: Market, resting: Order
) -> None:
    for other in (
        replace(resting, price=D(93999)),
        replace(resting, quantity=D("0.011")),
        replace(resting, side=Side.SELL, price=D(96000)),
    ):
        assert isinstance(await gateway.create(other, market), Accepted)
    found = await gateway.fetch_order(resting.identity, market)
    assert isinstance(found, Candidates)
    assert not found.orders
    assert {(one.side, one.price, one.quantity) for one in found.changed} == {
        (Side.BUY, D(93999), D("0.01")),
        (Side.BUY, D(94000), D("0.011")),
    }
    long_ago = replace(resting, created_at=resting.created_at - timedelta(seconds=4))
    assert isinstance(await gateway.create(long_ago, market), Accepted)
    assert isinstance(await gateway.fetch_order(long_ago.identity, market), Candidates)
    later = replace(resting, created_at=resting.created_at + timedelta(minutes=1))
    assert await gateway.fetch_order(later.identity, market) == NotFound()


@pytest.mark.parametrize("then", ["rests", "is_cancelled", "has_filled", "has_filled_in_part"])
@pytest.mark.parametrize(
    "amended", [{"price": D(93990)}, {"quantity": D("0.013")}], ids=["price", "quantity"]
)
async def test_an_order_whose_answer_is_lost_and_that_a_hand_has_changed_is_no_absent_one(
    amended: dict[str, Decimal],
    then: str,
    twin: Twin,
    venue: Venue,
    gateway: Gateway,
    market: Market,
    resting: Order,
) -> None:
    twin.world.faults.add(Fault(FaultKind.LOSE_ANSWER, (Operation.CREATE,)))
    assert isinstance(await gateway.create(resting, market), Unknown)
    (there,) = venue.store.open_orders(account="main")
    venue.amend(
        "main", "BTCUSDT", there.order_id, price=amended.get("price"), quantity=amended.get("quantity")
    )
    filled = D(0)
    match then:
        case "is_cancelled":
            venue.cancel("main", "BTCUSDT", order_id=there.order_id)
        case "has_filled":
            filled = amended.get("quantity", resting.quantity)
            venue.trade("BTCUSDT", D(93900))
        case "has_filled_in_part":
            filled = D("0.004")
            venue.trade("BTCUSDT", amended.get("price", resting.price), filled)
    found = await gateway.fetch_order(resting.identity, market)
    assert isinstance(found, Candidates)
    (changed,) = found.changed
    assert not found.orders
    assert (changed.venue_order_id, changed.filled) == (there.order_id, filled)


async def test_an_order_that_a_hand_has_cancelled_and_replaced_is_the_cancelled_one(
    twin: Twin, venue: Venue, gateway: Gateway, market: Market, resting: Order
) -> None:
    twin.world.faults.add(Fault(FaultKind.LOSE_ANSWER, (Operation.CREATE,)))
    assert isinstance(await gateway.create(resting, market), Unknown)
    (there,) = venue.store.open_orders(account="main")
    venue.cancel("main", "BTCUSDT", order_id=there.order_id)
    venue.place(buy("93990"))
    report = await the_only_one(gateway, resting, market)
    assert (report.venue_order_id, report.ended) == (there.order_id, OrderFact.CANCELED)


async def test_an_order_of_another_leverage_is_known_by_its_shape_all_the_same(
    twin: Twin, venue: Venue, gateway: Gateway, market: Market, resting: Order
) -> None:
    twin.world.faults.add(Fault(FaultKind.LOSE_ANSWER, (Operation.CREATE,)))
    assert isinstance(await gateway.create(resting, market), Unknown)
    venue.contracts.set_leverage("main", "BTCUSDT", 7)
    assert (await the_only_one(gateway, resting, market)).ended is None


async def test_two_that_look_alike_are_two_candidates_ended_ones_too(
    venue: Venue, gateway: Gateway, market: Market, resting: Order
) -> None:
    first, second = await gateway.create(resting, market), await gateway.create(resting, market)
    assert isinstance(first, Accepted)
    assert isinstance(second, Accepted)
    await gateway.cancel(numbered(resting, first), market)
    found = await gateway.fetch_order(resting.identity, market)
    assert isinstance(found, Candidates)
    assert {(one.venue_order_id, one.ended) for one in found.orders} == {
        (first.venue_order_id, OrderFact.CANCELED),
        (second.venue_order_id, None),
    }
    venue.trade("BTCUSDT", D(93900))
    found = await gateway.fetch_order(resting.identity, market)
    assert isinstance(found, Candidates)
    assert {one.ended for one in found.orders} == {OrderFact.CANCELED, OrderFact.FILLED}


async def test_the_other_margin_is_another_book(
    twin: Twin, venue: Venue, make: MakeGateway, gateway: Gateway, market: Market, resting: Order
) -> None:
    assert isinstance(await gateway.create(replace(resting, price=D(96000)), market), Accepted)
    assert isinstance(await gateway.create(resting, market), Accepted)
    key, clock = twin.account.keys[0], SystemClock()
    (name,) = set(VENUES) - {venue.name}
    other = build_gateway(
        name,
        mode=Mode.LIVE,
        credentials=Credentials(api_key=key.key, secret=key.secret),
        exchange_urls=twin.urls,
        process_wide=ProcessWide(clock),
        clock=clock,
    )
    try:
        assert await other.all_open_orders() == []
        assert await other.positions() == []
        assert await other.trades_since(market, resting.created_at) == []
        assert await other.fetch_order(resting.identity, market) == NotFound()
    finally:
        await other.close()
    (position,) = await gateway.positions()
    assert (position.symbol, position.quantity) == ("BTC/USDT", D("0.01"))


async def test_a_create_that_arrives_late_is_turned_away_and_proves_nothing_to_us(
    twin: Twin, gateway: Gateway, market: Market, make_order: MakeOrder, resting: Order
) -> None:
    decided = resting.created_at - timedelta(seconds=30)
    late = make_order(created_at=decided, price=D(94000), quantity=D("0.01"), deadline_in_s=100)
    assert isinstance(await gateway.create(late, market), Unknown)
    assert taken(twin) == 0
    assert isinstance(await gateway.create(replace(late, deadline=decided), market), NeverSent)


async def test_an_order_of_which_the_exchange_is_sure_that_it_only_reduces(
    venue: Venue, gateway: Gateway, market: Market, resting: Order
) -> None:
    """There is no such order: a sell of more than is held would open a short."""
    exit_ = replace(resting, side=Side.SELL, price=D(96000), reduce_only=True)
    assert await gateway.create(exit_, market) == NeverSent(reason=Plain(Cause.NOTHING_TO_REDUCE))
    await gateway.create(resting, market)
    venue.trade("BTCUSDT", D(94000), D("0.004"))
    assert isinstance(await gateway.create(exit_, market), NeverSent)
    assert isinstance(await gateway.create(replace(exit_, quantity=D("0.004")), market), Accepted)


async def test_an_order_goes_with_the_leverage_that_the_position_has(
    venue: Venue, make: MakeGateway, gateway: Gateway, market: Market, resting: Order
) -> None:
    assert await gateway.margin_settings(market) == MarginSettings(
        one_way=True, isolated=True, leverage=D(20)
    )
    assert isinstance(await gateway.create(resting, market), Accepted)
    venue.contracts.set_leverage("main", "BTCUSDT", 7)
    assert isinstance(await make().create(resting, market), Accepted)
    with pytest.raises(MarginUnfit):
        await gateway.prepare(market, 500)


async def test_no_entry_goes_with_a_leverage_that_a_hand_has_set_and_an_exit_does(
    venue: Venue, gateway: Gateway, market: Market, resting: Order
) -> None:
    """The exchange refuses what was set. Sent with what is there, it would risk more than it was to."""
    assert isinstance(await gateway.create(resting, market), Accepted)
    venue.trade("BTCUSDT", D(93900))
    venue.contracts.set_leverage("main", "BTCUSDT", 7)
    assert isinstance(await gateway.create(resting, market), NeverSent)
    other = OtherLeverage(exchange=venue.name, symbol="BTC/USDT", there=D(7), here=20)
    for _ in range(2):
        assert await gateway.create(resting, market) == NeverSent(reason=other)
    exit_ = replace(resting, side=Side.SELL, price=D(96000), reduce_only=True)
    assert isinstance(await gateway.create(exit_, market), Accepted)
    venue.contracts.set_leverage("main", "BTCUSDT", 20)
    assert isinstance(await gateway.create(resting, market), Accepted)


async def test_lists_that_are_late_show_an_order_later(
    venue: Venue, gateway: Gateway, market: Market, resting: Order
) -> None:
    venue.lag.set(3600)
    placed = await gateway.create(resting, market)
    assert isinstance(placed, Accepted)
    assert await gateway.fetch_order(numbered(resting, placed), market) == NotFound()
    venue.lag.set(0)
    assert isinstance(await gateway.fetch_order(numbered(resting, placed), market), OrderReport)


async def test_many_orders_are_read_page_by_page(
    venue: Venue, gateway: Gateway, market: Market, resting: Order
) -> None:
    placed = await gateway.create(resting, market)
    assert isinstance(placed, Accepted)
    for number in range(130):
        order = venue.place(buy(f"{93000 + number}", name=f"first {number}"))
        if number % 2:
            venue.cancel("main", "BTCUSDT", order_id=order.order.order_id)
    assert len(await gateway.all_open_orders()) == 66
    venue.cancel("main", "BTCUSDT", order_id=placed.venue_order_id)
    for number in range(130):
        order = venue.place(buy(f"{93000 + number}", name=f"second {number}"))
        venue.cancel("main", "BTCUSDT", order_id=order.order.order_id)
    found = await gateway.fetch_order(numbered(resting, placed), market)
    assert isinstance(found, OrderReport)
    assert found.ended is OrderFact.CANCELED


async def test_equal_fills_are_told_apart_and_each_keeps_its_id(
    venue: Venue, gateway: Gateway, market: Market, resting: Order
) -> None:
    placed = await gateway.create(resting, market)
    assert isinstance(placed, Accepted)
    venue.trade("BTCUSDT", D(94000), D("0.002"))
    ((at, fill),) = venue.store.fills
    venue.store.add_fill(fill, at)  # the same once more, in the same moment
    before = await gateway.trades_of(market, resting, placed.venue_order_id)
    assert len({trade.trade_id for trade in before}) == 2
    venue.store.fills.insert(0, (at, _earlier(fill)))  # one from before is shown late
    after = await gateway.trades_since(market, resting.created_at - timedelta(minutes=1))
    assert {trade.trade_id for trade in before} < {trade.trade_id for trade in after}
    assert len(after) == 3
    assert after[0].executed_at < after[1].executed_at == after[2].executed_at


async def test_a_list_that_moves_while_it_is_read_is_read_again(
    twin: Twin, venue: Venue, gateway: Gateway, market: Market, resting: Order
) -> None:
    """A fill that comes between two pages shows one from before twice, as if there were two."""
    placed = await gateway.create(resting, market)
    assert isinstance(placed, Accepted)
    venue.trade("BTCUSDT", D(94000), D("0.001"))
    ((at, fill),) = venue.store.fills
    for number in range(150):
        venue.store.add_fill(replace(fill, at=fill.at + timedelta(milliseconds=number + 1)), at)
    fault = Fault(FaultKind.DELAY, (Operation.TRADES,), before_s=0.5)
    twin.world.faults.add(replace(fault, times=1, before_s=0))
    twin.world.faults.add(fault)
    async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as tasks:
        reading = tasks.create_task(gateway.trades_since(market, resting.created_at - timedelta(minutes=1)))
        while not fault.hits:  # noqa: ASYNC110 - the twin tells nobody
            await asyncio.sleep(0.01)
        venue.store.add_fill(replace(fill, at=fill.at + timedelta(seconds=1)), at)
        trades = await reading
    assert len({trade.trade_id for trade in trades}) == len(trades) >= 151  # the next reading has the newest
    assert {trade.trade_id.rpartition(":")[2] for trade in trades} == {"1"}


@pytest.mark.parametrize("venue", ["CoinDCX F"], indirect=True)
async def test_thousands_of_fills_of_a_day_are_read_and_those_of_before_are_not_asked_for(
    twin: Twin, venue: Venue, gateway: Gateway, market: Market, resting: Order
) -> None:
    placed = await gateway.create(resting, market)
    assert isinstance(placed, Accepted)
    venue.trade("BTCUSDT", D(94000), D("0.001"))
    ((at, fill),) = venue.store.fills
    for number in range(1, 4200):
        venue.store.fills.insert(0, (at, replace(fill, at=fill.at - timedelta(seconds=number))))
    asked = len(twin.world.requests)
    assert len(await gateway.trades_since(market, resting.created_at - timedelta(seconds=30))) >= 30
    assert len(twin.world.requests) - asked <= 5
    assert len(await gateway.trades_since(market, fill.at - timedelta(seconds=4199.5))) == 4200


@pytest.mark.parametrize("venue", ["CoinDCX F"], indirect=True)
async def test_an_order_is_found_behind_thousands_that_have_ended_since(
    venue: Venue, gateway: Gateway, market: Market, resting: Order
) -> None:
    placed = await gateway.create(resting, market)
    assert isinstance(placed, Accepted)
    venue.cancel("main", "BTCUSDT", order_id=placed.venue_order_id)
    for number in range(4100):
        order = venue.place(buy("93000", name=f"later {number}"))
        venue.cancel("main", "BTCUSDT", order_id=order.order.order_id)
    found = await gateway.fetch_order(numbered(resting, placed), market)
    assert isinstance(found, OrderReport)
    assert found.ended is OrderFact.CANCELED


async def test_the_wallet_is_told_in_usdt(twin: Twin, venue: Venue, gateway: Gateway, market: Market) -> None:
    venue.trade("BTCUSDT", D(95000))
    assert await gateway.balances() == {"USDT": D(50000)}
    twin.coindcx.house.conversion = D(100)
    assert await gateway.value_of("USDT", market) == 1
    assert await gateway.value_of("DOGE", market) is None


async def test_a_rate_that_cannot_be_had_stops_nothing(twin: Twin, venue: Venue, make: MakeGateway) -> None:
    """It is what it was when it was last told; where it never was, it is not known."""
    in_rupees = venue is twin.coindcx.inr
    hasty = make(timings=EngineTimings(market_data=MarketDataTimings(list_fresh=timedelta(0))))
    margin: Margin | None = None
    for rate in (D(102), D("84.5")):
        twin.coindcx.house.conversion = rate
        margin = (await hasty.market("BTC/USDT")).margin
        assert margin == (Margin(coin="INR", rate=rate) if in_rupees else None)
    twin.coindcx.house.tells_conversion = False
    assert (await hasty.market("BTC/USDT")).margin == margin
    unknown = (await make().market("BTC/USDT")).margin
    assert unknown == (Margin(coin="INR", rate=None) if in_rupees else None)


async def test_who_has_never_traded_is_answered_with_404_which_one_wallet_has_to_confirm(
    twin: Twin, make: MakeGateway
) -> None:
    twin.coindcx.house.denies_positions = True
    assert await make().positions() == []
    broken = Fault(FaultKind.ANSWER, (Operation.BALANCE,), answer=answers.COINDCX_CREDENTIALS)
    twin.world.faults.add(broken)
    with pytest.raises(VenueUnavailable):
        await make().positions()


async def test_funding_and_force(
    twin: Twin, venue: Venue, gateway: Gateway, market: Market, resting: Order
) -> None:
    await gateway.create(replace(resting, price=D(96000)), market)
    venue.contracts.fund("main", "BTCUSDT", D("0.0001"))
    (funding,) = await gateway.fundings(resting.created_at - timedelta(minutes=1))
    assert funding.symbol == "BTC/USDT"
    value = await gateway.value_of(funding.coin, market)
    assert value is not None
    assert funding.amount * value == pytest.approx(D("-0.0950"), rel=D("0.01"))
    assert await gateway.fundings(resting.created_at + timedelta(hours=1)) == []
    assert list(await gateway.forced_trades(market, resting.created_at)) == []
    venue.contracts.liquidate("main", "BTCUSDT", D(90000))
    (forced,) = await gateway.forced_trades(market, resting.created_at - timedelta(minutes=1))
    assert (forced.force, forced.trade.side, forced.trade.quantity) == (
        Force.LIQUIDATION,
        Side.SELL,
        D("0.01"),
    )
    assert await gateway.positions() == []


async def test_rules_fees_and_what_is_not_traded(twin: Twin, venue: Venue, make: MakeGateway) -> None:
    market = await make().market("btcusdt")
    assert (market.symbol, market.tick, market.step, market.min_notional) == (
        "BTC/USDT",
        D("0.1"),
        D("0.001"),
        D(60),
    )
    assert (market.maker_fee, market.taker_fee, market.derivative) == (D("0.000236"), D("0.00059"), True)
    with pytest.raises(UnknownTicker):
        await make().market("NOPE/USDT")
    process_wide = ProcessWide(SystemClock())
    gateway = make(process_wide=process_wide, timings=EngineTimings())
    await gateway.market("ETH/USDT")
    venue.change_symbol("ETHUSDT", trading=False)
    hasty = EngineTimings(market_data=MarketDataTimings(list_fresh=timedelta(0)))
    later = make(process_wide=process_wide, timings=hasty)
    with pytest.raises(NotTraded):
        await later.market("ETH/USDT")


async def test_prices_are_public(twin: Twin, venue: Venue, make: MakeGateway) -> None:
    gateway = make(mode=Mode.PAPER, credentials=None)
    market = await gateway.market("BTC/USDT")
    bid, ask = await gateway.quote(market)
    assert bid < ask
    begun = SystemClock().now() - timedelta(hours=2)
    for price in ("95100", "94800", "95050"):
        twin.coindcx.trade("BTCUSDT", D(price))
    assert await gateway.last_price(market) == D(95050)
    assert [one.price for one in await gateway.last_prints(market)] == [D(95100), D(94800), D(95050)]
    assert await gateway.range_since(market, begun) == (D(94800), D(95100))
    newest = (await gateway.prices_between(market, begun, SystemClock().now()))[-1]
    assert (newest.low, newest.high, newest.last) == (D(94800), D(95100), D(95050))


async def test_a_key_that_is_refused_is_refused(
    twin: Twin, make: MakeGateway, market: Market, resting: Order
) -> None:
    stranger = make(credentials=Credentials(api_key="nobody", secret="nothing"))
    with pytest.raises(VenueUnavailable) as raised:
        await stranger.balances()
    assert "Invalid credentials" in repr(raised.value.reason)
    with pytest.raises(VenueUnavailable):
        await anext(stranger.account_events(lambda _: market))


async def test_the_time_is_that_of_the_header(twin: Twin, gateway: Gateway) -> None:
    twin.world.clock.offset = timedelta(minutes=3)
    drift = await gateway.clock_drift_s()
    assert abs(drift + 180) <= gateway.time_error.total_seconds()
    now = gateway.now()
    assert now is not None
    assert abs(now - twin.world.clock.server_now()) <= gateway.time_error + timedelta(seconds=5)


async def test_too_many_requests_are_sat_out(twin: Twin, gateway: Gateway, market: Market) -> None:
    twin.coindcx.ban("CoinDCX F", 1)
    begun = time.monotonic()
    with pytest.raises(VenueUnavailable):
        await gateway.balances()
    assert await gateway.balances()
    assert time.monotonic() - begun > 1.9


class Heard:
    """What the streams of a gateway tell, until they break."""

    def __init__(self, gateway: Gateway, market: Market) -> None:
        self._gateway, self._market = gateway, market
        self.told: asyncio.Queue[AccountEvent] = asyncio.Queue()
        self.seen: asyncio.Queue[Print | None] = asyncio.Queue()

    async def listen(self) -> None:
        with contextlib.suppress(VenueUnavailable):  # who never breaks runs out of time
            async for event in self._gateway.account_events(lambda _: self._market):
                self.told.put_nowait(event)

    async def follow(self) -> None:
        with contextlib.suppress(VenueUnavailable):
            async for trade in self._gateway.prints(self._market):
                self.seen.put_nowait(trade)

    async def filled(self) -> OrderReport:
        while True:
            report = await self.told.get()
            if isinstance(report, OrderReport) and report.ended is OrderFact.FILLED:
                return report

    async def price(self, price: Decimal) -> None:
        while (last := await self.seen.get()) is None or last.price != price:
            pass


async def test_the_streams_tell_of_orders_and_prices_and_say_when_they_break(
    twin: Twin, venue: Venue, gateway: Gateway, market: Market, resting: Order
) -> None:
    heard = Heard(gateway, market)
    async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as group:
        group.create_task(heard.listen())
        group.create_task(heard.follow())
        assert await heard.told.get() is None
        placed = await gateway.create(resting, market)
        assert isinstance(placed, Accepted)
        venue.trade("BTCUSDT", D(93900))
        report = await heard.filled()
        assert (report.venue_order_id, report.filled) == (placed.venue_order_id, D("0.01"))
        while not any(ear.channels for ear in twin.coindcx.hub.ears):  # noqa: ASYNC110 - the twin tells nobody
            await asyncio.sleep(0.01)
        for no_moment in (10**40, float("inf"), None):
            odd: dict[str, object] = {"T": no_moment, "p": "1", "q": "1", "s": "B-BTC_USDT", "pr": "f"}
            twin.coindcx.hub.tell("B-BTC_USDT@trades-futures", "new-trade", odd)
        twin.coindcx.trade("BTCUSDT", D("94321.5"))
        await heard.price(D("94321.5"))
        twin.exchanges.of(venue.name).close_streams(venue.name, 1006)


def _earlier(fill: Fill) -> Fill:
    return replace(fill, at=fill.at - timedelta(seconds=1))


async def test_nothing_none_is_ever_on_the_wire_and_no_call_moves_money(
    twin: Twin, gateway: Gateway, market: Market, resting: Order
) -> None:
    placed = await gateway.create(resting, market)
    assert isinstance(placed, Accepted)
    await gateway.cancel(numbered(resting, placed), market)
    await gateway.open_orders([market])
    await gateway.trades_of(market, resting, placed.venue_order_id)
    await gateway.balances()
    await gateway.positions()
    await gateway.fundings(resting.created_at)
    asked = list(twin.world.requests)
    assert len(asked) > 9
    assert not [one for one in asked if "null" in one.query or "None" in one.query or one.status != 200]
    assert not [
        one.path for one in asked if any(word in one.path for word in ("transfer", "exit", "cancel_all"))
    ]


def test_signatures_are_those_of_the_documents() -> None:
    """The figures were taken with openssl: printf %s BODY | openssl dgst -sha256 -hmac secret."""
    route = Route("POST", "private", "/x")
    sent = sign(Credentials("key", "secret"), route, "https://x/x", {"id": "0b1c"}, 1795331639000)
    assert sent.body == b'{"timestamp":1795331639000,"id":"0b1c"}'
    assert sent.headers["X-AUTH-SIGNATURE"] == BODY_SIGNED
    assert (sent.headers["X-AUTH-APIKEY"], sent.headers["Content-Type"]) == ("key", "application/json")
    assert joining(Credentials("key", "secret"))["authSignature"] == (
        "a26225db835786cf45692290ab96c7abc51046ebafc49307cf04f325a22d56ca"
    )


BODY_SIGNED = "23d7c61e934559c4b0c9b49a8315cdccbaef2f75db199a822fa6087cb73a8235"
