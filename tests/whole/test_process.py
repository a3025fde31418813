"""The program as an operator has it: started, ended in order, started again."""

import asyncio
import os
import pty
import re
import signal
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from db.migrate import upgrade, writable_connection
from db.store import open_store
from engine.tasks import Nursery
from tests.db.trading import make_trader
from tests.support.clock import ManualClock
from tests.support.forked_program import ForkedProgram
from tests.support.person import Person
from tests.support.program import CLEAN, ROOT, Program
from tests.support.words import line_text

ENDS_WITHIN_S = 60.0
"""Five on a machine that does nothing else; tests beside it take their share."""


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    """No token: the local chat, on a made-up market that runs twenty times faster than it would."""
    made = Program(tmp_path, LOCAL_CHAT_PORT="0", REPLAY_SPEED="20")
    yield made
    await made.kill()


async def page_of(program: Program) -> str:
    line = await program.says("Open its chat:")
    found = re.search(r"http://\S+", line)
    assert found is not None
    return found[0]


async def ends_in_order(program: Program) -> None:
    begun = time.monotonic()
    assert await program.terminate() == 0
    assert time.monotonic() - begun < ENDS_WITHIN_S
    assert "Traceback" not in program.output


async def test_a_service_that_is_told_to_open_its_logs_anew_goes_on(program: Program) -> None:
    """As logrotate tells daemons. What ends by SIGHUP systemd does not start again."""
    await program.start()
    await page_of(program)
    os.kill(program.pid, signal.SIGHUP)
    await program.says("SIGHUP")
    assert program.is_running
    await ends_in_order(program)


async def test_it_ends_in_order_with_its_terminal(tmp_path: Path) -> None:
    outer, inner = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name in CLEAN}
    log = tmp_path / "log"
    with log.open("wb") as written:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot"),
            cwd=tmp_path,
            env=environment | {"PYTHONPATH": str(ROOT), "LOCAL_CHAT_PORT": "0"},
            stdin=inner,
            stdout=written,
            stderr=written,
        )
    try:
        async with asyncio.timeout(60):
            while "Open its chat:" not in log.read_text():  # noqa: ASYNC110 - nobody is told of it
                await asyncio.sleep(0.05)
            process.send_signal(signal.SIGHUP)
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        os.close(outer)
        os.close(inner)
    assert "ended in order" in log.read_text()


@pytest.mark.timeout(300)
async def test_a_second_start_goes_on_where_the_first_ended(program: Program) -> None:
    await program.start()
    async with Person(await page_of(program), patience_seconds=120) as you:
        await you.send("/newbot BTC/USDT Binance BUY 0.01 59900 60100 loop")
        await you.reads("Each cycle brings")
        await you.tap("Create and start")
        await you.reads("SELL 0.00999 BTC @ 60100 · fee")
        await you.send("/bots")
        await you.reads("Your bots")
        await you.send("/accounts")
        await you.reads("Longest delay inside this program in the last hour:")
        await you.send("/newbot")
        await you.reads("Which trading pair?")
        await you.tap("ETH/USDT")
        await you.reads("On which exchange?")
        await you.catch_up()
        form, bots = you.with_button("Binance F"), you.with_button("#1 BTC/USDT")
    await ends_in_order(program)

    await program.start()
    async with Person(await page_of(program), patience_seconds=120) as you:
        await you.reads("#1 BTC/USDT", within_seconds=120)
        await program.says("connected as")
        await you.turn_the_page()
        await you.reads("SELL 0.00999 BTC @ 60100 · fee")
        await you.tap("Binance F", on=form)
        await you.reads("Which order comes first?")
        await you.tap("#1 BTC/USDT", on=bots)
        card = await you.reads("Realised")
        assert "Active" in card.text
    await ends_in_order(program)


@pytest.mark.timeout(300)
async def test_what_is_done_on_the_page_before_the_chat_answers_is_answered(program: Program) -> None:
    """The page is there some hundred milliseconds before the chat; on a busy machine it may be after it."""
    await program.start()
    async with Person(await page_of(program), patience_seconds=120) as you:
        await you.send("/start")
        greeting = await you.reads("Begin with /newbot")
        assert (await you.get("state"))["bot"]["answers"] is True
    await ends_in_order(program)

    await program.start()
    async with Person(await page_of(program), patience_seconds=120) as you:
        await you.tap("New bot", on=greeting)
        await you.reads("Which trading pair?")
        await you.tap("BTC/USDT")
        await you.reads("On which exchange?")
    await ends_in_order(program)


async def test_settings_that_are_wrong_are_all_said_at_once(tmp_path: Path) -> None:
    program = Program(tmp_path, REPLAY_SPEED="fast", TELEGRAM_OWNER_IDS="@me", LOCAL_CHAT_PORT="0")
    await program.start()
    assert await program.ended(30) == 2
    assert "REPLAY_SPEED" in program.output
    assert "TELEGRAM_OWNER_IDS" in program.output
    assert "Traceback" not in program.output


@pytest.mark.parametrize(
    "newer",
    ["UPDATE alembic_version SET version_num = '9999'", "UPDATE bot_states SET state = '{\"v\": 999}'"],
    ids=["tables", "a bot"],
)
async def test_a_database_of_a_newer_version_is_refused_in_a_sentence(tmp_path: Path, newer: str) -> None:
    url = f"sqlite:///{tmp_path / 'scalper.db'}"
    await upgrade(url)
    nursery = Nursery(ManualClock())
    async with open_store(url, nursery, line_text) as store:
        await make_trader(store)
    await nursery.close()
    async with writable_connection(url) as connection:
        assert (await connection.execute(text(newer))).rowcount == 1
    program = ForkedProgram(tmp_path, DATABASE_URL=url, LOCAL_CHAT_PORT="0")
    await program.start()
    assert await program.ended(60) == 2
    assert "a newer version of Scalper has used this database" in program.output
    assert "Traceback" not in program.output


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"timestamp,price\n1570752011620,1e9999999\n", "prices.csv, row 2: the price is out of range"),
        (b"timestamp,price\n1570752011620,\n", "prices.csv, row 2: a cell is empty (price)"),
        (b"\x1f\x8b\x08\x00", "prices.csv: it is compressed"),
        (b"", "prices.csv: the header must be timestamp,id,side,price,amount"),
    ],
    ids=["huge", "empty cell", "compressed", "empty"],
)
async def test_a_file_that_cannot_be_replayed_is_one_sentence(
    tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "prices.csv"
    file.write_bytes(content)
    program = ForkedProgram(tmp_path, MARKET_DATA=f"csv:{file}", LOCAL_CHAT_PORT="0")
    await program.start()
    assert await program.ended(60) == 2
    assert f"MARKET_DATA: {said}" in program.output
    assert "Traceback" not in program.output
