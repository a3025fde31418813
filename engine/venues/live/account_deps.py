"""What the parts of one account share."""

from collections.abc import Callable
from dataclasses import dataclass, field

from engine.clock import Clock
from engine.core.events import Event
from engine.core.types import AccountId, BotId, ClientOrderId
from engine.ports import FillHistory
from engine.timings import AccountTimings, MarketDataTimings
from engine.venues.live.gateway import Gateway
from engine.venues.live.net_finds import NetFinds
from engine.venues.live.watched_order import Watched


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDeps:
    """`engine.venues.live.account` puts it together."""

    account_id: AccountId
    gateway: Gateway
    fill_history: FillHistory
    is_ours: Callable[[str], bool]
    """Whether a program like this one has given the name to an order."""
    tell: Callable[[BotId, Event], None]
    """Brings news to a bot, wherever it is."""
    clock: Clock
    """It has the exchange's time."""
    timings: AccountTimings = AccountTimings()
    market_data: MarketDataTimings = MarketDataTimings()
    net_finds: NetFinds
    watched: dict[ClientOrderId, Watched] = field(default_factory=dict)
    """The orders of bots that may still change."""
