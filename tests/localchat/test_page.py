"""The page in a real browser: a conversation as a human has it, on a phone and on a desktop."""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route, async_playwright, expect
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto

from bot.localchat import LocalChat
from tests.localchat.pictures import png
from tests.localchat.raw import RawBot, buttons
from tests.support.chat_control import ChatControl
from tests.support.chromium import CHROMIUM, FLAGS

ME = 1000
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1100, "height": 800}
MORE = InlineKeyboardButton("More", callback_data="more")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM.exists(), reason="NO CHROMIUM: the chat page is not tested (apt install chromium)"
    ),
]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        await chromium.close()


@pytest.fixture
async def page(browser: Browser, chat: LocalChat) -> AsyncIterator[Page]:
    """Give a phone with the page on it; whatever the browser complains of fails the test."""
    opened = await browser.new_page(viewport={"width": 390, "height": 844})
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None
    )
    await opened.goto(chat.page_url)
    await expect(opened.get_by_test_id("chat-title")).to_have_text("Scalper")
    yield opened
    assert [line for line in complaints if "ERR_" not in line] == []


@pytest.fixture
async def bot(chat: LocalChat) -> AsyncIterator[Bot]:
    async with Bot(chat.token, base_url=f"{chat.url}/bot") as client:
        yield client


async def test_the_page_says_that_the_bot_is_starting(page: Page, raw: RawBot) -> None:
    await expect(page.get_by_test_id("status")).to_have_text("starting, answers in a moment")
    await raw.updates()
    await expect(page.get_by_test_id("status")).to_have_text("bot")


async def test_a_conversation(page: Page, raw: RawBot) -> None:
    await page.get_by_test_id("start").click()
    await expect(page.get_by_test_id("message").last).to_have_attribute("data-side", "out")
    started = (await raw.updates())[0]
    assert started["message"]["text"] == "/start"
    await raw.say(
        "<b>Bold</b> &lt;i&gt;", parse_mode="HTML", reply_markup=buttons([("Go", "1"), ("Stay", "2")])
    )
    text = page.get_by_test_id("message-text").last
    await expect(text).to_have_text("Bold <i>")
    assert await text.inner_html() == "<b>Bold</b> &lt;i&gt;"
    go = page.get_by_test_id("inline-button").filter(has_text="Go")
    await go.click()
    await expect(go).to_have_attribute("aria-busy", "true")
    query = (await raw.updates(started["update_id"] + 1, wait_seconds=10))[0]["callback_query"]
    await raw.do("answerCallbackQuery", callback_query_id=query["id"], text="Went")
    await expect(page.get_by_test_id("toast")).to_have_text("Went")
    await expect(go).not_to_have_attribute("aria-busy", "true")
    message_id = query["message"]["message_id"]
    await raw.do("editMessageText", chat_id=ME, message_id=message_id, text="Gone")
    await expect(text).to_have_text("Gone")
    await expect(page.get_by_test_id("edited")).to_be_visible()
    await expect(page.get_by_test_id("inline-button")).to_have_count(0)
    await raw.do("deleteMessage", chat_id=ME, message_id=message_id)
    await expect(page.get_by_test_id("message")).to_have_count(1)


async def test_what_is_typed_arrives_as_it_is(page: Page, raw: RawBot) -> None:
    await page.get_by_test_id("start").click()
    nasty = "<img src=x onerror=alert(1)> & *_`"
    await page.get_by_test_id("input").fill(nasty)
    await page.get_by_test_id("send").click()
    await expect(page.get_by_test_id("message-text").last).to_have_text(nasty)
    await expect(page.get_by_test_id("input")).to_have_value("")
    assert (await raw.updates(-1))[0]["message"]["text"] == nasty


async def test_the_command_menu(page: Page, raw: RawBot) -> None:
    await page.get_by_test_id("start").click()
    await raw.do(
        "setMyCommands",
        commands=[
            {"command": "bots", "description": "Yours"},
            {"command": "stop_all", "description": "Stop"},
        ],
    )
    await page.get_by_test_id("menu-button").click()
    await expect(page.get_by_test_id("command")).to_have_text(["/botsYours", "/stop_allStop"])
    await page.get_by_test_id("input").fill("/st")
    await expect(page.get_by_test_id("command")).to_have_text(["/stop_allStop"])
    await page.get_by_test_id("input").press("Enter")
    await expect(page.get_by_test_id("message-text").last).to_have_text("/stop_all")


async def test_alerts_and_typing(page: Page, raw: RawBot) -> None:
    await raw.say("card", reply_markup=buttons([("Go", "1")]))
    await raw.do("sendChatAction", chat_id=ME, action="typing")
    await expect(page.get_by_test_id("status")).to_have_text(re.compile("typing"))
    await page.get_by_test_id("inline-button").click()
    query = (await raw.updates(-1))[0]["callback_query"]
    await raw.do("answerCallbackQuery", callback_query_id=query["id"], text="Careful", show_alert=True)
    await expect(page.get_by_test_id("alert-text")).to_have_text("Careful")
    await page.get_by_test_id("alert-ok").click()
    await expect(page.get_by_test_id("alert")).not_to_be_visible()


async def test_files_go_up_and_down(page: Page, raw: RawBot, tmp_path: Path) -> None:
    await page.get_by_test_id("start").click()
    await page.get_by_test_id("file").set_input_files(
        {"name": "bots.json", "mimeType": "application/json", "buffer": b"[]"}
    )
    document = page.get_by_test_id("document")
    await expect(document).to_contain_text("bots.json")
    assert (await raw.updates(-1))[0]["message"]["document"]["file_size"] == 2
    async with page.expect_download() as download:
        await document.click()
    await (await download.value).save_as(tmp_path / "bots.json")
    assert (tmp_path / "bots.json").read_bytes() == b"[]"


async def test_photos_and_albums_and_their_captions(page: Page, raw: RawBot, bot: Bot) -> None:
    sent = await bot.send_photo(
        ME, png(1080, 810), caption="first", reply_markup=InlineKeyboardMarkup.from_button(MORE)
    )
    photo, text = page.get_by_test_id("photo"), page.get_by_test_id("message-text").last
    await expect(text).to_have_text("first")
    await expect(page.get_by_test_id("inline-button")).to_have_text("More")
    shown = await photo.evaluate("image => image.decode().then(() => image.clientWidth / image.clientHeight)")
    assert shown == pytest.approx(1080 / 810, rel=0.02), "the whole of it is seen"
    before = await photo.get_attribute("src")
    await raw.do("editMessageCaption", chat_id=ME, message_id=sent.message_id, caption="second")
    await expect(text).to_have_text("second")
    await expect(page.get_by_test_id("edited")).to_be_visible()
    await bot.edit_message_media(InputMediaPhoto(png(540, 405), caption="third"), ME, sent.message_id)
    await expect(text).to_have_text("third")
    assert await photo.get_attribute("src") != before
    await expect(page.get_by_test_id("message")).to_have_count(1)
    pictures = [InputMediaPhoto(png(540, 405), caption="all three" if n == 0 else None) for n in range(3)]
    parts = await bot.send_media_group(ME, pictures)
    album = page.get_by_test_id("album")
    await expect(album.get_by_test_id("photo")).to_have_count(3)
    await expect(album).to_contain_text("all three")
    await expect(album.locator("time:visible")).to_have_count(1)
    boxes = [await one.bounding_box() for one in await album.get_by_test_id("photo").all()]
    first, second, third = [box for box in boxes if box is not None]
    assert first["y"] == second["y"] < third["y"], "two stand side by side"
    assert third["width"] > 1.9 * first["width"]
    await raw.do("editMessageCaption", chat_id=ME, message_id=parts[0].message_id, caption="all of them")
    await expect(album).to_contain_text("all of them")
    await page.reload()
    await expect(album.get_by_test_id("photo")).to_have_count(3)


async def test_a_second_chat_brings_the_list(page: Page, raw: RawBot, control: ChatControl) -> None:
    group = await control.group("Desk <b>", {ME: "creator"})
    await raw.say("fill", group)
    await page.get_by_role("button", name="All chats").click()
    await page.get_by_test_id("chat-item").filter(has_text="Desk <b>").click()
    await expect(page.get_by_test_id("message-text")).to_have_text(["fill"])


async def test_the_page_follows_a_restarted_server(browser: Browser, tmp_path: Path) -> None:
    store = tmp_path / "chat.sqlite"
    before = LocalChat(store=store)
    await before.start()
    page = await browser.new_page()
    await page.goto(before.page_url)
    await page.get_by_test_id("start").click()
    await expect(page.get_by_test_id("message")).to_have_count(1)
    await before.stop()
    await expect(page.get_by_test_id("status")).to_have_text(re.compile("connecting"))
    after = LocalChat(store=store, port=int(before.url.rpartition(":")[2]))
    await after.start()
    async with RawBot(after.url, after.token) as raw:
        await raw.updates()
        await raw.say("I am back")
    await expect(page.get_by_test_id("message-text").last).to_have_text("I am back")
    await expect(page.get_by_test_id("status")).to_have_text("bot")
    await page.close()
    await after.stop()


@pytest.mark.parametrize("screen", [PHONE, DESKTOP])
async def test_nothing_is_wider_than_the_screen(
    page: Page, raw: RawBot, screen: dict[str, int], tmp_path: Path
) -> None:
    await page.set_viewport_size({"width": screen["width"], "height": screen["height"]})
    await raw.say(
        f"<pre>{'wide' * 60}</pre>{'long' * 99}",
        parse_mode="HTML",
        reply_markup=buttons([("A long label of a button", str(n)) for n in range(4)]),
    )
    await expect(page.get_by_test_id("message")).to_have_count(1)
    for selector in ("html", "#log", "#chat"):
        wider = await page.locator(selector).evaluate("part => part.scrollWidth - part.clientWidth")
        assert wider <= 0, selector
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path))
    await page.screenshot(path=folder / f"chat-{screen['width']}.png")


async def test_an_answer_while_the_page_looks_anew_is_not_lost(page: Page, raw: RawBot) -> None:
    """A new menu of commands has the page ask for everything: what is told meanwhile is told all the same."""
    await page.get_by_test_id("start").click()
    started = (await raw.updates())[0]
    await raw.say("Sure?", reply_markup=buttons([("Yes", "1")]))
    await page.get_by_test_id("inline-button").click()
    query = (await raw.updates(started["update_id"] + 1, wait_seconds=10))[0]["callback_query"]
    asked, may_go_on = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        asked.set()
        await may_go_on.wait()
        await route.continue_()

    await page.route("**/api/state*", hold)
    await raw.do("setMyCommands", commands=[{"command": "bots", "description": "Yours"}])
    await asyncio.wait_for(asked.wait(), 10)
    await raw.do("answerCallbackQuery", callback_query_id=query["id"], text="Deleted.", show_alert=True)
    await raw.say("Told meanwhile")
    may_go_on.set()
    await expect(page.get_by_test_id("message-text").last).to_have_text("Told meanwhile")
    await expect(page.get_by_test_id("alert")).to_contain_text("Deleted.")
    await page.get_by_test_id("alert").get_by_role("button").click()
    await raw.say("And then")
    await expect(page.get_by_test_id("message-text").filter(has_text="And then")).to_have_count(1)


async def test_a_look_that_comes_in_late_leaves_nothing_old(page: Page, raw: RawBot) -> None:
    """A look that was asked for before another menu came does not leave the page with the old one."""
    await page.get_by_test_id("start").click()
    started = (await raw.updates())[0]
    asked, first_may_go_on, looks = asyncio.Event(), asyncio.Event(), count()

    async def hold(route: Route) -> None:
        if next(looks) == 0:
            response = await route.fetch()
            asked.set()
            await first_may_go_on.wait()
            await route.fulfill(response=response)
        else:
            await route.continue_()

    await page.route("**/api/state*", hold)
    await raw.do("setMyCommands", commands=[{"command": "bots", "description": "Menu 0"}])
    await asyncio.wait_for(asked.wait(), 10)
    await raw.do("setMyCommands", commands=[{"command": "bots", "description": "Menu 1"}])
    first_may_go_on.set()
    await raw.say("Here", reply_markup=buttons([("Yes", "1")]))
    await page.get_by_test_id("inline-button").click()
    query = (await raw.updates(started["update_id"] + 1, wait_seconds=10))[0]["callback_query"]
    await raw.do("answerCallbackQuery", callback_query_id=query["id"], text="Went")
    await expect(page.get_by_test_id("toast")).to_have_text("Went")
    await page.get_by_test_id("menu-button").click()
    await expect(page.get_by_test_id("command")).to_have_text(["/botsMenu 1"])
