"""What a handler of the chat works with, as one object."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.chat.answering import Answer
from bot.chat.questions import Questions, UnderWay
from bot.views.prices import Prices
from engine.clock import Clock
from engine.confirmations import Confirmations
from engine.core.checks import QuantityLimits
from engine.people import Actor, Person
from engine.service import Service
from engine.tasks import Nursery


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatContext:
    """Who asks, the way back to them, and what can be done for them."""

    person: Person
    answer: Answer
    questions: Questions
    service: Service
    clock: Clock
    nursery: Nursery
    limits: QuantityLimits
    prices: Prices
    """What PAPER bots trade on."""
    age_s: float
    """How many seconds ago they asked."""

    @property
    def actor(self) -> Actor:
        """Who asks, as the service wants to know it."""
        return self.person.actor


class ContextMiddleware(BaseMiddleware):
    """Gives handlers their `ctx`."""

    def __init__(
        self,
        *,
        service: Service,
        confirmations: Confirmations,
        clock: Clock,
        nursery: Nursery,
        limits: QuantityLimits,
        prices: Prices,
    ) -> None:
        self._service = service
        self._confirmations = confirmations
        self._clock = clock
        self._nursery = nursery
        self._limits = limits
        self._prices = prices
        self._under_way: UnderWay = set()

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> object:
        person = data.get("person")
        if isinstance(event, Message | CallbackQuery) and isinstance(person, Person):
            answer = Answer(data["bot"], person, event)
            data["ctx"] = ChatContext(
                person=person,
                answer=answer,
                questions=Questions(
                    self._confirmations, self._clock, person, answer, under_way=self._under_way
                ),
                service=self._service,
                clock=self._clock,
                nursery=self._nursery,
                limits=self._limits,
                prices=self._prices,
                age_s=data.get("age_s", 0.0),
            )
        return await handler(event, data)
