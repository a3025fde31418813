"""Telegram's time, as its answers tell it."""

import gc
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from weakref import ref

import pytest
from aiogram import Bot
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import TelegramAPIError, TelegramNetworkError
from aiogram.methods import GetMyName, Response

from bot.chat.telegram_time import DatedSession, TelegramTime
from bot.localchat import LocalChat
from bot.notifier.contact import Contact
from tests.support.chat_control import ChatControl
from tests.support.clock import START, ManualClock

DATE = "Sat, 28 Nov 2026 15:26:47 GMT"
TOLD = datetime(2026, 11, 28, 15, 26, 47, tzinfo=UTC)


async def test_it_goes_on_however_this_machines_clock_is_set() -> None:
    clock = ManualClock()
    time = TelegramTime(clock)
    assert time.now() == START
    time.heard(DATE)
    clock.set_ahead(3600)
    await clock.advance(7)
    assert time.now() == TOLD + timedelta(seconds=7)


@pytest.mark.parametrize("date", [None, "", "yesterday", "Sat, 28 Nov 2026 15:26:47 -0000"])
def test_what_is_no_date_tells_nothing(date: str | None) -> None:
    time = TelegramTime(ManualClock())
    time.heard(DATE)
    time.heard(date)
    assert time.now() == TOLD


@pytest.mark.parametrize(
    ("status", "silent_s"), [(200, 0), (400, 0), (403, 0), (429, 0), (401, 150), (404, 150), (502, 150)]
)
async def test_a_token_that_is_withdrawn_is_as_if_nobody_answered(status: int, silent_s: int) -> None:
    """Whoever watches the program from outside has to learn of it: no message comes through any more."""
    clock = ManualClock()
    contact = Contact(clock)
    session = DatedSession(TelegramTime(clock), contact, PRODUCTION)
    await clock.advance(150)
    said = {"ok": status == 200, "description": "so it is", "result": {"name": "Scalper"}}
    with suppress(TelegramAPIError):
        session.check_response(Bot("1:a", session=session), GetMyName(), status, json.dumps(said))
    assert contact.silent_for == timedelta(seconds=silent_s)


async def test_how_an_answer_is_read_is_kept_for_the_next() -> None:
    """Making it anew costs milliseconds of the loop that trades."""
    clock = ManualClock()
    session = DatedSession(TelegramTime(clock), Contact(clock), PRODUCTION)
    method = GetMyName()
    bot = Bot("1:a", session=session)
    answer = session.check_response(bot, method, 200, '{"ok": true, "result": {"name": "Scalper"}}')
    assert answer.result is not None
    kept = ref(Response[method.__returning__])  # type: ignore[name-defined] # known at runtime only
    del answer
    gc.collect()
    assert kept() is not None


async def test_once_ended_it_connects_no_more(chat: LocalChat, control: ChatControl) -> None:
    """Nobody would close that connection."""
    clock = ManualClock()
    session = DatedSession(TelegramTime(clock), Contact(clock), TelegramAPIServer.from_base(chat.url))
    bot = Bot(chat.token, session=session)
    await bot.get_me()
    await session.end()
    with pytest.raises(TelegramNetworkError):
        await bot.get_me()
    assert len(await control.calls("getMe")) == 1
