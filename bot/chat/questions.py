"""Questions before what cannot be undone: put once, answered once, open for a minute."""

import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic

from aiogram.types import InlineKeyboardMarkup

from bot.chat.answering import Answer
from bot.chat.question_subjects import T, Target, decode, encode
from bot.keyboards.questions import question_keyboard
from bot.views.errors import sentence
from bot.views.html import Html
from engine.clock import SteadyClock
from engine.confirmations import Confirmation, Confirmations
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
    note: Html | None = None
    """What has happened, where the rest shows how things stand: this is what is kept for later answers."""
    anew: bool = False
    """Nothing was done, for things were not as shown: they were shown anew, with a question of their own."""


@dataclass(frozen=True, slots=True)
class Conclusion(Generic[T]):
    """How a question ended."""

    outcome: Outcome
    first: bool
    """Whether this answer brought it about; False when there was one before, or it has expired."""
    target: T | None = None
    """What it was about, where that can be read."""
    expired: bool = False
    """This answer came too late."""


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

    async def conclude(
        self, question: str, kind: type[T], act: Callable[[T], Awaitable[Outcome]]
    ) -> Conclusion[T] | None:
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
    ) -> Conclusion[T]:
        found = await self._confirmations.claim(question, self._person.user_id, self._clock.now())
        expired = self._answer.words("question-expired")
        if found is None:
            return Conclusion(Outcome([expired]), first=False)
        target = decode(kind, found.target) if found.ask is kind.ask else None
        if found.expired:
            return Conclusion(Outcome([expired], note=expired), first=False, target=target, expired=True)
        if found.answer:
            return Conclusion(_kept(found.answer), first=False, target=target)
        if found.answer is not None:  # nobody here is at it: the program ended meanwhile
            return await self._give_up(found, "question-interrupted")
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
        return Conclusion(outcome, first=True, target=target)

    async def _give_up(self, question: Confirmation, why: str) -> Conclusion[T]:
        outcome = Outcome([self._answer.words(why)])
        await self._keep(question, outcome)
        return Conclusion(outcome, first=False)

    async def _keep(self, question: Confirmation, outcome: Outcome) -> None:
        """Keep what came of it. It is shown in any case."""
        kept = list(outcome.lines) if outcome.note is None else {"note": outcome.note, "anew": outcome.anew}
        try:
            await self._confirmations.answered(question.id, json.dumps(kept))
        except TryLater as e:
            log.warning("what came of question %s is not kept: %s", question.id, e)


def _kept(answer: str) -> Outcome:
    """Return what came of the first answer."""
    kept = json.loads(answer)
    if isinstance(kept, list):
        return Outcome(kept)
    note = Html(kept["note"])
    return Outcome([note], note=note, anew=kept.get("anew", False))
