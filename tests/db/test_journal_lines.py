"""What the log tells of each step."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

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
from engine.core.notices import BotFailed, BotPaused, BotStopped, CycleClosed, FillBooked, StopCause
from engine.core.orders import Order, OrderState
from engine.core.state import BotState
from engine.core.types import BotId, ClientOrderId, StopForm, VenueOrderId
from engine.reads.journal import (
    Beginning,
    ConfigChanged,
    JournalLine,
    NewRules,
    OrderLine,
    OrderNews,
    WorkBegun,
)
from engine.reads.journal_lines import journal_lines, level_of
from engine.reads.logs import LogLevel
from tests.db.trading import CONFIG, MARKET, NOW, OWNER, fill_of
from tests.support.reasons import said

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


def told(state: BotState, *events: Event) -> list[JournalLine]:
    lines: list[JournalLine] = []
    for event in events:
        outcome = step(state, event)
        lines.extend(journal_lines(state, outcome))
        state = outcome.state
    return lines


def news(order: Order, what: OrderNews, **changes: object) -> OrderLine:
    line = OrderLine(
        bot=NEW.ref,
        news=what,
        client_order_id=order.client_order_id,
        order=order.summary,
    )
    return replace(line, **changes)  # type: ignore[arg-type]  # each test names the fields it changes


def begun(how: Beginning) -> WorkBegun:
    return WorkBegun(bot=NEW.ref, how=how)


def test_a_start_names_its_order() -> None:
    assert told(NEW, Start(at=NOW)) == [begun(Beginning.STARTED), news(ENTRY, OrderNews.PLACED)]


def test_a_fill_is_one_line_and_so_is_the_next_order() -> None:
    fill, order = told(OPEN, OrderFilled(at=NOW, client_order_id=NAME, fill=fill_of(ENTRY, "t1")))
    assert isinstance(fill, FillBooked)
    assert BOUGHT.order is not None
    assert order == news(BOUGHT.order, OrderNews.PLACED)
    assert [level_of(line) for line in (fill, order)] == [LogLevel.SUCCESS, LogLevel.INFO]


@pytest.mark.parametrize(
    ("price", "level"), [(Decimal(60600), LogLevel.SUCCESS), (Decimal(59000), LogLevel.WARNING)]
)
def test_a_cycle_tells_its_result(price: Decimal, level: LogLevel) -> None:
    order = BOUGHT.order
    assert order is not None
    fill = replace(fill_of(order, "t2"), price=price)
    cycle = told(BOUGHT, OrderFilled(at=NOW, client_order_id=order.client_order_id, fill=fill))[1]
    assert isinstance(cycle, CycleClosed)
    assert level_of(cycle) is level


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
        news(order, OrderNews.CANCELED),
        BotStopped(bot=NEW.ref, at=NOW, why=StopCause.STOP, held=Decimal("0.01")),
    ]


def test_refusals_and_doubts_are_warnings_with_their_reason() -> None:
    refused, failed = told(STARTED, OrderRejected(at=NOW, client_order_id=NAME, reason=said("no funds")))
    assert refused == news(ENTRY, OrderNews.REJECTED, reason=said("no funds"))
    assert isinstance(failed, BotFailed)
    assert [level_of(line) for line in (refused, failed)] == [LogLevel.WARNING, LogLevel.ERROR]
    doubt = OrderUnknown(at=NOW, client_order_id=NAME, reason=said("timeout"))
    unknown = news(ENTRY, OrderNews.UNKNOWN, reason=said("timeout"))
    assert told(STARTED, doubt) == told(STARTED, doubt, doubt) == [unknown]
    too_late = OrderNeverSent(at=NOW, client_order_id=NAME, reason=said("too late"))
    absent = OrderAbsent(at=NOW, client_order_id=NAME)
    assert told(STARTED, too_late)[0] == news(ENTRY, OrderNews.NEVER_SENT, reason=said("too late"))
    assert told(STARTED, doubt, absent)[1] == news(ENTRY, OrderNews.ABSENT, reason=said("timeout"))
    in_doubt = told(OPEN, absent)[0]
    assert in_doubt == news(ENTRY, OrderNews.QUARANTINED)
    assert level_of(unknown) is LogLevel.WARNING
    assert level_of(in_doubt) is LogLevel.ERROR


def test_new_rules_are_told_and_new_fees_are_not() -> None:
    fees = replace(MARKET, maker_fee=Decimal("0.0005"))
    rules = replace(fees, tick=Decimal(10), min_notional=Decimal("7.50"))
    assert told(OPEN, MarketChanged(at=NOW, market=fees), MarketChanged(at=NOW, market=rules)) == [
        NewRules(bot=NEW.ref, before=fees, after=rules)
    ]


def test_a_pause_and_what_ends_it() -> None:
    canceled, paused, resumed, order = told(
        OPEN,
        Pause(at=NOW, reason=said("why not")),
        OrderCanceled(at=NOW, client_order_id=NAME, reported=Decimal(0)),
        Start(at=NOW),
    )
    assert canceled == news(ENTRY, OrderNews.CANCELED)
    assert isinstance(paused, BotPaused)
    assert level_of(paused) is LogLevel.WARNING
    assert resumed == begun(Beginning.RESUMED)
    assert isinstance(order, OrderLine)
    assert order.client_order_id != NAME


def test_a_pause_that_keeps_the_order_names_it() -> None:
    paused, resumed = told(OPEN, Pause(at=NOW, reason=said("switched off"), keep_order=True), Start(at=NOW))
    assert isinstance(paused, BotPaused)
    assert paused.kept is not None
    assert resumed == begun(Beginning.RESUMED)


def test_an_edit_tells_what_was_and_what_is() -> None:
    changed = replace(CONFIG, quantity=Decimal("0.02"), infinite_loop=False)
    assert told(NEW, Edit(at=NOW, config=changed, market=MARKET)) == [
        ConfigChanged(bot=NEW.ref, before=CONFIG, after=changed)
    ]


def test_closing_is_told() -> None:
    held = told(replace(BOUGHT, order=None), Stop(at=NOW, form=StopForm.CLOSE))
    assert held == [begun(Beginning.CLOSING)]


def test_an_adopted_order_and_one_accepted_as_it_is() -> None:
    stray = replace(ENTRY, client_order_id=ClientOrderId("s00z00010000400e01"), state=OrderState.ABSENT)
    assert told(NEW, Adopt(at=NOW, order=stray)) == [
        begun(Beginning.STARTED),
        news(stray, OrderNews.ADOPTED),
    ]
    short = OrderCanceled(at=NOW, client_order_id=NAME, reported=Decimal("0.004"))
    *_, accepted = told(
        OPEN, short, Pause(at=NOW, reason=said("short")), AcceptAsIs(at=NOW, client_order_id=NAME)
    )
    assert accepted == news(ENTRY, OrderNews.ACCEPTED_AS_IS)
