"""What is there once all tests are known stays as long as the process: full collections need not look at it.

Modules, and more than ten thousand tests, are some millions of objects. A sixth of what the tests computed
went into looking through them again and again for garbage, of which they have none.
"""

import gc
from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Find the tests without looking for garbage meanwhile, and exempt what was loaded for them."""
    gc.disable()
    try:
        return (yield)
    finally:
        _exempt()
        gc.enable()


def pytest_runtest_setup() -> None:
    """Do so again after a test that has taken back what is exempt."""
    if not gc.get_freeze_count():
        _exempt()


def _exempt() -> None:
    gc.collect()  # what is garbage already would stay
    gc.freeze()
