"""An older backup put back: the program notices, and says so."""

import re
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.forked_program import ForkedProgram
from tests.support.person import Person
from tests.support.wishes import wants_each_fill


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[ForkedProgram]:
    made = ForkedProgram(tmp_path, LOCAL_CHAT_PORT="0", REPLAY_SPEED="20", SCALPER_LEASE_S="0.3")
    yield made
    await made.kill()


async def page_of(program: ForkedProgram) -> str:
    found = re.search(r"http://\S+", await program.says("Open its chat:"))
    assert found is not None
    return found[0]


def epoch(database: Path) -> int:
    connection = sqlite3.connect(database)
    try:
        ((found,),) = connection.execute("SELECT epoch FROM installation")
    finally:
        connection.close()
    return int(found)


def back_up(database: Path, copy: Path) -> None:
    source, target = sqlite3.connect(database), sqlite3.connect(copy)
    source.backup(target)
    target.close()
    source.close()


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_a_backup_of_the_same_run_is_noticed(program: ForkedProgram, tmp_path: Path) -> None:
    database, copy = tmp_path / "data" / "scalper.db", tmp_path / "copy.db"
    await program.start()
    async with Person(await page_of(program), patience_seconds=120) as you:
        await wants_each_fill(you)
        await you.send("/newbot BTC/USDT Binance BUY 0.01 59900 60100 loop")
        await you.reads("Each cycle brings")
        await you.tap("Create and start")
        await you.reads("@ 59900 (PAPER, Binance)")
        back_up(database, copy)
        await you.reads("SELL 0.00999 BTC @ 60100 (PAPER, Binance)")
    assert await program.terminate() == 0
    before = epoch(database)

    await program.start()  # nothing was put back: nothing to notice
    await program.says("connected as")
    assert await program.terminate() == 0
    assert "older backup" not in program.output
    assert epoch(database) == before

    for leftover in database.parent.glob("scalper.db-*"):
        leftover.unlink()
    copy.replace(database)
    await program.start()
    await program.says("older backup")
    async with Person(await page_of(program), patience_seconds=120) as you:
        await you.reads("I was started from an older backup")
    assert await program.terminate() == 0
    assert epoch(database) != before

    await program.start()  # it is said once
    await program.says("connected as")
    assert await program.terminate() == 0
    assert "older backup" not in program.output
