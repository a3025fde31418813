"""A market that trades faster than its followers think: what may be left out, and what never is."""

from collections.abc import Iterator
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from engine.venues.exchanges.print_hub import PrintHub, PrintListener
from engine.venues.exchanges.spec import RawPrint
from engine.venues.level_index import NO_BAND, Band
from engine.venues.live.gateway import Print

URL = "wss://somewhere"
T0 = 1_700_000_000_000


def listener(band: Band = NO_BAND, *, most_waiting: int = 1_000, market_id: str = "BTCUSDT") -> PrintListener:
    return PrintListener("BTC/USDT", market_id, lambda: band, most_waiting)


def take(follower: PrintListener, *prices: int) -> None:
    for number, price in enumerate(prices):
        follower.take(URL, Decimal(price), T0 + number)


async def drained(follower: PrintListener) -> list[int]:
    got: list[int] = []
    while (item := await follower.next(0)) is not None:
        assert isinstance(item, Print)
        got.append(int(item.price))
    return got


async def test_as_long_as_it_is_followed_all_is_handed_on() -> None:
    follower, got = listener((Decimal(10), Decimal(20))), []
    for price in (15, 16, 15, 9, 15, 21):
        take(follower, price)
        got += await drained(follower)
    assert got == [15, 16, 15, 9, 15, 21]


async def test_of_what_concerns_nobody_the_newest_is_enough() -> None:
    follower = listener((Decimal(10), Decimal(20)))
    take(follower, 15, 16, 17, 18, 19)
    assert await drained(follower) == [15, 19]


async def test_what_touches_a_level_comes_in_its_place() -> None:
    follower = listener((Decimal(10), Decimal(20)))
    take(follower, 15, 16, 17, 10, 18, 19)
    assert await drained(follower) == [15, 17, 10, 18, 19]


async def test_behind_a_touch_nothing_is_left_out() -> None:
    """What it brings about moves the band: a trail begins to follow there."""
    follower = listener((Decimal(10), Decimal(20)))
    take(follower, 9, 15, 14, 13, 16)
    assert await drained(follower) == [9, 15, 14, 13, 16]


@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=200),
    st.integers(1, 20),
    st.integers(21, 40),
    st.integers(1, 30),
)
async def test_every_level_is_met_in_its_order(prices: list[int], low: int, high: int, most: int) -> None:
    """Whoever waits outside the band is met as by the whole, and the first and the last are there."""
    follower = listener((Decimal(low), Decimal(high)), most_waiting=10_000)
    take(follower, *prices)
    got = await drained(follower)
    assert [one for one in got if not low < one < high] == [one for one in prices if not low < one < high]
    assert (got[0], got[-1]) == (prices[0], prices[-1])
    thinned = listener(most_waiting=most)
    take(thinned, *prices)
    got = await drained(thinned)
    assert (min(got), max(got), got[-1]) == (min(prices), max(prices), prices[-1])
    assert len(got) <= most + 3


async def test_a_message_is_read_once_for_all_and_brought_to_its_symbol() -> None:
    read: list[object] = []

    def prints_of(message: object) -> Iterator[RawPrint]:
        read.append(message)
        yield str(message), "7.10", T0

    hub = PrintHub(prints_of)
    followers = [listener(market_id=name) for name in ("A", "A", "B")]
    for one in followers:
        hub.add(one)
    assert not hub.heard(URL, "A"), "ccxt has to see the first"
    for one in followers:
        one.subscribed = True
    assert hub.heard(URL, "A")
    assert not hub.heard(URL, "C")
    assert read == ["A", "A", "C"]
    assert [one.queue.qsize() for one in followers] == [2, 2, 0]
    hub.remove(followers[0])
    hub.heard(URL, "A")
    assert [one.queue.qsize() for one in followers] == [2, 3, 0]
