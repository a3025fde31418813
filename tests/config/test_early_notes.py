"""What a process that was killed has left: which orders it has sent before their steps were stored."""

from pathlib import Path
from weakref import WeakSet

import pytest

from bot.process.early_notes import KEPT, MOST_BYTES, EarlyNotesFile
from engine.core.types import ClientOrderId

ONE, OTHER = ClientOrderId("s000000100001x0002"), ClientOrderId("s000000200001x0002")


class _Name(str):
    """One that can be watched to go."""

    __slots__ = ("__weakref__",)


def notes(folder: Path, holder: str, before: str | None) -> EarlyNotesFile:
    return EarlyNotesFile("this", holder, before, folder)


def test_the_next_process_knows_what_was_sent_and_what_was_not(tmp_path: Path) -> None:
    first = notes(tmp_path, "first", None)
    first.begin()
    assert first.sends(ONE)
    second = notes(tmp_path, "second", "first")
    assert second.may_have_sent(ONE)
    assert not second.may_have_sent(OTHER)


def test_of_any_other_process_nothing_is_known(tmp_path: Path) -> None:
    first = notes(tmp_path, "first", None)
    assert first.may_have_sent(OTHER), "whoever was here before has left nothing"
    first.begin()
    assert notes(tmp_path, "third", "second").may_have_sent(OTHER)
    assert EarlyNotesFile("another", "second", "first", tmp_path).may_have_sent(OTHER)


def test_what_one_has_not_settled_is_still_known_to_the_one_after_the_next(tmp_path: Path) -> None:
    first = notes(tmp_path, "first", None)
    first.begin()
    first.sends(ONE)
    second = notes(tmp_path, "second", "first")
    second.begin()
    assert notes(tmp_path, "third", "second").may_have_sent(ONE)


def test_one_that_dies_before_it_has_looked_at_all_bots_leaves_nothing_to_go_by(tmp_path: Path) -> None:
    first = notes(tmp_path, "first", None)
    first.begin()
    second = notes(tmp_path, "second", "first")
    assert second.sends(OTHER)
    assert notes(tmp_path, "third", "second").may_have_sent(ONE)
    second.begin()
    third = notes(tmp_path, "third", "second")
    assert third.may_have_sent(OTHER), "noted before it began"
    assert not third.may_have_sent(ONE)


def test_a_file_that_grows_is_begun_anew_with_the_newest(tmp_path: Path) -> None:
    first = notes(tmp_path, "first", None)
    first.begin()
    many = [ClientOrderId(f"s{number:017}") for number in range(MOST_BYTES // 10)]
    assert all(first.sends(name) for name in many)
    [file] = tmp_path.iterdir()
    assert file.stat().st_size <= MOST_BYTES + 100
    second = notes(tmp_path, "second", "first")
    assert all(second.may_have_sent(name) for name in many[-KEPT // 2 :])


def test_no_more_names_are_kept_than_a_new_file_would_hold(tmp_path: Path) -> None:
    first, alive = notes(tmp_path, "first", None), WeakSet[_Name]()
    first.begin()
    for number in range(3 * KEPT):
        name = _Name(f"s{number:017}")
        alive.add(name)
        first.sends(ClientOrderId(name))
    assert len(alive) <= KEPT + 1


def test_of_an_orderly_end_nothing_is_left(tmp_path: Path) -> None:
    for in_order in (False, True):
        one = notes(tmp_path, "first", None)
        one.begin()
        one.end(in_order=in_order)
        assert bool(list(tmp_path.iterdir())) is not in_order


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    notes(tmp_path, "first", None).begin()
    [file] = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_without_such_memory_orders_are_sent_and_the_next_process_takes_any_for_possible(
    tmp_path: Path,
) -> None:
    nowhere = tmp_path / "nowhere"
    first = notes(nowhere, "first", None)
    first.begin()
    assert first.sends(ONE)
    assert notes(nowhere, "second", "first").may_have_sent(OTHER)


def test_when_it_cannot_be_written_any_more_there_are_no_notes_rather_than_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    first = notes(tmp_path, "first", None)
    first.begin()
    monkeypatch.setattr("os.write", full)
    assert first.sends(ONE), "the next process will ask"
    assert not list(tmp_path.iterdir())
    monkeypatch.setattr(Path, "unlink", full)
    second = notes(tmp_path, "second", None)
    second.begin()
    assert not second.sends(ONE), "a note of before may be there still: it would say too little"
