from collections.abc import AsyncIterator

import pytest

from bot.localchat import LocalChat
from tests.localchat.controlled import ControlledChat
from tests.localchat.raw import RawBot
from tests.support.chat_control import ChatControl
from tests.support.person import Person


@pytest.fixture
async def chat() -> AsyncIterator[LocalChat]:
    server = ControlledChat()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def person(chat: LocalChat) -> AsyncIterator[Person]:
    async with Person(chat.page_url) as somebody:
        yield somebody


@pytest.fixture
async def control(chat: LocalChat) -> AsyncIterator[ChatControl]:
    async with ChatControl(chat.page_url) as door:
        yield door


@pytest.fixture
async def raw(chat: LocalChat) -> AsyncIterator[RawBot]:
    async with RawBot(chat.url, chat.token) as caller:
        yield caller
