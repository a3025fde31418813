"""A card says in every state what the bot is doing and how far it is from what it waits for."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.keyboards.bots import card_keyboard, stop_forms
from bot.keyboards.questions import stop_keyboard
from bot.localchat.markup import parse_html
from bot.views.activity import doing
from bot.views.card import card_text
from bot.views.errors import refusal
from bot.views.stops import stop_all_question, stop_question
from bot.views.text import moment
from engine.confirmations import Ask
from engine.core.feed_end import FeedEnd
from engine.core.orders import OrderState
from engine.core.reasons.accounts import AboutAccount
from engine.core.reasons.causes import AccountCause
from engine.core.results import Tally
from engine.core.state import Goal, PendingEdit, Phase, Refusal
from engine.core.trailing import Trail
from engine.core.types import AccountId, Leg, Margin, Mode, Side, Status, StopForm
from engine.reads.views import AccountStanding, BotCard, LastFill, PriceSource
from tests.support.reasons import said
from tests.support.words import CATALOGUES, EN
from tests.views.samples import CONFIG, MARKET, NOW, ORDER, card

MAY_NOT_TRADE = AboutAccount(code=AccountCause.KEY_MAY_NOT_TRADE, account_id=AccountId("Binance", Mode.LIVE))
ACTIVE = {"status": Status.ACTIVE}
OFF = AccountStanding(switched_off=True)
TRAILING = replace(CONFIG, trailing_percent=Decimal("0.5"))
HELD = Tally(received=Decimal("0.01"), paid=Decimal(600))
DUST = Tally(received=Decimal("0.000001"), paid=Decimal("0.06"))

STATES: list[tuple[BotCard, str]] = [
    (card(), "Start begins with a BUY @ 60000."),
    (card(tally=HELD, leg=Leg.EXIT), "Start continues with the SELL @ 60600."),
    (card(tally=DUST, cycles=1), "Start begins with a BUY @ 60000."),
    (card(order=ORDER), "Its last order is not settled yet."),
    (card(status=Status.ERROR, error=said("<refused>")), "Reason: &lt;refused&gt;."),
    (card(**ACTIVE, phase=Phase.PAUSED, pause_reason=said("why")), "Reason: why."),
    (
        card(**ACTIVE, phase=Phase.WATCHING, config=TRAILING),
        "Price 60500 USDT (Binance): 500 USDT (0.83%) above it.",
    ),
    (
        card("15000", **ACTIVE, phase=Phase.WATCHING, config=TRAILING, tally=HELD, leg=Leg.EXIT),
        "Price 15000 USDT (Binance): 45600 USDT (75.25%) below it.",
    ),
    (
        card(**ACTIVE, phase=Phase.WATCHING, config=TRAILING, trail=Trail(extreme=Decimal(59000))),
        "the BUY (limit 60000) is sent when the price rises from there by 0.5%, to 59295.",
    ),
    (
        card("60000", **ACTIVE, phase=Phase.WATCHING, config=TRAILING),
        "Waiting for the next trade at 60000 or below: trailing begins with it.",
    ),
    (
        card("61000", **ACTIVE, phase=Phase.WATCHING, config=TRAILING, tally=HELD, leg=Leg.EXIT),
        "Waiting for the next trade at 60600 or above: trailing begins with it.",
    ),
    (card(**ACTIVE, phase=Phase.WORKING, order=ORDER), "is on its way to the exchange."),
    (
        card(**ACTIVE, phase=Phase.WORKING, order=replace(ORDER, state=OrderState.UNKNOWN)),
        "the exchange has not confirmed it yet.",
    ),
    (
        card(**ACTIVE, phase=Phase.WORKING, order=replace(ORDER, state=OrderState.QUARANTINED)),
        "is in doubt.",
    ),
    (
        card(
            **ACTIVE,
            phase=Phase.WORKING,
            order=replace(ORDER, state=OrderState.PARTIAL, filled=Decimal("0.004")),
        ),
        "Waiting for its order: BUY 0.01 BTC @ 60000, 0.004 of it filled.",
    ),
    (
        card("60000", **ACTIVE, phase=Phase.WORKING, order=replace(ORDER, state=OrderState.OPEN)),
        "right there.",
    ),
    (
        card(None, **ACTIVE, phase=Phase.WORKING, order=replace(ORDER, state=OrderState.OPEN)),
        "There is no price yet.",
    ),
    (card(**ACTIVE, phase=Phase.SETTLING, goal=Goal.STOP, order=ORDER), "then it stops."),
    (
        card(
            **ACTIVE,
            phase=Phase.SETTLING,
            order=ORDER,
            pending_edit=PendingEdit(config=CONFIG, market=MARKET),
        ),
        "continues with the change.",
    ),
    (
        replace(
            card(**ACTIVE, phase=Phase.WORKING, order=replace(ORDER, state=OrderState.OPEN)),
            last_price=ORDER.price,
            priced_at=NOW,
        ),
        "at 2026-01-02 12:03:04 UTC: right there.",
    ),
    (card(**ACTIVE, phase=Phase.CLOSING), "getting a price to close at"),
    (
        replace(
            card(**ACTIVE, phase=Phase.WATCHING, config=TRAILING),
            feed_end=FeedEnd(since=NOW, at=NOW),
        ),
        "The replay has ended at 2026-01-02 12:03:04 UTC: there will be no more prices.",
    ),
    (
        replace(
            card(**ACTIVE, phase=Phase.WATCHING, config=TRAILING),
            feed_end=FeedEnd(since=NOW, at=NOW, reason=said("<row 7>")),
        ),
        "The prices stop at 2026-01-02 12:03:04 UTC: &lt;row 7&gt;. Correct that and restart me",
    ),
    (
        card(**ACTIVE, phase=Phase.WORKING, order=replace(ORDER, state=OrderState.UNKNOWN)),
        "was sent at 2026-01-02 12:03:04 UTC;",
    ),
    (
        replace(
            card(**ACTIVE, phase=Phase.WATCHING, config=TRAILING),
            standing=AccountStanding(trouble=said("<503>"), trouble_since=NOW),
        ),
        "Problem with Binance since 2026-01-02 12:03:04 UTC: &lt;503&gt;.",
    ),
    (
        replace(
            card(**ACTIVE, phase=Phase.WORKING, order=ORDER), standing=AccountStanding(first_look=(37, 120))
        ),
        "Binance is being read for the first time, as fast as its rate limits allow: 37 of 120 pairs so far.",
    ),
    (
        replace(
            card(**ACTIVE, phase=Phase.WATCHING, config=TRAILING),
            standing=AccountStanding(blocked=MAY_NOT_TRADE),
        ),
        "No new entries are sent: the API key of Binance LIVE may not trade; allow it on the exchange.",
    ),
    (
        card(**ACTIVE, phase=Phase.PAUSED, pause_reason=said("x"), order=ORDER),
        "Its order stays open: BUY 0.01 BTC @ 60000.",
    ),
    (
        replace(card(), standing=OFF),
        "Only closing orders are sent: LIVE trading is switched off",
    ),
    (
        replace(card(**ACTIVE, phase=Phase.WATCHING, config=TRAILING), priced_at=NOW),
        "Price 60500 USDT (Binance) at 2026-01-02 12:03:04 UTC: 500 USDT (0.83%) above it.",
    ),
]


@pytest.mark.parametrize(("shown", "said"), STATES, ids=[said for _, said in STATES])
def test_every_state_is_told(shown: BotCard, said: str) -> None:
    assert said in "\n".join(doing(EN, shown))
    text, _ = parse_html(card_text(EN, shown, NOW))
    assert len(text) < 4096
    assert "PAPER" in text
    assert text.endswith("Updated at 12:03:04 UTC")


def test_every_phase_is_among_them() -> None:
    assert {shown.state.phase for shown, _ in STATES} == set(Phase)


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(seconds=-12)])
def test_ages_are_told_by_the_clock_that_has_dated_the_fill(ahead: timedelta) -> None:
    fill = LastFill(side=Side.SELL, quantity=Decimal("0.01"), price=Decimal(60600), at=NOW)
    shown = replace(card(), last_fill=fill, standing=AccountStanding(clock_ahead=ahead))
    assert "@ 60600, 7 s ago" in card_text(EN, shown, NOW + ahead + timedelta(seconds=7))


def test_the_last_fill_has_its_age() -> None:
    fill = LastFill(side=Side.SELL, quantity=Decimal("0.01"), price=Decimal(60600), at=NOW)
    assert "Last fill: SELL 0.01 BTC @ 60600, 0 s ago" in card_text(EN, replace(card(), last_fill=fill), NOW)


def labels(shown: BotCard) -> list[str]:
    return [button.text for row in card_keyboard(EN, shown).inline_keyboard for button in row]


@pytest.mark.parametrize(
    ("shown", "first"),
    [
        (card(), ["Start", "Edit", "Delete"]),
        (card(tally=HELD), ["Start", "Close now", "Edit", "Delete"]),
        (card(status=Status.ERROR, error=said("x")), ["Retry", "Stop", "Edit", "Delete"]),
        (card(**ACTIVE, phase=Phase.WORKING, order=ORDER), ["Stop", "Edit", "Code", "Turn alerts on"]),
        (card(**ACTIVE, phase=Phase.PAUSED, pause_reason=said("x")), ["Re-place", "Stop", "Edit"]),
        (card(**ACTIVE, phase=Phase.WORKING, finishing=True, order=ORDER), ["Keep looping", "Stop", "Edit"]),
        (
            card(
                **ACTIVE,
                phase=Phase.WORKING,
                finishing=True,
                order=ORDER,
                config=replace(CONFIG, infinite_loop=False),
            ),
            ["Stop", "Edit"],
        ),
        (card(order=ORDER), ["Edit", "Code", "Turn alerts on"]),
        (card(**ACTIVE, phase=Phase.PAUSED, pause_reason=said("x"), order=ORDER), ["Resume", "Stop", "Edit"]),
        (replace(card(**ACTIVE, phase=Phase.PAUSED, pause_reason=said("x")), standing=OFF), ["Stop", "Edit"]),
        (replace(card(), standing=OFF), ["Edit", "Delete"]),
    ],
)
def test_only_buttons_that_make_sense(shown: BotCard, first: list[str]) -> None:
    assert labels(shown)[: len(first)] == first


ROOM = 40
"""So many letters fit beside one another in a row as wide as a phone, with the room between buttons."""


@pytest.mark.parametrize("language", CATALOGUES.languages)
def test_no_label_of_a_card_is_cut_on_a_phone(language: str) -> None:
    words = CATALOGUES.words(language)
    at_work = card(**ACTIVE, phase=Phase.WORKING, order=ORDER)
    told = [
        replace(at_work, alert_chat=True, alerts=alerts, masked=masked, shareable=True)
        for alerts, masked in ((False, False), (True, False), (True, True))
    ]
    keyboards = [card_keyboard(words, one) for one in (*told, card(tally=HELD))]
    keyboards.append(stop_keyboard(words, Ask.STOP_ALL, "0123456789ab", list(StopForm)))
    for row in (row for keyboard in keyboards for row in keyboard.inline_keyboard):
        assert max(len(button.text) for button in row) * len(row) <= ROOM, [button.text for button in row]


@pytest.mark.parametrize("language", CATALOGUES.languages)
def test_an_order_of_a_replay_was_placed_in_the_time_of_its_file(language: str) -> None:
    """Not so many years ago by the clock of today."""
    placed, words = NOW - timedelta(days=2607), CATALOGUES.words(language)
    order = replace(ORDER, created_at=placed)
    shown = card(**ACTIVE, phase=Phase.WORKING, order=order)
    replayed = replace(shown, prices=PriceSource.FILE, priced_at=placed + timedelta(hours=1))
    for asked in (
        stop_question(words, replayed, list(StopForm), NOW),
        "\n".join(stop_all_question(words, [replayed], list(StopForm), NOW)),
    ):
        assert moment(placed) in asked
        assert "2607" not in asked
    assert "2607 days ago" in stop_question(EN, shown, list(StopForm), NOW)


def test_ways_to_stop() -> None:
    assert stop_forms(card(**ACTIVE, phase=Phase.WORKING)) == tuple(StopForm)
    assert StopForm.FINISH not in stop_forms(card(**ACTIVE, phase=Phase.WORKING, finishing=True))
    assert stop_forms(card(**ACTIVE, phase=Phase.CLOSING)) == ()
    assert stop_forms(card(status=Status.ERROR)) == (StopForm.STOP,)
    assert stop_forms(card()) == ()
    off = replace(card(**ACTIVE, phase=Phase.PAUSED, pause_reason=said("x")), standing=OFF)
    assert stop_forms(off) == (StopForm.STOP, StopForm.CLOSE)


@pytest.mark.parametrize("why", Refusal)
def test_every_refusal_is_a_sentence_of_its_own(why: Refusal) -> None:
    assert refusal(EN, why).endswith(".")


def test_what_is_settled_in_another_coin_is_said_in_both() -> None:
    settled = replace(MARKET, margin=Margin(coin="INR", rate=Decimal(102)))
    flat = card_text(EN, card(None, market=settled, pnl=Decimal("-1.5")), NOW)
    assert "\nIn INR: realised -153.00 INR, at Binance’s 102 INR for 1 USDT\n" in flat
    held = replace(card(market=settled, tally=HELD), unrealised=Decimal(5))
    assert "\nIn INR: realised 0.00 INR, unrealised +510.00 INR, at Binance’s 102 INR" in card_text(
        EN, held, NOW
    )
    unknown = replace(MARKET, margin=Margin(coin="INR", rate=None))
    assert "INR" not in card_text(EN, card(market=unknown), NOW)


@pytest.mark.parametrize(("looked_s", "shown_s"), [(-5, 0), (7, 7)])
def test_no_order_was_seen_before_it_was_sent(looked_s: int, shown_s: int) -> None:
    sent, open_one = ORDER.created_at, replace(ORDER, state=OrderState.OPEN)
    shown = replace(
        card(**ACTIVE, phase=Phase.WORKING, order=open_one),
        standing=AccountStanding(seen_at=sent + timedelta(seconds=looked_s)),
    )
    assert f"as of {moment(sent + timedelta(seconds=shown_s))}." in card_text(EN, shown, NOW)
