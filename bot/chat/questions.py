"""Questions before what cannot be undone: put once, answered once, open for a minute."""

import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from aiogram.types import InlineKeyboardMarkup

from bot.chat.answering import Answer
from bot.chat.question_subjects import T, Target, decode, encode
from bot.keyboards.bots import list_keyboard
from bot.keyboards.logs import all_logs_keyboard
from bot.keyboards.questions import question_keyboard
from bot.views.errors import sentence
from engine.clock import SteadyClock
from engine.confirmations import Ask, Confirmation, Confirmations
from engine.errors import ScalperError, TryLater
from engine.people import Person

log = logging.getLogger(__name__)

OPEN_FOR = timedelta(seconds=60)

UnderWay = set[tuple[int, str]]
"""The answers that are being carried out in this process: by person and question."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an answer, in lines of HTML."""

    lines: Sequence[str]
    markup: InlineKeyboardMarkup | None = None
    """None: the way back that fits the question."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """How a question ended."""

    outcome: Outcome
    first: bool
    """Whether this answer brought it about; False when there was one before, or it has expired."""


class Questions:
    """The questions that one person is asked. `under_way` is one set for all of the chat."""

    def __init__(
        self,
        confirmations: Confirmations,
        clock: SteadyClock,
        person: Person,
        answer: Answer,
        under_way: UnderWay,
    ) -> None:
        self._confirmations = confirmations
        self._clock = clock
        self._person = person
        self._answer = answer
        self._under_way = under_way

    async def ask(self, target: Target, yes: str, no: str | None = None) -> InlineKeyboardMarkup:
        """Store a question about the target and return its buttons, so labelled; None for Cancel."""
        return question_keyboard(self._answer.words, target.ask, await self.put(target), yes, no)

    async def put(self, target: Target) -> str:
        """Store a question about the target and return its id."""
        until = self._clock.now() + OPEN_FOR
        asked = await self._confirmations.ask(self._person.user_id, target.ask, encode(target), until)
        return asked.id

    async def answer(self, question: str, kind: type[T], act: Callable[[T], Awaitable[Outcome]]) -> None:
        """Carry out an answer as `conclude` does, and show what came of it in the question's place."""
        concluded = await self.conclude(question, kind, act)
        if concluded is None:
            await self._answer.say(self._answer.words("question-under-way"))
            return
        outcome = concluded.outcome
        back = (
            all_logs_keyboard(self._answer.words)
            if kind.ask is Ask.CLEAR_LOGS
            else list_keyboard(self._answer.words)
        )
        await self._answer.show_lines(outcome.lines, outcome.markup or back)

    async def conclude(
        self, question: str, kind: type[T], act: Callable[[T], Awaitable[Outcome]]
    ) -> Conclusion | None:
        """Carry out the first answer to a question, and keep what came of it for all later ones.

        Errors of the engine become their sentence; any other is raised once the question is concluded.
        Returns None while an earlier answer is still being carried out.
        """
        key = self._person.user_id, question
        if key in self._under_way:
            return None
        self._under_way.add(key)
        try:
            return await self._conclude(question, kind, act)
        finally:
            self._under_way.discard(key)

    async def _conclude(
        self, question: str, kind: type[T], act: Callable[[T], Awaitable[Outcome]]
    ) -> Conclusion:
        found = await self._confirmations.claim(question, self._person.user_id, self._clock.now())
        if found is None:
            return Conclusion(Outcome([self._answer.words("question-expired")]), first=False)
        if found.answer:
            return Conclusion(Outcome(json.loads(found.answer)), first=False)
        if found.answer is not None:  # nobody here is at it: the program ended meanwhile
            return await self._give_up(found, "question-interrupted")
        target = decode(kind, found.target) if found.ask is kind.ask else None
        if target is None:
            return await self._give_up(found, "question-expired")
        try:
            outcome = await act(target)
        except ScalperError as e:
            outcome = Outcome([sentence(self._answer.words, e)])
        except BaseException:
            await self._keep(found, Outcome([self._answer.words("question-interrupted")]))
            raise
        await self._keep(found, outcome)
        return Conclusion(outcome, first=True)

    async def _give_up(self, question: Confirmation, why: str) -> Conclusion:
        outcome = Outcome([self._answer.words(why)])
        await self._keep(question, outcome)
        return Conclusion(outcome, first=False)

    async def _keep(self, question: Confirmation, outcome: Outcome) -> None:
        """Keep what came of it. It is shown in any case."""
        try:
            await self._confirmations.answered(question.id, json.dumps(list(outcome.lines)))
        except TryLater as e:
            log.warning("what came of question %s is not kept: %s", question.id, e)
