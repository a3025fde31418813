"""What is there once the tests are found stays, and nothing is looked for among it.

Modules, and more than ten thousand tests, are some millions of objects. Collections would look through them
again and again: a fifth of what each worker computes before its first test, and a sixth of the rest.
"""

import gc
from collections.abc import Generator

import pytest

YOUNG = 5_000
"""So many new objects are looked through at a time. At Python's 700 it took a fifth of chat tests."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
        gc.enable()


@pytest.fixture
def thaws() -> Generator[None]:
    """For a test that takes back what is exempt: it is so again afterwards.

    To ask before each test whether it still is would take longer than it saves.
    """
    yield
    gc.freeze()
