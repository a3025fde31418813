"""The venues, as the settings want them: paper for everyone, real accounts where there are keys."""

from collections.abc import Callable, Mapping

from bot.config.settings import Exchange, Settings
from engine.clock import Clock
from engine.core.events import Event
from engine.core.ids import LENGTH, TAG
from engine.core.types import AccountId, BotId, Mode
from engine.errors import FeedError, SettingsError
from engine.ports import FillHistory
from engine.risk.engine import RiskLimits
from engine.tasks import Nursery
from engine.venues.live.account import Account
from engine.venues.paper.accounts import PaperVenues
from engine.venues.paper.feeds.sources import CsvSource, PaperRules, Source, SyntheticSource
from engine.venues.paper.market_run import ReplayConfig
from engine.venues.registry import VenueRegistry

REAL: Mapping[str, tuple[Exchange, bool]] = {
    "Binance": ("BINANCE", False),
    "Binance F": ("BINANCE", True),
    "Bybit": ("BYBIT", False),
    "Bybit F": ("BYBIT", True),
}
"""Venue -> whose keys it takes, and whether those for futures."""


class EventRouter:
    """Brings news to bots that have stopped; who does it is known a little later than who writes."""

    def __init__(self) -> None:
        self.target: Callable[[BotId, Event], None] | None = None

    def deliver(self, bot_id: BotId, event: Event) -> None:
        """Hand the event on. Raises RuntimeError before there is a target: nobody writes then."""
        if self.target is None:
            raise RuntimeError("news before the bots are there")
        self.target(bot_id, event)


def build_venues(
    settings: Settings, *, clock: Clock, nursery: Nursery, fill_history: FillHistory, router: EventRouter
) -> VenueRegistry:
    """Build every venue. Raises SettingsError when a CSV cannot be read or an address makes no sense."""
    replay_config = ReplayConfig(clock=clock, nursery=nursery, speed=settings.replay_speed)
    paper = PaperVenues(_source(settings, clock), replay_config)
    return VenueRegistry(paper, _accounts(settings, clock, nursery, fill_history, router))


def risk_limits(settings: Settings) -> RiskLimits:
    """Return the owner's limits."""
    return RiskLimits(
        live_trading=settings.live_trading,
        order_value=settings.max_order_value,
        exposure=settings.max_exposure,
        daily_loss=settings.max_daily_loss,
    )


def _accounts(
    settings: Settings, clock: Clock, nursery: Nursery, fill_history: FillHistory, router: EventRouter
) -> Mapping[AccountId, Account]:
    """Build the accounts that have keys. Without a Telegram token there are none.

    LIVE accounts are built with LIVE_TRADING off as well: what is open there is still reconciled and
    can be cancelled; the gate decides no new order.
    """
    keys = {
        name: found
        for name, (owner, futures) in REAL.items()
        if settings.telegram_bot_token and (found := settings.keys(owner, futures=futures))
    }
    if not keys:
        return {}
    from engine.venues.exchanges.build import build_gateway  # noqa: PLC0415 - it takes seconds to import
    from engine.venues.exchanges.ccxt_client import Credentials  # noqa: PLC0415 - likewise
    from engine.venues.exchanges.markets import MarketCache  # noqa: PLC0415 - likewise

    market_cache, accounts = MarketCache(clock), {}
    for name, pair in keys.items():
        mode = Mode.TESTNET if settings.testnet(REAL[name][0]) else Mode.LIVE
        gateway = build_gateway(
            name,
            mode=mode,
            credentials=Credentials(
                api_key=pair.api_key.get_secret_value(), secret=pair.secret_key.get_secret_value()
            ),
            exchange_urls=settings.exchange_urls,
            market_cache=market_cache,
            clock=clock,
            heartbeat_s=settings.ws_heartbeat_interval,
        )
        account_id = AccountId(name, mode)
        accounts[account_id] = Account(
            account_id=account_id,
            gateway=gateway,
            fill_history=fill_history,
            is_ours=_is_ours,
            deliver=router.deliver,
            clock=clock,
            nursery=nursery,
            withdrawals_allowed=mode is not Mode.LIVE or settings.allow_withdrawal_keys,
        )
    return accounts


def _is_ours(name: str) -> bool:
    return len(name) == LENGTH and name.startswith(TAG) and name.isalnum() and name == name.lower()


def _source(settings: Settings, clock: Clock) -> Source:
    rules = PaperRules(
        tick=settings.paper_tick,
        step=settings.paper_step,
        min_notional=settings.paper_min_notional,
        fee=settings.paper_fee_percent / 100,
    )
    market = settings.market_data
    if market.kind == "csv" and market.path is not None:
        try:
            return CsvSource(market.path, settings.replay_symbol, rules=rules)
        except FeedError as e:
            raise SettingsError((f"MARKET_DATA: {e}",)) from e
    if market.kind == "live":
        from engine.venues.paper.feeds.live_source import LiveSource  # noqa: PLC0415 - only then is ccxt needed

        return LiveSource(clock=clock, urls=settings.exchange_urls)
    named = settings.replay_symbol if "replay_symbol" in settings.model_fields_set else None
    return SyntheticSource(seed=settings.synthetic_seed, symbol=named, rules=rules)
