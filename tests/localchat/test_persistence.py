"""A store keeps everything: over a restart, over SIGKILL, and for the page that was open meanwhile."""

import asyncio
import json
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.config.settings import Settings
from bot.localchat import LocalChat
from bot.localchat.model import Media, Message
from bot.localchat.store import Store
from bot.localchat.world import KEPT_MESSAGES
from bot.process.local_chat import STORE, local_chat
from engine.errors import SettingsError
from tests.localchat.controlled import ControlledChat
from tests.localchat.pictures import png
from tests.localchat.raw import RawBot, buttons
from tests.support.chat_control import ChatControl
from tests.support.person import Person

ME = 1000


@asynccontextmanager
async def _serving(store: Path, port: int = 0) -> AsyncIterator[LocalChat]:
    chat = ControlledChat(store=store, port=port)
    await chat.start()
    try:
        yield chat
    finally:
        await chat.stop()


def _readable_by_others(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.stat().st_mode & 0o077]


async def test_everything_survives_a_restart(tmp_path: Path) -> None:
    store = tmp_path / "chat.sqlite"
    async with _serving(store) as chat, RawBot(chat.url, chat.token) as raw, Person(chat.page_url) as me:
        async with ChatControl(chat.page_url) as control:
            group = await control.group("Alerts", {ME: "creator"})
        await raw.do("setMyCommands", commands=[{"command": "bots", "description": "Your bots"}])
        card = await raw.say("card", reply_markup=buttons([("Go", "1")]))
        await raw.do("editMessageText", chat_id=ME, message_id=card["message_id"], text="card 2",
                     reply_markup=buttons([("Go", "1")]))  # fmt: skip
        await me.tap("Go")
        await me.upload("a.txt", b"content")
        updates = await raw.updates()
        token, key = chat.token, chat.key
        assert _readable_by_others(tmp_path) == []
    async with _serving(store) as chat, RawBot(chat.url, chat.token) as raw, Person(chat.page_url) as me:
        assert (chat.token, chat.key) == (token, key)
        assert [message.text for message in me.messages] == ["card 2", ""]
        assert await me.download(me.messages[1]) == b"content"
        assert me.messages[0].edited
        assert await me.commands() == {"bots": "Your bots"}
        assert await raw.updates() == updates
        query_id = updates[0]["callback_query"]["id"]
        await raw.do("answerCallbackQuery", callback_query_id=query_id, text="late")
        assert (await me.reads_toast("late")).message_id == card["message_id"]
        assert (await raw.say("next"))["message_id"] == card["message_id"] + 2
        assert (await raw.say("to the group", group))["chat"]["title"] == "Alerts"
        await me.send("new")
        assert [update["update_id"] for update in await raw.updates()] == [
            updates[0]["update_id"],
            updates[1]["update_id"],
            updates[1]["update_id"] + 1,
        ]


async def test_what_an_earlier_version_kept_besides_is_no_obstacle(tmp_path: Path) -> None:
    store = tmp_path / "chat.sqlite"
    async with _serving(store) as chat, RawBot(chat.url, chat.token) as raw:
        await raw.say("kept")
    database = sqlite3.connect(store)
    more = {"chat": "'$.pinned', json('[1]')", "message": "'$.signature', null"}
    for kind, values in more.items():
        database.execute(f"UPDATE records SET body = json_set(body, {values}) WHERE kind = ?", (kind,))  # noqa: S608
    database.commit()
    database.close()
    async with _serving(store) as chat, Person(chat.page_url) as me:
        assert [message.text for message in me.messages] == ["kept"]


async def test_a_person_who_looks_on_sees_what_comes_after_a_restart(tmp_path: Path) -> None:
    store = tmp_path / "chat.sqlite"
    async with _serving(store) as chat:
        port = int(chat.url.rpartition(":")[2])
        person = await Person(chat.page_url).__aenter__()
    try:
        async with _serving(store, port) as chat, RawBot(chat.url, chat.token) as raw:
            await raw.say("I am back")
            await person.reads("I am back")
    finally:
        await person.__aexit__(None, None, None)


@asynccontextmanager
async def _process(
    *options: str,
) -> AsyncIterator[tuple[asyncio.subprocess.Process, dict[str, str]]]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.localchat.controlled", *options, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        yield process, json.loads(await process.stdout.readline())
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_what_was_answered_survives_sigkill(tmp_path: Path) -> None:
    store = str(tmp_path / "chat.sqlite")
    async with _process("--store", store) as (process, places):
        await _fill(places)
        process.send_signal(signal.SIGKILL)
        assert await process.wait() == -signal.SIGKILL
    async with _process("--store", store) as (_, places):
        await _check(places)


async def _fill(places: dict[str, str]) -> None:
    async with Person(places["page_url"]) as person:
        await person.send("from me")
    async with RawBot(places["url"], places["token"]) as raw, asyncio.TaskGroup() as tasks:
        for number in range(50):
            tasks.create_task(raw.say(f"message {number}"))


async def _check(places: dict[str, str]) -> None:
    async with RawBot(places["url"], places["token"]) as raw, Person(places["page_url"]) as person:
        expected = {"from me", *(f"message {number}" for number in range(50))}
        assert {message.text for message in person.messages} == expected
        (update,) = await raw.updates()
        assert update["message"]["text"] == "from me"


async def test_the_program_takes_its_options_and_ends_on_sigterm() -> None:
    options = ("--port", "0", "--token", "42:secret", "--key", "k" * 24)
    async with _process(*options) as (process, places):
        assert places["page_url"] == f"{places['url']}/{'k' * 24}/"
        async with RawBot(places["url"], "42:secret") as raw, ChatControl(places["page_url"]) as control:
            assert (await raw.do("getMe"))["id"] == 42
            async with asyncio.TaskGroup() as tasks:
                poll = tasks.create_task(raw.updates(wait_seconds=30))
                await control.bot_polls()
                process.send_signal(signal.SIGTERM)
                assert await asyncio.wait_for(process.wait(), 5) == 0
                assert await poll == []


async def test_the_file_of_a_message_goes_with_it_when_that_is_too_old() -> None:
    chat = LocalChat()
    world = chat.world
    kept, gone = (world.add_file(name, png(4, 4)) for name in ("kept.png", "gone.png"))
    for file in (kept, gone, kept):
        world.post(Message(ME, 0, 0, ME, media=Media("photo", file)))
    for _ in range(KEPT_MESSAGES - 1):
        world.post(Message(ME, 0, 0, ME, text="x"))
    assert world.files.keys() == {kept.file_id}, "another message shows it"
    assert await world.store.file(gone.file_id) is None
    assert await world.store.file(kept.file_id) == png(4, 4)
    await chat.stop()


@pytest.mark.parametrize("fails", ["a statement", "the commit"])
async def test_a_disk_that_is_full_and_freed_loses_nothing(tmp_path: Path, fails: str) -> None:
    file = tmp_path / "chat.db"
    store = Store(file)
    store.put("messages", "1", {"text": "before"})
    await store.flush()
    hindrance = sqlite3.connect(file, isolation_level=None)
    if fails == "a statement":
        hindrance.execute(
            "CREATE TRIGGER full BEFORE INSERT ON records BEGIN SELECT RAISE(FAIL, 'full'); END"
        )
    else:
        hindrance.executescript(
            "CREATE TABLE others (number INTEGER PRIMARY KEY);"
            "CREATE TABLE wants (number REFERENCES others DEFERRABLE INITIALLY DEFERRED);"
            "CREATE TRIGGER full AFTER INSERT ON records BEGIN INSERT INTO wants VALUES (1); END"
        )
        store._connection.execute("PRAGMA foreign_keys = ON")  # noqa: SLF001 - a commit that fails
    store.put("messages", "2", {"text": "meanwhile"})
    for _ in range(2):
        with pytest.raises(sqlite3.Error):
            await store.flush()
    hindrance.execute("DROP TRIGGER full")
    hindrance.close()
    await store.flush()
    store.put("messages", "3", {"text": "after"})
    await store.close()
    again = Store(file)
    assert list(again.load()["messages"]) == ["1", "2", "3"]
    await again.close()


async def test_what_a_full_disk_does_not_take_at_the_end_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store(tmp_path / "chat.sqlite")
    store._connection.execute("PRAGMA max_page_count = 1")  # noqa: SLF001 - as if the disk were full
    store.put_file("f1", b"x" * 100_000)
    await store.close()
    assert "database or disk is full" in caplog.text


@pytest.mark.parametrize("how", ["its head", "its middle", "a record"])
async def test_one_that_is_damaged_ends_the_start_with_a_sentence(tmp_path: Path, how: str) -> None:
    file = tmp_path / STORE
    async with _serving(file):
        pass
    if how == "its head":
        file.write_bytes(file.read_bytes()[:100] + b"\xaa" * 200 + file.read_bytes()[300:])
    elif how == "its middle":
        file.write_bytes(file.read_bytes()[:4096] + b"\xaa" * 4096 * 4)
    else:
        with closing(sqlite3.connect(file)) as opened:
            opened.execute("UPDATE records SET body = '{'")
            opened.commit()
    settings = Settings(_env_file=None, scalper_data_dir=tmp_path, local_chat_port=0)
    with pytest.raises(SettingsError, match="Move it away"):
        async with local_chat(settings):
            pass
