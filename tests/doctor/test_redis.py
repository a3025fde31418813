"""What the doctor says of Redis, against a real one."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.doctor.finding import Finding, Verdict
from bot.doctor.redis import look_at_redis
from tests.support.redis_server import PASSWORD, needs_redis, redis_server

pytestmark = needs_redis


async def look(url: str | None) -> list[Finding]:
    return [found async for found in look_at_redis(None if url is None else SecretStr(url))]


async def test_a_redis_that_lets_us_in_is_fine(tmp_path: Path) -> None:
    async with redis_server(tmp_path) as server:
        [found] = await look(server.url)
    assert (found.verdict, found.what) == (Verdict.OK, "forms are kept there")
    assert await look(None) == []


@pytest.mark.parametrize("password", ["", "not-that-one"])
async def test_a_wrong_password_is_named_and_not_shown(tmp_path: Path, password: str) -> None:
    async with redis_server(tmp_path) as server:
        user = f":{password}@" if password else ""
        [found] = await look(f"redis://{user}127.0.0.1:{server.port}/0")
    assert found.verdict is Verdict.BAD
    assert "password is refused. Write it as redis://:password@host" in str(found)
    assert "not-that-one" not in str(found)


async def test_one_that_is_away_is_named_with_the_ways_out(tmp_path: Path) -> None:
    async with redis_server(tmp_path) as server:
        await server.stop()
        [found] = await look(server.url)
    assert found.verdict is Verdict.BAD
    assert "does not answer (ConnectionError). Start Redis, or leave REDIS_URL out" in str(found)
    assert PASSWORD not in str(found)


async def test_one_that_takes_nothing_is_named(tmp_path: Path) -> None:
    async with redis_server(tmp_path, maxmemory="1") as server:
        [found] = await look(server.url)
    assert found.verdict is Verdict.BAD
    assert "takes nothing" in str(found)
