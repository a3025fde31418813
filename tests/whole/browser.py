"""The program in a real browser: a page as wide as a phone, and hands for it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.support.chromium import CHROMIUM, FLAGS
from tests.support.forked_program import ForkedProgram
from tests.support.program import ROOT

PICTURES = ROOT / "docs" / "pictures"
PATIENCE_MS = 60_000

IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="NO CHROMIUM: nothing is tried in a browser"),
]


@asynccontextmanager
async def page_of_the_program(folder: Path) -> AsyncIterator[Page]:
    """Start the program and show its chat."""
    program = ForkedProgram(folder, LOCAL_CHAT_PORT="0", REPLAY_SPEED="8")
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
    await page.get_by_test_id("inline-button").filter(has_text=wanted).last.click(timeout=PATIENCE_MS)


async def send(page: Page, text: str) -> None:
    await page.get_by_test_id("input").fill(text)
    await page.get_by_test_id("send").click()


async def sees(page: Page, text: str | re.Pattern[str]) -> None:
    await expect(page.get_by_test_id("message-text").filter(has_text=text).last).to_be_visible(
        timeout=PATIENCE_MS
    )


async def sees_button(page: Page, label: str) -> None:
    await expect(page.get_by_test_id("inline-button").filter(has_text=label).last).to_be_visible(
        timeout=PATIENCE_MS
    )
