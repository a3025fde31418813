"""A world whose exchange knows no name of ours, where others place orders that look just like the bots'.

They do so where the answer to a create is lost, so that nobody but a person can say which order is whose.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, cast

from engine.core.events import AcceptAsIs, Adopt
from engine.core.notices import BotPaused
from engine.core.orders import Order
from engine.core.reasons.reason import candidates_in
from engine.core.state import BotState
from engine.core.types import BotId, ClientOrderId, Market, OrderCandidate, Side, VenueOrderId
from engine.errors import ScalperError
from engine.venue_answers import PlaceAnswer
from tests.sim.dead import Dead, Fell
from tests.sim.faults import Fault
from tests.sim.nameless import NamelessGateway
from tests.sim.people import PATIENCE_S, People
from tests.sim.resting import others_order
from tests.sim.world import Parts, Verdict, World, newest_world

if TYPE_CHECKING:
    from tests.sim.chronicle import Chronicle

NAMELESS = 0.08
"""So many of the worlds have such an exchange."""
LOST_MORE = 0.12
"""So much likelier than elsewhere an answer to a create is lost."""
DOUBLED = 0.8
"""So often somebody places an order of the same shape then."""


def is_nameless(seed: int) -> bool:
    """Say whether the seed has an exchange that knows no name of ours."""
    return Random(f"nameless? {seed}").random() < NAMELESS


class DoublingGateway(NamelessGateway):
    """Where an answer is lost somebody else places the same order in the same moment."""

    async def _create(self, order: Order, market: Market, fault: Fault | None) -> PlaceAnswer:
        if fault in {Fault.CREATE_REPLY_LOST, Fault.CREATE_JUNK}:
            world = cast("NamelessWorld", newest_world())
            if world.chance.random() < DOUBLED:
                delay_s = world.chance.uniform(0.2, 4)
                asyncio.get_running_loop().call_later(delay_s, world.double, order, market.symbol)
        return await super()._create(order, market, fault)


class PeopleWhoAnswer(People):
    """They know which order is whose, and say so when they are asked."""

    _world: "NamelessWorld"

    async def mend(self, bot_id: BotId) -> None:
        state = self._world.disk.bots.get(bot_id)
        if state is None or not (state.is_idle and state.out_of_reach and await self._answers(state)):
            await super().mend(bot_id)

    async def accept_as_is(self, state: BotState) -> None:
        if not await self._answers(state):
            await super().accept_as_is(state)

    async def _answers(self, state: BotState) -> bool:
        """Say which of the candidates it is, or that it is none; False: there are none to choose from."""
        world, order = self._world, state.order
        if order is None or world.account is None or world.supervisor is None:
            return False
        try:
            async with asyncio.timeout(PATIENCE_S):
                seen = await world.account.order_status(state.bot_id, state.market, order)
        except (ScalperError, TimeoutError, Dead, Fell):
            return False
        if not seen.candidates:
            return False
        now, mine = world.clock.now(), self._mine(state, order, seen.candidates)
        number = mine.venue_order_id if mine else None
        event: Adopt | AcceptAsIs = AcceptAsIs(
            at=now, client_order_id=order.client_order_id, venue_order_id=number
        )
        if mine is not None and (mine.is_open or mine.filled):
            reported = None if mine.is_open else mine.filled
            event = Adopt(at=now, order=replace(order, venue_order_id=number, reported=reported))
        world.answered.add(order.client_order_id)
        await self.command(state.bot_id, event, state.revision)
        return True

    def _mine(
        self, state: BotState, order: Order, candidates: tuple[OrderCandidate, ...]
    ) -> OrderCandidate | None:
        orders, symbol = self._world.exchange.orders, state.config.ticker
        for one in candidates:
            resting = orders[symbol, one.venue_order_id]
            if not resting.foreign and resting.order.client_order_id == order.client_order_id:
                return one
        return None


class NamelessWorld(World):
    """Orders are found by number or shape there."""

    def __init__(self, seed: int, parts: Parts) -> None:
        self.chance = Random(f"doubles {seed}")
        self.doubled: dict[ClientOrderId, VenueOrderId] = {}
        """Whose like somebody has placed -> what the exchange calls that."""
        self.answered: set[ClientOrderId] = set()
        """Of which people have said what is theirs."""
        super().__init__(seed, replace(parts, gateway=DoublingGateway, exchange="Binance"))
        self.people = PeopleWhoAnswer(self)
        if not self.is_calm:
            more = {
                fault: self.odds.create[fault] + LOST_MORE
                for fault in (Fault.CREATE_REPLY_LOST, Fault.CREATE_JUNK)
            }
            self.odds = self.faults.odds = replace(self.odds, create=self.odds.create | more)
        self.exchange.may_amend = self._is_numbered
        self.faults.strikes(Fault.NAMELESS)

    def _is_numbered(self, name: ClientOrderId) -> bool:
        """Say whether the books know what the exchange calls it: else it is known by its shape alone."""
        kept = self.disk.orders.get(name)
        return kept is not None and kept.order.venue_order_id is not None

    def double(self, order: Order, symbol: str) -> None:
        """Be somebody else who places the same order, if the exchange has taken it.

        On perpetuals it is ended at once: all share one position.
        """
        price, ours = self.exchange.markets[symbol].price, self.exchange.by_client_id(order.client_order_id)
        derivative = self.exchange.derivative
        trades = price <= order.price if order.side is Side.BUY else price >= order.price
        is_late = self.clock.true_now() > order.deadline
        if self.faults.quiet or ours is None or is_late or (derivative and trades):
            return
        rules = self.exchange.markets[symbol].first_rules
        own = others_order(order.side, order.quantity, order.price, self.clock.true_now())
        value = order.quantity * order.price
        self.exchange.deposit(**{rules.quote: value * 2, rules.base: order.quantity})
        number = self.exchange.take_foreign(own, None, symbol)
        self.faults.strikes(Fault.DOUBLE, name=order.client_order_id)
        self.doubled[order.client_order_id] = number
        if derivative:
            self.exchange.end_foreign(number)

    async def run(self) -> Verdict:
        verdict = await super().run()
        asked = _asked(self.chronicle) | self.answered
        self.counts[Fault.ASKED] += len(asked)
        self.counts.update(map(self._settled, asked))
        verdict.complaints.extend(self._guessed(asked))
        return verdict

    def _settled(self, name: ClientOrderId) -> Fault:
        """Return what came of a question, by the books: an answer may have been stored, and not heard of."""
        kept = self.disk.orders.get(name)
        if kept is None or kept.order.final:
            is_one = kept is not None and kept.order.venue_order_id is not None
            return Fault.CHOSEN if is_one else Fault.NONE_OF_THEM
        return Fault.LEFT_OPEN

    def _guessed(self, asked: set[ClientOrderId]) -> Iterator[str]:
        """Nobody may know which of two that look alike is whose, so a person is to be asked first."""
        for name in self.doubled.keys() - asked:
            kept = self.disk.orders.get(name)
            if kept is not None and kept.order.venue_order_id is not None:
                yield f"[guess] {name} is {kept.order.venue_order_id}, and nobody was asked"


def _asked(chronicle: "Chronicle") -> set[ClientOrderId]:
    """Return about which orders people were asked."""
    return {
        step.after.order.name
        for step in chronicle.steps
        for notice in step.notices
        if isinstance(notice, BotPaused) and candidates_in(notice.reason) and step.after.order
    }
