"""With TELEGRAM_PROXY all that goes to Telegram goes through it, and its password is shown nowhere."""

import traceback
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramNetworkError

from bot.chat.telegram_time import DatedSession, TelegramTime
from bot.config.settings import Settings
from bot.doctor.database import Installed
from bot.doctor.finding import Verdict
from bot.doctor.telegram import look_at_telegram
from bot.localchat import LocalChat
from bot.localchat.model import Person as Somebody
from bot.notifier.contact import Contact
from engine.clock import SystemClock
from tests.support.forked_program import ForkedProgram
from tests.support.person import Person
from tests.support.proxies import PASSWORD, Proxy, proxy_to

OWNER = 77
TELEGRAM = "http://telegram.invalid:8081"
"""Nobody but the proxy leads there."""
KINDS = ["http", "socks5"]


@pytest.fixture(params=KINDS)
async def proxy(request: pytest.FixtureRequest, chat: LocalChat) -> AsyncIterator[Proxy]:
    async with proxy_to(request.param, urlsplit(chat.url).port or 0) as made:
        yield made


@pytest.fixture
async def owner(chat: LocalChat) -> AsyncIterator[Person]:
    chat.world.add_person(Somebody(OWNER, "Ann"), started=True)
    async with Person(chat.page_url, OWNER, patience_seconds=120) as person:
        yield person


def program(chat: LocalChat, folder: Path, address: str) -> ForkedProgram:
    return ForkedProgram(
        folder,
        TELEGRAM_BOT_TOKEN=chat.token,
        TELEGRAM_API_URL=TELEGRAM,
        TELEGRAM_PROXY=address,
        TELEGRAM_OWNER_IDS=str(OWNER),
        MARKET_DATA="synthetic",
        LOG_LEVEL="DEBUG",
    )


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_the_chat_works_through_it(
    chat: LocalChat, proxy: Proxy, owner: Person, tmp_path: Path
) -> None:
    made = program(chat, tmp_path, proxy.address)
    try:
        await made.start()
        await owner.send("/bots")
        await owner.reads("Your bots")
        assert await made.terminate() == 0
    finally:
        await made.kill()
    assert set(proxy.led) == {("telegram.invalid", 8081)}
    assert PASSWORD not in made.output


@pytest.mark.parametrize("works", [True, False])
async def test_one_that_does_not_let_us_through_is_a_network_that_fails(
    chat: LocalChat, proxy: Proxy, works: bool
) -> None:
    """So it is tried again for ever, as when there is no network."""
    clock = SystemClock()
    address = proxy.address if works else proxy.address.replace(PASSWORD, "hush-wrong-43")
    session = DatedSession(
        TelegramTime(clock), Contact(clock), TelegramAPIServer.from_base(TELEGRAM), address
    )
    try:
        bot = Bot(chat.token, session)
        if works:
            assert (await bot.get_me()).is_bot
            return
        with pytest.raises(TelegramNetworkError, match="TELEGRAM_PROXY: ") as refused:
            await bot.get_me()
    finally:
        await session.end()
    assert "hush" not in "".join(traceback.format_exception(refused.value))
    assert proxy.refused == 1
    assert proxy.led == []


@pytest.mark.parametrize(("address", "verdict"), [(None, Verdict.OK), ("socks5://127.0.0.1:1", Verdict.BAD)])
async def test_the_doctor_goes_through_it(
    chat: LocalChat, proxy: Proxy, address: str | None, verdict: Verdict
) -> None:
    settings = Settings(
        _env_file=None,
        telegram_bot_token=chat.token,
        telegram_api_url=TELEGRAM,
        telegram_proxy=address or proxy.address,
    )
    found = [one async for one in look_at_telegram(settings, SystemClock(), Installed(is_running=True))]
    assert found[0].verdict is verdict
    assert (("telegram.invalid", 8081) in proxy.led) is (verdict is Verdict.OK)
