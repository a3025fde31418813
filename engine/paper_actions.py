"""What people do with their wallets on paper: look, top up, begin anew. Nobody reaches another's."""

import asyncio
from decimal import Decimal

from engine.audited import audited
from engine.bot_views import BotViews
from engine.bots.commands import BotCommands
from engine.core.money import fits_storage
from engine.errors import AmountNotPossible, UnknownExchange
from engine.people import Actor
from engine.policy import bots_of
from engine.ports import Venues
from engine.reads.journal import Tried, WalletActed
from engine.risk.engine import RiskEngine
from engine.risk.paper_wallets import PaperBook, PaperWallet

MOST = Decimal(10) ** 15
"""A wallet on paper has no more of a coin: far from what can be stored, and enough of the cheapest."""


class PaperActions:
    """All methods raise NotAllowed, and ReadOnly for viewers."""

    def __init__(
        self, *, risk: RiskEngine, book: PaperBook, venues: Venues, views: BotViews, commands: BotCommands
    ) -> None:
        self._views = views
        self._risk = risk
        self._book = book
        self._venues = venues
        self._commands = commands
        self.changing = asyncio.Lock()
        """Held while amounts are stored and learned again: a deleted bot leaves some behind as well."""

    def wallets(self, actor: Actor) -> tuple[PaperWallet, ...]:
        """Return the actor's wallets, of each exchange where anything was done."""
        return self._risk.paper_wallets(bots_of(actor))

    def begins_with(self, actor: Actor, coin: str) -> Decimal:
        """Return how much of the coin a wallet begins with."""
        bots_of(actor)
        return self._risk.paper.beginning(coin)

    def check_top_up(self, actor: Actor, exchange: str, coin: str, amount: Decimal) -> None:
        """Raise what `top_up` would raise now: UnknownExchange, AmountNotPossible."""
        owned = bots_of(actor), exchange
        self._check_known(exchange)
        if not 0 < amount <= MOST or not fits_storage(amount):
            raise AmountNotPossible(MOST)
        if self._risk.paper.beside_bots(owned, coin) + amount > MOST:
            raise AmountNotPossible(MOST)

    @audited(Tried.WALLET)
    async def top_up(self, actor: Actor, exchange: str, coin: str, amount: Decimal) -> PaperWallet:
        """Add so much of the coin. Raises UnknownExchange, AmountNotPossible."""
        owned = bots_of(actor), exchange
        async with self.changing:
            self.check_top_up(actor, exchange, coin, amount)
            line = WalletActed(exchange=exchange, coin=coin, amount=amount)
            async with self._commands.noting(actor, line):
                await self._book.add(owned, coin, amount)
            self._risk.paper.add(owned, coin, amount)
        return self._wallet(actor, exchange)

    @audited(Tried.WALLET)
    async def reset(self, actor: Actor, exchange: str) -> PaperWallet:
        """Have it be what it began with, and the coins that bots hold on top. Raises UnknownExchange."""
        owned = bots_of(actor), exchange
        self._check_known(exchange)
        async with self.changing:
            async with self._commands.noting(actor, WalletActed(exchange=exchange)):
                amounts = await self._book.reset(owned)
            self._risk.paper.know(owned, amounts)
        return self._wallet(actor, exchange)

    def _wallet(self, actor: Actor, exchange: str) -> PaperWallet:
        found = (one for one in self.wallets(actor) if one.exchange == exchange)
        return next(found, PaperWallet(exchange=exchange, coins={}))

    def _check_known(self, exchange: str) -> None:
        if exchange not in (known := self._venues.exchanges()):
            raise UnknownExchange(exchange, tuple(known))
