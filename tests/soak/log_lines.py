"""What a program's log complained of, counted by what it says."""

import re
from collections import Counter
from collections.abc import Iterable

LINE = re.compile(r"^\S+ \S+ (WARNING|ERROR|CRITICAL) +(\S+)[^:]*: (.*)")
OF_ONE_CASE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-z]*\d[0-9a-z.]*\b")
"""Numbers, names of orders and of bots."""
LONGEST = 110


def complaints_of(lines: Iterable[str]) -> Counter[str]:
    """Return how often it warned of what, with the figures left out."""
    found: Counter[str] = Counter()
    for line in lines:
        if match := LINE.match(line):
            level, logger, text = match.groups()
            found[f"{level} {logger}: {OF_ONE_CASE.sub('#', text)}"[:LONGEST]] += 1
    return found
