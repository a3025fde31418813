"""/start and /help. Neither starts any trading."""

from aiogram import Router
from aiogram.filters import Command, CommandStart
from aiogram.types import Message

from bot.chat.answering import Answer
from bot.keyboards.keyboards import new_bot_keyboard
from bot.views.help import greeting, help_text
from bot.views.prices import Prices
from engine.people import Person


def make_router() -> Router:
    """Return the handlers, fit for one dispatcher."""
    made = Router(name="start")
    made.message.register(start, CommandStart())
    made.message.register(help_, Command("help"))
    return made


async def start(_: Message, person: Person, answer: Answer, prices: Prices) -> None:
    await answer.say(greeting(person.name, prices), new_bot_keyboard())


async def help_(_: Message, answer: Answer, prices: Prices) -> None:
    await answer.say(help_text(prices))
