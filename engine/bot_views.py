"""A person's bots as they stand now: what is stored, the driver's newest state, the newest price."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from engine.bots.supervisor import Supervisor
from engine.core import results
from engine.core.orders import Order
from engine.core.state import BotState, Phase
from engine.core.types import AccountId, BotId, ClientOrderId, Status
from engine.errors import BadInput, BotNotFound, ReadOnly, TryLater
from engine.notice_settings import NoticeSettingsBook
from engine.outbox import ToAlerts
from engine.people import Actor, People, Role
from engine.policy import bots_of, check_account, check_listed, commanded_beside, commands, seen_beside
from engine.ports import ReplayVenue, Venues
from engine.reads.bot_reads import Reads
from engine.reads.views import AccountStanding, BotCard, BotFilter, BotPage, MarketView
from engine.real_accounts import RealAccounts


class BotViews:
    """Finds bots for whoever asks, and touches none that is not theirs. All methods raise NotAllowed.

    What is shared with somebody they only see: `card` and `page` show it.
    """

    def __init__(
        self,
        *,
        reads: Reads,
        supervisor: Supervisor,
        venues: Venues,
        accounts: RealAccounts,
        people: People,
        has_alert_chat: Callable[[], bool],
        notice_settings: NoticeSettingsBook,
    ) -> None:
        """`has_alert_chat`: whether this installation has one now."""
        self._reads = reads
        self._supervisor = supervisor
        self._venues = venues
        self._accounts = accounts
        self._people = people
        self._has_alert_chat = has_alert_chat
        self._notice_settings = notice_settings

    async def page(self, actor: Actor, which: BotFilter, page: int, page_size: int) -> BotPage:
        """Return one page of the bots that the actor sees."""
        beside = seen_beside(actor)
        return await self._reads.bot_page(actor.person_id, which, page, page_size, beside)

    async def card(self, actor: Actor, bot_id: BotId) -> BotCard:
        """Return the card of a bot that the actor sees. Raises BotNotFound."""
        beside = seen_beside(actor)
        card = await self._reads.bot(actor.person_id, bot_id, beside)
        if card is None:
            raise BotNotFound(bot_id)
        seen = await self.lively(card)
        if not commands(actor, card.state.owner_id):
            return replace(seen, read_only=True)
        return replace(seen, shareable=any(one.role is Role.VIEWER for one in await self._people.everybody()))

    async def state(self, actor: Actor, bot_id: BotId) -> BotState:
        """Return the present state of a bot that the actor commands. Raises BotNotFound, ReadOnly."""
        return self._newest(await self._commanded(actor, bot_id))

    def phase(self, bot_id: BotId) -> Phase | None:
        """Return what the bot is at now; None while it has no driver."""
        state = self._supervisor.state(bot_id)
        return state.phase if state is not None else None

    async def count(self, actor: Actor) -> int:
        """Return how many bots are the actor's own."""
        check_listed(actor)
        return (await self._reads.bot_page(actor.person_id, BotFilter.ALL, 0, 1)).counts[BotFilter.ALL]

    async def order(self, bot_id: BotId, name: ClientOrderId) -> Order | None:
        """Return an order of the bot as the books have it."""
        return await self._supervisor.find_order(bot_id, name)

    async def own_card(self, actor: Actor, bot_id: BotId) -> BotCard:
        """Return the card of a bot that the actor commands. Raises BotNotFound, ReadOnly."""
        return await self.lively(await self._commanded(actor, bot_id))

    async def own(self, actor: Actor) -> list[BotCard]:
        """Return the cards of all bots that the actor commands, oldest first."""
        return [await self.lively(card) for card in await self._all_commanded(actor)]

    async def at_work(self, actor: Actor) -> list[BotCard]:
        """Return the cards, without prices, of all that works, is paused, or has an order out."""
        found = []
        for card in await self._all_commanded(actor):
            state = self._newest(card)
            if state.status is Status.ACTIVE or state.order_pending:
                found.append(replace(card, state=state))
        return found

    async def lively(self, card: BotCard) -> BotCard:
        """Return the card with the driver's newest state and the market's newest price."""
        state = self._newest(card)
        config = state.config
        price, priced_at = await self.last_price(config.account_id, config.ticker, state.bot_id)
        replay = self._replay(config.account_id)
        open_result = results.unrealised(state.tally, price) if price is not None and state.held else None
        return replace(
            card,
            state=state,
            last_price=price,
            unrealised=open_result,
            alert_chat=self._has_alert_chat(),
            masked=(await self._notice_settings.of(ToAlerts())).masks(state.bot_id),
            feed_end=None if replay is None else replay.feed_end(state.bot_id),
            standing=self._accounts.standing(config) or _on_paper(replay, state.bot_id),
            prices=self._venues.prices_of(config.mode),
            priced_at=priced_at,
        )

    async def market(
        self, actor: Actor, account_id: AccountId, ticker: str, bot_id: BotId | None
    ) -> MarketView:
        """Return the rules and the newest price of a symbol; with a bot, the price as that one sees it.

        Raises AccountNotGiven, UnknownTicker, UnknownExchange, UnknownAccount, BotNotFound.
        """
        check_account(actor, account_id)
        if bot_id is not None:
            await self._commanded(actor, bot_id)
        market = await self._venues.venue(account_id).market(ticker)
        last_price, priced_at = await self.last_price(account_id, market.symbol, bot_id)
        prices = self._venues.prices_of(account_id.mode)
        return MarketView(market=market, last_price=last_price, priced_at=priced_at, prices=prices)

    async def last_price(
        self, account_id: AccountId, ticker: str, bot_id: BotId | None = None
    ) -> tuple[Decimal | None, datetime | None]:
        """Return the newest price as that bot sees it, in quote, and when it was made, where that is known.

        None where there is no price now.
        """
        try:
            replay = self._venues.replay(account_id)
            if replay is not None:
                newest = await replay.newest(ticker, bot_id)
                return newest.price, newest.at
            price = await self._venues.venue(account_id).last_price(ticker)
        except (TryLater, BadInput):
            return None, None
        return price, self._accounts.priced_at(account_id, ticker)

    async def _commanded(self, actor: Actor, bot_id: BotId) -> BotCard:
        card = await self._reads.bot(bots_of(actor), bot_id, commanded_beside(actor))
        if card is None:
            raise ReadOnly if bot_id in actor.shared else BotNotFound(bot_id)
        return card

    async def _all_commanded(self, actor: Actor) -> Sequence[BotCard]:
        return await self._reads.bots(bots_of(actor), commanded_beside(actor))

    def _newest(self, card: BotCard) -> BotState:
        return self._supervisor.state(card.state.bot_id) or card.state

    def _replay(self, account_id: AccountId) -> ReplayVenue | None:
        try:
            return self._venues.replay(account_id)
        except BadInput:
            return None


def _on_paper(replay: ReplayVenue | None, bot_id: BotId) -> AccountStanding | None:
    """Return how it stands with the prices of a bot on paper, where there is something to say."""
    since = None if replay is None else replay.no_prices_since(bot_id)
    return None if since is None else AccountStanding(no_prices_since=since)
