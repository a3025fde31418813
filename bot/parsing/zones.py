"""Time zones by their IANA names, as people write them."""

from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

COMMON = (
    *("UTC", "Europe/London", "Europe/Berlin", "Europe/Istanbul", "Europe/Moscow", "Asia/Dubai"),
    *("Asia/Kolkata", "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney", "America/Sao_Paulo"),
    *("America/New_York", "America/Chicago", "America/Los_Angeles"),
)
"""Those that are offered by a tap."""


def read_zone(written: str) -> str | None:
    """Return the name of a zone: Europe/Berlin, europe/berlin and berlin are the same."""
    wanted = "_".join(written.split()).casefold()
    names = _names()
    if wanted in names:
        return names[wanted]
    cities = {name for name in names.values() if name.casefold().rpartition("/")[2] == wanted}
    return cities.pop() if len(cities) == 1 else None


@cache
def _names() -> dict[str, str]:
    """Return all names, by how they are written without capitals."""
    listed = files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
    return {name.casefold(): name for name in listed}


def known_zone(name: str) -> bool:
    """Say whether it is the name of a zone just as it stands."""
    return _names().get(name.casefold()) == name and ZoneInfo(name).key == name
