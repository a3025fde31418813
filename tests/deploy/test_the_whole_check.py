"""`.ci/run` with a `make` that does as told: what fails fails it, and the tests' own line is the last."""

import asyncio
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.program import ROOT

CLOSING_LINE = "11100 passed in 900.00s (0:15:00)"
PARTS = ("fuzz-parsers", "kill-test", "mutants")
NEEDED = ("chromium", "prometheus", "redis-server", "systemd-analyze", "docker-compose", "apt-get")
MAKE = """#!/bin/sh
echo "$1 $$" >>"$BEGUN"
[ "$1" = check ] && echo '{closing_line}'
echo "of $1"
case " $HANGS " in *" $1 "*) exec sleep 100;; esac
case " $FAILS " in *" $1 "*) exit 3;; esac
""".replace("{closing_line}", CLOSING_LINE)


@dataclass
class Whole:
    """`.ci/run`, and what a test has put in place of the programs that it calls."""

    programs: Path
    begun: Path

    async def start(self, **told: str) -> asyncio.subprocess.Process:
        environment = os.environ | {"PATH": f"{self.programs}:{os.environ['PATH']}", "BEGUN": str(self.begun)}
        return await asyncio.create_subprocess_exec(
            ROOT / ".ci" / "run",
            env=environment | told,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )

    async def run(self, **told: str) -> tuple[int | None, list[str]]:
        process = await self.start(**told)
        output, _ = await process.communicate()
        return process.returncode, output.decode().splitlines()

    @property
    def made(self) -> Mapping[str, int]:
        """What was begun, and the processes of it."""
        lines = self.begun.read_text().splitlines() if self.begun.exists() else ()
        return {target: int(number) for target, number in map(str.split, lines)}


@pytest.fixture
def whole(tmp_path: Path) -> Whole:
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in (*NEEDED, "python3", "make"):
        program = programs / name
        program.write_text(MAKE if name == "make" else "#!/bin/sh\n")
        program.chmod(0o755)
    return Whole(programs, tmp_path / "begun")


async def test_all_parts_are_begun_and_shown_and_the_tests_own_line_is_the_last(whole: Whole) -> None:
    status, said = await whole.run()
    assert status == 0
    assert set(whole.made) == {"check", *PARTS}
    assert [line for line in said if line.startswith("of ")] == [
        "of check",
        *(f"of {part}" for part in PARTS),
    ]
    assert said[-1] == CLOSING_LINE


@pytest.mark.parametrize("part", PARTS)
async def test_whatever_fails_fails_it_and_the_others_are_shown(whole: Whole, part: str) -> None:
    status, said = await whole.run(FAILS=part)
    assert status == 1
    assert {f"of {one}" for one in PARTS} <= set(said)
    assert said[-1] == f"failed: {part}"


async def test_where_the_check_fails_nothing_else_is_begun(whole: Whole) -> None:
    status, _ = await whole.run(FAILS="check")
    assert status not in {0, None}
    assert set(whole.made) == {"check"}


async def test_what_it_has_begun_ends_with_it(whole: Whole) -> None:
    process = await whole.start(HANGS=" ".join(PARTS))
    async with asyncio.timeout(30):
        while len(whole.made) < len(PARTS) + 1:  # noqa: ASYNC110 - shell scripts set no event
            await asyncio.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    await asyncio.wait_for(process.communicate(), 30)  # to its end, and theirs: they have its output
    for part in PARTS:
        with pytest.raises(ProcessLookupError):
            os.kill(whole.made[part], 0)
