"""Pages of CoinDCX's fills: rows are pushed to the next one, and equal rows are several fills."""

from collections.abc import Mapping

from engine.venues.exchanges.answers import Json
from engine.venues.exchanges.coindcx.asking import joined


def row(at: int, of: str = "a") -> Mapping[str, Json]:
    return {"timestamp": at, "order_id": of}


def test_pages_that_follow_on_each_other_are_put_together() -> None:
    pages = [[row(9), row(8)], [row(7), row(6)], [row(5)]]
    for is_moved in (True, False):
        rows, is_sure = joined(pages, "timestamp", is_moved=is_moved)
        assert [one["timestamp"] for one in rows] == [9, 8, 7, 6, 5]
        assert is_sure


def test_what_was_pushed_to_the_next_page_is_told_once() -> None:
    pages = [[row(9), row(8), row(7)], [row(8), row(7), row(6)], [row(6), row(5)]]
    rows, is_sure = joined(pages, "timestamp", is_moved=True)
    assert [one["timestamp"] for one in rows] == [9, 8, 7, 6, 5]
    assert is_sure


def test_rows_that_came_late_push_without_being_on_top() -> None:
    pages = [[row(9), row(8), row(7)], [row(8), row(7), row(6)]]
    rows, is_sure = joined(pages, "timestamp", is_moved=False)
    assert [one["timestamp"] for one in rows] == [9, 8, 7, 6]
    assert is_sure


def test_equal_rows_on_either_side_of_a_page_are_several_but_that_is_not_sure() -> None:
    pages = [[row(9), row(8), row(8)], [row(8), row(7)]]
    rows, is_sure = joined(pages, "timestamp", is_moved=False)
    assert [one["timestamp"] for one in rows] == [9, 8, 8, 8, 7]
    assert not is_sure


def test_equal_rows_within_a_page_are_several() -> None:
    rows, is_sure = joined([[row(9), row(8), row(8)], [row(7)]], "timestamp", is_moved=False)
    assert [one["timestamp"] for one in rows] == [9, 8, 8, 7]
    assert is_sure


def test_rows_of_one_moment_that_differ_are_all_told() -> None:
    rows, is_sure = joined([[row(9), row(8, "a")], [row(8, "b"), row(8, "c")]], "timestamp", is_moved=True)
    assert [one["order_id"] for one in rows] == ["a", "a", "b", "c"]
    assert is_sure
