"""A bot whose JSON in the database was broken by hand: the program starts, says so, and the others trade."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.forked_program import ForkedProgram
from tests.support.person import Person
from tests.whole.test_restored import page_of


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[ForkedProgram]:
    made = ForkedProgram(tmp_path, LOCAL_CHAT_PORT="0", REPLAY_SPEED="20", SCALPER_LEASE_S="0.3")
    yield made
    await made.kill()


def state_of_the_first(database: Path, put: str | None = None) -> str:
    """Return what is stored of bot #1, and put something else in its place."""
    of_it = "bot_id = (SELECT id FROM bots WHERE number = 1)"
    with closing(sqlite3.connect(database)) as opened:
        ((state,),) = opened.execute(f"SELECT state FROM bot_states WHERE {of_it}")  # noqa: S608
        if put is not None:
            opened.execute(f"UPDATE bot_states SET state = ? WHERE {of_it}", (put,))  # noqa: S608
            opened.commit()
    return str(state)


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_it_is_set_aside_and_goes_on_once_it_is_put_right(
    program: ForkedProgram, tmp_path: Path
) -> None:
    database = tmp_path / "data" / "scalper.db"
    await program.start()
    async with Person(await page_of(program), patience_seconds=30) as you:
        for pair in ("BTC/USDT", "BTC/USDT"):
            await you.send(f"/newbot {pair} Binance BUY 0.01 59000 60900 loop")
            await you.reads("Each cycle brings")
            await you.tap("Create and start")
            await you.reads("Waiting for its order")
    assert await program.terminate() == 0
    whole = state_of_the_first(database)
    state_of_the_first(database, put=whole[: len(whole) // 2])

    await program.start()
    said = await program.says("#1 BTC/USDT is set aside, the others trade")
    assert "python -m bot restore" in said
    async with Person(await page_of(program), patience_seconds=30) as you:
        notice = await you.reads("#1 BTC/USDT is set aside")
        assert "restore a backup" in notice.text
        await you.send("/bot 1")
        await you.reads("What is stored of this bot cannot be read")
        await you.send("/bots")
        await you.reads("Your bots")
        await you.send("/health")
        await you.reads("Set aside: #1 BTC/USDT.")
        for command in ("/stats", "/pnl", "/orders", "/accounts", "/stop_all", "/export", "/logs"):
            await you.send(command)
            await you.reads(lambda seen: bool(seen.text))
    assert await program.terminate() == 0
    assert "Traceback" not in program.output

    state_of_the_first(database, put=whole)
    await program.start()
    async with Person(await page_of(program), patience_seconds=30) as you:
        await you.reads("#1 BTC/USDT")
    assert await program.terminate() == 0
    assert "set aside" not in program.output
    assert "Traceback" not in program.output
