"""Where a person looks after orders: what is open, what no bot owns, what does not settle by itself."""

from dataclasses import replace

from engine.audited import audited
from engine.bot_views import BotViews
from engine.bots.commands import BotCommands
from engine.bots.supervisor import Supervisor
from engine.clock import Clock
from engine.core.adoption import as_known, misfit
from engine.core.events import AcceptAsIs, Adopt
from engine.core.ids import serial_in
from engine.core.orders import Order, OrderState, amend
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain
from engine.core.state import BotState, CommandRefused, Refusal
from engine.core.types import AccountId, BotId, ClientOrderId, Leg, VenueOrderId
from engine.errors import CardOutdated, CommandRejected
from engine.people import Actor
from engine.policy import check_owner, handles_orphans
from engine.reads.journal import AcceptedAsIs, OrderChosen, OrphanAdopted, OrphanCanceled, Tried
from engine.reads.open_orders import OpenOrders, OrderFigures, OrphanName, OrphanOrder, OrphanView, StuckOrder
from engine.reads.views import BotCard
from engine.real_accounts import RealAccounts


class OrderActions:
    """The use cases around orders: `engine.service.Service.orders`. All of them raise NotAllowed."""

    def __init__(
        self,
        *,
        views: BotViews,
        accounts: RealAccounts,
        supervisor: Supervisor,
        commands: BotCommands,
        clock: Clock,
    ) -> None:
        self._views = views
        self._accounts = accounts
        self._supervisor = supervisor
        self._commands = commands
        self._clock = clock

    # --- what is open ---------------------------------------------------------------------------------

    async def open_orders(self, actor: Actor) -> OpenOrders:
        """Return the orders of the actor's bots that are out; for owners also those with our tag alone."""
        cards = await self._views.own(actor)
        orders = tuple(
            (card, card.state.order)
            for card in cards
            if card.state.order is not None and card.state.order_pending
        )
        orphans = [await self._with_bots(orphan, cards) for orphan in await self.orphans(actor)]
        foreign = self._accounts.foreign_orders() if handles_orphans(actor) else 0
        return OpenOrders(orders=orders, orphans=tuple(orphans), foreign=foreign)

    async def orphans(self, actor: Actor, *, anew: bool = True) -> tuple[OrphanOrder, ...]:
        """Return the open orders with our tag that no bot owns; unless asked `anew` as of the last look.

        For traders there are none: they may be another's.
        """
        if not handles_orphans(actor):
            return ()
        if anew:
            await self._accounts.refresh_orphans()
        return self._accounts.orphans()

    async def _with_bots(self, orphan: OrphanOrder, cards: list[BotCard]) -> OrphanView:
        """Say which of the bots can go on with the order, the one that it is named after first."""
        fit, unfit = [], []
        for card in cards:
            config = card.state.config
            if (config.account_id, config.ticker) == (orphan.account_id, orphan.symbol):
                why = await self._misfit(card.state, _as_shown(orphan))
                if why is None:
                    fit.append(card)
                else:
                    unfit.append((card, why))
        fit.sort(key=lambda card: card.number != serial_in(orphan.client_order_id))
        return OrphanView(order=orphan, fit=tuple(fit), unfit=tuple(unfit))

    async def _misfit(self, state: BotState, shown: Order) -> Refusal | None:
        if self._accounts.is_off(state.config.mode):
            return Refusal.NOT_ALLOWED
        known = await self._supervisor.find_order(state.bot_id, shown.client_order_id)
        try:
            return misfit(state, as_known(shown, known))
        except CommandRefused as e:
            return e.why

    @audited(Tried.CANCEL_ORPHAN)
    async def cancel_orphan(self, actor: Actor, account_id: AccountId, client_order_id: str) -> bool:
        """Cancel an order with our tag that no bot owns. Return False when there is none (any more)."""
        check_owner(actor)
        if not await self._accounts.cancel_orphan(account_id, client_order_id):
            return False
        line = OrphanCanceled(account_id=account_id, client_order_id=client_order_id)
        await self._commands.audit(actor, None, line)
        return True

    # --- adopting --------------------------------------------------------------------------------------

    @audited(Tried.ADOPT)
    async def adopt(
        self, actor: Actor, bot_id: BotId, name: OrphanName, revision: int, *, live_confirmed: bool = False
    ) -> BotCard:
        """Have a bot that stands go on with an order that no bot owns, and book what it has traded.

        The exchange is asked first. Raises BotNotFound, CardOutdated, CommandRejected, OrderTaken,
        LiveUnconfirmed, CodeNeeded, CodesLocked, LiveSwitchedOff, VenueUnavailable and UnknownTicker.
        """
        check_owner(actor)
        config = (await self._views.state(actor, bot_id)).config
        self._accounts.check_on(config.mode)
        self._accounts.check_confirmed(actor, config, live_confirmed=live_confirmed)
        if (config.account_id, config.ticker) != (name.account_id, name.symbol):
            raise CardOutdated
        order = await self._accounts.find_orphan(name)
        if order is None:
            raise CommandRejected(Refusal.ORDER_ENDED)
        event = Adopt(at=self._clock.now(), order=order)
        line = OrphanAdopted(
            client_order_id=order.client_order_id,
            side=order.side,
            quantity=order.quantity,
            price=order.price,
        )
        await self._commands.give(actor, bot_id, event, revision, line)
        return await self._views.card(actor, bot_id)

    # --- settling as it stands -------------------------------------------------------------------------

    async def inspect_order(self, actor: Actor, bot_id: BotId, revision: int) -> StuckOrder:
        """Ask the exchange about an order that a bot cannot settle by itself.

        Raises BotNotFound, CardOutdated, VenueUnavailable, UnknownExchange, UnknownAccount, UnknownTicker,
        and CommandRejected when there is no such order or it is still open at the exchange.
        """
        card = await self._views.own_card(actor, bot_id)
        state, order = card.state, card.state.order
        if state.revision != revision:
            raise CardOutdated
        if order is None or not (state.is_idle and state.out_of_reach):
            raise CommandRejected(Refusal.NOTHING_TO_SETTLE)
        seen = await self._accounts.order_status(state, order)
        if seen.is_open:
            raise CommandRejected(Refusal.ORDER_OPEN_THERE)
        return StuckOrder(
            card=card,
            order=order,
            reported=seen.filled,
            venue_order_id=seen.venue_order_id,
            candidates=seen.candidates,
        )

    @audited(Tried.ACCEPT_AS_IS)
    async def accept_as_is(
        self, actor: Actor, bot_id: BotId, figures: OrderFigures, revision: int
    ) -> BotCard:
        """End such an order with what is booked of it. The bot goes on standing.

        Where there are candidates it is none of them, by the person's word. The exchange is asked once
        more. Raises as `inspect_order`; CardOutdated also when the figures are not those any more that the
        person has seen.
        """
        found = await self._as_seen(actor, bot_id, figures, revision)
        line = AcceptedAsIs(
            client_order_id=figures.client_order_id, booked=figures.booked, reported=figures.reported
        )
        event = self._end(found.order, found.venue_order_id)
        await self._commands.give(actor, bot_id, event, revision, line)
        return await self._views.card(actor, bot_id)

    @audited(Tried.CHOOSE_ORDER)
    async def choose_order(
        self, actor: Actor, bot_id: BotId, figures: OrderFigures, revision: int, chosen: VenueOrderId
    ) -> BotCard:
        """Have the bot go on with that candidate as its order, and book what it has traded.

        One that has ended without a trade only ends the order. While LIVE is switched off the bot is paused
        with it: what it trades is booked, and nothing follows on it. Raises as `accept_as_is`.
        """
        found = await self._as_seen(actor, bot_id, figures, revision)
        is_off = self._accounts.is_off(found.card.state.config.mode)
        candidate = next((one for one in found.candidates if one.venue_order_id == chosen), None)
        if candidate is None:
            raise CardOutdated
        event: Adopt | AcceptAsIs = self._end(found.order, chosen)
        if candidate.is_open or candidate.filled:
            reported = None if candidate.is_open else candidate.filled
            order = amend(found.order, candidate.price, candidate.quantity)
            order = replace(order, venue_order_id=chosen, reported=reported)
            stands = Plain(Cause.LIVE_IS_OFF) if is_off else None
            event = Adopt(at=self._clock.now(), order=order, stands=stands)
        line = OrderChosen(client_order_id=found.order.client_order_id, venue_order_id=chosen)
        await self._commands.give(actor, bot_id, event, revision, line)
        return await self._views.card(actor, bot_id)

    async def _as_seen(self, actor: Actor, bot_id: BotId, figures: OrderFigures, revision: int) -> StuckOrder:
        found = await self.inspect_order(actor, bot_id, revision)
        if found.figures != figures:
            raise CardOutdated
        return found

    def _end(self, order: Order, venue_order_id: VenueOrderId | None) -> AcceptAsIs:
        return AcceptAsIs(
            at=self._clock.now(), client_order_id=order.client_order_id, venue_order_id=venue_order_id
        )


def _as_shown(orphan: OrphanOrder) -> Order:
    """Return the order as far as a list shows it."""
    return Order(
        client_order_id=ClientOrderId(orphan.client_order_id),
        side=orphan.side,
        leg=Leg.ENTRY,
        cycle=0,
        attempt=0,
        price=orphan.price,
        quantity=orphan.quantity,
        created_at=orphan.created_at,
        deadline=orphan.created_at,
        state=OrderState.ABSENT,
    )
