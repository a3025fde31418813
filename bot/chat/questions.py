"""Questions before what cannot be undone: put once, answered once, open for a minute."""

import json
from collections.abc import Sequence
from datetime import timedelta

from aiogram.types import InlineKeyboardMarkup

from bot.chat.answering import Answer
from bot.keyboards.keyboards import all_logs_keyboard, list_keyboard
from bot.views.errors import EXPIRED, UNDER_WAY
from engine.clock import Clock
from engine.confirmations import Ask, Confirmation, Confirmations
from engine.core.types import AccountId, Mode
from engine.people import Person
from engine.reads.views import BotCard

OPEN_FOR = timedelta(seconds=60)


def account_words(account_id: AccountId) -> list[str]:
    """Return the words that name an account in a question's target."""
    return [account_id.venue, account_id.mode.value, account_id.label]


def account_from(words: Sequence[str]) -> AccountId:
    """Return the account that the words name."""
    venue, mode, *label = words
    return AccountId(venue, Mode(mode), *label)


async def put(confirmations: Confirmations, person: Person, clock: Clock, ask: Ask, target: str) -> str:
    """Store a question and return its id for the buttons."""
    now = clock.now()
    return (await confirmations.ask(person.user_id, ask, target, now, now + OPEN_FOR)).id


async def put_live(confirmations: Confirmations, person: Person, clock: Clock, card: BotCard) -> str:
    """Store the question whether a LIVE bot shall work, as it is now."""
    target = f"{card.state.bot_id.hex}:{card.state.revision}"
    return await put(confirmations, person, clock, Ask.GO_LIVE, target)


async def claim(
    confirmations: Confirmations, answer: Answer, person: Person, clock: Clock, question: str
) -> Confirmation | None:
    """Take the question for answering. None when there is nothing to do: the person has been told why.

    A second tap shows what came of the first.
    """
    found = await confirmations.claim(question, person.user_id, clock.now())
    if found is None:
        await answer.show(EXPIRED, list_keyboard())
    elif found.answer is None:
        return found
    elif found.answer:
        await answer.show_lines(json.loads(found.answer), _way_on(found))
    else:
        await answer.say(UNDER_WAY)
    return None


async def conclude(
    confirmations: Confirmations, answer: Answer, question: Confirmation, lines: list[str]
) -> None:
    """Show what came of it, and keep it for a second tap."""
    await confirmations.answered(question.id, json.dumps(lines))
    await answer.show_lines(lines, _way_on(question))


def _way_on(question: Confirmation) -> InlineKeyboardMarkup:
    return all_logs_keyboard() if question.ask is Ask.CLEAR_LOGS else list_keyboard()
