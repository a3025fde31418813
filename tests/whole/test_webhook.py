"""With TELEGRAM_WEBHOOK_URL Telegram brings updates: to a path and with a secret that nobody can guess."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

from bot.app import open_app
from bot.config.settings import Settings
from bot.config.values import MarketSource
from bot.context import AppContext
from bot.localchat import LocalChat
from engine.clock import Clock, SystemClock
from engine.crash_points import no_crash
from engine.errors import SettingsError
from tests.localchat.raw import RawBot
from tests.support.chat_control import FOR_EVER, ChatControl
from tests.support.clock import ManualClock
from tests.support.courier import Courier, courier
from tests.support.person import Person
from tests.whole.conftest import OWNER

BASE = "https://bot.example.com/scalper"
FOREIGN = "https://hooks.example.com:8443/bot/a-secret-path"
SECRET = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
async def raw(chat: LocalChat) -> AsyncIterator[RawBot]:
    async with RawBot(chat.url, chat.token) as bot:
        yield bot


@pytest.fixture
async def telegram(chat: LocalChat, port: int) -> AsyncIterator[Courier]:
    async with courier(chat, port) as made:
        yield made


@pytest.fixture
def by_webhook(chat: LocalChat, port: int, tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None,
        scalper_data_dir=tmp_path,
        telegram_bot_token=chat.token,
        telegram_api_url=chat.url,
        telegram_owner_ids=(OWNER,),
        telegram_webhook_url=BASE,
        telegram_webhook_port=port,
        market_data=MarketSource("synthetic"),
    )


@asynccontextmanager
async def at_work(
    settings: Settings, clock: Clock | None = None, **changes: object
) -> AsyncIterator[AppContext]:
    """The program with these settings; a refusal of them is raised."""
    changed = settings.model_copy(update=changes)
    ended = asyncio.Event()
    opened = open_app(changed, clock=clock or SystemClock(), crash_hook=no_crash, ended=ended)
    async with opened as program, asyncio.timeout(60), asyncio.TaskGroup() as tasks:
        up, refused = tasks.create_task(program.chat_is_up.wait()), tasks.create_task(ended.wait())
        await asyncio.wait({up, refused}, return_when=asyncio.FIRST_COMPLETED)
        up.cancel()
        refused.cancel()
        if not ended.is_set():
            yield program


async def test_updates_are_brought_and_answered(
    by_webhook: Settings, telegram: Courier, chat: LocalChat, kim: Person, control: ChatControl
) -> None:
    async with at_work(by_webhook):
        await kim.send("/help")
        await kim.reads("What I can do")
        await kim.send("/newbot")
        await kim.reads("Which trading pair?")
        await kim.tap("BTC/USDT")
        await kim.reads("On which exchange?")
    assert telegram.codes == [200, 200, 200]
    assert not await control.calls("getUpdates")
    assert telegram.hook["url"].startswith(f"{BASE}/")
    assert "callback_query" in chat.world.updates.allowed


async def test_neither_path_nor_secret_is_or_tells_the_token(
    by_webhook: Settings, telegram: Courier, chat: LocalChat, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        async with at_work(by_webhook):
            path, secret = urlsplit(telegram.hook["url"]).path, telegram.hook["secret_token"]
    guess = path.rpartition("/")[2]
    assert (len(guess), len(secret)) == (64, 64)
    assert guess != secret
    assert chat.token.partition(":")[2] not in path + secret
    said = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("bot"))
    assert guess not in said
    assert secret not in said


async def test_who_does_not_know_path_and_secret_is_not_heard(
    by_webhook: Settings, telegram: Courier, kim: Person, control: ChatControl
) -> None:
    async with at_work(by_webhook), aiohttp.ClientSession() as http:
        telegram.lets_through.clear()
        await kim.send("/help")
        [update] = await telegram.chat.world.updates.poll(0, 1, 0)
        door, secret = telegram.address, telegram.hook["secret_token"]
        before = len(await control.calls())

        async def answer(address: str, body: object, **headers: str) -> int:
            async with http.post(address, json=body, headers=headers) as answered:
                return answered.status

        assert await answer(door, update) == 401
        for wrong in ("", "x", secret[:-1], secret.upper(), "\u00fc" * 64):
            assert await answer(door, update, **{SECRET: wrong}) == 401
        for elsewhere in ("/", "/scalper", f"{urlsplit(door).path}x", f"/{telegram.chat.token}"):
            assert await answer(f"http://127.0.0.1:{telegram.port}{elsewhere}", update) == 404
        garbages: tuple[object, ...] = ("x", [], {}, {"update_id": "x"}, None)
        for garbage in garbages:
            assert await answer(door, garbage, **{SECRET: secret}) == 400
        assert await answer(door, {"update_id": 1, "message": {"odd": 1}}, **{SECRET: secret}) == 200
        assert [
            call for call in await control.calls(after=before) if call["method"] != "getWebhookInfo"
        ] == []
        without_path = f"http://127.0.0.1:{telegram.port}/{door.rpartition('/')[2]}"
        assert await answer(without_path, update, **{SECRET: secret}) == 200
        await kim.reads("What I can do")


async def test_what_is_brought_twice_is_done_once(
    by_webhook: Settings, telegram: Courier, kim: Person, control: ChatControl
) -> None:
    async with at_work(by_webhook):
        await kim.send("/help")
        await kim.reads("What I can do")
        await control.repeat_update()
        await kim.send("/stats")
        await kim.reads("Results")
        assert telegram.codes == [200, 200, 200]
    async with at_work(by_webhook):
        await control.repeat_update()
        await kim.send("/bots")
        await kim.reads("no bots yet")
    assert sum("What I can do" in seen.text for seen in kim.messages) == 1
    assert sum("Results" in seen.text for seen in kim.messages) == 1


async def test_what_is_sent_between_two_starts_waits_at_telegram(
    by_webhook: Settings, telegram: Courier, kim: Person, raw: RawBot
) -> None:
    async with at_work(by_webhook):
        url = (await raw.do("getWebhookInfo"))["url"]
    await kim.send("/help")
    assert (await raw.do("getWebhookInfo"))["url"] == url
    async with at_work(by_webhook):
        await kim.reads("What I can do")
        assert (await raw.do("getWebhookInfo"))["url"] == url


async def test_where_polling_is_chosen_again_the_webhook_goes(
    by_webhook: Settings, telegram: Courier, kim: Person, raw: RawBot, control: ChatControl
) -> None:
    async with at_work(by_webhook):
        pass
    async with at_work(by_webhook, telegram_webhook_url=None):
        assert (await raw.do("getWebhookInfo"))["url"] == ""
        await kim.send("/help")
        await kim.reads("What I can do")
    assert telegram.codes == []


async def test_an_address_that_changed_is_told_to_telegram(
    by_webhook: Settings, telegram: Courier, kim: Person, raw: RawBot
) -> None:
    async with at_work(by_webhook):
        pass
    async with at_work(by_webhook, telegram_webhook_url="https://moved.example.com"):
        url = (await raw.do("getWebhookInfo"))["url"]
        await kim.send("/help")
        await kim.reads("What I can do")
    assert url.startswith("https://moved.example.com/")


@pytest.mark.parametrize("webhook", [BASE, None])
async def test_another_installation_takes_nothing_unasked(
    by_webhook: Settings, telegram: Courier, kim: Person, raw: RawBot, tmp_path: Path, webhook: str | None
) -> None:
    async with at_work(by_webhook):
        url = (await raw.do("getWebhookInfo"))["url"]
    other: dict[str, Any] = {"scalper_data_dir": tmp_path / "other", "telegram_webhook_url": webhook}
    changed = by_webhook.model_dump(exclude={"database_url"}) | other
    second = Settings(_env_file=None, **changed)
    with pytest.raises(SettingsError, match=r"webhook at bot\.example\.com.*TELEGRAM_TAKE_OVER"):
        async with at_work(second):
            pass
    assert (await raw.do("getWebhookInfo"))["url"] == url
    async with at_work(second, telegram_take_over=True):
        assert (await raw.do("getWebhookInfo"))["url"] != url
        await kim.send("/help")
        await kim.reads("What I can do")


async def told(kim: Person, clock: ManualClock, text: str) -> None:
    """Let time pass until Kim has been told that."""
    async with asyncio.timeout(60):
        while not any(text in seen.text for seen in kim.messages):
            await clock.advance(5)
            await asyncio.sleep(0.005)
            await kim.catch_up()


async def test_a_webhook_that_is_taken_away_is_set_anew_and_anothers_is_let_be(
    by_webhook: Settings, telegram: Courier, kim: Person, raw: RawBot
) -> None:
    clock = ManualClock(SystemClock().now())
    async with at_work(by_webhook, clock):
        await kim.send("/help")
        await kim.reads("What I can do")
        url = (await raw.do("getWebhookInfo"))["url"]
        await raw.do("deleteWebhook")
        await told(kim, clock, "Another program asks for my messages")
        assert (await raw.do("getWebhookInfo"))["url"] == url
        await raw.do("setWebhook", url=FOREIGN)
        await clock.advance(3700)
        await told(kim, clock, "hooks.example.com")
        assert (await raw.do("getWebhookInfo"))["url"] == FOREIGN
        await raw.do("deleteWebhook")
        await kim.send("/stats")
        await told(kim, clock, "Results")
    assert not any("a-secret-path" in seen.text for seen in kim.messages)


@pytest.mark.parametrize("minutes", [0, 5])
async def test_a_tap_that_may_have_waited_for_the_proxy_is_offered_again(
    by_webhook: Settings, telegram: Courier, kim: Person, minutes: int
) -> None:
    clock = ManualClock(SystemClock().now())
    async with at_work(by_webhook, clock):
        await kim.send("/newbot BTC/USDT Binance BUY 0.01 50000 60100")
        await kim.reads("Each cycle brings")
        await clock.advance(30)
        await asyncio.sleep(0.2)
        telegram.lets_through.clear()
        await kim.tap("Create stopped")
        for _ in range(minutes * 12):
            await clock.advance(5)
            await asyncio.sleep(0.005)
        telegram.lets_through.set()
        await kim.reads("You tapped this while I was away" if minutes else "Realised:")


async def test_a_start_while_telegram_is_away(
    by_webhook: Settings, telegram: Courier, kim: Person, control: ChatControl
) -> None:
    await control.fail("lose_request", times=FOR_EVER)
    opened = open_app(by_webhook, clock=SystemClock(), crash_hook=no_crash)
    async with opened as program:
        while len(await control.calls("getMe")) < 2:  # noqa: ASYNC110 - it tries by itself
            await asyncio.sleep(0.05)
        assert not program.chat_is_up.is_set()
        await control.reset()
        await kim.send("/help")
        await kim.reads("What I can do")
        assert program.chat_is_up.is_set()


async def test_a_port_that_is_taken_is_waited_for(
    by_webhook: Settings, telegram: Courier, kim: Person, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    clock = ManualClock(SystemClock().now())
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        async with open_app(by_webhook, clock=clock, crash_hook=no_crash) as program:
            while "TELEGRAM_WEBHOOK_PORT" not in caplog.text:  # noqa: ASYNC110 - it says so itself
                await asyncio.sleep(0.05)
            other.close()
            await kim.send("/help")
            await told(kim, clock, "What I can do")
            assert program.chat_is_up.is_set()
