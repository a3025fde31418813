"""What the two halves of the chat share: the one that answers, and the one that tells."""

from dataclasses import dataclass, field

from aiogram import Bot

from bot.access.people_directory import PeopleDirectory
from bot.cards.living import LivingCards
from bot.chat.telegram_time import TelegramTime
from bot.context import AppContext
from bot.notifier.answered_stops import AnsweredStops
from bot.notifier.chat_pace import ChatPace
from bot.notifier.on_the_way import OnTheWay
from bot.pictures.pictures import Pictures


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatParts:
    """One connection of the chat: each is built anew with it, but for what the program has."""

    app_context: AppContext
    people: PeopleDirectory
    time: TelegramTime
    answering: Bot
    """Takes updates and answers them."""
    notifying: Bot
    """Sends everything else, over connections of its own."""
    living: LivingCards
    pictures: Pictures
    pace: ChatPace = field(default_factory=ChatPace)
    answered_stops: AnsweredStops = field(default_factory=AnsweredStops)
    on_the_way: OnTheWay = field(default_factory=OnTheWay)
