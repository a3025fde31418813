"""The installation below `tests/data/installation_0002`, as version 0.1.0 left it: databases and exchanges.

What its parts are is told in the README there.
"""

import json
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url

from engine.clock import SystemClock
from engine.core.orders import Order
from engine.ports import StoredBot

ROOT = Path(__file__).parents[1] / "data" / "installation_0002"
TRADES = ROOT.parent / "trades.csv"
REPLAYED = "SOL/EUR"
ANN, BOB, STRANGER, DELETED = 77, 78, 79, 3
TOKEN = "1234567890:" + "A" * 35
"""Conversations are kept under the number of the bot that had them."""

Json = Mapping[str, Any]


class ClockOfThatDay(SystemClock):
    """Runs like the machine's clock, and shows the time from a little after the installation ended."""

    def __init__(self, begin: datetime) -> None:
        self._behind = super().now() - begin

    def now(self) -> datetime:
        """Return the present moment of that day."""
        return super().now() - self._behind


@dataclass(frozen=True, slots=True)
class Installation:
    """One of the two, by the kind of its database. `was` tells how everything stood."""

    folder: Path
    url: str
    was: Json

    @property
    def exchanges(self) -> str:
        """What `tests.twin.core.saved.restore` reads."""
        return (self.folder / "exchanges.json").read_text()

    @property
    def ended_at(self) -> datetime:
        return datetime.fromisoformat(self.was["ended_at"]).astimezone(UTC)

    def clock(self) -> ClockOfThatDay:
        """Return a clock that goes on 20 s later: what is not known of an order by then can be believed."""
        return ClockOfThatDay(self.ended_at + timedelta(seconds=20))

    def put_file_beside(self, data_folder: Path) -> None:
        """Put what an installation remembers beside its database where the program looks for it."""
        shutil.copy(self.folder / "installation.json", data_folder)


async def install(url: str) -> Installation:
    """Load the dump of that kind of database into an empty one."""
    address = make_url(url)
    folder = ROOT / address.get_backend_name()
    script = (folder / "database.sql").read_text()
    if address.get_backend_name() == "sqlite":
        assert address.database is not None
        with closing(sqlite3.connect(address.database)) as connection:
            connection.executescript(script)
    else:
        plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
        server = await asyncpg.connect(plain)
        try:
            await server.execute(script)
        finally:
            await server.close()
    return Installation(folder, url, json.loads((folder / "expected.json").read_text()))


def described(bot: StoredBot) -> dict[str, object]:
    """Return what must be the same for ever, in words of JSON. Why it is paused is a matter of its card."""
    state, config = bot.state, bot.state.config
    return {
        "owner": state.owner_id,
        "config": {
            "ticker": config.ticker,
            "exchange": config.exchange,
            "mode": config.mode.value,
            "first": config.first_order.value,
            "quantity": _plain(config.quantity),
            "buy": _plain(config.buy_price),
            "sell": _plain(config.sell_price),
            "trailing": _plain(config.trailing_percent),
            "loop": config.infinite_loop,
            "leverage": config.leverage,
        },
        "rules": [
            _plain(value) for value in (state.market.tick, state.market.step, state.market.min_notional)
        ],
        "status": state.status.value,
        "phase": state.phase.value,
        "goal": state.goal.value,
        "finishing": state.finishing,
        "revision": state.revision,
        "pending_edit": _plain(state.pending_edit.config.buy_price) if state.pending_edit else None,
        "leg": state.leg.value,
        "cycle": state.cycle,
        "attempt": state.attempt,
        "leg_filled": _plain(state.leg_filled),
        "held": _plain(state.held),
        "pnl": _plain(state.pnl),
        "fees": _plain(state.fees),
        "cycles": state.cycles,
        "trades": state.trades,
        "extreme": _plain(state.trail.extreme) if state.trail else None,
        "order": _order(state.order),
        "position": bot.feed_offset,
    }


def _order(order: Order | None) -> dict[str, object] | None:
    if order is None:
        return None
    return {
        "client_order_id": order.client_order_id,
        "venue_order_id": order.venue_order_id,
        "state": order.state.value,
        "side": order.side.value,
        "price": _plain(order.price),
        "quantity": _plain(order.quantity),
        "filled": _plain(order.filled),
        "trades": sorted(order.trade_ids),
        "reduce_only": order.reduce_only,
    }


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"
