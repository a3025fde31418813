"""The main path as a person walks it, in a real browser. The pictures of the docs are taken here."""

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Page

from bot.views.words import Words
from tests.support.words import CATALOGUES
from tests.whole.browser import IN_A_BROWSER, PICTURES, page_of_the_program, sees, sees_button, send, tap

pytestmark = IN_A_BROWSER
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LANGUAGES = ("en", "ru")


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    async with page_of_the_program(tmp_path) as opened:
        yield opened


async def picture(page: Page, name: str) -> None:
    """Keep what the page shows now, in light and dark, if pictures are asked for."""
    if os.environ.get("UPDATE_PICTURES"):
        for scheme in SCHEMES:
            await page.emulate_media(color_scheme=scheme)
            await page.screenshot(
                path=PICTURES / f"{name}-{scheme}.jpg", quality=80, scale="css", animations="disabled"
            )
        await page.emulate_media(color_scheme="light")


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
        await page.screenshot(path=PICTURES / "first-fill.png")


async def test_the_main_screens_in_two_languages(page: Page) -> None:
    await page.get_by_test_id("start").click()
    await sees(page, "I run scalping bots for you")
    for language in LANGUAGES:
        words = CATALOGUES.words(language)
        await send(page, "/settings")
        name = words.plain("language-name")
        await page.get_by_test_id("inline-button").filter(has_text=name).last.click()
        await sees_button(page, f"• {name}")
        await _one_language(page, words)


async def _one_language(page: Page, words: Words) -> None:
    def label(name: str) -> str:
        return words.plain(f"button-{name}")

    await send(page, "/newbot BTC/USDT Binance BUY 0.01 59910 60090 loop")
    await sees_button(page, label("create-and-start"))
    await picture(page, f"review-{words.language}")
    if words.language == "en":
        await tap(page, label("create-and-start"))
        await sees(page, "Cycle 1 of #1")
    else:
        await tap(page, label("cancel"))
    await send(page, "/bots")
    await page.get_by_test_id("inline-button").filter(has_text="#1 BTC/USDT").last.click()
    await sees_button(page, label("bring-down"))
    await picture(page, f"card-{words.language}")
    await tap(page, label("stop"))
    await sees_button(page, label("close-now"))
    await picture(page, f"stop-{words.language}")
    await tap(page, label("back"))
    await sees_button(page, label("back-to-list"))
