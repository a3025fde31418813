"""What is drawn: files of the right size, in which marks are where they belong."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, features

from bot.localchat.images import picture
from bot.pictures.__main__ import draw
from bot.pictures.axis import apart, as_read, range_of, round_amounts, round_moments
from bot.pictures.canvas import drawable, fitted, width_of
from bot.pictures.theme import PALETTES, Colour, Theme, Tone
from bot.pictures.values import FillMark, Picture, added_up
from engine.core.types import Mode, Side
from tests.pictures.samples import (
    BEGINS,
    DARK,
    DAY,
    LIGHT,
    comparison_picture,
    fills_on,
    panel,
    price_picture,
    prices,
    results_picture,
)

MANY = prices(3_000)
TINY = prices(200, Decimal("0.00000012"), Decimal("0.0000000001"))
PICTURES: dict[str, Picture] = {
    "prices": price_picture(prices(300), fills_on(prices(300), 30)),
    "one price": price_picture(prices(1)),
    "one fill": price_picture(prices(300), fills_on(prices(300), 300), look=DARK),
    "thousands of fills": price_picture(MANY, fills_on(MANY)),
    "nothing yet": price_picture(()),
    "fills without prices": price_picture((), fills_on(prices(10))),
    "tiny prices": price_picture(TINY, fills_on(TINY, 9), "0.0000001199", "0.0000001201", DARK),
    "large prices": price_picture(
        prices(50, Decimal(10**15)), buy="999999999999999.01", sell="1000000000000001"
    ),
    "lines far off": price_picture(prices(50), buy="1", sell="900000"),
    "results": results_picture((panel(["1", "-3", "0.5"]),)),
    "four kinds": results_picture(
        (panel(["1"]), panel(["-0.00000001"], Mode.LIVE, "BTC"), panel(["0"], Mode.TESTNET), panel([])), DARK
    ),
    "no results": results_picture(()),
    "many results": results_picture((panel(["0.01", "-0.005"] * 3_000),)),
    "bots": comparison_picture(["12.5", "-3", "0", "0.00000001"]),
    "no bots": comparison_picture([], DARK),
    "a losing bot": comparison_picture(["-1"]),
}


def pixels(of: Picture) -> Image.Image:
    return Image.open(BytesIO(draw(of))).convert("RGB")


def places(image: Image.Image, colour: Colour) -> list[tuple[int, int]]:
    """Return where the picture has just that colour."""
    data = image.tobytes()
    wanted, row = bytes(colour), image.width * 3
    return [((at % row) // 3, at // row) for at in range(0, len(data), 3) if data[at : at + 3] == wanted]


def middle_of(marks: list[tuple[int, int]]) -> tuple[float, float]:
    xs, ys = zip(*marks, strict=True)
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


@pytest.mark.parametrize("name", PICTURES)
def test_whatever_there_is_makes_a_picture_as_wide_as_all(name: str) -> None:
    file = draw(PICTURES[name])
    kind = picture(file)
    assert kind is not None
    assert kind[:2] == ("image/png", 1080)
    assert 300 < kind[2] < 2000
    assert len(file) < 200_000
    Image.open(BytesIO(file)).verify()
    assert draw(PICTURES[name]) == file, "the same is drawn of the same"


def test_hindi_is_shaped() -> None:
    assert features.check("raqm"), "without it letters stand side by side that belong together"
    joined, apart_ = width_of("क्ष", 40), width_of("क", 40) + width_of("ष", 40)
    assert joined < apart_ * 0.95
    assert drawable("#1 🚀 सुबह का क्षेत्र − 5 ₹") == "#1 सुबह का क्षेत्र − 5 ₹"


def test_what_is_too_long_ends_in_an_ellipsis() -> None:
    name = "a name as long as its owner wanted it " * 4
    assert width_of(fitted(name, 30, 400), 30) <= 400
    assert fitted(name, 30, 400).endswith("…")
    assert fitted("short", 30, 400) == "short"


@pytest.mark.parametrize("theme", Theme)
def test_a_fill_is_marked_where_it_was_in_its_sides_colour(theme: Theme) -> None:
    tones = PALETTES[theme].tones
    flat = tuple(
        replace(one, low=Decimal(60_000), high=Decimal(60_000), last=Decimal(60_000)) for one in prices(9)
    )
    look = replace(LIGHT, theme=theme)
    sold = FillMark(BEGINS + DAY * 0.25, Side.SELL, Decimal(60_050))
    bought = FillMark(BEGINS + DAY * 0.5, Side.BUY, Decimal(59_950))
    image = pixels(price_picture(flat, (sold, bought), "59800", "60200", look))
    plot = image.crop((0, 160, 900, 690))
    above, below = places(plot, tones[Tone.SELL]), places(plot, tones[Tone.BUY])
    line = middle_of([place for place in places(plot, tones[Tone.PRICE]) if place[0] < 200])
    of_sale = [(x, y) for x, y in above if 150 < x < 300]
    of_purchase = [(x, y) for x, y in below if 400 < x < 540 and y < 500]
    assert middle_of([(x, y) for x, y in of_sale if y > 80])[1] < line[1] < middle_of(of_purchase)[1]
    assert image.getpixel((1, 1)) == PALETTES[theme].page


def test_each_mode_has_a_colour_of_its_own() -> None:
    for mode in Mode:
        image = pixels(results_picture((panel(["1"], mode),)))
        assert places(image, PALETTES[Theme.LIGHT].modes[mode])
    assert len(set(PALETTES[Theme.LIGHT].modes.values())) == len(Mode)


def test_a_line_that_is_far_off_does_not_flatten_the_prices() -> None:
    near, far = pixels(price_picture(prices(50))), pixels(price_picture(prices(50), buy="1", sell="900000"))
    blue = PALETTES[Theme.LIGHT].tones[Tone.PRICE]

    def height(image: Image.Image) -> int:
        ys = [y for x, y in places(image.crop((0, 160, 800, 690)), blue)]
        return max(ys) - min(ys)

    assert height(far) >= height(near) > 100


def test_a_loss_is_drawn_in_another_colour_than_a_gain() -> None:
    tones = PALETTES[Theme.LIGHT].tones
    gain, loss = pixels(results_picture((panel(["2"]),))), pixels(results_picture((panel(["-2"]),)))
    assert places(gain, tones[Tone.GAIN])
    assert not places(gain, tones[Tone.LOSS])
    assert places(loss, tones[Tone.LOSS])
    assert not places(loss, tones[Tone.GAIN])


def test_longer_bars_are_larger_results() -> None:
    image = pixels(comparison_picture(["10", "5"]))
    bars: dict[int, int] = {}
    for _, y in places(image, PALETTES[Theme.LIGHT].tones[Tone.GAIN]):
        bars[y] = bars.get(y, 0) + 1
    longest = sorted(bars.values(), reverse=True)
    assert longest[0] > 900
    assert any(450 < length < 550 for length in longest)


def test_a_line_ends_at_the_total_though_its_begin_is_not_known() -> None:
    results = [(BEGINS, Decimal("0.1")), (BEGINS + DAY, Decimal("0.2"))]
    start, points = added_up(results, Decimal("5.3"))
    assert (start, [one.total for one in points]) == (Decimal(5), [Decimal("5.1"), Decimal("5.3")])


def test_round_amounts() -> None:
    shown = round_amounts(range_of([Decimal(59800), Decimal(60210)]), 5)
    assert as_read(shown) == ["59800", "59900", "60000", "60100", "60200"]
    tiny = round_amounts(range_of([Decimal("0.0000000121"), Decimal("0.0000000129")]), 4)
    assert as_read(tiny) == ["0.0000000122", "0.0000000124", "0.0000000126", "0.0000000128"]
    assert as_read(round_amounts(range_of([Decimal(-1), Decimal(1)]), 2)) == ["-1", "0", "1"]


AMOUNTS = st.decimals(min_value="-1e19", max_value="1e19", places=18, allow_nan=False)


@given(st.lists(AMOUNTS, min_size=1, max_size=5), st.integers(1, 9))
@settings(max_examples=100)
def test_round_amounts_lie_in_the_range(amounts: list[Decimal], wanted: int) -> None:
    of = range_of(amounts)
    found = round_amounts(of, wanted)
    assert all(of.least <= one <= of.most for one in found)
    assert len(found) <= wanted + 2
    assert len(set(as_read(found))) == len(found)


def test_moments_are_those_of_the_zones_clock() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    found = round_moments(BEGINS, BEGINS + DAY, berlin, 6)
    assert [text for _, text in found] == ["16:00", "20:00", "11-29", "04:00", "08:00", "12:00"]
    kolkata = round_moments(BEGINS, BEGINS + timedelta(hours=3), ZoneInfo("Asia/Kolkata"), 6)
    assert [text for _, text in kolkata] == ["17:30", "18:00", "18:30", "19:00", "19:30", "20:00", "20:30"]
    night = datetime(2026, 10, 24, 22, tzinfo=UTC)  # clocks go back from 03:00 to 02:00
    times = [text for _, text in round_moments(night, night + timedelta(hours=6), berlin, 7)]
    assert times == ["10-25", "01:00", "02:00", "02:00", "03:00", "04:00", "05:00"]
    month = round_moments(BEGINS, BEGINS + 30 * DAY, berlin, 6)
    assert [text for _, text in month] == ["12-03", "12-08", "12-13", "12-18", "12-23", "12-28"]


@given(
    st.lists(st.floats(0, 500), max_size=12).map(sorted),
)
def test_tags_keep_off_each_other(wanted: list[float]) -> None:
    found = apart(wanted, 41, 0, 500)
    assert all(after - before >= 40.99 for before, after in pairwise(found))
    assert all(place <= 500 for place in found)
