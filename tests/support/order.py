"""The order of tests for workers (pytest-xdist): they share the work well, and end together.

A test that is slow, mostly waiting, begins early; quick ones, mostly computing, run beside it and come last.
Without workers the order is that of the files.
"""

from itertools import islice

import pytest

WAITING = {"real", "whole"}
"""Folders of tests whose time is mostly waiting for real processes and real seconds."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not hasattr(config, "workerinput"):
        return
    slow = sorted(filter(_is_slow, items), key=_may_take_s, reverse=True)
    quick = [item for item in items if not _is_slow(item)]
    left, between = iter(quick), len(quick) * 2 // (len(slow) * 3 + 1)
    items[:] = [item for one in slow for item in (one, *islice(left, between))]
    items.extend(left)


def _is_slow(item: pytest.Item) -> bool:
    marked = any(item.get_closest_marker(name) for name in ("slow", "timeout"))
    return marked or item.path.parent.name in WAITING


def _may_take_s(item: pytest.Item) -> float:
    """Return its own time limit: whoever set one above the usual had a long test before him."""
    limit = item.get_closest_marker("timeout")
    return float(limit.args[0]) if limit is not None else 0.0
