"""/stats."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.chat.answering import Answer
from bot.views.stats import stats_text
from engine.people import Person
from engine.service import Service


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="stats")
    made.message.register(stats, Command("stats"))
    return made


async def stats(_: Message, person: Person, answer: Answer, service: Service) -> None:
    await answer.say(stats_text(await service.stats(person.user_id)))
