"""Whoever sends a key finds it deleted, with the reason; it is in no table and no log."""

import logging
import sqlite3
from contextlib import closing

import pytest

from tests.chat.rig import Rig
from tests.support.person import Person

KEY = "wNQgRMtJjT7kOsGbVq9ZcX2bLmKd8fHs4TyUe6RiPo3AaVvWwEe1QqZzXxCc5VbN"


def stored(rig: Rig) -> str:
    """Return all that the database holds, as text."""
    with closing(sqlite3.connect(rig.database_file)) as connection:
        return "\n".join(connection.iterdump())


def is_nowhere(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    assert KEY not in stored(rig)
    assert KEY not in caplog.text
    assert "has sent what looks like a key" in caplog.text


async def test_it_is_deleted_and_the_reason_told(
    rig: Rig, anna: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sent = await anna.send(f"here you are: {KEY}")
    told = await anna.reads("I deleted your message")
    assert "revoke it now" in told.text
    assert sent not in [message.message_id for message in anna.messages]
    assert KEY not in told.text
    is_nowhere(rig, caplog)


async def test_a_form_never_gets_it_and_goes_on(
    rig: Rig, anna: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await anna.send("/newbot")
    await anna.reads("Which trading pair?")
    await anna.send(KEY)
    await anna.reads("I deleted your message")
    await anna.send("BTC/USDT")
    await anna.reads("On which exchange?")
    is_nowhere(rig, caplog)


@pytest.mark.parametrize("way", ["below a file", "behind a command"])
async def test_whichever_way_it_comes(
    rig: Rig, anna: Person, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    caplog.set_level(logging.DEBUG)
    if way == "below a file":
        await anna.upload("bots.json", b"{}", text=KEY)
    else:
        await anna.send(f"/name 1 {KEY}")
    await anna.reads("I deleted your message")
    is_nowhere(rig, caplog)


async def test_one_that_a_message_is_changed_into_is_deleted(
    rig: Rig, anna: Person, caplog: pytest.LogCaptureFixture
) -> None:
    sent = await anna.send("hello")
    await anna.reads("No form is open")
    await anna.edit(sent, KEY)
    await anna.reads("I deleted your message")
    assert not any(KEY in one.text for one in anna.messages)
    is_nowhere(rig, caplog)


async def test_one_that_cannot_be_deleted_is_said_to_be_there_still(rig: Rig, anna: Person) -> None:
    await anna.send(KEY, seconds_ago=200_000)
    told = await anna.reads("Delete your last message now")
    assert "Telegram does not let me delete it" in told.text


async def test_an_old_one_is_deleted_too(rig: Rig, anna: Person) -> None:
    await anna.send(KEY, seconds_ago=3600)
    await anna.reads("I deleted your message")
