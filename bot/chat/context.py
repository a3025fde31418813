"""What a handler of the chat works with, as one object."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import NextMiddlewareType
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.cards.living import LivingCards
from bot.chat.answering import Answer, Tap, beside
from bot.chat.questions import Questions, UnderWay
from bot.keyboards.callbacks import InDigits
from bot.notifier.alert_chat import AlertChat
from bot.notifier.answered_stops import AnsweredStops, Stood
from bot.notifier.contact import Contact
from bot.notifier.on_the_way import OnTheWay
from bot.parsing.values import without_marks
from bot.pictures.pictures import Pictures
from bot.views.clock import clock_of
from bot.views.help import OLD_AFTER_S
from bot.views.words import Catalogues, Words
from engine.clock import Clock, SteadyClock
from engine.confirmations import Confirmations
from engine.core.checks import QuantityLimits
from engine.core.state import Phase
from engine.errors import TryLater
from engine.notice_history import NoticeHistory
from engine.notice_settings import NoticeSettingsBook
from engine.outbox import Outbox, ToPerson
from engine.people import Actor, People, Person
from engine.reads.views import BotCard, PriceSource, StopFailed, StopReport
from engine.service import Service
from engine.tasks import Nursery

Handler = NextMiddlewareType[TelegramObject]


async def zone_of(book: NoticeSettingsBook, user_id: int) -> tzinfo:
    """Return the time zone of a person; UTC while the database cannot be asked for it."""
    try:
        return (await book.of(ToPerson(user_id))).zone
    except TryLater:
        return UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatContext:
    """Who asks, the way back to them, and what can be done for them."""

    person: Person
    words: Words
    """Of the language that they read."""
    answer: Answer
    questions: Questions
    catalogues: Catalogues
    people: People
    service: Service
    cards: LivingCards
    outbox: Outbox
    on_the_way: OnTheWay
    """The notices that may be seen before the outbox says so."""
    notice_settings: NoticeSettingsBook
    alert_chat: AlertChat
    history: NoticeHistory
    clock: Clock
    contact: Contact
    """How it stands with Telegram."""
    nursery: Nursery
    pictures: Pictures
    limits: QuantityLimits
    prices: PriceSource
    """What PAPER bots trade on."""
    start_first: bool
    """Whether new bots start at once, unless somebody says otherwise."""
    exact: bool
    """Whether they want amounts with every digit."""
    age_s: float
    """How many seconds ago they asked."""
    stopped: list[Stood]
    """Of which bots' stops and pauses the answer tells: no notice tells of those again."""

    @property
    def actor(self) -> Actor:
        return self.person.actor

    @property
    def read_for(self) -> tuple[ToPerson, ...]:
        """Whose notices they read: their own, and those of the people whose bots are in their care."""
        return tuple(map(ToPerson, (self.person.user_id, *sorted(self.person.wards))))

    @property
    def is_late(self) -> bool:
        """Whether they asked while the program was away."""
        return self.age_s > OLD_AFTER_S

    def tells_of(self, reports: Iterable[StopReport | StopFailed]) -> None:
        """Note that the answer tells of these."""
        stopped = [one.card for one in reports if isinstance(one, StopReport) and one.stopped]
        self.stopped.extend((card.state.bot_id, None) for card in stopped)

    def tells_of_pause(self, card: BotCard) -> None:
        """Note that the answer to a command is this card: if the bot is paused, that is told with it."""
        if card.state.phase is Phase.PAUSED:
            self.stopped.append((card.state.bot_id, card.state.revision))


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextMiddleware(BaseMiddleware):
    """Gives handlers their `ctx`."""

    catalogues: Catalogues
    people: People
    service: Service
    cards: LivingCards
    outbox: Outbox
    notice_settings: NoticeSettingsBook
    alert_chat: AlertChat
    history: NoticeHistory
    confirmations: Confirmations
    clock: Clock
    contact: Contact
    steady_clock: SteadyClock
    """How long a question is open."""
    nursery: Nursery
    pictures: Pictures
    limits: QuantityLimits
    prices: PriceSource
    answered_stops: AnsweredStops
    on_the_way: OnTheWay
    start_first: bool = False
    under_way: UnderWay = field(default_factory=set)

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> object:
        person = data.get("person")
        if not isinstance(event, Message | CallbackQuery) or not isinstance(person, Person):
            return await handler(event, data)
        zone = await zone_of(self.notice_settings, person.user_id)
        with self.answered_stops.answering(person.user_id) as stopped, clock_of(zone):
            words: Words = data["words"]
            answer = Answer(
                data["bot"],
                person,
                event,
                words=words,
                public_words=data["public_words"],
                tap=data.setdefault("tap", Tap()),
            )
            data["ctx"] = ChatContext(
                person=person,
                words=words,
                answer=answer,
                questions=Questions(self.confirmations, self.steady_clock, person, answer, self.under_way),
                catalogues=self.catalogues,
                people=self.people,
                service=self.service,
                cards=self.cards,
                clock=self.clock,
                contact=self.contact,
                nursery=self.nursery,
                pictures=self.pictures,
                limits=self.limits,
                prices=self.prices,
                outbox=self.outbox,
                on_the_way=self.on_the_way,
                notice_settings=self.notice_settings,
                alert_chat=self.alert_chat,
                history=self.history,
                start_first=self.start_first,
                exact=data.get("exact", False),
                age_s=data.get("age_s", 0.0),
                stopped=stopped,
            )
            return await handler(event, data)


async def read_plainly(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> object:
    """Take invisible marks out of what was written. An outer middleware: commands are found behind it."""
    if isinstance(event, Message) and event.text:
        event = event.model_copy(update={"text": without_marks(event.text)})
    return await handler(event, data)


async def read_digits(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> object:
    """Take off a tap how it wants amounts shown. An outer middleware: what it shows is found behind it."""
    if isinstance(event, CallbackQuery) and event.data:
        with suppress(ValueError, TypeError):  # which is how others' payloads are told
            wanted = InDigits.unpack(event.data)
            data["exact"] = wanted.exact
            event = event.model_copy(update={"data": wanted.shows})
    return await handler(event, data)


async def answer_first(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> object:
    """End the waiting of a tapped button while what it asks for is done. A middleware."""
    ctx: ChatContext = data["ctx"]
    return await beside(ctx.answer.toast(), handler(event, data))
