"""`python -m tests.bench [--only NAME] [--column NAME] [--rounds N] [--tiny] [--no-page] [--list]`.

With BENCH_PROFILE=FILE a profile of our program at the lean exchange is written there (of its last round);
its figures are no good then.
"""

import argparse
import asyncio
import logging
import os
import sys

from tests.bench import contenders, table
from tests.bench.row import OURS, Row, Scale
from tests.bench.rows import all_rows
from tests.bench.runner import measure


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--only", action="append", default=[], help="rows whose name begins so; may be repeated"
    )
    parser.add_argument("--column", action="append", default=[], help="columns; may be repeated")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tiny", action="store_true", help="sizes that show that it works, and nothing else")
    parser.add_argument("--no-page", action="store_true", help="leave docs/performance.md as it is")
    parser.add_argument("--list", action="store_true", help="the names of the rows")
    arguments = parser.parse_args()
    rows = all_rows(Scale(is_tiny=arguments.tiny))
    if arguments.only:
        rows = [row for row in rows if row.name.startswith(tuple(arguments.only))]
    if arguments.list or not rows:
        sys.stdout.writelines(f"{row.name}\n" for row in all_rows(Scale()))
        return 0 if arguments.list else 2
    logging.disable(logging.CRITICAL)
    load = os.getloadavg()[0]
    wanted = arguments.column
    results = [
        asyncio.run(
            measure(row, arguments.rounds, [one for one in _measurable(row) if one in wanted or not wanted])
        )
        for row in rows
    ]
    if not arguments.no_page and not arguments.tiny and not wanted:
        table.write(results, load)
    sys.stdout.write("".join(f"\n{table.section(result, load)}" for result in results))
    return 0


def _measurable(row: Row) -> list[str]:
    """Return the columns but for peers that are not installed: `make bench-peers` installs them."""
    absent = {peer.name for peer in contenders.PEERS_KNOWN if not peer.is_installed}
    for name in absent & set(row.columns):
        sys.stdout.write(f"  {row.name}: without {name}, which is not installed (make bench-peers)\n")
    return [name for name in row.columns if name == OURS or name not in absent]


if __name__ == "__main__":
    sys.exit(main())
