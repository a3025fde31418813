"""From a fill to the next order."""

from functools import partial

from tests.bench.contenders import CCXT, NAUTILUS, SCALPER, Contender
from tests.bench.reaction import fill_to_order
from tests.bench.row import OURS, Figures, Goal, Row, Scale, quantiles_ms

WEIGHT, P50, P99 = "weight per fill", "p50, ms", "p99, ms"
ONE = "one symbol"
WHAT = (
    "From the frame of a fill leaving the exchange to the next order arriving there, bots on {symbols}; "
    "the line's round trip is {line_ms} ms. Ours has stored the fill and the order's intent by then "
    "(SQLite, synchronous FULL), the peers store nothing. Weight is what the fills have asked for, without "
    "creates and without what is asked when nothing happens."
)


async def _measure(
    contender: Contender, symbols: int, line_ms: int, samples: int, idle_s: int | None, number: int
) -> Figures:
    """`idle_s`: for so long it is looked at what is spent when nothing happens; None: no matter."""
    heard = await fill_to_order(
        contender,
        symbols=symbols,
        line_s=line_ms / 1000,
        samples=samples,
        idle_s=idle_s or 0,
        seed=number,
    )
    if idle_s is None:
        return quantiles_ms(heard.ms)
    return {
        **quantiles_ms(heard.ms),
        WEIGHT: heard.weight_per_fill,
        "timed weight a minute": heard.idle_weight,
    }


def _one(scale: Scale, line_ms: int, *goals: Goal) -> Row:
    samples, idle_s = scale.of(200, 3), scale.of(30, 0)
    return Row(
        name=f"fill to next order, one symbol, {line_ms} ms",
        what=WHAT.format(symbols="one symbol", line_ms=line_ms),
        columns={
            OURS: partial(_measure, SCALPER, 1, line_ms, samples, idle_s),
            NAUTILUS.name: partial(_measure, NAUTILUS, 1, line_ms, samples, 0),
            CCXT.name: partial(_measure, CCXT, 1, line_ms, samples, 0),
        },
        goals=(*goals, Goal(metric=WEIGHT, at_most=2)),
    )


def _many(scale: Scale, symbols: int, line_ms: int) -> Row:
    samples, idle_s = scale.of(150, 3), scale.of(30, 0)
    many = scale.of(symbols, 2)
    return Row(
        name=f"fill to next order, {symbols} symbols, {line_ms} ms",
        what=f"{WHAT.format(symbols=f'{symbols} symbols', line_ms=line_ms)} Beside it, ours on one symbol.",
        columns={
            OURS: partial(_measure, SCALPER, many, line_ms, samples, idle_s),
            ONE: partial(_measure, SCALPER, 1, line_ms, samples, None),
            NAUTILUS.name: partial(_measure, NAUTILUS, many, line_ms, samples, 0),
        },
        goals=(
            Goal(metric=P50, against=ONE, at_most=1.3),
            Goal(metric=P99, against=ONE, at_most=1.3),
            Goal(metric=WEIGHT, at_most=2),
        ),
    )


def rows(scale: Scale) -> list[Row]:
    peer = NAUTILUS.name
    near = (Goal(metric=P50, against=peer, at_most=1), Goal(metric=P99, against=peer, at_most=2))
    ones = [_one(scale, 0, *near), _one(scale, 100, Goal(metric=P50, against=peer, at_most=1.05))]
    sizes = [(13, 10), (13, 100), (100, 10), (100, 100)]
    return ones + [_many(scale, *size) for size in sizes[: scale.of(4, 1)]]
