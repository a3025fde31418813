"""Writes the little files of trades and candles beside it: python -m tests.data.make.

Made up and seeded: a price that wanders around 100, often stands still, and often touches a
round number without going through it.
"""

import random
from pathlib import Path

HERE = Path(__file__).parent
BEGIN_MS = 1_750_000_000_000
TRADES, CANDLES = 500, 120


def wander(chance: random.Random, cents: int) -> int:
    """Return the next price, in hundredths."""
    pull = (10_000 - cents) // 12
    step = chance.choice((-35, -20, -10, -5, 0, 0, 5, 10, 20, 35)) + pull
    moved = cents + step
    return round(moved, -1) if chance.random() < 0.3 else moved


def trades(chance: random.Random) -> list[str]:
    """Return the lines of a file of trades."""
    lines, at, cents = ["timestamp,id,side,price,amount"], BEGIN_MS, 10_000
    for number in range(TRADES):
        cents = wander(chance, cents)
        at += chance.choice((0, 0, 120, 800, 2_500))
        side = chance.choice(("buy", "sell"))
        lines.append(f"{at},{1000 + number},{side},{cents / 100:.2f},{chance.randint(1, 90)}")
    return lines


def candles(chance: random.Random) -> list[str]:
    """Return the lines of a file of candles of one minute."""
    lines, cents = ["timestamp,open,high,low,close,volume"], 10_000
    for number in range(CANDLES):
        path = [cents] + [cents := wander(chance, cents) for _ in range(6)]
        shown = ",".join(f"{one / 100:.2f}" for one in (path[0], max(path), min(path), path[-1]))
        lines.append(f"{BEGIN_MS + number * 60_000},{shown},{chance.randint(10, 900)}.5")
    return lines


def main() -> None:
    """Write both files."""
    (HERE / "trades.csv").write_text("\n".join(trades(random.Random(1))) + "\n")
    (HERE / "candles.csv").write_text("\n".join(candles(random.Random(2))) + "\n")


if __name__ == "__main__":
    main()
