"""The main path as a person walks it, in a real browser. The picture in the README is taken here."""

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.support.program import ROOT, Program

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PICTURE = ROOT / "docs" / "pictures" / "first-fill.png"
PATIENCE_MS = 60_000

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="NO CHROMIUM: the main path is not tried in a browser"),
]


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    program = Program(tmp_path, LOCAL_CHAT_PORT="0", REPLAY_SPEED="8")
    await program.start()
    found = re.search(r"http://\S+", await program.says("Open its chat:"))
    assert found is not None
    await program.says("connected as")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        opened = await chromium.new_page(viewport={"width": 430, "height": 900}, device_scale_factor=2)
        await opened.goto(found[0])
        yield opened
        await chromium.close()
    await program.terminate()


async def tap(page: Page, label: str) -> None:
    """Tap the newest button of that label, whatever follows behind a colon."""
    wanted = re.compile(f"^{re.escape(label)}(:|$)")
    await page.get_by_test_id("inline-button").filter(has_text=wanted).last.click()


async def send(page: Page, text: str) -> None:
    await page.get_by_test_id("input").fill(text)
    await page.get_by_test_id("send").click()


async def sees(page: Page, text: str | re.Pattern[str]) -> None:
    await expect(page.get_by_test_id("message-text").filter(has_text=text).last).to_be_visible(
        timeout=PATIENCE_MS
    )


async def test_make_a_bot_start_it_and_see_a_fill(page: Page) -> None:
    await page.get_by_test_id("start").click()
    await sees(page, "I run scalping bots for you")
    await send(page, "/newbot")
    await sees(page, "Which trading pair?")
    await tap(page, "BTC/USDT")
    await sees(page, "On which exchange?")
    await tap(page, "Binance")
    await sees(page, "Which order comes first?")
    await tap(page, "BUY")
    await sees(page, "How much BTC?")
    await send(page, "0,01")
    await sees(page, "Buy at which price")
    await send(page, "59910")
    await sees(page, "Sell at which price")
    await send(page, "60090")  # the made-up market comes to both within a minute, whenever it is looked at
    await sees(page, "Trail the price?")
    await tap(page, "none")
    await sees(page, "Start again")
    await tap(page, "yes")
    await sees(page, "Each cycle brings")
    await tap(page, "Create and start")
    await sees(page, re.compile(r"BUY 0\.01 BTC @ \d+ · fee"))
    await sees(page, re.compile(r"Cycle 1 of #1 BTC/USDT"))
    if os.environ.get("UPDATE_PICTURES"):
        await page.screenshot(path=PICTURE)
