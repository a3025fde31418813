"""From a fill to the next order."""

from collections import Counter
from functools import cache, partial

from tests.bench.contenders import CCXT, NAUTILUS, SCALPER, Contender
from tests.bench.disk import DISK, a_sync_alone
from tests.bench.reaction import Window, fill_to_order, weight_at_rest
from tests.bench.row import OURS, Figures, Goal, Row, Scale, quantiles_ms

WEIGHT, P50, P99 = "weight per fill", "p50, ms", "p99, ms"
ONE = "one symbol"
WHAT = (
    "From the frame of a fill leaving the exchange to the next order arriving there, bots on {symbols}; "
    "the line's round trip is {line_ms} ms. Ours has stored the fill and the order's intent by then "
    "(SQLite, synchronous FULL), the peers store nothing. Weight is what the fills have asked for, without "
    "creates and, of ours, without what is asked in the same stretch of a run in which nothing is filled."
)


@cache
def _at_rest(symbols: int, line_ms: int) -> dict[Window, Counter[str]]:
    """Return what our program has spent where nothing was filled: of a row it is measured once."""
    return {}


async def _quiet(symbols: int, line_ms: int, window: Window) -> Counter[str]:
    """Return what is spent in a stretch as long as that without fills, by call."""
    known = _at_rest(symbols, line_ms)
    if not known:
        known[window] = await weight_at_rest(SCALPER, symbols, line_ms / 1000, window)
    [(measured, weight)] = known.items()
    times = (window.end - window.begin) / (measured.end - measured.begin)
    return Counter({name: round(spent * times) for name, spent in weight.items()})


async def _measure(contender: Contender, symbols: int, line_ms: int, samples: int, number: int) -> Figures:
    heard = await fill_to_order(
        contender, symbols=symbols, line_s=line_ms / 1000, samples=samples, seed=number
    )
    return quantiles_ms(heard.ms) | {WEIGHT: heard.weight_per_fill(Counter())}


async def _ours(symbols: int, line_ms: int, samples: int, number: int) -> Figures:
    heard = await fill_to_order(SCALPER, symbols=symbols, line_s=line_ms / 1000, samples=samples, seed=number)
    quiet = await _quiet(symbols, line_ms, heard.window)
    a_minute = quiet.total() * 60 / (heard.window.end - heard.window.begin)
    return quantiles_ms(heard.ms) | {WEIGHT: heard.weight_per_fill(quiet), "timed weight a minute": a_minute}


def _one(scale: Scale, line_ms: int, *goals: Goal) -> Row:
    samples = scale.of(100 if line_ms == 0 else 60, 3)
    return Row(
        name=f"fill to next order, one symbol, {line_ms} ms",
        what=WHAT.format(symbols="one symbol", line_ms=line_ms),
        columns={
            OURS: partial(_ours, 1, line_ms, samples),
            NAUTILUS.name: partial(_measure, NAUTILUS, 1, line_ms, samples),
            CCXT.name: partial(_measure, CCXT, 1, line_ms, samples),
            DISK: partial(a_sync_alone, scale.of(100, 3)),
        },
        goals=(*goals, Goal(metric=WEIGHT, at_most=2)),
    )


def _many(scale: Scale, symbols: int, line_ms: int) -> Row:
    samples = scale.of(60, 3)
    many = scale.of(symbols, 2)
    return Row(
        name=f"fill to next order, {symbols} symbols, {line_ms} ms",
        what=f"{WHAT.format(symbols=f'{symbols} symbols', line_ms=line_ms)} Beside it, ours on one symbol.",
        columns={
            OURS: partial(_ours, many, line_ms, samples),
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
