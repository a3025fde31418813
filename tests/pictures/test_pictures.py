"""The process that draws: it comes back, says no, and is not asked twice."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace

import pytest

from bot.pictures.__main__ import draw
from bot.pictures.pictures import NotDrawn, Pictures, open_pictures
from tests.pictures.samples import head, price_picture, prices, results_picture

PRICES = price_picture(prices(50))
NOTHING = results_picture(())
UNDRAWABLE = replace(PRICES, prices=(), levels=())
"""Nothing says which prices it is about."""


@pytest.fixture
async def pictures() -> AsyncIterator[Pictures]:
    async with open_pictures() as made:
        yield made


def worker_of(pictures: Pictures) -> int:
    worker = pictures._worker  # noqa: SLF001 - which process it is, nobody else has to know
    assert worker is not None
    return worker.pid


async def test_it_draws_what_the_functions_draw(pictures: Pictures) -> None:
    assert await pictures.draw(PRICES) == draw(PRICES)
    assert await pictures.draw(NOTHING) == draw(NOTHING)


async def test_the_same_picture_is_drawn_once(pictures: Pictures) -> None:
    first = await pictures.draw(PRICES)
    await pictures.close()
    again = price_picture(prices(50))
    assert await pictures.draw(again) is first
    assert pictures._worker is None, "nobody was asked"  # noqa: SLF001 - likewise
    assert await pictures.draw(replace(again, head=head(None))) != first


async def test_only_the_newest_are_kept() -> None:
    pictures = Pictures(most_kept=1)
    try:
        first = await pictures.draw(NOTHING)
        await pictures.draw(PRICES)
        assert await pictures.draw(NOTHING) is not first
    finally:
        await pictures.close()


async def test_what_cannot_be_drawn_is_told_and_the_next_is_drawn(
    pictures: Pictures, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(NotDrawn):
        await pictures.draw(UNDRAWABLE)
    assert "draw_price" in caplog.text, "the cause is in the log"
    assert await pictures.draw(PRICES) == draw(PRICES)


async def test_a_process_that_has_ended_is_started_again(pictures: Pictures) -> None:
    await pictures.draw(NOTHING)
    first = worker_of(pictures)
    os.kill(first, signal.SIGKILL)
    assert await pictures.draw(PRICES) == draw(PRICES)
    assert worker_of(pictures) != first


async def test_whoever_does_not_wait_leaves_no_wrong_picture_behind(pictures: Pictures) -> None:
    await pictures.draw(NOTHING)
    asked = asyncio.get_running_loop().create_task(pictures.draw(PRICES))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    asked.cancel()
    with suppress(asyncio.CancelledError):
        await asked
    other = replace(PRICES, head=head(None))
    assert await pictures.draw(other) == draw(other)


async def test_many_at_once_are_each_given_their_own(pictures: Pictures) -> None:
    wanted = [replace(NOTHING, note=f"note {n}") for n in range(6)]
    assert await asyncio.gather(*map(pictures.draw, wanted)) == [draw(one) for one in wanted]


async def test_where_no_process_can_be_started_it_is_said(
    pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with pytest.raises(NotDrawn):
        await pictures.draw(PRICES)


async def test_it_ends_with_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BINANCE_SECRET_KEY", "very-secret")
    async with open_pictures() as pictures:
        await pictures.draw(NOTHING)
        process = worker_of(pictures)
        with open(f"/proc/{process}/environ", "rb") as environ:  # noqa: ASYNC230, PTH123 - of the kernel
            assert b"very-secret" not in environ.read()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
