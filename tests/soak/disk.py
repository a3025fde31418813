"""A disk of its own for the data folder, that can be filled and freed."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIZE_MIB = 256
FILLER = "filler"


@contextmanager
def disk_at(folder: Path) -> Iterator[str]:
    """Put a small disk there while the block runs; yield why there is none, or nothing."""
    folder.mkdir(parents=True)
    if os.geteuid() != 0:
        yield "only root can mount a small disk"
        return
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m,mode=700", "scalper-soak", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        yield done.stderr.strip()
    finally:
        if done.returncode == 0:
            subprocess.run(["umount", "--lazy", str(folder)], check=False)


def fill(folder: Path) -> None:
    """Take what is free, to the last block."""
    with (folder / FILLER).open("ab") as filler:
        while free := os.statvfs(folder).f_bavail:
            size = os.statvfs(folder).f_frsize
            os.posix_fallocate(filler.fileno(), os.fstat(filler.fileno()).st_size, free * size)


def free(folder: Path) -> None:
    """Give it back."""
    (folder / FILLER).unlink(missing_ok=True)
