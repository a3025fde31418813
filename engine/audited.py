"""The door of the use cases: what is refused behind it is noted in the audit log."""

from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar
from uuid import UUID

from engine.bot_views import BotViews
from engine.bots.commands import BotCommands
from engine.core.types import BotId
from engine.errors import ScalperError
from engine.people import Actor
from engine.reads.journal import Tried


class HasCommands(Protocol):
    """A part of the service."""

    _commands: BotCommands
    _views: BotViews


Part = TypeVar("Part", bound=HasCommands)
Asks = ParamSpec("Asks")
Answer = TypeVar("Answer")
UseCase = Callable[Concatenate[Part, Actor, Asks], Coroutine[Any, Any, Answer]]


def audited(act: Tried) -> Callable[[UseCase[Part, Asks, Answer]], UseCase[Part, Asks, Answer]]:
    """Have it noted where the use case is refused: what is done it notes with what it stores.

    Its first argument behind the actor is the bot that it is about, if it is about one.
    """

    def noted(use_case: UseCase[Part, Asks, Answer]) -> UseCase[Part, Asks, Answer]:
        @wraps(use_case)
        async def asked(self: Part, actor: Actor, /, *args: Asks.args, **kwargs: Asks.kwargs) -> Answer:
            try:
                return await use_case(self, actor, *args, **kwargs)
            except ScalperError as e:
                about, bot = args[0] if args else None, None
                if isinstance(about, UUID):
                    with suppress(ScalperError):
                        bot = (await self._views.state(actor, BotId(about))).ref
                await self._commands.refused(actor, act, e, bot)
                raise

        return asked

    return noted
