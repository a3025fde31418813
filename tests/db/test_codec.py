"""Whatever the machine makes of a bot comes back from its text exactly."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.codec import (
    NOTICE,
    STATE,
    account_to_text,
    audience_from_text,
    audience_to_text,
    line_to_data,
    line_to_json,
)
from db.types import to_json
from engine.core.events import (
    Edit,
    Event,
    MarketChanged,
    OrderAbsent,
    OrderAccepted,
    OrderCanceled,
    OrderFilled,
    OrderRejected,
    OrderUnknown,
    Pause,
    PriceSeen,
    QuoteMissing,
    QuoteSeen,
    Restarted,
    Start,
    Stop,
)
from engine.core.ids import OrderNaming
from engine.core.machine import step
from engine.core.orders import Order, OrderFactRefused
from engine.core.state import BotState, CommandRefused, EventRefused
from engine.core.types import AccountId, BotId, Fee, Fill, Mode, Side, StopForm, TradeId, VenueOrderId
from engine.notices import Resumed, ResumedLine
from engine.outbox import Audience, ToAlerts, ToPerson
from engine.reads.journal import JournalLine
from tests.db.trading import CONFIG, MARKET, NOW, OWNER
from tests.support.reasons import said
from tests.views.log_lines import LINES

TRAILING = replace(CONFIG, trailing_percent=Decimal("0.25"))
hundred_thousandths = st.integers(1, 10**10).map(lambda count: Decimal(count).scaleb(-5))
moves = st.lists(st.tuples(st.integers(0, 13), hundred_thousandths, st.text(max_size=8)), max_size=14)


@st.composite
def states(draw: st.DrawFn) -> BotState:
    """Draw a bot that has lived through some events; those that do not fit are left out."""
    state = BotState(
        bot_id=BotId(draw(st.uuids(version=4))),
        owner_id=OWNER,
        naming=OrderNaming(epoch=draw(st.integers(0, 36**3 - 1)), serial=7),
        config=draw(st.sampled_from([CONFIG, TRAILING, replace(CONFIG, first_order=Side.SELL)])),
        market=MARKET,
    )
    state = step(state, Start(at=NOW)).state
    for kind, amount, words in draw(moves):
        text = words.encode("utf-8", "replace").decode()
        for event in (_general_event(state, kind, amount, text), _order_event(state, kind, amount, text)):
            if event is not None:
                with suppress(CommandRefused, EventRefused, OrderFactRefused):
                    state = step(state, event).state
    return state


def _general_event(state: BotState, kind: int, amount: Decimal, text: str) -> Event | None:
    at = NOW + timedelta(seconds=kind, microseconds=1)
    lost = state.order.client_order_id if state.order else None
    choices: dict[int, Event] = {
        0: Start(at=at),
        1: Stop(at=at, form=StopForm.STOP),
        2: Stop(at=at, form=StopForm.FINISH),
        3: Stop(at=at, form=StopForm.CLOSE, close_slippage_percent=Decimal("0.5")),
        4: Edit(at=at, config=TRAILING, market=MARKET),
        5: Pause(at=at, reason=said(text)),
        6: PriceSeen(at=at, price=amount),
        7: QuoteSeen(at=at, bid=amount, ask=amount + 1),
        8: QuoteMissing(at=at, reason=said(text)),
        9: Restarted(at=at),
        10: MarketChanged(at=at, market=replace(MARKET, tick=amount, min_notional=amount)),
        11: Pause(at=at, reason=said(text), lost=lost),
    }
    return choices.get(kind)


def _order_event(state: BotState, kind: int, amount: Decimal, text: str) -> Event | None:
    order, at = state.order, NOW + timedelta(seconds=kind)
    if order is None:
        return None
    name = order.client_order_id
    if kind in {4, 5}:
        return OrderAccepted(at=at, client_order_id=name, venue_order_id=VenueOrderId(text or "v"))
    if kind >= 10:
        part = order.remaining if kind > 11 else min(order.remaining, amount)
        return OrderFilled(at=at, client_order_id=name, fill=_fill(order, part, amount, at))
    choices: dict[int, Event] = {
        1: OrderCanceled(at=at, client_order_id=name, reported=order.filled),
        6: OrderUnknown(at=at, client_order_id=name, reason=said(text)),
        7: OrderRejected(at=at, client_order_id=name, reason=said(text)),
        8: OrderAbsent(at=at, client_order_id=name),
    }
    return choices.get(kind)


def _fill(order: Order, quantity: Decimal, amount: Decimal, at: datetime) -> Fill:
    traded = quantity or Decimal("0.00001")
    fee = traded / 1000
    return Fill(
        trade_id=TradeId(f"{order.client_order_id}-{amount}"),
        client_order_id=order.client_order_id,
        side=order.side,
        price=order.price,
        quantity=traded,
        fee=Fee(amount=fee, coin="BTC" if order.side is Side.BUY else "BNB", value=fee * order.price),
        executed_at=at,
    )


@settings(max_examples=200, deadline=None)
@given(states())
def test_a_state_comes_back_exactly(state: BotState) -> None:
    again = STATE.load(STATE.dump(state))
    assert again == state
    assert again.tally.held.as_tuple() == state.tally.held.as_tuple()
    if state.order is not None:
        assert again.order is not None
        assert again.order.created_at.utcoffset() == timedelta(0)


def test_text_of_an_earlier_program_gets_defaults_for_what_is_new() -> None:
    state = BotState(
        bot_id=BotId(UUID(int=1)),
        owner_id=OWNER,
        naming=OrderNaming(epoch=1, serial=2),
        config=CONFIG,
        market=MARKET,
    )
    text = STATE.dump(state).replace('"attempt":0,', "").replace('"trail":null,', "")
    text = text.replace('"market_before":null,', "")
    assert '"attempt"' not in text
    assert STATE.load(text) == state


def test_amounts_stand_as_text() -> None:
    state = BotState(
        bot_id=BotId(UUID(int=1)),
        owner_id=OWNER,
        naming=OrderNaming(epoch=1, serial=2),
        config=CONFIG,
        market=MARKET,
        pnl=Decimal("0.000000000000000001"),
    )
    assert '"quantity":"0.01"' in STATE.dump(state)
    assert STATE.load(STATE.dump(state)).pnl == Decimal("0.000000000000000001")


def test_audiences_have_a_word() -> None:
    audiences: list[Audience] = [ToPerson(OWNER), ToPerson(-5), ToAlerts()]
    assert [audience_from_text(audience_to_text(audience)) for audience in audiences] == audiences
    assert audience_to_text(ToPerson(5)) == "person:5"


def test_a_state_of_the_first_version_says_whether_its_order_was_accepted_as_it_is() -> None:
    """Version 1 called it `taken`, and had no version in its text."""
    state = BotState(
        bot_id=BotId(UUID(int=7)),
        owner_id=OWNER,
        naming=OrderNaming(epoch=1, serial=7),
        config=CONFIG,
        market=MARKET,
    )
    state = step(state, Start(at=NOW)).state
    assert state.order is not None
    accepted = replace(state, order=replace(state.order, accepted_as_is=True))
    for today, stored in ((state, "false"), (accepted, "true")):
        first = STATE.dump(today).replace('{"v":3,', "{").replace('"accepted_as_is":', '"taken":')
        assert f'"taken":{stored}' in first
        assert STATE.load(first) == today


def test_the_default_account_is_named_as_accounts_always_were() -> None:
    assert account_to_text(AccountId("Bybit F", Mode.LIVE)) == "Bybit F:LIVE"
    assert account_to_text(AccountId("Bybit F", Mode.LIVE, "second")) == "Bybit F:LIVE:second"


def test_a_bot_that_was_stored_without_an_account_has_the_default_one() -> None:
    naming = OrderNaming(epoch=1, serial=7)
    state = BotState(bot_id=BotId(UUID(int=1)), owner_id=OWNER, naming=naming, config=CONFIG, market=MARKET)
    text = STATE.dump(state)
    old = text.replace(',"account":""', "")
    assert old != text
    assert STATE.load(old) == state


def test_a_restart_that_was_reported_in_sentences_is_told_in_them() -> None:
    """Version 1 had no values for the bots of the report, and no version in its text."""
    first = (
        '{"kind":"resumed","at":"2026-03-01T12:00:00Z","bots":["#1 BTC/USDT (PAPER): is at work"],'
        '"held_back":["#2 BTC/USDT (LIVE): why"],'
        f'"waiting":[{{"bot_id":"{UUID(int=2)}","label":"#2 BTC/USDT (LIVE)"}}],'
        '"stopped":[],"fills":3,"silent":["Bybit F LIVE"]}'
    )
    assert NOTICE.load(first) == Resumed(
        at=NOW,
        bots=(ResumedLine(text="#1 BTC/USDT (PAPER): is at work"),),
        held_back=(
            ResumedLine(text="#2 BTC/USDT (LIVE): why", bot_id=UUID(int=2), label="#2 BTC/USDT (LIVE)"),
        ),
        fills=3,
        silent=(AccountId("Bybit F", Mode.LIVE),),
    )


@pytest.mark.parametrize("line", [line for line, _ in LINES], ids=lambda line: line.kind)
def test_a_log_line_is_written_as_the_document_that_it_is(line: JournalLine) -> None:
    written = line_to_json(line)
    assert json.loads(written) == line_to_data(line)
    assert to_json(written) == written
