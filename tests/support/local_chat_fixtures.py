"""A local chat for tests of the chat's side: the server, its control door, a person, a bot over aiogram."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest

from bot.localchat import LocalChat
from tests.localchat.controlled import ControlledChat
from tests.support.chat_control import ChatControl
from tests.support.person import Person

if TYPE_CHECKING:
    from aiogram import Bot

ANN = 1000
"""The person who is there from the start."""


def bot_of(chat: LocalChat) -> "Bot":
    """Return an aiogram bot that speaks to the local chat. Close its session."""
    # Importing it takes seconds, and every run of tests has these fixtures at hand.
    from aiogram import Bot  # noqa: PLC0415
    from aiogram.client.session.aiohttp import AiohttpSession  # noqa: PLC0415
    from aiogram.client.telegram import TelegramAPIServer  # noqa: PLC0415

    return Bot(chat.token, AiohttpSession(api=TelegramAPIServer.from_base(chat.url)))


@pytest.fixture
async def chat() -> AsyncIterator[LocalChat]:
    server = ControlledChat()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def control(chat: LocalChat) -> AsyncIterator[ChatControl]:
    async with ChatControl(chat.page_url) as door:
        yield door


@pytest.fixture
async def ann(chat: LocalChat) -> AsyncIterator[Person]:
    async with Person(chat.page_url, ANN) as somebody:
        yield somebody


@pytest.fixture
async def bot(chat: LocalChat) -> AsyncIterator["Bot"]:
    made = bot_of(chat)
    yield made
    await made.session.close()
