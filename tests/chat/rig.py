"""The chat as it runs: real handlers, engine and database, over HTTP, with an exchange moved by hand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer

from bot.access.middleware import Access
from bot.access.pairing import Pairing
from bot.access.people_directory import PeopleDirectory
from bot.access.strangers import Strangers
from bot.cards.living import LivingCards
from bot.cards.watch import CardWatch
from bot.chat.alert_chat_watch import AlertChatWatch
from bot.chat.context import ContextMiddleware
from bot.chat.cut_connection import CutConnection
from bot.chat.draining_dispatcher import DrainingDispatcher
from bot.chat.listening import Listening
from bot.chat.menu import register_menu
from bot.chat.telegram_time import DatedSession, TelegramTime
from bot.config.values import ChatPlace
from bot.dispatcher import build_dispatcher
from bot.engine_wiring import start_trading
from bot.localchat import LocalChat
from bot.notifier.alert_chat import AlertChat
from bot.notifier.alert_losses import AlertLosses
from bot.notifier.answered_stops import AnsweredStops
from bot.notifier.contact import Contact
from bot.notifier.on_the_way import OnTheWay
from bot.notifier.undelivered import Undelivered
from bot.pictures.pictures import Pictures, open_pictures
from db.fsm_storage import DatabaseStorage
from db.store import Store, open_store
from engine.bot_changes import BotChanges
from engine.bots.supervisor import Supervisor
from engine.clock import SteadyClock
from engine.core.checks import QuantityLimits
from engine.people import Actor, Role
from engine.reads.views import PriceSource
from engine.restart_report import RestartReport
from engine.risk.engine import RiskEngine, Rules
from engine.risk.funds import Wallet
from engine.risk.paper_wallets import ANY_COIN, PaperWallets
from engine.second_factor import Codes
from engine.service import Service
from engine.tasks import Nursery
from tests.chat.hand_venue import HandVenue, HandVenues
from tests.support.clock import ManualClock
from tests.support.words import CATALOGUES, line_text

OWNER = 1000
ANNA = Actor(OWNER, Role.OWNER)
SOMEBODY_ELSE = Actor(OWNER + 1, Role.OWNER)
"""Another owner."""
PLENTY = dict.fromkeys(("USDT", "BTC", "ETH", "XRP"), Decimal(1_000_000))


def database_url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


@dataclass
class Running:
    """One life of the program."""

    store: Store
    service: Service
    nursery: Nursery
    dispatcher: DrainingDispatcher
    bot: Bot
    report: RestartReport
    answered_stops: AnsweredStops
    living: LivingCards
    changes: BotChanges
    alert_chat: AlertChat
    pictures: Pictures


class Rig:
    """A program that can be ended and started again on the same database and chat."""

    def __init__(self, chat: LocalChat, database_file: Path, clock: ManualClock) -> None:
        self.chat = chat
        self.clock = clock
        self.venues = HandVenues(clock)
        self.rules = Rules(bots_per_person=12)
        self.start_first = False
        self.alert_place: ChatPlace | None = None
        """The alert chat of the settings."""
        self.paper_balance = {ANY_COIN: Decimal(1_000_000)}
        self.codes: Codes | None = None
        """Knows one-time codes: those of a secret."""
        self.codes_above: dict[str, Decimal] = {}
        self.database_file = database_file
        self.on_the_way = OnTheWay()
        self._life: AsyncExitStack | None = None
        self._running: Running | None = None

    @property
    def now(self) -> Running:
        assert self._running is not None, "it does not run"
        return self._running

    @property
    def binance(self) -> HandVenue:
        return self.venues.known["Binance"]

    async def start(self) -> None:
        self._life = AsyncExitStack()
        self._running = await self._life.enter_async_context(self._live())

    async def stop(self) -> None:
        if self._life is not None:
            await self._life.aclose()
        self._life = self._running = None

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    @asynccontextmanager
    async def _live(self) -> AsyncIterator[Running]:
        nursery = Nursery(self.clock)
        api = TelegramAPIServer.from_base(self.chat.url)
        time = TelegramTime(self.clock)
        session = DatedSession(time, Contact(self.clock), api)
        bot, listening = Bot(self.chat.token, session=session), Listening(self.clock, time.now)
        session.middleware(listening)
        async with (
            open_pictures() as pictures,
            open_store(database_url(self.database_file), nursery, line_text) as store,
        ):
            now, people = self.clock.now(), PeopleDirectory(store.people, only=(OWNER,))
            wallet = Wallet(asked_at=now, answered_at=now, coins=PLENTY)
            changes, living = BotChanges(), LivingCards(store.card_messages)
            await living.load()
            alert_chat = AlertChat(store.alert_chat, self.clock, self.alert_place)
            await alert_chat.load()
            session.middleware(CutConnection())
            session.middleware(CardWatch(living))
            risk = RiskEngine(
                self.rules.limits, lambda _account_id: wallet, paper=PaperWallets(self.paper_balance)
            )
            supervisor = Supervisor(
                nursery=nursery,
                ledger=store.ledger,
                venues=self.venues,
                clock=self.clock,
                risk=risk,
                changes=changes,
            )
            service, report = await start_trading(
                supervisor,
                store,
                self.venues,
                risk=risk,
                rules=self.rules,
                nursery=nursery,
                clock=self.clock,
                people=people,
                has_alert_chat=lambda: alert_chat.place is not None,
                codes=self.codes,
                codes_above=self.codes_above,
            )
            answered_stops = AnsweredStops()
            gives_context = ContextMiddleware(
                catalogues=CATALOGUES,
                people=people,
                service=service,
                cards=living,
                outbox=store.outbox,
                notice_settings=store.notice_settings,
                alert_chat=alert_chat,
                history=store.notice_history,
                confirmations=store.confirmations,
                clock=self.clock,
                contact=Contact(self.clock),
                steady_clock=SteadyClock(self.clock),
                nursery=nursery,
                pictures=pictures,
                limits=QuantityLimits(),
                prices=PriceSource.EXCHANGE,
                answered_stops=answered_stops,
                on_the_way=self.on_the_way,
                start_first=self.start_first,
            )
            storage = DatabaseStorage(store.database, self.clock)
            losses = AlertLosses(
                alert_chat,
                people,
                store.outbox,
                self.clock,
                Undelivered(store.journal, people, self.clock),
            )
            doors = (AlertChatWatch(alert_chat, losses), self._access(store, people, listening))
            dispatcher = build_dispatcher(gives_context, storage=storage, doors=doors)
            await register_menu(bot, CATALOGUES, await people.everybody())
            nursery.start("poll", lambda: dispatcher.start_polling(bot, handle_signals=False), restart=False)
            try:
                async with asyncio.timeout(30):
                    await listening.has_begun.wait()
                yield Running(
                    store,
                    service,
                    nursery,
                    dispatcher,
                    bot,
                    report,
                    answered_stops,
                    living,
                    changes,
                    alert_chat,
                    pictures,
                )
            finally:
                await dispatcher.stop_polling()
                await dispatcher.drain()
                await nursery.close()
                await session.end()

    def _access(self, store: Store, people: PeopleDirectory, listening: Listening) -> Access:
        pairing = Pairing(people, store.people, self.clock, lambda _: None, "scalper_bot")
        strangers = Strangers(people, store.people, store.outbox, pairing, self.clock, CATALOGUES)
        return Access(
            people=people,
            strangers=strangers,
            handled=store.handled_updates,
            limit=None,
            clock=self.clock,
            catalogues=CATALOGUES,
            waited_s=listening.waited_s,
        )
