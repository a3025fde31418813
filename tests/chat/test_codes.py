"""One-time codes: with TOTP_SECRET no LIVE bot is set to work without one, and every bot can be stopped."""

import logging
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pyotp
import pytest

from bot.process.totp import TotpCodes
from engine.core.types import Mode, StopForm
from engine.errors import CodeNeeded, CodesLocked, CodeWrong
from engine.second_factor import LOCKED_AT_MOST, LOCKED_FOR, TRIES
from tests.chat.hand_venue import HandVenue
from tests.chat.money import DRAFT, delivering, live_bot
from tests.chat.rig import ANNA, SOMEBODY_ELSE, Rig
from tests.chat.test_newbot import fill_in
from tests.support.person import Person

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ASKED = "Send me the six digits"
LINE = "/newbot BTC/USDT live Binance BUY 0.01 60000 60600 loop"


def code(rig: Rig, ago_s: int = 0) -> str:
    """What an authenticator app shows."""
    return pyotp.TOTP(SECRET).at(rig.clock.now() - timedelta(seconds=ago_s))


def wrong(rig: Rig) -> str:
    near = {code(rig, seconds) for seconds in (-60, -30, 0, 30, 60)}
    return next(text for text in (str(n) * 6 for n in range(1, 9)) if text not in near)


@pytest.fixture
async def guarded(rig: Rig, live: HandVenue) -> HandVenue:
    """LIVE bots need codes; what may have been used before the start is over."""
    rig.codes = TotpCodes(SECRET)
    rig.clock.set_ahead(-90)  # the chat's time goes on by itself
    await rig.restart()
    await rig.clock.advance(90)
    return live


async def stands(rig: Rig) -> None:
    """Make a LIVE bot that does not work."""
    await live_bot(rig)


async def test_no_live_bot_is_set_to_work_without_a_code(rig: Rig, guarded: HandVenue) -> None:
    service = rig.now.service
    with pytest.raises(CodeNeeded):
        await service.create(ANNA, DRAFT, start=True, key="x", live_confirmed=True)
    made = await live_bot(rig)
    with pytest.raises(CodeNeeded):
        await service.start(ANNA, made.state.bot_id, None, live_confirmed=True)
    changed = replace(DRAFT, quantity=Decimal("0.011"))
    with pytest.raises(CodeNeeded):
        await service.edit(ANNA, made.state.bot_id, changed, None, live_confirmed=True)
    assert not guarded.resting
    paper = replace(DRAFT, mode=Mode.PAPER)
    assert (await service.create(ANNA, paper, start=True, key="y")).state.order_pending


async def test_a_code_is_deleted_and_the_same_tap_starts_the_bot(
    anna: Person, rig: Rig, guarded: HandVenue, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await stands(rig)
    await anna.send("/bot 1")
    card = await anna.reads("BTC/USDT")
    await anna.tap("Start", on=card)
    await anna.reads(ASKED)
    given = code(rig)
    sent = await anna.send(f" {given[:3]} {given[3:]}")
    assert "deleted it" in (await anna.reads("The code is right")).text
    assert sent not in [message.message_id for message in anna.messages]
    await anna.send("/bot 1")
    card = await anna.reads("BTC/USDT")
    await anna.tap("Start", on=card)
    await anna.reads("Let #1 trade with real money?")
    await anna.tap("Trade with real money")
    await anna.reads("Started.")
    assert guarded.resting
    await anna.send("/logs audit")
    told = (await anna.reads("has given a one-time code for LIVE")).text
    with closing(sqlite3.connect(rig.database_file)) as connection:
        kept = "\n".join(connection.iterdump())
    for where in (told, kept, caplog.text):
        assert f"{given[:3]} {given[3:]}" not in where
        assert f"'{given}'" not in where


async def test_a_form_asks_for_it_and_keeps_what_was_typed(
    anna: Person, rig: Rig, guarded: HandVenue
) -> None:
    await anna.send(LINE)
    await anna.reads("Each cycle brings")
    for _ in range(2):
        await anna.tap("Create and start")
        await anna.reads("Start this bot with real money?")
        await anna.tap("Trade with real money")
        if not guarded.resting:
            await anna.reads(lambda seen: ASKED in seen.text or "Created and started." in seen.text)
        if not guarded.resting:
            await anna.send(code(rig))
            await anna.reads("The code is right")
    await anna.reads("Created and started.")
    assert guarded.resting


async def test_a_code_is_good_once_and_for_two_minutes(rig: Rig, guarded: HandVenue) -> None:
    service, bot_id = rig.now.service, (await live_bot(rig)).state.bot_id
    given = code(rig)
    await service.enter_code(ANNA, given)
    await rig.clock.advance(119)
    await service.start(ANNA, bot_id, None, live_confirmed=True)
    await service.stop(ANNA, bot_id, StopForm.STOP, None)
    await rig.clock.advance(2)
    with pytest.raises(CodeNeeded):
        await service.start(ANNA, bot_id, None, live_confirmed=True)
    fresh = code(rig)
    await service.enter_code(ANNA, fresh)
    with pytest.raises(CodeWrong):
        await service.enter_code(ANNA, fresh)
    with pytest.raises(CodeWrong):
        await service.enter_code(ANNA, code(rig, 30))


async def test_a_code_of_another_is_good_for_that_person_alone(rig: Rig, guarded: HandVenue) -> None:
    service, bot_id = rig.now.service, (await live_bot(rig)).state.bot_id
    given = code(rig)
    await service.enter_code(SOMEBODY_ELSE, given)
    with pytest.raises(CodeNeeded):
        await service.start(ANNA, bot_id, None, live_confirmed=True)
    with pytest.raises(CodeWrong):
        await service.enter_code(ANNA, given)


async def test_a_code_of_before_a_restart_is_not_good_after_it(rig: Rig, guarded: HandVenue) -> None:
    given = code(rig)
    await rig.now.service.enter_code(ANNA, given)
    await rig.restart()
    with pytest.raises(CodeWrong):
        await rig.now.service.enter_code(ANNA, given)
    await rig.clock.advance(90)
    await rig.now.service.enter_code(ANNA, code(rig))


@pytest.mark.parametrize(("ago_s", "good"), [(-31, True), (0, True), (31, True), (62, False), (-62, False)])
async def test_a_phone_may_be_half_a_minute_off(
    rig: Rig, guarded: HandVenue, ago_s: int, *, good: bool
) -> None:
    await rig.clock.advance(30 - rig.clock.now().timestamp() % 30 + 15)
    if good:
        await rig.now.service.enter_code(ANNA, code(rig, ago_s))
    else:
        with pytest.raises(CodeWrong):
            await rig.now.service.enter_code(ANNA, code(rig, ago_s))


async def test_wrong_codes_lock_for_ever_longer_and_the_owners_are_told(
    anna: Person, rig: Rig, guarded: HandVenue
) -> None:
    service = rig.now.service
    locked_for = LOCKED_FOR
    async with delivering(rig):
        for _ in range(9):
            for left in range(TRIES - 1, 0, -1):
                with pytest.raises(CodeWrong) as refused:
                    await service.enter_code(ANNA, wrong(rig))
                assert refused.value.left == left
            with pytest.raises(CodesLocked):
                await service.enter_code(ANNA, wrong(rig))
            await rig.clock.advance(locked_for.total_seconds() - 1)
            with pytest.raises(CodesLocked):
                await service.enter_code(ANNA, code(rig))
            with pytest.raises(CodesLocked):
                await service.create(ANNA, DRAFT, start=True, key="x", live_confirmed=True)
            await rig.clock.advance(1)
            locked_for = min(locked_for * 2, LOCKED_AT_MOST)
        assert locked_for == LOCKED_AT_MOST
        told = await anna.reads("has sent wrong one-time codes")
        assert "for 15 min" in told.text
    await service.enter_code(ANNA, code(rig))
    await service.create(ANNA, DRAFT, start=True, key="x", live_confirmed=True)
    assert guarded.resting


async def test_stopping_and_closing_are_never_held_up(rig: Rig, guarded: HandVenue) -> None:
    service = rig.now.service
    await service.enter_code(ANNA, code(rig))
    bot_id = (await live_bot(rig, start=True)).state.bot_id
    await guarded.move("BTC/USDT", "59990")
    await rig.clock.advance(300)
    for _ in range(TRIES):
        with pytest.raises((CodeWrong, CodesLocked)):
            await service.enter_code(ANNA, wrong(rig))
    await service.stop(ANNA, bot_id, StopForm.CLOSE, None)
    state = (await service.card(ANNA, bot_id)).state
    assert (state.held, state.order_pending) == (Decimal(0), False)
    assert await service.stop_all(ANNA) == ()


@pytest.mark.parametrize(("above", "asked"), [("606", False), ("605.99", True)])
async def test_small_bots_may_be_let_go_without(
    rig: Rig, guarded: HandVenue, above: str, *, asked: bool
) -> None:
    rig.codes_above = {"USDT": Decimal(above)}
    await rig.restart()
    if asked:
        with pytest.raises(CodeNeeded):
            await live_bot(rig, start=True)
    else:
        await live_bot(rig, start=True)
    assert bool(guarded.resting) is not asked


async def test_in_a_coin_that_is_not_named_every_bot_needs_one(rig: Rig, guarded: HandVenue) -> None:
    rig.codes_above = {"BTC": Decimal(1_000_000)}
    await rig.restart()
    with pytest.raises(CodeNeeded):
        await live_bot(rig, start=True)


async def test_six_digits_of_somebody_who_was_not_asked_are_a_price(anna: Person, rig: Rig) -> None:
    rig.codes = TotpCodes(SECRET)
    await rig.restart()
    await fill_in(anna, 4)
    await anna.send("100000")
    await anna.reads("Sell at which price in USDT?")


async def test_a_wrong_one_is_deleted_and_said(anna: Person, rig: Rig, guarded: HandVenue) -> None:
    await stands(rig)
    await anna.send("/bot 1")
    await anna.tap("Start", on=await anna.reads("BTC/USDT"))
    await anna.reads(ASKED)
    sent = await anna.send(wrong(rig))
    await anna.reads("That code is wrong")
    assert sent not in [message.message_id for message in anna.messages]
    assert not guarded.resting
    await anna.send("/logs audit")
    await anna.reads("Not done (giving a one-time code)")
