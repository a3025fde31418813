"""Time zones as people write them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.parsing.values import Unclear
from bot.parsing.zones import read_zone
from bot.views.text import zone_name
from tests.chat.rig import Rig
from tests.support.person import Person

WINTER, SUMMER = datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        *(("GMT+3", 3), ("UTC+3", 3), ("utc +3", 3), ("+3", 3), ("+03:00", 3), ("+0300", 3), ("\u22123", -3)),
        *(("UTC-8", -8), ("GMT-0", 0), ("utc+0", 0), ("+14", 14), ("+5:30", 5.5), ("GMT+0545", 5.75)),
        *(("Etc/GMT-3", 3), ("MSK", 3), ("Москва", 3), ("Mumbai", 5.5), ("दिल्ली", 5.5), ("New Delhi", 5.5)),
    ],
)
def test_a_zone_is_read_as_it_is_meant(written: str, hours: float) -> None:
    zone = ZoneInfo(read_zone(written) or "Asia/Tokyo")
    assert {at.astimezone(zone).utcoffset() for at in (WINTER, SUMMER)} == {timedelta(hours=hours)}


@pytest.mark.parametrize("written", ["+15", "UTC-13", "+3:15", "+99:99", "3", "UTC+", "Atlantis"])
def test_what_is_no_zone_is_none(written: str) -> None:
    assert read_zone(written) is None


@pytest.mark.parametrize("written", ["IST", "cst", "BST", "istanbul"])
def test_a_name_of_several_zones_is_not_guessed(written: str) -> None:
    with pytest.raises(Unclear) as caught:
        read_zone(written)
    assert len(str(caught.value.fault.values["zones"]).split(", ")) > 1


@pytest.mark.parametrize(
    ("name", "shown"), [("Etc/GMT-3", "UTC+03"), ("Etc/GMT+11", "UTC-11"), ("Europe/Berlin", "Europe/Berlin")]
)
def test_a_zone_is_called_as_people_call_it(name: str, shown: str) -> None:
    assert zone_name(ZoneInfo(name)) == shown


async def test_the_clock_is_the_one_that_was_meant(rig: Rig, anna: Person) -> None:
    await anna.send("/settings zone GMT+3")
    await anna.reads("Time zone: UTC+03.")
    await anna.send("/settings zone IST")
    asked = await anna.reads("Several time zones are called IST")
    assert "Asia/Kolkata, Europe/Dublin, Asia/Jerusalem" in asked.text
    await anna.send("/settings")
    await anna.reads("Settings")
    await anna.tap("Time zone")
    await anna.reads("Time zone: UTC+03")
