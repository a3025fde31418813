"""The rows, a module for each group. Every module here has a function `rows`."""

from importlib import import_module
from pkgutil import iter_modules

from tests.bench.row import Row, Scale


def all_rows(scale: Scale) -> list[Row]:
    """Return the rows of all modules."""
    names = sorted(module.name for module in iter_modules(__path__))
    return [row for name in names for row in import_module(f"{__name__}.{name}").rows(scale)]
