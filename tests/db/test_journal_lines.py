"""What the log tells of each step, in plain sentences."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from engine.core.events import (
    AcceptAsIs,
    Adopt,
    Edit,
    Event,
    MarketChanged,
    OrderAbsent,
    OrderAccepted,
    OrderCanceled,
    OrderFilled,
    OrderNeverSent,
    OrderRejected,
    OrderUnknown,
    Pause,
    Start,
    Stop,
)
from engine.core.ids import OrderNaming
from engine.core.machine import step
from engine.core.orders import OrderState
from engine.core.state import BotState
from engine.core.types import BotId, ClientOrderId, StopForm, VenueOrderId
from engine.reads.journal_lines import deleted_line, journal_lines
from engine.reads.views import LogLevel
from tests.db.trading import CONFIG, MARKET, NOW, OWNER, fill_of

NEW = BotState(
    bot_id=BotId(UUID(int=1)),
    owner_id=OWNER,
    naming=OrderNaming(epoch=1, serial=7),
    config=CONFIG,
    market=MARKET,
)
STARTED = step(NEW, Start(at=NOW)).state
assert STARTED.order is not None
ENTRY = STARTED.order
NAME = ENTRY.client_order_id
OPEN = step(STARTED, OrderAccepted(at=NOW, client_order_id=NAME, venue_order_id=VenueOrderId("v"))).state
BOUGHT = step(OPEN, OrderFilled(at=NOW, client_order_id=NAME, fill=fill_of(ENTRY, "t1"))).state
BUY = "BUY 0.01 BTC at 60000 USDT"


def told(state: BotState, *events: Event) -> Sequence[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    for event in events:
        outcome = step(state, event)
        lines.extend((line.level, line.message) for line in journal_lines(state, outcome))
        state = outcome.state
    return lines


def test_a_start_names_its_order() -> None:
    assert told(NEW, Start(at=NOW)) == [
        ("INFO", "Started (PAPER, Binance)"),
        ("INFO", f"Order: {BUY} (PAPER, Binance)"),
    ]


def test_a_fill_is_one_sentence_and_so_is_the_next_order() -> None:
    assert told(OPEN, OrderFilled(at=NOW, client_order_id=NAME, fill=fill_of(ENTRY, "t1"))) == [
        ("SUCCESS", "BUY 0.01 BTC @ 60000 (PAPER, Binance), fee 0.6 USDT"),
        ("INFO", "Order: SELL 0.01 BTC at 60600 USDT (PAPER, Binance)"),
    ]


def test_a_cycle_tells_its_result() -> None:
    order = BOUGHT.order
    assert order is not None
    closing = OrderFilled(at=NOW, client_order_id=order.client_order_id, fill=fill_of(order, "t2"))
    assert told(BOUGHT, closing)[1] == (
        "SUCCESS",
        "Cycle 1 closed (PAPER, Binance): +4.794 USDT after 1.206 USDT fees; +4.794 USDT in all",
    )
    losing = fill_of(order, "t2")
    losing = replace(losing, price=Decimal(59000))
    event = OrderFilled(at=NOW, client_order_id=order.client_order_id, fill=losing)
    level, message = told(BOUGHT, event)[1]
    assert level == LogLevel.WARNING
    assert "closed (PAPER, Binance): -11.206 USDT after" in message


def test_a_stop_tells_what_was_cancelled_and_what_is_held() -> None:
    order = BOUGHT.order
    assert order is not None
    name = order.client_order_id
    lines = told(
        BOUGHT,
        OrderAccepted(at=NOW, client_order_id=name, venue_order_id=VenueOrderId("v")),
        Stop(at=NOW, form=StopForm.STOP),
        OrderCanceled(at=NOW, client_order_id=name, reported=Decimal(0)),
    )
    assert lines == [
        ("INFO", "Order cancelled (PAPER, Binance): SELL 0.01 BTC at 60600 USDT; nothing of it traded"),
        ("INFO", "Stopped by stop (PAPER, Binance); still held: 0.01 BTC"),
    ]


def test_refusals_and_doubts_are_warnings_with_their_reason() -> None:
    assert told(STARTED, OrderRejected(at=NOW, client_order_id=NAME, reason="no funds")) == [
        ("WARNING", f"Order refused (PAPER, Binance): {BUY}; no funds"),
        ("ERROR", "Error (PAPER, Binance): the exchange refused the order: no funds"),
    ]
    doubt = OrderUnknown(at=NOW, client_order_id=NAME, reason="timeout")
    line = f"No answer about an order, it is being looked for (PAPER, Binance): {BUY}; timeout"
    assert told(STARTED, doubt) == [("WARNING", line)]
    assert told(STARTED, doubt, doubt) == [("WARNING", line)]
    assert told(STARTED, OrderNeverSent(at=NOW, client_order_id=NAME, reason="too late"))[0] == (
        "WARNING",
        f"Order not sent (PAPER, Binance): {BUY}; too late",
    )
    assert told(STARTED, doubt, OrderAbsent(at=NOW, client_order_id=NAME))[1] == (
        "WARNING",
        f"Order never reached the exchange (PAPER, Binance): {BUY}",
    )
    level, message = told(OPEN, OrderAbsent(at=NOW, client_order_id=NAME))[0]
    assert level == LogLevel.ERROR
    assert message.startswith("Order in doubt")


def test_new_rules_are_told_and_new_fees_are_not() -> None:
    fees = replace(MARKET, maker_fee=Decimal("0.0005"))
    rules = replace(fees, tick=Decimal(10), min_notional=Decimal("7.50"))
    changed = f"price step {MARKET.tick:f} -> 10, smallest order value {MARKET.min_notional:f} -> 7.5 USDT"
    assert told(OPEN, MarketChanged(at=NOW, market=fees), MarketChanged(at=NOW, market=rules)) == [
        ("INFO", f"New rules of the exchange (PAPER, Binance): {changed}")
    ]


def test_a_pause_and_what_ends_it() -> None:
    lines = told(
        OPEN,
        Pause(at=NOW, reason="why not"),
        OrderCanceled(at=NOW, client_order_id=NAME, reported=Decimal(0)),
        Start(at=NOW),
    )
    assert lines[1:] == [
        ("WARNING", "Paused (PAPER, Binance): why not"),
        ("INFO", "Resumed (PAPER, Binance)"),
        ("INFO", f"Order: {BUY} (PAPER, Binance)"),
    ]


def test_a_pause_that_keeps_the_order_names_it() -> None:
    lines = told(OPEN, Pause(at=NOW, reason="switched off", keep_order=True), Start(at=NOW))
    assert lines == [
        ("WARNING", f"Paused (PAPER, Binance): switched off; its order stays: {BUY}"),
        ("INFO", "Resumed (PAPER, Binance)"),
    ]


def test_an_edit_tells_each_change() -> None:
    changed = replace(
        CONFIG,
        quantity=Decimal("0.02"),
        trailing_percent=Decimal("0.50"),
        infinite_loop=False,
    )
    assert told(NEW, Edit(at=NOW, config=changed, market=MARKET)) == [
        (
            "INFO",
            "Changed (PAPER, Binance): quantity 0.01 -> 0.02, trailing percent none -> 0.5, loop on -> off",
        )
    ]


def test_closing_is_told() -> None:
    held = told(
        replace(BOUGHT, order=None),
        Stop(at=NOW, form=StopForm.CLOSE),
    )
    assert held == [("INFO", "Closing what is held (PAPER, Binance)")]


def test_a_line_is_at_most_500_characters() -> None:
    ((_, _), (_, message)) = told(STARTED, OrderRejected(at=NOW, client_order_id=NAME, reason="x" * 1000))
    assert len(message) == 500
    assert message.startswith("Error (PAPER, Binance): ")
    assert message.endswith("…")


def test_the_line_of_a_deletion_names_the_bot() -> None:
    assert deleted_line(BOUGHT).message == ("Deleted #7 BTC/USDT (PAPER, Binance): 1 trades, result 0 USDT")


def test_an_adopted_order_and_one_taken_as_it_is() -> None:
    stray = replace(ENTRY, client_order_id=ClientOrderId("s00z00010000400e01"), state=OrderState.ABSENT)
    assert told(NEW, Adopt(at=NOW, order=stray)) == [
        ("INFO", "Started (PAPER, Binance)"),
        ("INFO", f"Order adopted: {BUY} (PAPER, Binance)"),
    ]
    short = OrderCanceled(at=NOW, client_order_id=NAME, reported=Decimal("0.004"))
    *_, taken = told(OPEN, short, Pause(at=NOW, reason="short"), AcceptAsIs(at=NOW, client_order_id=NAME))
    assert taken == ("INFO", f"Order taken as it is (PAPER, Binance): {BUY}; 0 of it booked")
