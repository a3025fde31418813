"""The market of paper bots, as the settings want it."""

from bot.config import Settings
from engine.clock import Clock
from engine.errors import FeedError, SettingsError
from engine.exchange.market_run import Workings
from engine.exchange.sources import CsvSource, PaperRules, Source, SyntheticSource
from engine.exchange.venues import PaperVenues
from engine.tasks import Nursery


def paper_market(settings: Settings, clock: Clock, nursery: Nursery) -> PaperVenues:
    """Build the paper side of every exchange. Raises SettingsError when a CSV cannot be read."""
    workings = Workings(clock=clock, nursery=nursery, speed=settings.replay_speed)
    return PaperVenues(_source(settings, clock), workings)


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
        from engine.exchange.live_source import LiveSource  # noqa: PLC0415 - only then is ccxt needed

        return LiveSource(clock=clock, urls=settings.exchange_urls)
    named = settings.replay_symbol if "replay_symbol" in settings.model_fields_set else None
    return SyntheticSource(seed=settings.synthetic_seed, symbol=named, rules=rules)
