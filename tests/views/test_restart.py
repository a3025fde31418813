"""One line about each bot after a start."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.views.restart import bot_line
from engine.core.orders import OrderState
from engine.core.state import BotState, Phase
from engine.core.types import Status
from engine.notices import Doing, ResumedLine
from engine.restart_report import resumed_bot
from tests.support.reasons import said
from tests.support.words import EN
from tests.views.samples import CONFIG, NOW, ORDER, state

ACTIVE = {"status": Status.ACTIVE}
OPEN = replace(ORDER, state=OrderState.OPEN)
LINES = [
    (state(**ACTIVE, phase=Phase.WORKING, order=OPEN), "BUY 0.01 BTC @ 60000 is open"),
    (
        state(**ACTIVE, phase=Phase.WORKING, order=replace(OPEN, filled=Decimal("0.004"))),
        "BUY 0.01 BTC @ 60000, 0.004 of it filled, is open",
    ),
    (
        state(**ACTIVE, phase=Phase.WORKING, order=replace(ORDER, state=OrderState.UNKNOWN)),
        "BUY 0.01 BTC @ 60000 is not confirmed yet",
    ),
    (
        state(**ACTIVE, phase=Phase.WATCHING, config=replace(CONFIG, trailing_percent=Decimal(1))),
        "waits for the price of its BUY @ 60000",
    ),
    (state(**ACTIVE, phase=Phase.SETTLING, order=OPEN), "its order is being cancelled"),
    (state(**ACTIVE, phase=Phase.CLOSING), "is getting a price to close at"),
    (state(**ACTIVE, phase=Phase.PAUSED, pause_reason=said("why")), "why"),
    (
        state(**ACTIVE, phase=Phase.PAUSED, pause_reason=said("why"), order=OPEN),
        "why; BUY 0.01 BTC @ 60000 stays open",
    ),
    (state(status=Status.ERROR, error=said("no funds")), "no funds"),
    (state(order=OPEN), "its last order is not settled yet"),
    (state(), "it has stopped"),
]


@pytest.mark.parametrize(("bot", "said"), LINES, ids=[said for _, said in LINES])
def test_what_it_does_is_said(bot: BotState, said: str) -> None:
    assert bot_line(EN, resumed_bot(bot, 0)) == f"#3 BTC/USDT (PAPER): {said}"


def test_every_phase_is_among_them() -> None:
    assert {bot.phase for bot, _ in LINES} == set(Phase)
    assert {resumed_bot(bot, 0).doing for bot, _ in LINES} == set(Doing)


def test_fills_are_counted_with_the_exchange_s_time_of_the_last() -> None:
    bot = state(**ACTIVE, phase=Phase.WORKING, order=OPEN, last_fill_at=NOW)
    assert bot_line(EN, resumed_bot(bot, 2)).endswith(
        "; 2 fills meanwhile, the last at 2026-01-02 12:03:04 UTC"
    )


def test_what_an_earlier_version_stored_stays_the_sentence_it_was() -> None:
    assert bot_line(EN, ResumedLine(text="#3 BTC/USDT (LIVE): why")) == "#3 BTC/USDT (LIVE): why"
