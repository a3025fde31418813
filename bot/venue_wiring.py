"""The venues, as the settings want them: paper for everyone, real accounts where there are keys."""

from collections.abc import Callable, Sequence

from bot.config.settings import Settings
from bot.views.reasons import reason_text
from bot.views.words import Catalogues
from engine.clock import Clock
from engine.core.events import Event
from engine.core.types import AccountId, BotId, Mode
from engine.errors import FeedError, SettingsError
from engine.ports import FillHistory
from engine.reads.health import LimitHealth
from engine.tasks import Nursery
from engine.timings import EngineTimings
from engine.venues.exchanges.exchange_urls import overrides_for
from engine.venues.exchanges.registry import EXCHANGES, VENUES, exchange_of
from engine.venues.exchanges.spec import Credentials
from engine.venues.live.account import Account
from engine.venues.live.gateway import Gateway
from engine.venues.paper.feeds.live_source import LiveSource
from engine.venues.paper.feeds.sources import CsvSource, PaperRules, Source, SyntheticSource
from engine.venues.paper.market_run import ReplayConfig
from engine.venues.registry import VenueRegistry

GatewayOf = Callable[[AccountId, Credentials | None], Gateway]
LimitsHealth = Callable[[], Sequence[LimitHealth]]


def build_venues(
    settings: Settings,
    *,
    clock: Clock,
    nursery: Nursery,
    fill_history: FillHistory,
    deliver: Callable[[BotId, Event], None],
    timings: EngineTimings,
) -> VenueRegistry:
    """Build every venue; `deliver` brings its news to bots that have stopped.

    Raises SettingsError when a CSV cannot be read or an address makes no sense.
    """
    credentials = credentials_of(settings) if settings.telegram_bot_token else {}
    uses_exchanges = credentials or settings.market_data.kind == "live"
    gateway_of, limits = gateways(settings, clock, timings) if uses_exchanges else (None, tuple)
    replay_config = ReplayConfig(clock=clock, nursery=nursery, speed=settings.replay_speed)
    source = _source(settings, clock, gateway_of, timings)
    accounts = {
        account_id: Account(
            account_id=account_id,
            gateway=gateway_of(account_id, keys),
            fill_history=fill_history,
            is_ours=exchange_of(account_id.venue).order_names.is_ours,
            deliver=deliver,
            clock=clock,
            nursery=nursery,
            withdrawals_allowed=account_id.mode is not Mode.LIVE or settings.allow_withdrawal_keys,
            timings=timings,
        )
        for account_id, keys in credentials.items()
        if gateway_of is not None
    }
    return VenueRegistry(source, replay_config, accounts, limits)


def real_gateways(settings: Settings, clock: Clock, timings: EngineTimings) -> dict[AccountId, Gateway]:
    """Return a gateway for each account with keys, and nothing that trades. Whoever asks closes them.

    Raises SettingsError.
    """
    credentials = credentials_of(settings) if settings.telegram_bot_token else {}
    if not credentials:
        return {}
    gateway_of, _ = gateways(settings, clock, timings)
    return {account_id: gateway_of(account_id, keys) for account_id, keys in credentials.items()}


def credentials_of(settings: Settings) -> dict[AccountId, Credentials]:
    """Return the keys of every account.

    LIVE accounts are there with LIVE_TRADING off as well: what is open there is still reconciled and
    can be cancelled; the risk engine allows no new order. Raises SettingsError.
    """
    found: dict[AccountId, Credentials] = {}
    for exchange in EXCHANGES:
        mode = Mode.TESTNET if settings.testnet(exchange.keys.prefix) else Mode.LIVE
        if mode is Mode.TESTNET and not exchange.has_test_venue:
            continue  # its keys are of a real account: it takes a word to use them
        for venue in exchange.venues:
            accounts = settings.accounts(exchange.keys.prefix, futures=venue.derivative)
            for label, keys in accounts.items():
                found[AccountId(venue.name, mode, label)] = exchange.keys.credentials(
                    keys.api_key.get_secret_value(),
                    keys.secret_key.get_secret_value(),
                    keys.passphrase.get_secret_value() if keys.passphrase else None,
                )
    return found


def gateways(settings: Settings, clock: Clock, timings: EngineTimings) -> tuple[GatewayOf, LimitsHealth]:
    """Return what builds gateways, and what says how much of their exchanges' limits is used.

    These are minded for all of them together.
    """
    from engine.venues.exchanges.build import ProcessWide, build_gateway  # noqa: PLC0415 - it takes seconds to import

    process_wide = ProcessWide(clock)

    def build(account_id: AccountId, credentials: Credentials | None) -> Gateway:
        return build_gateway(
            account_id.venue,
            mode=account_id.mode,
            credentials=credentials,
            exchange_urls=settings.exchange_urls,
            process_wide=process_wide,
            clock=clock,
            heartbeat_s=settings.ws_heartbeat_interval,
            timings=timings,
        )

    return build, process_wide.limits_health


def check_exchange_urls(settings: Settings) -> None:
    """Raise SettingsError with all that is wrong with EXCHANGE_URLS: else the first bot would find it."""
    complaints: dict[str, None] = {}
    for venue in VENUES if settings.exchange_urls else ():
        try:
            overrides_for(venue, settings.exchange_urls)
        except SettingsError as e:
            complaints |= dict.fromkeys(e.complaints)
    if complaints:
        raise SettingsError(tuple(complaints))


def market_file(settings: Settings, rules: PaperRules | None = None) -> CsvSource | None:
    """Return the file of prices, if the settings name one. Raises SettingsError when it cannot be read."""
    market = settings.market_data
    if market.kind != "csv" or market.path is None:
        return None
    try:
        return CsvSource(market.path, settings.replay_symbol, rules=rules)
    except FeedError as e:
        words = Catalogues().english  # as all complaints about settings are
        raise SettingsError((f"MARKET_DATA: {reason_text(words, e.reason)}",)) from e


def _source(settings: Settings, clock: Clock, gateway_of: GatewayOf | None, timings: EngineTimings) -> Source:
    rules = PaperRules(
        tick=settings.paper_tick if "paper_tick" in settings.model_fields_set else None,
        step=settings.paper_step,
        min_notional=settings.paper_min_notional,
        fee=settings.paper_fee_percent / 100,
    )
    if (file := market_file(settings, rules)) is not None:
        return file
    if gateway_of is not None and settings.market_data.kind == "live":
        return LiveSource(
            clock=clock,
            gateway_of=lambda venue: gateway_of(AccountId(venue, Mode.PAPER), None),
            timings=timings.market_data,
        )
    named = settings.replay_symbol if "replay_symbol" in settings.model_fields_set else None
    speed = settings.replay_speed or 1
    return SyntheticSource(clock=clock, seed=settings.synthetic_seed, speed=speed, symbol=named, rules=rules)
