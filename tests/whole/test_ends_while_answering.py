"""The program ends while somebody is being written to: it arrives, is booked, and nothing falls."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from decimal import Decimal
from pathlib import Path

import pytest

from bot.app import open_app
from bot.config.settings import Settings
from bot.localchat import LocalChat
from bot.localchat.model import Person as Somebody
from engine.clock import SystemClock
from engine.crash_points import no_crash
from engine.notices import ClockWrong
from engine.outbox import ToPerson
from tests.kills.books import rows
from tests.support.chat_control import ChatControl
from tests.support.person import Person

OWNER = 77


@pytest.fixture
def settings(chat: LocalChat, sqlite_url: str, tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None,
        scalper_data_dir=tmp_path,
        database_url=sqlite_url,
        telegram_bot_token=chat.token,
        telegram_api_url=chat.url,
        telegram_owner_ids=(OWNER,),
        market_data="synthetic",
    )


@pytest.fixture
async def owner(chat: LocalChat) -> AsyncIterator[Person]:
    chat.world.add_person(Somebody(OWNER, "Ann"), started=True)
    async with Person(chat.page_url, OWNER) as person:
        yield person


async def _released_soon(control: ChatControl) -> None:
    await asyncio.sleep(0.3)  # the program is ending by then
    await control.release()


async def _in_the_middle_of_an_answer(
    settings: Settings, owner: Person, control: ChatControl, then: Callable[[], object] = lambda: None
) -> None:
    """Return when the program has ended, asked to while its answer to /help was on its way."""
    async with open_app(settings, clock=SystemClock(), crash_hook=no_crash) as app_context:
        await app_context.chat_is_up.wait()
        await owner.send("/bots")
        await owner.reads("/newbot")
        before = len(await control.calls("sendMessage"))
        await control.fail("hang", "sendMessage")
        await owner.send("/help")
        while len(await control.calls("sendMessage")) == before:
            await owner.catch_up()  # a call on its way has no event here
        then()


async def test_an_answer_on_its_way_still_arrives(
    settings: Settings, owner: Person, control: ChatControl, caplog: pytest.LogCaptureFixture
) -> None:
    async with asyncio.TaskGroup() as tasks:
        await _in_the_middle_of_an_answer(
            settings, owner, control, lambda: tasks.create_task(_released_soon(control))
        )
    await owner.reads("What I can do")
    assert [line.message for line in caplog.records if line.levelno >= logging.ERROR] == []


async def test_what_does_not_come_to_its_end_is_cut_short(
    settings: Settings, owner: Person, control: ChatControl, caplog: pytest.LogCaptureFixture
) -> None:
    await _in_the_middle_of_an_answer(settings, owner, control)
    assert [line.message for line in caplog.records if line.levelno >= logging.ERROR] == []


async def test_a_notice_on_its_way_still_arrives_and_is_not_told_again(
    settings: Settings, owner: Person, control: ChatControl, sqlite_url: str
) -> None:
    async with (
        asyncio.TaskGroup() as tasks,
        open_app(settings, clock=SystemClock(), crash_hook=no_crash) as app_context,
    ):
        await app_context.chat_is_up.wait()
        await owner.send("/help")
        await owner.reads("What I can do")
        before = len(await control.calls("sendMessage"))
        await control.fail("hang", "sendMessage")
        wrong = ClockWrong(at=app_context.clock.now(), exchange="Binance", ahead_s=Decimal("4.5"))
        await app_context.outbox.owe(ToPerson(OWNER), wrong, key="clock")
        while len(await control.calls("sendMessage")) == before:
            await owner.catch_up()
        tasks.create_task(_released_soon(control))
    told = await owner.reads("4.5 s")
    assert "may be a repeat" not in told.text
    assert await rows(sqlite_url, "SELECT id FROM outbox WHERE sent_at IS NULL") == []
