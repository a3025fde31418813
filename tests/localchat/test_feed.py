"""The stream of changes: in order, from any known place, and honest about what it no longer has."""

from bot.localchat.feed import KEPT_EVENTS, Feed


async def test_changes_come_in_order_behind_the_given_place() -> None:
    feed = Feed()
    feed.publish("one")
    place = feed.position
    feed.publish("two")
    feed.publish("three")
    assert await _take(feed, place, 2) == ["two", "three"]


async def test_a_place_of_another_server_or_long_ago_begins_with_a_reset() -> None:
    feed = Feed()
    old = feed.position
    for _ in range(KEPT_EVENTS + 1):
        feed.publish("change")
    for place in ("ffff-3", "nonsense", f"{feed.epoch}-99999", old):
        assert await _take(feed, place, 1) == ["reset"]


async def test_a_reader_too_slow_for_what_is_kept_is_told_to_start_anew() -> None:
    feed = Feed()
    feed.publish("first")
    changes = feed.follow(f"{feed.epoch}-0")
    assert (await anext(changes))[1]["type"] == "first"
    for _ in range(KEPT_EVENTS + 1):
        feed.publish("change")
    position, change = await anext(changes)
    assert (position, change["type"]) == (feed.position, "reset")
    feed.publish("after")
    assert (await anext(changes))[1]["type"] == "after"


async def test_closing_ends_every_reader() -> None:
    feed = Feed()
    feed.publish("one")
    changes = feed.follow(f"{feed.epoch}-0")
    await anext(changes)
    feed.close()
    assert [change async for change in changes] == []


async def _take(feed: Feed, place: str, count: int) -> list[str]:
    changes = feed.follow(place)
    return [(await anext(changes))[1]["type"] for _ in range(count)]
