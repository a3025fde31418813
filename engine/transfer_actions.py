"""Taking bots and trades along: out as they are, and in as new bots that are STOPPED and on paper."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from engine.audited import audited
from engine.bot_views import BotViews
from engine.bots.commands import BotCommands, checked_name
from engine.clock import Clock
from engine.core.checks import BotDraft, Review
from engine.core.types import Mode
from engine.errors import InvalidConfig, LimitReached
from engine.people import Actor
from engine.policy import bots_of
from engine.ports import BotBook, NewBot
from engine.reads.bot_reads import Reads
from engine.reads.journal import Tried
from engine.reads.views import BotCard, TradeLine
from engine.risk.engine import Rules

TRADES_AT_ONCE = 100
"""Trades read at once: between two pieces all else has its turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotPlan:
    """A bot as it is taken along: its settings and its name, and nothing of whose it is."""

    draft: BotDraft
    name: str = ""


class TransferActions:
    """What people do with their bots as a whole. All methods raise NotAllowed, and ReadOnly for viewers."""

    def __init__(
        self,
        *,
        reads: Reads,
        book: BotBook,
        views: BotViews,
        review: Callable[[Actor, BotDraft], Awaitable[Review]],
        commands: BotCommands,
        clock: Clock,
        rules: Rules,
        has_alert_chat: Callable[[], bool],
    ) -> None:
        self._reads = reads
        self._book = book
        self._views = views
        self._review = review
        self._commands = commands
        self._clock = clock
        self._rules = rules
        self._has_alert_chat = has_alert_chat

    async def bots(self, actor: Actor) -> Sequence[BotCard]:
        """Return the stored part of the cards of the actor's own bots, oldest first."""
        return await self._reads.bots(bots_of(actor))

    async def trades(self, actor: Actor) -> AsyncIterator[TradeLine]:
        """Yield the trades of the actor's own bots, one bot after the other, oldest first."""
        for card in await self.bots(actor):
            after = 0
            while piece := await self._reads.trades(card.state.bot_id, after, TRADES_AT_ONCE):
                for line in piece:
                    yield line
                after = piece[-1].row

    async def preview(self, actor: Actor, plan: BotPlan) -> Review:
        """Return what it would be as a bot on paper. Raises as `Service.review` does, and NameTooLong."""
        checked_name(plan.name)
        return await self._review(actor, on_paper(plan.draft))

    async def check_room(self, actor: Actor, wanted: int) -> None:
        """Raise LimitReached where so many more are more than one person may have."""
        most = self._rules.bots_per_person
        bots_of(actor)
        if await self._views.count(actor) + wanted > most:
            raise LimitReached(most)

    @audited(Tried.IMPORT)
    async def create_all(self, actor: Actor, plans: Sequence[BotPlan], key: str) -> Sequence[BotCard]:
        """Make all of them, STOPPED and on paper, or none. The same `key` never makes them again.

        Raises InvalidConfig, UnknownTicker, UnknownExchange, LimitReached, NameTooLong.
        """
        owner_id, now = bots_of(actor), self._clock.now()
        new = []
        for place, plan in enumerate(plans):
            found = await self._review(actor, on_paper(plan.draft))
            if found.config is None:
                raise InvalidConfig(found.complaints)
            new.append(
                NewBot(
                    owner_id=owner_id,
                    config=found.config,
                    market=found.market,
                    at=now,
                    key=f"{owner_id}:{key}:{place}",
                    alerts=self._has_alert_chat(),
                    name=checked_name(plan.name),
                )
            )
        made = await self._book.create_all(new, self._rules.bots_per_person)
        return [await self._views.card(actor, one.state.bot_id) for one in made]


def on_paper(draft: BotDraft) -> BotDraft:
    """Return the draft without what is a matter of somebody's money: mode, account and leverage."""
    return replace(draft, mode=Mode.PAPER, account="", leverage=1)
