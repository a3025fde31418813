"""An audit fails for a hole, and not because nobody could be asked."""

import json

import pytest

from tests.support.audit import NOBODY, verdict

WELL = {"name": "aiohttp", "version": "3.14.5", "vulns": []}
UNKNOWN = {"name": "ours", "skip_reason": "not found"}
HOLE = {"name": "yarl", "version": "1.0", "vulns": [{"id": "GHSA-1", "fix_versions": ["1.1"]}]}


def test_a_hole_is_named_with_the_way_out() -> None:
    assert verdict(json.dumps({"dependencies": [WELL, HOLE]})) == (1, "yarl 1.0: GHSA-1, mended in 1.1\n")


def test_without_holes_it_says_how_many_were_looked_at() -> None:
    status, said = verdict(json.dumps({"dependencies": [WELL, UNKNOWN]}))
    assert (status, said) == (0, "1 of 2 libraries were audited, no known holes\n")


@pytest.mark.parametrize(
    "written", ["", "ConnectionError", "[]", "{}", json.dumps({"dependencies": [UNKNOWN]})]
)
def test_where_nobody_could_be_asked_it_does_not_fail(written: str) -> None:
    assert verdict(written) == (0, NOBODY)
