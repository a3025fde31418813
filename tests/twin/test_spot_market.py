"""Spot: who is filled, when, at which price, and what it costs, to the last digit."""

import json
import random
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest

from tests.twin import Twin
from tests.twin.asking import D, buy, market, sell
from tests.twin.core.accounts import FeeCoin, Fees, Wallet
from tests.twin.core.errors import Refused, Why
from tests.twin.core.rules import SelfTrade, Unique
from tests.twin.core.values import Order, Side, State, TimeInForce
from tests.twin.core.venue import Venue


def _wallet(still: Twin) -> Wallet:
    return still.account.wallet("Binance")


def _order(venue: Venue, name: str = "one", account: str = "main") -> Order:
    order = venue.store.get(venue.store.with_client_id(account, "BTCUSDT", name)[-1])
    assert order is not None
    return order


def _state(venue: Venue, name: str = "one", account: str = "main") -> State:
    return _order(venue, name, account).state


def test_a_resting_order_locks_fills_when_the_price_touches_it_and_pays_in_what_it_receives(
    still: Twin, spot: Venue
) -> None:
    spot.place(buy("94000"))
    assert _wallet(still).of("USDT").locked == D("940")
    spot.trade("BTCUSDT", D("94000.01"))
    assert _state(spot) is State.NEW
    spot.trade("BTCUSDT", D("94000"))
    assert _state(spot) is State.FILLED
    assert _wallet(still).of("USDT").free == D("99060")
    assert _wallet(still).of("USDT").locked == 0
    assert _wallet(still).of("BTC").free == D("1.00999")


def test_a_trade_of_limited_size_fills_best_price_first_then_the_oldest_then_in_part(spot: Venue) -> None:
    for name, price in (("old", "94000"), ("new", "94000"), ("better", "94001")):
        spot.place(buy(price, name=name))
    spot.trade("BTCUSDT", D("93999"), D("0.025"))
    assert [_state(spot, name) for name in ("better", "old", "new")] == [
        State.FILLED,
        State.FILLED,
        State.PARTIALLY_FILLED,
    ]
    assert [fill.price for _, fill in spot.store.fills] == [D("94001"), D("94000"), D("94000")]
    assert spot.market("BTCUSDT").last == D("94000")


def test_the_market_never_stands_beyond_what_still_rests(spot: Venue) -> None:
    spot.place(buy("94000"))
    spot.trade("BTCUSDT", D("94000"), D("0.004"), Side.BUY)
    assert spot.market("BTCUSDT").ask == D("94000.01")
    spot.place(sell("94500", name="two"))
    spot.trade("BTCUSDT", D("94500"), D("0.004"), Side.SELL)
    assert spot.market("BTCUSDT").bid == D("94499.99")


def test_an_order_that_crosses_takes_the_best_price_not_its_own(still: Twin, spot: Venue) -> None:
    placed = spot.place(buy("96000"))
    assert [(fill.price, fill.maker) for fill in placed.fills] == [(D("95000.01"), False)]
    assert _wallet(still).of("USDT").free == D("100000") - D("950.0001")


def test_an_ioc_order_takes_what_is_there_and_expires(still: Twin, spot: Venue) -> None:
    spot.market("BTCUSDT").depth[Side.SELL] = D("0.004")
    placed = spot.place(buy("95000.01", time_in_force=TimeInForce.IOC))
    assert (placed.order.state, placed.order.filled) == (State.EXPIRED, D("0.004"))
    assert _wallet(still).of("USDT").locked == 0


def test_a_fill_or_kill_order_is_whole_or_nothing(spot: Venue) -> None:
    spot.market("BTCUSDT").depth[Side.SELL] = D("0.004")
    killed = spot.place(buy("95000.01", time_in_force=TimeInForce.FOK)).order
    assert (killed.state, killed.filled) == (State.EXPIRED, D(0))
    whole = spot.place(buy("95000.01", "0.004", time_in_force=TimeInForce.FOK, name="two")).order
    assert whole.state is State.FILLED


def test_a_market_order_without_anybody_to_serve_it_expires(spot: Venue) -> None:
    spot.market("BTCUSDT").depth[Side.BUY] = D(0)
    assert spot.place(market(Side.SELL)).order.state is State.EXPIRED


def test_a_post_only_order_that_would_take_is_refused_and_locks_nothing(still: Twin, spot: Venue) -> None:
    with pytest.raises(Refused) as refused:
        spot.place(buy("95000.01", time_in_force=TimeInForce.POST_ONLY))
    assert refused.value.why is Why.WOULD_TAKE
    assert _wallet(still).of("USDT").locked == 0
    spot.place(buy("95000.00", time_in_force=TimeInForce.POST_ONLY))


def test_accounts_trade_with_each_other_at_the_resting_price(still: Twin, spot: Venue) -> None:
    still.world.open_account("other", {"Binance": {"BTC": D(1)}})
    spot.place(buy("95000", name="rests"))
    placed = spot.place(sell("94990", account="other", name="takes"))
    assert placed.order.state is State.FILLED
    assert [(fill.account, fill.price, fill.maker) for _, fill in spot.store.fills] == [
        ("other", D("95000"), False),
        ("main", D("95000"), True),
    ]
    assert len({fill.trade_id for _, fill in spot.store.fills}) == 1


@pytest.mark.parametrize("rule", SelfTrade)
def test_orders_of_one_account_meet(still: Twin, spot: Venue, rule: SelfTrade) -> None:
    spot.rules.self_trade = rule
    spot.place(buy("94000", name="maker"))
    spot.quote("BTCUSDT", D("93999"), D("94001"))
    placed = spot.place(sell("94000", name="taker"))
    states = _state(spot, "maker"), _state(spot, "taker")
    if rule is SelfTrade.HAPPENS:
        assert states == (State.FILLED, State.FILLED)
        assert [fill.trade_id for fill in placed.fills] == [spot.store.fills[-1][1].trade_id]
        assert len({fill.trade_id for _, fill in spot.store.fills}) == 1
        return
    if rule is SelfTrade.TAKES_FROM_BOTH:
        assert (states, placed.fills) == ((State.EXPIRED, State.EXPIRED), [])
        assert {balance.locked for balance in _wallet(still).coins().values()} == {D(0)}
        return
    maker_ended = rule is SelfTrade.ENDS_MAKER
    assert states == ((State.EXPIRED, State.NEW) if maker_ended else (State.NEW, State.EXPIRED))
    assert placed.fills == []
    locked = {coin: balance.locked for coin, balance in _wallet(still).coins().items()}
    assert (locked["USDT"], locked["BTC"]) == ((D(0), D("0.01")) if maker_ended else (D(940), D(0)))


def test_what_would_have_traded_is_taken_from_both(still: Twin, spot: Venue) -> None:
    spot.rules.self_trade = SelfTrade.TAKES_FROM_BOTH
    spot.place(buy("94000", name="maker"))
    spot.quote("BTCUSDT", D("93999"), D("94001"))
    spot.place(sell("94000", "0.004", name="taker"))
    maker = _order(spot, "maker")
    assert (_state(spot, "taker"), maker.state, maker.remaining) == (State.EXPIRED, State.NEW, D("0.006"))
    assert _wallet(still).of("USDT").locked == 564
    spot.trade("BTCUSDT", D("93999"))
    maker = _order(spot, "maker")
    assert (maker.state, maker.filled, maker.remaining) == (State.FILLED, D("0.006"), D(0))
    assert _wallet(still).of("USDT").locked == 0


def test_an_order_goes_on_behind_its_own_accounts_and_takes_those_of_others(still: Twin, spot: Venue) -> None:
    still.world.open_account("other", {"Binance": {"USDT": D(10_000)}})
    spot.place(buy("94001", name="own"))
    spot.place(buy("94000", name="theirs", account="other"))
    spot.quote("BTCUSDT", D("93998"), D("94002"))
    assert spot.place(sell("94000", name="taker")).order.state is State.FILLED
    assert (_state(spot, "own"), _state(spot, "theirs", "other")) == (State.EXPIRED, State.FILLED)


@pytest.mark.parametrize(
    ("fees", "coin", "fee"),
    [
        (Fees(D("0.001"), D("0.001"), FeeCoin.RECEIVED), "BTC", D("0.00001")),
        (Fees(D("0.001"), D("0.001"), FeeCoin.QUOTE), "USDT", D("0.94")),
        (Fees(D("0.001"), D("0.001"), FeeCoin.BNB), "BNB", D("0.00108462")),
        (Fees(D("-0.0001"), D("0.001"), FeeCoin.RECEIVED), "BTC", D("-0.000001")),
    ],
)
def test_fees_come_out_of_the_coin_that_is_set(
    still: Twin, spot: Venue, fees: Fees, coin: str, fee: Decimal
) -> None:
    still.account.fees = fees
    spot.place(buy("94000"))
    before = _wallet(still).of(coin).total
    spot.trade("BTCUSDT", D("94000"))
    fill = spot.store.fills[0][1]
    assert (fill.fee_coin, fill.fee) == (coin, fee)
    moved = {"BTC": D("0.01"), "USDT": D("-940"), "BNB": D(0)}[coin]
    assert _wallet(still).of(coin).total == before + moved - fee


def test_a_fee_in_quote_must_be_covered_as_well(still: Twin, spot: Venue) -> None:
    still.account.fees.coin = FeeCoin.QUOTE
    spot.deposit("main", "USDT", D("-99059.5"))
    with pytest.raises(Refused, match="insufficient funds"):
        spot.place(buy("94000"))
    spot.deposit("main", "USDT", D("0.5"))
    spot.place(buy("94000"))


def test_too_little_bnb_is_paid_in_what_is_received(still: Twin, spot: Venue) -> None:
    still.account.fees.coin = FeeCoin.BNB
    spot.deposit("main", "BNB", D("-5"))
    spot.place(buy("94000"))
    spot.trade("BTCUSDT", D("94000"))
    assert spot.store.fills[0][1].fee_coin == "BTC"


def test_funds_in_open_orders_cannot_be_used_again(spot: Venue) -> None:
    spot.place(sell("96000", "0.6"))
    with pytest.raises(Refused, match="insufficient funds"):
        spot.place(sell("96000", "0.6", name="two"))
    spot.cancel("main", "BTCUSDT", client_order_id="one")
    spot.place(sell("96000", "0.6", name="two"))


def test_a_client_id_is_free_again_once_its_order_has_ended(spot: Venue) -> None:
    spot.place(buy("94000"))
    with pytest.raises(Refused, match="duplicate"):
        spot.place(buy("93000"))
    spot.trade("BTCUSDT", D("94000"))
    spot.place(buy("93000"))
    assert len(spot.store.with_client_id("main", "BTCUSDT", "one")) == 2


def test_a_venue_can_remember_client_ids_for_ever(spot: Venue) -> None:
    spot.rules.client_ids = Unique.EVER
    spot.place(buy("96000"))
    with pytest.raises(Refused, match="duplicate"):
        spot.place(buy("94000"))


@pytest.mark.parametrize(
    ("price", "quantity", "why"),
    [
        ("94000.005", "0.01", Why.PRICE_TICK),
        ("94000.000000001", "0.01", Why.PRECISION_PRICE),
        ("94000", "0.000015", Why.QUANTITY_STEP),
        ("94000", "0.000000001", Why.PRECISION_QUANTITY),
        ("94000", "0.000001", Why.QUANTITY_LOW),
        ("94000", "0.00005", Why.NOTIONAL),
        ("18999", "0.01", Why.PERCENT_PRICE),
        ("94000", "9001", Why.QUANTITY_HIGH),
        ("94000", "2", Why.INSUFFICIENT_FUNDS),
    ],
)
def test_filters_are_checked_before_anything_changes(
    still: Twin, spot: Venue, price: str, quantity: str, why: Why
) -> None:
    with pytest.raises(Refused) as refused:
        spot.place(buy(price, quantity))
    assert refused.value.why is why
    assert [entry.facts["why"] for entry in still.world.journal.read("order_refused")] == [str(why)]
    assert spot.store.open_orders() == []


def test_a_symbol_can_stop_trading_while_orders_rest(spot: Venue) -> None:
    spot.place(buy("94000"))
    spot.change_symbol("BTCUSDT", trading=False)
    with pytest.raises(Refused, match="not trading"):
        spot.place(buy("93000", name="two"))
    spot.cancel("main", "BTCUSDT", client_order_id="one")


def test_whatever_happens_no_coin_is_made_or_lost(still: Twin, spot: Venue) -> None:
    """Replays the journal of a wild hour and compares with the wallets."""
    chance = random.Random(7)
    before = {coin: held.total for coin, held in _wallet(still).coins().items()}
    for number in range(400):
        make = buy if chance.random() < 0.5 else sell
        price = str(spot.market("BTCUSDT").last + chance.randint(-40, 40))
        with suppress(Refused):  # funds run out now and then
            spot.place(make(price, str(D(chance.randint(1, 90)) / 10_000), name=f"n{number}"))
        spot.trade("BTCUSDT", spot.market("BTCUSDT").last + chance.randint(-30, 30), D("0.003"))
        opened = spot.store.open_orders()
        if opened and chance.random() < 0.3:
            spot.cancel("main", "BTCUSDT", order_id=chance.choice(opened).order_id)
    fills = still.world.journal.read("order_filled")
    assert len(fills) > 200
    for entry in fills:
        sign = 1 if entry.facts["side"] == "BUY" else -1
        quantity, price_paid = D(entry.facts["quantity"]), D(entry.facts["price"])
        before["BTC"] += sign * quantity
        before["USDT"] -= sign * quantity * price_paid
        before[entry.facts["fee_coin"]] -= D(entry.facts["fee"])
    assert {coin: held.total for coin, held in _wallet(still).coins().items()} == before
    locked = sum(
        order.remaining * order.price for order in spot.store.open_orders() if order.side is Side.BUY
    )
    assert _wallet(still).of("USDT").locked == locked


async def test_the_journal_is_kept_in_a_file(tmp_path: Path) -> None:
    twin = Twin(journal_file=tmp_path / "journal.jsonl")
    twin.binance.spot.place(buy("94000"))
    twin.binance.spot.trade("BTCUSDT", D("94000"))
    await twin.world.close()
    lines = [json.loads(line) for line in (tmp_path / "journal.jsonl").read_text().splitlines()]
    assert lines == [entry.as_json() for entry in twin.world.journal.read()]
    filled = next(line for line in lines if line["kind"] == "order_filled")
    assert filled["facts"]["price"] == "94000"
