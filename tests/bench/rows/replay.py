"""A replay of a file on paper, as fast as it goes."""

import math
import tempfile
from functools import partial
from pathlib import Path
from random import Random

from tests.bench.contenders import NAUTILUS, SCALPER, Contender
from tests.bench.row import Figures, Goal, Row, Scale

REPLAYERS = {SCALPER: "tests.bench.replayer", NAUTILUS: "nautilus_replay.py"}
APART_MS = 31_500
RELAXES_IN_MS = 1_800_000
BESIDE = {"99.50": "99.51", "100.50": "100.49"}


def write_trades(file: Path, rows: int, seed: int) -> None:
    """Write trades whose price goes to and fro round 100, as far as 1 on the average.

    None is at a level of the bot itself: whether that fills an order that rests there is a matter of taste.
    """
    random, price = Random(seed), 100.0
    keeps = math.exp(-APART_MS / RELAXES_IN_MS)
    spread = math.sqrt(1 - keeps**2)
    with file.open("w") as lines:
        lines.write("timestamp,id,side,price,amount\n")
        for number in range(rows):
            price = 100 + (price - 100) * keeps + spread * random.gauss()
            shown = f"{price:.2f}"
            shown = BESIDE.get(shown, shown)
            at = 1_750_000_000_000 + number * APART_MS
            lines.write(f"{at},{number},{random.choice(('buy', 'sell'))},{shown},1.00\n")


async def _measure(contender: Contender, rows: int, number: int) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "trades.csv"
        write_trades(file, rows, number)
        figures = await contender.result(REPLAYERS[contender], str(file), str(rows))
    return {"rows/s with reading": figures["rows/s"], **figures}


def rows(scale: Scale) -> list[Row]:
    length = scale.of(200_000, 500)
    return [
        Row(
            name="replay with fills",
            what=f"A file of {length} trades and a bot that scalps on it. Ours reads the file as it goes and "
            "has each fill in SQLite; nautilus_trader's BacktestEngine begins with all trades in memory.",
            columns={one.name: partial(_measure, one, length) for one in REPLAYERS},
            goals=(
                Goal(metric="rows/s", against=NAUTILUS.name, at_least=2),
                Goal(metric="fills", against=NAUTILUS.name, at_least=1, at_most=1),
                Goal(metric="memory, MiB", against=NAUTILUS.name, at_most=1 / 3),
            ),
        )
    ]
