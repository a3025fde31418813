"""From the market's prints to an order."""

from functools import partial

from tests.bench.contenders import CCXT, NAUTILUS, SCALPER, Contender
from tests.bench.row import Figures, Goal, Row, Scale, quantiles_ms
from tests.bench.trail import flood_rate, turn_to_order

RATE = "trades/s"


async def _turns(contender: Contender, samples: int, _: int) -> Figures:
    turning = await turn_to_order(contender, samples=samples)
    return {**quantiles_ms(turning.ms), "turns without an order": turning.missed}


async def _flood(contender: Contender, prints: int, idle_bots: int, _: int) -> Figures:
    return {RATE: await flood_rate(contender, prints=prints, idle_bots=idle_bots)}


def rows(scale: Scale) -> list[Row]:
    contenders = (SCALPER, NAUTILUS, CCXT)
    samples, prints, bots = scale.of(50, 2), scale.of(40_000, 500), scale.of(1_000, 3)
    return [
        Row(
            name="trailing tick to order",
            what="From the frame of the print that turns a trailing leg to its order's arrival. Ours follows "
            "the trail and has stored the intent (SQLite, synchronous FULL); the peers send an order on a "
            "print of a given size, and store nothing.",
            columns={one.name: partial(_turns, one, samples) for one in contenders},
            goals=(Goal(metric="p50, ms", against=NAUTILUS.name, at_most=1),),
        ),
        Row(
            name="flood of trades, 1,000 bots",
            what=f"{prints} trades of one symbol as fast as they are taken, and a turn at their end: until "
            f"its order has arrived. Ours has {bots} further trailing bots there, a peer is one strategy.",
            columns={one.name: partial(_flood, one, prints, bots) for one in contenders},
            goals=(Goal(metric=RATE, against=NAUTILUS.name, at_least=2),),
        ),
    ]
