"""Time zones by their IANA names, as people write them."""

import re
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from bot.parsing.values import ALIKE, Unclear, shown

COMMON = (
    *("UTC", "Europe/London", "Europe/Berlin", "Europe/Istanbul", "Europe/Moscow", "Asia/Dubai"),
    *("Asia/Kolkata", "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney", "America/Sao_Paulo"),
    *("America/New_York", "America/Chicago", "America/Los_Angeles"),
)
"""Those that are offered by a tap."""
_FIXED = "Etc/GMT"
"""So begin the names of zones without summer time, with signs the other way round: Etc/GMT-3 is UTC+3."""
_OFFSET = re.compile(r"(?:utc|gmt)?\s*(?P<sign>[+-])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?")
_IN_BETWEEN = {
    "+3:30": "Asia/Tehran",
    "+4:30": "Asia/Kabul",
    "+5:30": "Asia/Kolkata",
    "+5:45": "Asia/Kathmandu",
    "+6:30": "Asia/Yangon",
    "+8:45": "Australia/Eucla",
    "+9:30": "Australia/Darwin",
    "-9:30": "Pacific/Marquesas",
}
"""Which zones are that far from UTC all the year, of those that are not whole hours from it."""
_ALSO = {
    **dict.fromkeys(("msk", "мск", "москва", "санкт-петербург", "saint petersburg"), "Europe/Moscow"),
    **dict.fromkeys(("india", "delhi", "new delhi", "mumbai", "bangalore", "bengaluru"), "Asia/Kolkata"),
    **dict.fromkeys(("chennai", "hyderabad", "pune"), "Asia/Kolkata"),
    **dict.fromkeys(("भारत", "दिल्ली", "नई दिल्ली", "मुंबई", "कोलकाता"), "Asia/Kolkata"),
    "pkt": "Asia/Karachi",
    "sgt": "Asia/Singapore",
    "hkt": "Asia/Hong_Kong",
    "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul",
    "pdt": "America/Los_Angeles",
    "edt": "America/New_York",
    "cest": "CET",
    "eest": "EET",
}
_SEVERAL = {
    "ist": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "bst": ("Europe/London", "Asia/Dhaka"),
    "cst": ("America/Chicago", "Asia/Shanghai"),
    "pst": ("America/Los_Angeles", "Asia/Manila"),
    "aest": ("Australia/Sydney", "Australia/Brisbane"),
}


def read_zone(written: str) -> str | None:
    """Return the name of a zone: Europe/Berlin, europe/berlin and berlin are the same; UTC+3 is read, too.

    Raises Unclear for what several zones are called.
    """
    said = " ".join(written.translate(ALIKE).split()).casefold()
    wanted = said.replace(" ", "_")
    names = _names()
    if wanted in names:
        return names[wanted]
    if (offset := _OFFSET.fullmatch(said)) is not None:
        return _at_offset(offset["sign"], int(offset["hours"]), int(offset["minutes"] or 0))
    if said in _ALSO:
        return _ALSO[said]
    ends = {name for name in names.values() if name.casefold().rpartition("/")[2] == wanted}
    cities = _SEVERAL.get(said) or sorted(ends)
    if len(cities) > 1:
        raise Unclear("settings-which-zone", typed=shown(written), zones=", ".join(cities), example=cities[0])
    return cities[0] if cities else None


def _at_offset(sign: str, hours: int, minutes: int) -> str | None:
    if minutes:
        return _IN_BETWEEN.get(f"{sign}{hours}:{minutes:02}")
    if not hours:
        return "UTC"
    return _names().get(f"{_FIXED}{'-' if sign == '+' else '+'}{hours}".casefold())


@cache
def _names() -> dict[str, str]:
    """Return all names, by how they are written without capitals."""
    listed = files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
    return {name.casefold(): name for name in listed}


def known_zone(name: str) -> bool:
    """Say whether it is the name of a zone just as it stands."""
    return _names().get(name.casefold()) == name and ZoneInfo(name).key == name
