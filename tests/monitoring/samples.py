"""A program that has everything, as its health tells it."""

from datetime import timedelta

from engine.core.orders import OrderState
from engine.core.types import AccountId, Mode
from engine.reads.health import (
    AccountHealth,
    Health,
    JobHealth,
    LimitHealth,
    StoredHealth,
    StreamState,
    SymbolHealth,
    VenuesHealth,
    WriterHealth,
)
from tests.support.clock import START

TESTNET = AccountId("Binance", Mode.TESTNET)
LIVE = AccountId("Bybit F", Mode.LIVE, "second")
VENUES = VenuesHealth(
    symbols=(
        SymbolHealth(
            account_id=TESTNET, symbol="BTC/USDT", age=timedelta(seconds=2), stream=StreamState.OPEN
        ),
        SymbolHealth(
            account_id=LIVE, symbol="ETH/USDT:USDT", age=timedelta(minutes=7), stream=StreamState.SILENT
        ),
        SymbolHealth(
            account_id=AccountId("Binance", Mode.PAPER),
            symbol="SOL/USDT",
            age=None,
            stream=StreamState.STARTING,
        ),
    ),
    accounts=(
        AccountHealth(
            account_id=TESTNET,
            checked=timedelta(seconds=11),
            in_trouble=False,
            stream=StreamState.OPEN,
            missed=0,
        ),
        AccountHealth(
            account_id=LIVE,
            checked=timedelta(minutes=3),
            in_trouble=True,
            stream=StreamState.CLOSED,
            missed=4,
        ),
    ),
    limits=(
        LimitHealth(pool="binance spot testnet", name="weight", used=120, most=5400, within_s=60, held_s=0),
        LimitHealth(pool="bybit live", name="requests", used=530, most=540, within_s=5, held_s=42),
    ),
)
HEALTH = Health(
    at=START,
    running_for=timedelta(hours=2, minutes=5),
    bots_at_work=5,
    bots_paused=1,
    orders={OrderState.OPEN: 2, OrderState.PARTIAL: 1, OrderState.INTENT: 1, OrderState.UNKNOWN: 1},
    venues=VENUES,
    stored=StoredHealth(notices_waiting=7, oldest_notice_at=START - timedelta(minutes=6)),
    asked_for=timedelta(milliseconds=3),
    writer=WriterHealth(took_s=0.021, waiting=2),
    longest_hold_s=0.31,
    tasks_fallen=3,
    last_fallen="Binance:TESTNET events",
    last_fall_at=START - timedelta(hours=1),
    jobs=(
        JobHealth(
            name="cleanup",
            done_at=START - timedelta(hours=3),
            failed_at=None,
            next_at=START + timedelta(hours=21),
        ),
        JobHealth(
            name="backup",
            done_at=START - timedelta(hours=27),
            failed_at=START - timedelta(hours=2),
            next_at=START + timedelta(hours=22),
        ),
    ),
)
