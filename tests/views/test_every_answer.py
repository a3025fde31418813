"""What the form, lists, questions and errors say they say in every language, with the same figures."""

import logging
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from bot.localchat.markup import parse_html
from bot.parsing.newbot_parser import read_line
from bot.parsing.values import (
    Fault,
    Unclear,
    read_leverage,
    read_loop,
    read_mode,
    read_number,
    read_percent,
    read_price,
    read_side,
)
from bot.views.errors import sentence
from bot.views.form import form_title, review_text
from bot.views.health import health_lines
from bot.views.orders import orders_lines
from bot.views.orphans import adopt_label, adopt_question, orphan_label, orphan_question, yes_label
from bot.views.stops import nothing_runs
from bot.views.stuck_orders import accept_as_is_question, choice_question, none_note, taken_note
from bot.views.words import Words
from engine import errors
from engine.core.checks import Complaint, Field, Problem, QuantityLimits, Review, review
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain
from engine.core.state import Phase, Refusal
from engine.core.types import AccountId, Leg, Mode, OrderCandidate, Side, VenueOrderId
from engine.reads.health import StreamState, VenuesHealth
from engine.reads.open_orders import OpenOrders, OrphanOrder, OrphanView, StuckOrder
from engine.reads.views import AccountSilent, PriceSource
from engine.risk.engine import RiskLimits
from tests.monitoring.samples import HEALTH
from tests.support.words import CATALOGUES, EN
from tests.views.catalogues import OTHERS
from tests.views.samples import CONFIG, MARKET, NOW, ORDER, card
from tests.views.test_amounts import ACCOUNT, DRAFT, of_a_card, of_a_complaint, of_a_form, of_accounts
from tests.views.test_cards import STATES

Say = Callable[[Words, Any], str]
FIGURE = re.compile(r"\d+(?:\.\d+)?")
SILENT = AccountSilent(account_id=AccountId("Binance", Mode.LIVE), reason=Plain(Cause.PAUSED))
ORPHAN = OrphanOrder(
    account_id=AccountId("Binance", Mode.TESTNET),
    client_order_id="s000000100001e0001",
    symbol="BTC/USDT",
    side=Side.SELL,
    price=Decimal(60600),
    quantity=Decimal("0.02"),
    filled=Decimal("0.005"),
    created_at=NOW - timedelta(hours=3),
)
CANDIDATE = OrderCandidate(
    venue_order_id=VenueOrderId("77"),
    side=Side.BUY,
    price=Decimal(60000),
    quantity=Decimal("0.01"),
    filled=Decimal("0.002"),
    is_open=True,
    created_at=NOW,
)
LIVE = replace(CONFIG, mode=Mode.LIVE, leverage=4)
LINES = (
    "BTC/USDT Binance BUY 0.01 60000 60600 7 8% wow! no",
    "first buy qty 1 qty 2 trail 1% trail 2% 3x 4x loop once paper live Binance Binance A/B C/D",
    "buy 1 2 sell 3 4 first sell first buy qty trail lev",
    "? " * 30,
)
UNREADABLE: tuple[tuple[Callable[[str], object], str], ...] = (
    (read_number, "9" * 60),
    (read_number, "60,000"),
    (read_number, "x"),
    (lambda typed: read_number(typed, "BTC", "60000"), "5 USDT"),
    (lambda typed: read_number(typed, "BTC", "60000"), "x"),
    (read_price, "5%"),
    (read_price, "+5"),
    (read_percent, "half"),
    (read_leverage, "many"),
    (read_side, "both"),
    (read_mode, "real"),
    (read_loop, "maybe"),
)
ERRORS: tuple[errors.ScalperError, ...] = (
    *(errors.CommandRejected(why) for why in Refusal),
    errors.CommandRejected(Refusal.NOT_ALLOWED, Plain(Cause.PAUSED)),
    errors.UnknownExchange("Krakatoa"),
    errors.UnknownExchange("Krakatoa", ("Binance", "Bybit")),
    errors.UnknownAccount(AccountId("Binance", Mode.LIVE, "second")),
    errors.UnknownTicker("ABC/USDT", "Binance"),
    errors.UnknownTicker("ABC/USDT", "Binance", ("ABD/USDT",)),
    errors.NotTraded("ABC/USDT", "Binance"),
    *(errors.ModeNotOffered(one, Mode.TESTNET, (Mode.PAPER,)) for one in ("", "Binance")),
    *(errors.ModeNotOffered(one, Mode.LIVE, (Mode.PAPER, Mode.TESTNET)) for one in ("", "Binance")),
    *(errors.LimitReached(most) for most in (1, 2, 5, 21)),
    errors.InvalidConfig((Complaint(field=Field.QUANTITY, problem=Problem.MISSING),)),
    errors.VenueUnavailable("Binance", Plain(Cause.PAUSED)),
    errors.NoPrice("BTC/USDT"),
    errors.NotAllowed(),
    errors.BotNotFound(UUID(int=1)),
    errors.CardOutdated(),
    errors.BotsOutdated(),
    errors.OrderTaken("x"),
    errors.LiveUnconfirmed(),
    errors.LiveSwitchedOff(),
    errors.CodeNeeded(),
    *(errors.CodeWrong(left) for left in (1, 2, 4)),
    *(errors.CodesLocked(timedelta(minutes=minutes)) for minutes in (1, 2, 15)),
    errors.StorageUnavailable(),
    errors.LeaseLost(None),
    errors.AskedToEnd(),
)


def fault_of(read: Callable[[str], object], typed: str) -> Fault:
    with pytest.raises(Unclear) as caught:
        read(typed)
    return caught.value.fault


def of_a_fault(words: Words, fault: Any) -> str:  # noqa: ANN401 - each thing has words of its own
    return words(fault.key, **fault.values)


def of_an_orphan(words: Words, orphan: Any) -> str:  # noqa: ANN401
    limits = RiskLimits(
        order_value={"USDT": Decimal(9)}, exposure={"USDT": Decimal(8)}, daily_loss={"USDT": Decimal(7)}
    )
    order, bot = orphan.order, replace(card(), state=replace(card().state, config=LIVE))
    found = OpenOrders(orders=(), orphans=(orphan,), foreign=2)
    return "\n".join(
        [
            *orders_lines(words, found, NOW),
            orphan_question(words, order, NOW),
            *(
                label
                for one in (bot, card())
                for label in (adopt_label(words, order, one), yes_label(words, one))
            ),
            orphan_label(words, order),
            adopt_question(words, order, bot, limits, NOW),
            adopt_question(words, replace(order, filled=Decimal(0)), card(), limits, NOW),
            *nothing_runs(words, (order,), NOW),
        ]
    )


def of_a_stuck_order(words: Words, found: Any) -> str:  # noqa: ANN401
    return "\n".join(
        [
            accept_as_is_question(words, found),
            choice_question(words, found),
            taken_note(words, found.card),
            none_note(words, found.card),
        ]
    )


def of_health(words: Words, health: Any) -> str:  # noqa: ANN401
    return "\n".join(health_lines(words, health, timedelta(seconds=4)))


def of_a_live_card(words: Words, shown: Any) -> str:  # noqa: ANN401
    return of_a_card(words, replace(shown, state=replace(shown.state, config=LIVE)))


def of_a_review(words: Words, found: Any) -> str:  # noqa: ANN401
    title = form_title(words, found.draft, 3)
    return "\n".join(
        review_text(words, found, NOW, title, leg=leg, prices=one) for leg in Leg for one in PriceSource
    )


def looked_at(last: str, *, perpetual: bool = False, **changes: Any) -> Review:  # noqa: ANN401 - fields of a draft
    plan = replace(DRAFT, quantity=Decimal("0.0123456"), buy_price=Decimal(60000), sell_price=Decimal(60600))
    return review(
        replace(plan, **changes), replace(MARKET, derivative=perpetual), Decimal(last), QuantityLimits()
    )


REVIEWS = (
    looked_at("60500"),
    looked_at("60500", sell_price=Decimal("60000.01"), trailing_percent=None),
    looked_at("59000", trailing_percent=None),
    looked_at("61000", trailing_percent=None, first_order=Side.SELL, mode=Mode.LIVE),
    looked_at("60500", mode=Mode.LIVE, exchange="Binance F", leverage=8, perpetual=True),
    looked_at("60500", buy_price=Decimal(600), sell_price=Decimal(606000)),
    looked_at("60500", buy_price=Decimal(606000), sell_price=Decimal(6060000000)),
    looked_at("600000", quantity=None, first_order=None),
    looked_at("60", buy_price=Decimal(60000), sell_price=Decimal(60600)),
)
STUCK = StuckOrder(
    card=card(phase=Phase.PAUSED, order=ORDER), order=ORDER, reported=Decimal("0.01"), candidates=(CANDIDATE,)
)
SAID: list[tuple[Say, object]] = [
    *((of_a_card, shown) for shown, _ in STATES),
    (of_a_live_card, card()),
    (of_a_card, replace(card(), unrealised=Decimal(-1))),
    (of_a_form, DRAFT),
    *((of_a_review, found) for found in REVIEWS),
    (of_a_form, replace(DRAFT, mode=Mode.LIVE, leverage=5, sell_price=Decimal(200), trailing_percent=None)),
    (of_a_form, replace(DRAFT, buy_price=Decimal("0.001"), sell_price=Decimal(2), infinite_loop=True)),
    *(
        (of_a_complaint, Complaint(field=one, problem=problem, limit=Decimal(1)))
        for one in Field
        for problem in Problem
    ),
    (of_accounts, ACCOUNT),
    (of_accounts, replace(ACCOUNT, may_trade=None, may_withdraw=None, balances={}, clock_drift_s=2.5)),
    (
        of_accounts,
        replace(
            ACCOUNT,
            may_withdraw=True,
            clock_drift_s=-2.5,
            switched_off=True,
            blocked=Plain(Cause.PAUSED),
            trouble=Plain(Cause.PAUSED),
            problems=(Plain(Cause.PAUSED),),
            stream_missed=3,
            stream_silent_since=NOW,
            balances={f"C{number}": Decimal(1) for number in range(15)},
        ),
    ),
    (of_accounts, SILENT),
    *((sentence, error) for error in ERRORS),
    *((of_a_fault, one.fault) for line in LINES for one in read_line(line, ("Binance",)).problems),
    *((of_a_fault, fault_of(read, typed)) for read, typed in UNREADABLE),
    (of_an_orphan, OrphanView(order=ORPHAN)),
    (of_an_orphan, OrphanView(order=ORPHAN, unfit=tuple((card(), why) for why in Refusal)[:3])),
    (of_an_orphan, OrphanView(order=ORPHAN, unfit=tuple((card(), why) for why in Refusal)[8:11])),
    (of_an_orphan, OrphanView(order=ORPHAN, unfit=tuple((card(), why) for why in Refusal)[11:14])),
    (of_a_stuck_order, STUCK),
    (of_health, HEALTH),
    (of_health, replace(HEALTH, stored=None, tasks_fallen=0, last_fallen=None)),
    *(
        (
            of_health,
            replace(
                HEALTH,
                venues=VenuesHealth(
                    symbols=(replace(HEALTH.venues.symbols[0], stream=state),),
                    accounts=(replace(HEALTH.venues.accounts[0], stream=state, checked=None),),
                ),
            ),
        )
        for state in StreamState
    ),
    (of_a_stuck_order, replace(STUCK, card=card(order=ORDER), reported=None)),
]


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(("say", "value"), SAID, ids=lambda value: getattr(value, "__name__", ""))
def test_it_is_said_with_the_same_figures_and_nothing_in_english(
    say: Say, value: object, language: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        text = say(CATALOGUES.words(language), value)
    assert caplog.records == [], "English stood in"
    assert Counter(FIGURE.findall(text)) == Counter(FIGURE.findall(say(EN, value)))
    parse_html(text)


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_of_it_is_left_in_english(language: str) -> None:
    words = CATALOGUES.words(language)
    left = re.compile(
        r"(?<!/)\b(the|is|are|not|price|order|orders|you|your|it|this|bot|with|held|of|at|and|cycle)\b"
    )
    typed = re.compile(r"docs/operating\.md|first buy|no loop|no trail")
    told = {say(words, value) for say, value in SAID}
    assert [text for text in told if left.search(typed.sub("", text))] == []
