"""The door of the chat with stand-ins behind it, and a Telegram that only takes notes."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import AnswerCallbackQuery, GetChatAdministrators, GetMe, SendMessage, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import CallbackQuery, Chat, Message, TelegramObject, Update, User

from bot.access.middleware import Access
from bot.access.pairing import Pairing
from bot.access.people_directory import PeopleDirectory
from bot.access.rate_limit import RateLimit
from bot.access.strangers import Strangers
from tests.support.clock import START, ManualClock
from tests.support.memory_chat_tables import MemoryOutbox, MemoryPeople, MemoryUpdates
from tests.support.words import CATALOGUES


class RecordingSession(BaseSession):
    """Answers nothing but who we and a group's administrators are, and keeps what was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[TelegramMethod[Any]] = []
        self.admins: list[User] = []

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> TelegramType:
        self.asked.append(method)
        if isinstance(method, GetChatAdministrators):
            return [SimpleNamespace(user=user) for user in self.admins]  # type: ignore[return-value] # as far as looked at
        if isinstance(method, GetMe):
            return User(id=1, is_bot=True, first_name="Scalper", username="scalper_bot")  # type: ignore[return-value] # what it returns
        return True  # type: ignore[return-value] # nobody looks at it

    async def close(self) -> None:
        pass

    async def stream_content(self, *args: object, **more: object) -> AsyncGenerator[bytes, None]:
        yield b""


@dataclass
class Door:
    access: Access
    people: MemoryPeople
    outbox: MemoryOutbox
    clock: ManualClock
    session: RecordingSession
    bot: Bot
    shown: list[str]
    pairing: Pairing
    came_in: list[dict[str, Any]] = field(default_factory=list)
    number: int = 0

    async def handler(self, event: TelegramObject, data: dict[str, Any]) -> str:
        self.came_in.append(data)
        return "handled"

    async def knock(self, update: Update) -> object:
        return await self.access(self.handler, update, {"bot": self.bot})

    async def writes(
        self,
        user: User,
        text: str,
        chat: Chat | None = None,
        *,
        ago_s: float = 0,
        sender_chat: Chat | None = None,
    ) -> object:
        self.number += 1
        where = chat or Chat(id=user.id, type="private")
        date = self.clock.now() - timedelta(seconds=ago_s)
        message = Message(
            message_id=self.number, date=date, chat=where, from_user=user, text=text, sender_chat=sender_chat
        )
        return await self.knock(Update(update_id=self.number, message=message))

    async def taps(self, user: User, data: str = "x", chat: Chat | None = None) -> object:
        self.number += 1
        where = chat or Chat(id=user.id, type="private")
        message = Message(message_id=1, date=self.clock.now() - timedelta(days=1), chat=where, text="a card")
        query = CallbackQuery(
            id=str(self.number), from_user=user, chat_instance="1", data=data, message=message
        )
        return await self.knock(Update(update_id=self.number, callback_query=query))

    @property
    def said(self) -> list[tuple[int | str, str]]:
        return [
            (method.chat_id, method.text) for method in self.session.asked if isinstance(method, SendMessage)
        ]

    @property
    def toasts(self) -> list[str | None]:
        return [method.text for method in self.session.asked if isinstance(method, AnswerCallbackQuery)]

    @property
    def code(self) -> str:
        return self.shown[-1].split("/start ")[1].split()[0]


def make_door(
    *, only: tuple[int, ...] = (), never: tuple[int, ...] = (), limit: RateLimit | None = None
) -> Door:
    clock, people, outbox = ManualClock(), MemoryPeople(), MemoryOutbox(START)
    session = RecordingSession()
    shown: list[str] = []
    owners = PeopleDirectory(people, only=only, never=never)
    pairing = Pairing(owners, people, clock, shown.append, "scalper_bot")
    strangers = Strangers(owners, people, outbox, pairing, clock, CATALOGUES)
    access = Access(
        people=owners,
        strangers=strangers,
        handled=MemoryUpdates(),
        limit=limit,
        clock=clock,
        catalogues=CATALOGUES,
    )
    return Door(access, people, outbox, clock, session, Bot("1:" + "x" * 35, session), shown, pairing)
