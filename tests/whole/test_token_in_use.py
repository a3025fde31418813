"""Another program uses the token: nothing is taken from it unasked, and the owner is told what to do."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.localchat import LocalChat
from bot.localchat.model import Person as Somebody
from tests.localchat.raw import RawBot
from tests.support.forked_program import ForkedProgram
from tests.support.person import Person

OWNER = 77
HOOK = "https://hooks.example.com:8443/bot/a-secret-path"


@pytest.fixture
async def raw(chat: LocalChat) -> AsyncIterator[RawBot]:
    async with RawBot(chat.url, chat.token) as bot:
        yield bot


@pytest.fixture
async def owner(chat: LocalChat) -> AsyncIterator[Person]:
    chat.world.add_person(Somebody(OWNER, "Ann"), started=True)
    async with Person(chat.page_url, OWNER, patience_seconds=60) as person:
        yield person


def program(chat: LocalChat, folder: Path, **settings: str) -> ForkedProgram:
    return ForkedProgram(
        folder,
        TELEGRAM_BOT_TOKEN=chat.token,
        TELEGRAM_API_URL=chat.url,
        TELEGRAM_OWNER_IDS=str(OWNER),
        MARKET_DATA="synthetic",
        **settings,
    )


async def test_a_webhook_ends_the_start_with_one_sentence(
    chat: LocalChat, raw: RawBot, tmp_path: Path
) -> None:
    await raw.do("setWebhook", url=HOOK)
    made = program(chat, tmp_path)
    try:
        await made.start()
        assert await made.ended(60) == 2
    finally:
        await made.kill()
    (line,) = [line for line in made.output.splitlines() if "TELEGRAM_TAKE_OVER" in line]
    assert "hooks.example.com" in line
    assert "TELEGRAM_TAKE_OVER=true" in line
    assert "a-secret-path" not in made.output
    assert "Traceback" not in made.output
    assert (await raw.do("getWebhookInfo"))["url"] == HOOK


async def test_a_webhook_is_removed_where_that_is_wanted(
    chat: LocalChat, raw: RawBot, owner: Person, tmp_path: Path
) -> None:
    await raw.do("setWebhook", url=HOOK)
    await owner.send("/bots")  # it waits for whoever asks first
    made = program(chat, tmp_path, TELEGRAM_TAKE_OVER="true")
    try:
        await made.start()
        await owner.reads("Your bots")
        assert "hooks.example.com" in await made.says("webhook")
    finally:
        await made.kill()
    assert (await raw.do("getWebhookInfo"))["url"] == ""


async def test_of_another_poller_the_owner_hears_once(
    chat: LocalChat, raw: RawBot, owner: Person, tmp_path: Path
) -> None:
    made = program(chat, tmp_path)

    async def poll() -> None:
        while True:
            await raw.ask("getUpdates", timeout=1)

    try:
        await made.start()
        await owner.send("/bots")
        await owner.reads("Your bots")
        async with asyncio.TaskGroup() as group:
            polling = group.create_task(poll())
            told = await owner.reads("Another program")
            assert "@BotFather" in told.text
            line = await made.says("Another program")
            assert "@BotFather" in line
            await asyncio.sleep(6)  # two more conflicts, as aiogram tries again
            polling.cancel()
        assert sum("Another program" in seen.text for seen in owner.shown.values()) == 1
        assert made.output.count("Another program") == 1
        assert made.output.count("Conflict") == 0
    finally:
        await made.kill()


async def test_a_webhook_that_is_set_later_ends_nothing(
    chat: LocalChat, raw: RawBot, owner: Person, tmp_path: Path
) -> None:
    made = program(chat, tmp_path)
    try:
        await made.start()
        await owner.send("/bots")
        await owner.reads("Your bots")
        await raw.do("setWebhook", url=HOOK)
        told = await owner.reads("hooks.example.com")
        assert "TELEGRAM_TAKE_OVER=true" in told.text
        assert "a-secret-path" not in told.text + made.output
        await raw.do("deleteWebhook")
        await owner.send("/bots")
        await owner.reads("Your bots")
    finally:
        await made.kill()
