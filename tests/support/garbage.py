"""While tests are found nothing is looked for among them: all that is loaded and made then stays.

Modules, and more than ten thousand tests, are some millions of objects, and full collections would look
through them again and again: a fifth of what each worker computes before its first test.
"""

import gc
from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
