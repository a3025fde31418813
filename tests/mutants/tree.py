"""Copies of the program in which a bug may stand."""

import compileall
import os
import shutil
import signal
import sys
import tempfile
from asyncio import create_subprocess_exec, subprocess, timeout
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import cache_from_source
from pathlib import Path

from tests.mutants.mutant import ROOT, Mutant

LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "mutants", ".hypothesis", ".*_cache", "__pycache__", "*.db", "*.log"
)

ENVIRONMENT = {"PYTHONPATH": "", "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "", "REQUIRE_ALL": ""}
"""A test that is skipped has not noticed a bug."""
SHARED = ROOT.parent / "shared"
"""What tests read beside the program: real trades."""


class Silent(Exception):
    """A process has said nothing for too long, and was killed."""


class Tree:
    """One copy of the program, for one mutant after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def with_bug(self, mutant: Mutant) -> Iterator[None]:
        """Have the bug stand in the copy while in the block."""
        with self.kept(mutant.file) as module:
            module.write_text(mutant.put_into(module.read_text()))
            yield

    @contextmanager
    def kept(self, file: str) -> Iterator[Path]:
        """Let a module of the copy be changed in the block, and have it as it was afterwards."""
        module = self.folder / file
        source, compiled = module.read_text(), Path(cache_from_source(str(module)))
        compiled.unlink(missing_ok=True)
        try:
            yield module
        finally:
            module.write_text(source)
            compiled.unlink(missing_ok=True)

    async def lines_of(self, *arguments: str, silence_s: float) -> AsyncGenerator[str]:
        """Run Python in the copy and yield what it says, line by line. Raises Silent.

        The process and all that it has started are killed at the end of the loop, however it ends.
        """
        process = await create_subprocess_exec(
            sys.executable,
            *arguments,
            cwd=self.folder,
            env=os.environ | ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        assert process.stdout is not None
        try:
            while True:
                try:
                    async with timeout(silence_s):
                        line = await process.stdout.readline()
                except TimeoutError:
                    raise Silent from None
                if not line:
                    break
                yield line.decode(errors="replace").rstrip()
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


@contextmanager
def trees(count: int) -> Iterator[Sequence[Tree]]:
    """Have so many copies while in the block."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        if SHARED.exists():
            (Path(folder) / SHARED.name).symlink_to(SHARED)
        made: list[Tree] = []
        for number in range(count):
            place = Path(folder) / str(number)
            if made:
                shutil.copytree(made[0].folder, place)  # compiled
            else:
                shutil.copytree(ROOT, place, ignore=LEFT_OUT)
                compileall.compile_dir(place, quiet=2, workers=1)
            made.append(Tree(place))
        yield made
