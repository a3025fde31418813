"""What follows an answer to a question about one bot: its card, in place of the question."""

import json

from bot.chat.answering import Answer
from bot.handlers.bots import put_card
from bot.keyboards.callbacks import AnswerAcceptAsIs, AnswerDelete, AnswerLive
from bot.views.card import card_text
from engine.clock import Clock
from engine.confirmations import Confirmation, Confirmations
from engine.core.types import BotId
from engine.people import Person
from engine.reads.views import BotCard
from engine.service import Service


async def done(
    confirmations: Confirmations,
    answer: Answer,
    question: Confirmation,
    card: BotCard,
    clock: Clock,
    note: str | None,
) -> None:
    """Show the card with what came of a yes, and keep it for a second tap."""
    await confirmations.answered(question.id, json.dumps([card_text(card, clock.now(), note)]))
    await put_card(answer, card, clock, note)


async def let_be(
    tapped: AnswerDelete | AnswerLive | AnswerAcceptAsIs,
    person: Person,
    answer: Answer,
    service: Service,
    confirmations: Confirmations,
    clock: Clock,
    note: str,
) -> None:
    """Close the question after a no, and show the card again; an answer given before stands."""
    await answer.toast()
    question = await confirmations.claim(tapped.question, person.user_id, clock.now())
    if question is not None and question.answer is None:
        await confirmations.answered(question.id, json.dumps([note]))
    card = await service.card(person.user_id, BotId(tapped.bot))
    await put_card(answer, card, clock, note)
