"""Bugs planted on purpose: a fuzz that lets one of them pass proves nothing. `planted(name)` puts one in."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from aiogram.types import Message

from bot.chat.answering import Answer
from bot.notifier import compose
from bot.notifier.telling import Telling
from bot.views.words import Catalogues, Words
from db.handled_updates import DatabaseHandledUpdates
from db.reads import DatabaseReads
from engine.core.types import BotId
from engine.people import Actor
from engine.policy import check_trader, seen_beside
from engine.reads.bot_reads import Beside
from engine.reads.views import BotCard

Bug = Callable[[], Any]


def unanswered_tap() -> Any:  # noqa: ANN401 - a patch
    """Where a tap has a text of its own, its spinner is left turning."""
    toast = Answer.toast

    async def silent(self: Answer, text: str = "", **more: bool) -> None:
        if not text:
            await toast(self, text, **more)

    return patch.object(Answer, "toast", silent)


def anybodys_bot() -> Any:  # noqa: ANN401
    """A bot is shown to whoever knows its id."""
    bot = DatabaseReads.bot

    async def of_anybody(self: DatabaseReads, owner_id: int, bot_id: BotId, *more: Any) -> BotCard | None:  # noqa: ANN401
        for person_id in (owner_id, 101, 102, 103):
            if (card := await bot(self, person_id, bot_id, *more)) is not None:
                return card
        return None

    return patch.object(DatabaseReads, "bot", of_anybody)


def twice() -> Any:  # noqa: ANN401
    """An update that is delivered again is done again."""

    async def always(*_: object) -> bool:
        return True

    return patch.object(DatabaseHandledUpdates, "first_time", always)


def insides_shown() -> Any:  # noqa: ANN401
    """Of an error the person sees the program's words."""
    from bot.handlers import errors  # noqa: PLC0415

    return patch.object(errors, "sentence", lambda _, error: f"{type(error).__name__}Error({error})")


def english_for_all() -> Any:  # noqa: ANN401
    """Answers are in English, whoever reads them."""

    def english(self: Catalogues, _: str | None) -> Words:
        return self.english

    return patch.object(Catalogues, "words", english)


def markup_unescaped() -> Any:  # noqa: ANN401
    """What people have written goes into messages as it is."""
    return patch("bot.views.words.esc", lambda value: value)


def viewers_command() -> Any:  # noqa: ANN401
    """Viewers command the bots that are shared with them."""
    stack = ExitStack()
    stack.enter_context(patch("engine.bot_views.bots_of", lambda actor: actor.person_id))
    stack.enter_context(patch("engine.bot_views.commanded_beside", seen_beside))
    stack.enter_context(patch("engine.bot_views.commands", lambda *_: True))
    return stack


def anybody_lists() -> Any:  # noqa: ANN401
    """Traders say who is on the list, and as what."""
    return patch("engine.people_actions.check_owner", check_trader)


def shared_for_ever() -> Any:  # noqa: ANN401
    """A share that was taken back is none that was."""
    known: defaultdict[int, frozenset[BotId]] = defaultdict(frozenset)

    def beside(actor: Actor) -> Beside:
        known[actor.person_id] |= actor.shared
        return seen_beside(replace(actor, shared=known[actor.person_id]))

    return patch("engine.bot_views.seen_beside", beside)


def anybody_links() -> Any:  # noqa: ANN401
    """Traders say where alerts go."""
    return patch("bot.handlers.alert_chat.check_owner", check_trader)


def cycles_without_fills() -> Any:  # noqa: ANN401
    """A cycle is told without its fills."""
    worded = compose.worded

    def bare(words: Words, telling: Telling, *more: Any) -> str:  # noqa: ANN401
        return worded(words, Telling(telling.owed), *more)

    return patch.object(compose, "worded", bare)


def silence() -> Any:  # noqa: ANN401
    """A text that belongs to no form is passed over."""
    say = Answer.say

    async def nothing(self: Answer, text: str, *more: Any) -> Message | None:  # noqa: ANN401
        return None if text == self.words("no-form") else await say(self, text, *more)

    return patch.object(Answer, "say", nothing)


BUGS: dict[str, Bug] = {
    bug.__name__: bug
    for bug in (
        unanswered_tap,
        anybodys_bot,
        twice,
        insides_shown,
        english_for_all,
        markup_unescaped,
        silence,
        viewers_command,
        anybody_lists,
        shared_for_ever,
        anybody_links,
        cycles_without_fills,
    )
}


@contextmanager
def planted(name: str) -> Iterator[None]:
    with BUGS[name]():
        yield
