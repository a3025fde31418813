"""What is forked is a process like any other: its own settings, folder and number, and its end is told."""

import gc
import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from tests.support.forked_program import ForkedProcess, ForkedProgram


async def test_each_has_its_own_settings_and_tells_how_it_ended(tmp_path: Path) -> None:
    wrong = ForkedProgram(tmp_path / "wrong", REPLAY_SPEED="fast", LOCAL_CHAT_PORT="0")
    right = ForkedProgram(tmp_path / "right", LOCAL_CHAT_PORT="0")
    await wrong.start()
    await right.start()
    assert await wrong.ended(60) == 2
    assert not wrong.is_running
    assert "REPLAY_SPEED" in wrong.output
    await right.says("connected as")
    assert right.is_running
    assert (right.folder / "data" / "scalper.db").exists()
    os.kill(right.pid, signal.SIGKILL)
    assert await right.ended(60) == -signal.SIGKILL
    with pytest.raises(ProcessLookupError):
        os.kill(right.pid, 0)


async def test_one_can_be_told_to_end_and_started_again(tmp_path: Path) -> None:
    program = ForkedProgram(tmp_path, LOCAL_CHAT_PORT="0")
    numbers = set()
    for _ in range(2):
        await program.start()
        await program.says("Open its chat:")
        numbers.add(program.pid)
        assert await program.terminate(60) == 0
        assert program.output.rstrip().endswith("ended in order")
    assert len(numbers) == 2


def test_one_that_is_left_in_a_cycle_ends_without_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", said.append)
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = ForkedProcess(ours)
        vars(process)["itself"] = process
        del process, ours
        gc.collect()
        assert theirs.recv(1) == b"", "it was not closed"
    assert not said
