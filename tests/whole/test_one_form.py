"""With LOG_FORMAT=json all that the program writes on stderr is JSON lines, from its first to its last."""

import json
import re
from pathlib import Path

import pytest

from tests.support.person import Person
from tests.support.program import Program


def read(output: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in output.splitlines()]


@pytest.mark.timeout(300)
async def test_from_the_first_line_to_the_last(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("JWT_SECRET=x\n")
    settings = {"LOCAL_CHAT_PORT": "0", "LOG_FORMAT": "json", "LOG_LEVEL": "DEBUG", "DB_ECHO_LOG": "true"}
    program = Program(tmp_path, **settings, LOG_FILE_PATH=str(tmp_path / "scalper.log"))
    await program.start()
    try:
        found = re.search(r'http://[^\s"]+', await program.says("Open its chat:"))
        assert found is not None
        async with Person(found[0], patience_seconds=120) as you:
            await you.send("/bots")
            await you.reads("bots")

        assert await program.terminate(60) == 0
    finally:
        await program.kill()
    said = read(program.output)
    assert said[0]["message"].endswith("there is no setting called JWT_SECRET; ignored")
    assert any(line["logger"].startswith("sqlalchemy.engine") for line in said)
    [asked] = [line for line in said if line["message"].endswith(": /bots")]
    assert sum(line.get("correlation") == asked["correlation"] for line in said) > 1
    in_file = read((tmp_path / "scalper.log").read_text())
    assert found[0] not in (tmp_path / "scalper.log").read_text(), "whoever knows the address is let in"
    # Two threads that log in one moment may stand in another order there.
    assert sorted(map(str, (line for line in said if line in in_file))) == sorted(map(str, in_file))


async def test_settings_that_are_wrong_are_said_in_it_too(tmp_path: Path) -> None:
    program = Program(tmp_path, LOG_FORMAT="json", REPLAY_SPEED="fast")
    await program.start()
    assert await program.ended(60) == 2
    [line] = read(program.output)
    assert "REPLAY_SPEED" in line["message"]
