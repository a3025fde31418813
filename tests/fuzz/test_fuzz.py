"""A little of the fuzz with every run of the tests; much of it by `make fuzz`."""

from pathlib import Path

import pytest

from tests.fuzz.run import run

UPDATES = 60


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 6])
async def test_nothing_that_people_send_makes_the_chat_do_wrong(
    seed: int, migrated_file: Path, tmp_path: Path
) -> None:
    verdict = await run(seed, UPDATES, tmp_path, migrated=migrated_file)
    assert not verdict.complaints, str(verdict)
