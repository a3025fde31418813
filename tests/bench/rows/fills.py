"""From a fill to the next order."""

from functools import partial

from tests.bench.contenders import CCXT, NAUTILUS, SCALPER, Contender
from tests.bench.disk import DISK, a_sync_alone
from tests.bench.reaction import fill_to_order
from tests.bench.row import OURS, Figures, Goal, Row, Scale, quantiles_ms

WEIGHT, P50, P99 = "weight per fill", "p50, ms", "p99, ms"
ONE = "one symbol"
REST_S = 15.0
WHAT = (
    "From the frame of a fill leaving the exchange to the next order arriving there, bots on {symbols}; "
    "the line's round trip is {line_ms} ms. Ours has stored the order's intent before that, and stores the "
    "fill meanwhile (SQLite, synchronous FULL), the peers store nothing. Weight is what the fills have "
    "asked for, without creates and, call by call, without what the same process asks while its orders rest "
    "between the rounds."
)


async def _measure(contender: Contender, symbols: int, line_ms: int, samples: int, number: int) -> Figures:
    heard = await fill_to_order(
        contender, symbols=symbols, line_s=line_ms / 1000, samples=samples, seed=number
    )
    return quantiles_ms(heard.ms)


async def _ours(symbols: int, line_ms: int, samples: int, rest_s: float, number: int) -> Figures:
    heard = await fill_to_order(
        SCALPER, symbols=symbols, line_s=line_ms / 1000, samples=samples, seed=number, rest_s=rest_s
    )
    weight = {WEIGHT: heard.weight_per_fill, "timed weight a minute": heard.timed_weight_a_minute}
    return quantiles_ms(heard.ms) | weight


def _one(scale: Scale, line_ms: int, *goals: Goal) -> Row:
    samples = scale.of(80 if line_ms == 0 else 50, 3)
    return Row(
        name=f"fill to next order, one symbol, {line_ms} ms",
        what=WHAT.format(symbols="one symbol", line_ms=line_ms),
        columns={
            OURS: partial(_ours, 1, line_ms, samples, REST_S),
            NAUTILUS.name: partial(_measure, NAUTILUS, 1, line_ms, samples),
            CCXT.name: partial(_measure, CCXT, 1, line_ms, samples),
            DISK: partial(a_sync_alone, scale.of(100, 3)),
        },
        goals=(*goals, Goal(metric=WEIGHT, at_most=2)),
    )


def _many(scale: Scale, symbols: int, line_ms: int) -> Row:
    samples = scale.of(50, 3)
    many = scale.of(symbols, 2)
    return Row(
        name=f"fill to next order, {symbols} symbols, {line_ms} ms",
        what=f"{WHAT.format(symbols=f'{symbols} symbols', line_ms=line_ms)} Beside it, ours on one symbol.",
        columns={
            OURS: partial(_ours, many, line_ms, samples, REST_S),
            ONE: partial(_measure, SCALPER, 1, line_ms, samples),
            NAUTILUS.name: partial(_measure, NAUTILUS, many, line_ms, samples),
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
