"""From a fill to the next order."""

from functools import partial

from tests.bench.contenders import CCXT, NAUTILUS, SCALPER, Contender
from tests.bench.reaction import fill_to_order
from tests.bench.row import Figures, Goal, Row, Scale, quantiles_ms

WEIGHT = "weight per fill"
WHAT = (
    "From the frame of a fill leaving the exchange to the next order arriving there, bots on {symbols}; "
    "the line's round trip is {line_ms} ms. Ours has stored the fill and the order's intent by then "
    "(SQLite, synchronous FULL), the peers store nothing. Weight is what the fills have asked for, without "
    "creates and without what is asked when nothing happens."
)


async def _measure(
    contender: Contender, symbols: int, line_ms: int, samples: int, idle_s: int, number: int
) -> Figures:
    heard = await fill_to_order(
        contender,
        symbols=symbols,
        line_s=line_ms / 1000,
        samples=samples,
        idle_s=idle_s if contender is SCALPER else 0,
        seed=number,
    )
    return {
        **quantiles_ms(heard.ms),
        WEIGHT: heard.weight_per_fill,
        "timed weight a minute": heard.idle_weight,
    }


def _row(scale: Scale, symbols: int, line_ms: int, goals: tuple[Goal, ...]) -> Row:
    samples, idle_s = scale.of(200, 3), scale.of(30, 0)
    name = "one symbol" if symbols == 1 else f"{symbols} symbols"
    size = min(symbols, 2) if scale.is_tiny else symbols
    return Row(
        name=f"fill to next order, {name}, {line_ms} ms",
        what=WHAT.format(symbols=name, line_ms=line_ms),
        columns={
            contender.name: partial(_measure, contender, size, line_ms, samples, idle_s)
            for contender in (SCALPER, NAUTILUS, CCXT)
        },
        goals=(*goals, Goal(metric=WEIGHT, at_most=2)),
    )


def rows(scale: Scale) -> list[Row]:
    p50, p99 = "p50, ms", "p99, ms"
    near = (
        Goal(metric=p50, against=NAUTILUS.name, at_most=1),
        Goal(metric=p99, against=NAUTILUS.name, at_most=2),
    )
    far = (Goal(metric=p50, against=NAUTILUS.name, at_most=1.05),)
    return [_row(scale, 1, 0, near), _row(scale, 1, 100, far)]
