"""What `python -m bot doctor` finds, against a real chat server, the exchange twin and both databases."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import text

from bot.chat.webhook_address import own_webhook
from bot.config.settings import Settings
from bot.doctor.database import Installed
from bot.doctor.finding import Finding, Verdict
from bot.doctor.machine import disk
from bot.doctor.ports import look_at_ports
from bot.doctor.run import findings
from bot.localchat import LocalChat
from bot.localchat.model import Person as Somebody
from bot.monitoring.server import Watched, monitoring
from bot.notifier.contact import Contact
from db.lease import DatabaseLease
from db.migrate import newest_revision, upgrade, writable_connection
from db.store import open_store
from engine.clock import Clock, SystemClock
from engine.lease import Taken
from engine.reads.health import Health
from engine.tasks import Nursery
from tests.db.test_unreadable import break_state
from tests.db.trading import make_trader
from tests.localchat.raw import RawBot
from tests.support.clock import ManualClock
from tests.support.person import Person
from tests.support.program import CLEAN, ROOT
from tests.support.words import line_text
from tests.twin import Twin

OWNER = 77
HOOK = "https://hooks.example.com:8443/bot/a-secret-path"


@dataclass
class Ward:
    """Has an installation looked at."""

    values: dict[str, Any]
    clock: Clock
    poll_s: int = 0
    """So long another program is looked for."""

    async def look(self, **changes: Any) -> list[Finding]:  # noqa: ANN401 - settings by name
        settings = Settings(_env_file=None, **(self.values | changes))
        return [found async for found in findings(settings, self.clock, poll_s=self.poll_s)]

    async def about(self, what: str, **changes: Any) -> Finding:  # noqa: ANN401
        """Return the one finding about that."""
        [found] = [one for one in await self.look(**changes) if one.about == what]
        return found


@pytest.fixture
async def raw(chat: LocalChat) -> AsyncIterator[RawBot]:
    async with RawBot(chat.url, chat.token) as bot:
        yield bot


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    """No token, and SQLite in a folder of its own."""
    return Ward({"scalper_data_dir": tmp_path / "data"}, SystemClock())


@pytest.fixture
def with_token(ward: Ward, chat: LocalChat) -> Ward:
    chat.world.add_person(Somebody(OWNER, "Ann"), started=True)
    token = {"telegram_bot_token": chat.token, "telegram_api_url": chat.url}
    return Ward(
        ward.values | token | {"telegram_owner_ids": (OWNER,), "market_data": "synthetic"}, ward.clock
    )


async def test_a_first_try_is_well(ward: Ward) -> None:
    found = await ward.look()
    assert {one.verdict for one in found} == {Verdict.OK}
    names = [
        "settings",
        "data folder",
        "disk",
        "time zones",
        "backups",
        "database",
        "second instance",
        "telegram",
    ]
    assert [one.about for one in found] == [*names, "exchanges"]
    assert "the first start makes its tables" in (await ward.about("database")).what


# --- the database -------------------------------------------------------------------------------------


async def test_a_database_of_this_version_a_newer_and_an_older_one(ward: Ward, database_url: str) -> None:
    await upgrade(database_url)
    found = await ward.about("database", database_url=database_url)
    assert found.verdict is Verdict.OK
    assert newest_revision() in found.what
    for revision, verdict, way_out in (
        ("9999", Verdict.BAD, "Start that version"),
        ("0003", Verdict.WARNING, "Make a backup"),
    ):
        async with writable_connection(database_url) as connection:
            await connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))  # noqa: S608
        found = await ward.about("database", database_url=database_url)
        assert found.verdict is verdict
        assert way_out in found.way_out
    async with writable_connection(database_url) as connection:
        assert await connection.scalar(text("SELECT version_num FROM alembic_version")) == "0003"


async def test_a_database_that_is_none_and_one_that_does_not_answer(ward: Ward, tmp_path: Path) -> None:
    file = tmp_path / "some.db"
    file.write_text("no database at all" * 9)
    found = await ward.about("database", database_url=f"sqlite:///{file}")
    assert (found.verdict, "it is not a database" in found.what) == (Verdict.BAD, True)
    gone = "postgresql://somebody:a-secret-word@127.0.0.1:1/scalper"
    found = await ward.about("database", database_url=gone)
    assert (found.verdict, "does not answer" in found.what) == (Verdict.BAD, True)
    assert "a-secret-word" not in str(found)


async def test_bots_that_cannot_be_read_are_named(ward: Ward, database_url: str) -> None:
    await upgrade(database_url)
    nursery = Nursery(ManualClock())
    async with open_store(database_url, nursery, line_text) as store:
        broken, *_ = [await make_trader(store), await make_trader(store)]
        assert [one for one in await ward.look(database_url=database_url) if one.about == "bots"] == []
        await break_state(store, broken, "{")
        found = await ward.about("bots", database_url=database_url)
        assert (found.verdict, "#1 BTC/USDT cannot be read" in found.what) == (Verdict.BAD, True)
        assert "#2" not in str(found)
        await break_state(store, broken, '{"v":999}')
        found = await ward.about("database", database_url=database_url)
        assert (found.verdict, "newer version" in str(found)) == (Verdict.BAD, True)
    await nursery.close()


async def test_a_process_that_owns_the_database_is_named(ward: Ward, database_url: str) -> None:
    await upgrade(database_url)
    nursery = Nursery(ManualClock())
    async with open_store(database_url, nursery, line_text) as store:
        await DatabaseLease(store.database, "elsewhere, process 7 (00000000)", line_text).take(60)
        found = await ward.about("second instance", database_url=database_url)
    await nursery.close()
    assert found.verdict is Verdict.WARNING
    assert found.what == "elsewhere, process 7 (00000000) uses the database"
    assert "standby" in found.way_out


# --- Telegram ----------------------------------------------------------------------------------------


async def test_a_token_an_owner_and_a_chat_that_are_well(with_token: Ward, chat: LocalChat) -> None:
    found = await with_token.look(telegram_chat_id=str(OWNER))
    assert {one.verdict for one in found} == {Verdict.OK}
    about = [one.about for one in found]
    assert about[7:] == ["telegram", "clock", "second poller", "alert chat", "owner", "exchanges"]
    assert not [one for one in found if chat.token in str(one)]


async def test_a_token_that_is_not_taken(with_token: Ward) -> None:
    token = f"1:{'x' * 35}"
    found = await with_token.about("telegram", telegram_bot_token=token)
    assert (found.verdict, "does not take the token" in found.what) == (Verdict.BAD, True)
    unreachable = await with_token.about("telegram", telegram_api_url="http://127.0.0.1:1")
    assert unreachable.verdict is Verdict.BAD
    assert token not in f"{found}{unreachable}"


async def test_a_way_to_telegram_that_is_none_is_not_the_token(with_token: Ward) -> None:
    found = await with_token.about("telegram", telegram_api_url="http://127.0.0.1:1")
    assert (found.verdict, "token" in found.what) == (Verdict.BAD, False)
    assert "network" in found.way_out


async def test_chats_that_are_not_reached(with_token: Ward) -> None:
    found = await with_token.look(telegram_chat_id="-1001234567890", telegram_owner_ids=(4711,))
    [alerts] = [one for one in found if one.about == "alert chat"]
    [owner] = [one for one in found if one.about == "owner"]
    assert (alerts.verdict, "-1001234567890 is not reached" in alerts.what) == (Verdict.BAD, True)
    assert (owner.verdict, "press Start" in owner.way_out) == (Verdict.WARNING, True)


async def test_the_chat_for_backups(with_token: Ward) -> None:
    sealed = {"backup_passphrase": "correct horse battery"}
    found = await with_token.about("backup chat", backup_chat=str(OWNER), **sealed)
    assert found.verdict is Verdict.OK
    found = await with_token.about("backup chat", backup_chat="4711", **sealed)
    assert (found.verdict, "BACKUP_CHAT 4711 is not reached" in found.what) == (Verdict.BAD, True)


async def test_a_webhook_is_named_by_its_host_alone(with_token: Ward, raw: RawBot) -> None:
    await raw.do("setWebhook", url=HOOK)
    found = await with_token.about("webhook")
    assert (found.verdict, "hooks.example.com" in found.what) == (Verdict.BAD, True)
    taken = await with_token.about("webhook", telegram_take_over=True)
    assert taken.verdict is Verdict.WARNING
    assert "a-secret-path" not in f"{found}{taken}"
    assert (await raw.do("getWebhookInfo"))["url"] == HOOK


BASE = "https://bot.example.com"


async def test_how_it_is_with_a_webhook_of_its_own(
    with_token: Ward, chat: LocalChat, raw: RawBot, database_url: str
) -> None:
    with_token.values |= {"database_url": database_url, "telegram_webhook_url": BASE}
    await upgrade(database_url)
    found = await with_token.about("webhook")
    assert (found.verdict, "the next start sets it" in found.what) == (Verdict.OK, True)
    async with _at_work(database_url) as installation:
        found = await with_token.about("webhook")
        assert (found.verdict, "Telegram knows nothing" in found.what) == (Verdict.WARNING, True)
    own = own_webhook(BASE, chat.token, installation)
    await raw.do("setWebhook", url=own.url, secret_token=own.secret)
    found = await with_token.about("webhook")
    assert (found.verdict, found.what) == (
        Verdict.OK,
        "Telegram brings updates to TELEGRAM_WEBHOOK_URL; 0 wait",
    )
    async with Person(chat.page_url, OWNER) as ann:
        await ann.send("hello")
    failed = {"last_error_date": 1, "last_error_message": "Connection refused"}
    chat.world.save_setting("webhook", chat.world.settings["webhook"] | failed)
    found = await with_token.about("webhook")
    assert (
        found.verdict,
        found.what.endswith("1 wait, and the last could not be brought: Connection refused"),
    ) == (
        Verdict.BAD,
        True,
    )
    assert own.path not in str(found)
    found = await with_token.about("webhook", telegram_webhook_url=None)
    assert (found.verdict, "the next start removes it" in found.what) == (Verdict.OK, True)
    await raw.do("setWebhook", url=HOOK)
    found = await with_token.about("webhook")
    assert (found.verdict, "hooks.example.com" in found.what) == (Verdict.BAD, True)


@asynccontextmanager
async def _at_work(database_url: str) -> AsyncIterator[str]:
    """Let another process own the database; give its name."""
    nursery = Nursery(ManualClock())
    async with open_store(database_url, nursery, line_text) as store:
        taken = await DatabaseLease(store.database, "elsewhere, process 7 (00000000)", line_text).take(60)
        assert isinstance(taken, Taken)
        yield taken.installation
    await nursery.close()


async def test_another_program_that_polls_is_found_and_keeps_its_messages(
    with_token: Ward, chat: LocalChat, raw: RawBot
) -> None:
    async def poll_again_and_again() -> None:
        while True:
            await raw.ask("getUpdates", timeout=30)
            await asyncio.sleep(0.2)

    with_token.poll_s = 30
    async with asyncio.TaskGroup() as tasks:
        other = tasks.create_task(poll_again_and_again())
        found = await with_token.about("second poller")
        other.cancel()
    assert (found.verdict, found.what) == (Verdict.BAD, "another program takes this bot's messages")


async def test_messages_that_wait_stay_there(with_token: Ward, chat: LocalChat, raw: RawBot) -> None:
    async with Person(chat.page_url, OWNER) as ann:
        await ann.send("hello")
    before = await raw.do("getUpdates", timeout=30)
    assert before[-1]["message"]["text"] == "hello"
    found = await with_token.about("second poller")
    assert found.what == "messages wait for this bot, so nobody else takes them"
    assert await raw.do("getUpdates", timeout=0) == before


async def test_nobody_else_is_looked_for_while_this_installation_polls(
    with_token: Ward, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'own.db'}"
    await upgrade(url)
    nursery = Nursery(ManualClock())
    async with open_store(url, nursery, line_text) as store:
        await DatabaseLease(store.database, "elsewhere, process 7 (00000000)", line_text).take(60)
        about = [one.about for one in await with_token.look(database_url=url)]
    await nursery.close()
    assert "second poller" not in about
    assert "clock" in about


async def test_a_clock_that_is_wrong(with_token: Ward) -> None:
    with_token.clock = ManualClock(SystemClock().now() + timedelta(minutes=2))
    found = await with_token.about("clock")
    assert found.verdict is Verdict.BAD
    assert "ahead of Telegram's" in found.what


# --- exchanges -----------------------------------------------------------------------------------------


@pytest.fixture
async def with_keys(with_token: Ward) -> AsyncIterator[Ward]:
    twin = Twin()
    await twin.start()
    key = twin.account.keys[0]
    keys = {"exchange_urls": twin.urls, "binance_api_key": key.key, "binance_secret_key": key.secret}
    yield Ward(with_token.values | keys, with_token.clock)
    await twin.stop()


@pytest.mark.slow
async def test_keys_that_work_and_keys_that_do_not(with_keys: Ward) -> None:
    found = await with_keys.look()
    spot = [one for one in found if one.about == "Binance TESTNET"]
    assert [one.verdict for one in spot] == [Verdict.OK, Verdict.OK]
    assert spot[0].what == "the key works; the wallet has BNB, BTC, ETH, USDT"
    assert [one.about for one in found][-1] == "Binance F TESTNET"
    wrong = await with_keys.look(binance_api_key="k" * 30, binance_secret_key="a-secret-word" * 3)
    bad = [one for one in wrong if one.about.startswith("Binance")]
    assert [one.verdict for one in bad] == [Verdict.BAD, Verdict.BAD]
    assert all("does not take the key" in one.what for one in bad)
    assert "a-secret-word" not in "".join(map(str, wrong))


# --- the machine, and the command line ------------------------------------------------------------------


def test_a_disk_that_is_nearly_full_and_one_that_is(tmp_path: Path) -> None:
    assert [disk(tmp_path, free).verdict for free in (50_000, 999, 99)] == [
        Verdict.OK,
        Verdict.WARNING,
        Verdict.BAD,
    ]


async def test_a_folder_that_is_none(ward: Ward, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("mine")
    found = await ward.about("data folder")
    assert (found.verdict, "SCALPER_DATA_DIR" in found.what) == (Verdict.BAD, True)


async def test_backups_that_are_there_and_that_cannot_be_made(ward: Ward, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    found = await ward.about("backups", backup_dir=folder)
    assert (found.verdict, "03:30" in found.what) == (Verdict.OK, True)
    assert not folder.exists()  # nothing is changed by looking
    folder.mkdir()
    made_at = ward.clock.now() - timedelta(hours=20)
    (folder / f"scalper-{made_at:%Y%m%dT%H%M%S}Z.db").touch()
    found = await ward.about("backups", backup_dir=folder)
    assert (found.verdict, f"{made_at:%Y-%m-%d %H:%M}" in found.what) == (Verdict.OK, True)
    ward.clock = ManualClock(ward.clock.now() + timedelta(days=3))
    found = await ward.about("backups", backup_dir=folder)
    assert (found.verdict, "python -m bot backup" in found.way_out) == (Verdict.WARNING, True)
    found = await ward.about("backups", backup_dir=folder, backup_keep=0)
    assert (found.verdict, "BACKUP_KEEP" in found.way_out) == (Verdict.WARNING, True)
    (tmp_path / "taken").write_text("mine")
    for place in (tmp_path / "taken", tmp_path / "taken" / "below", tmp_path / ("x" * 300)):
        found = await ward.about("backups", backup_dir=place)
        assert (found.verdict, "BACKUP_DIR" in found.way_out) == (Verdict.BAD, True)


async def doctor(folder: Path, **settings: str) -> tuple[int | None, list[str]]:
    environment = {name: value for name, value in os.environ.items() if name in CLEAN}
    environment |= {"PYTHONPATH": str(ROOT), "SCALPER_DATA_DIR": str(folder)} | settings
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "doctor"),
        cwd="/",
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return process.returncode, output.decode().splitlines()


async def test_on_the_command_line_the_status_says_whether_all_is_well(tmp_path: Path) -> None:
    status, lines = await doctor(tmp_path / "data")
    assert (status, len(lines)) == (0, 9)
    assert all(line.startswith("ok  ") for line in lines)
    assert not (tmp_path / "data" / "scalper.db").exists()
    status, lines = await doctor(tmp_path / "data", DATABASE_URL="postgresql://127.0.0.1:1/scalper")
    assert status == 1
    assert [line[:4] for line in lines].count("BAD ") == 1
    status, lines = await doctor(tmp_path / "data", REPLAY_SPEED="fast", TELEGRAM_OWNER_IDS="@me")
    assert status == 1
    assert [line.split()[:2] for line in lines] == [["BAD", "settings"], ["BAD", "settings"]]


# --- the ports ------------------------------------------------------------------------------------------


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that another program has."""
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


async def test_a_port_that_another_program_has(ward: Ward, with_token: Ward, taken_port: int) -> None:
    for one, setting, more in (
        (ward, "monitoring_port", {}),
        (ward, "local_chat_port", {}),
        (with_token, "telegram_webhook_port", {"telegram_webhook_url": HOOK}),
    ):
        found = await one.about("port", **{setting: taken_port}, **more)
        assert found.verdict is Verdict.BAD
        assert f"{setting.upper()} {taken_port} is in use" in found.what
        assert "another port" in found.way_out


async def test_ports_that_are_free_or_chosen_freely(ward: Ward, taken_port: int) -> None:
    found = await ward.look(monitoring_port=0, local_chat_port=0)
    assert [one for one in found if one.about == "port"] == []
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        free = other.getsockname()[1]
    assert (await ward.about("port", monitoring_port=free)).verdict is Verdict.OK
    found = [
        one for one in await ward.look(monitoring_port=free, local_chat_port=free) if one.about == "port"
    ]
    assert [one.verdict for one in found] == [Verdict.OK, Verdict.BAD]
    assert "so is MONITORING_PORT" in found[1].what


async def test_the_port_of_the_program_that_works(ward: Ward, taken_port: int) -> None:
    """Another program may have taken it all the same: it is asked who it is."""
    settings = Settings(_env_file=None, **ward.values)
    at_work = Installed(is_running=True)

    async def about(port: int) -> Finding:
        asked_for = settings.model_copy(update={"monitoring_port": port})
        [found] = [found async for found in look_at_ports(asked_for, at_work)]
        return found

    watched = Watched(
        read=not_asked, contact=Contact(ward.clock), has_lost_lease=lambda: False, chat_is_up=lambda: True
    )
    async with monitoring(watched, 0) as url:
        port = int(url.rpartition(":")[2])
        assert (await about(port)).verdict is Verdict.OK
    assert (await about(port)).verdict is Verdict.WARNING
    other = web.AppRunner(web.Application())  # it answers, and knows no such page
    await other.setup()
    await web.TCPSite(other, "127.0.0.1", port).start()
    assert (await about(port)).verdict is Verdict.BAD
    await other.cleanup()


async def not_asked() -> Health:
    raise AssertionError
