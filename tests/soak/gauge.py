"""What a running program takes, looked at from outside: its process, and its page for Prometheus."""

import os
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = aiohttp.ClientTimeout(total=5)
FIGURES = {
    "tasks": "scalper_tasks",
    "falls": "scalper_task_falls_total",
    "held_s": "scalper_loop_longest_hold_seconds",
    "owed": "scalper_notices_waiting",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One look. What the page did not tell is None."""

    at_s: float
    """Since the soak began."""
    pid: int
    rss_mib: float
    open_files: int
    threads: int
    cpu_percent: float
    """Of a core, since the look before."""
    tasks: float | None = None
    falls: float | None = None
    held_s: float | None = None
    owed: float | None = None


class Gauge:
    """Looks at one installation, whose processes may change; at its page too, where it has a port."""

    def __init__(self, port: int | None = None) -> None:
        self._url = None if port is None else f"http://127.0.0.1:{port}/metrics"
        self._begun = monotonic()
        self._last: tuple[int, float, float] | None = None
        """Of which process, when, and its processor time."""

    async def look(self, pid: int) -> Sample | None:
        """Return how it stands; None when there is no such process."""
        try:
            status = dict(line.split(":", 1) for line in _read(pid, "status").splitlines())
            used_s = processor_s(pid)
            open_files = len(os.listdir(f"/proc/{pid}/fd"))  # noqa: PTH208 - no disk is asked
            rss_mib = float(status["VmRSS"].split()[0]) / 1024
        except (OSError, KeyError):
            return None
        now = monotonic()
        percent = 0.0
        if self._last is not None and self._last[0] == pid:
            percent = (used_s - self._last[2]) / (now - self._last[1]) * 100
        self._last = pid, now, used_s
        return Sample(
            at_s=now - self._begun,
            pid=pid,
            rss_mib=rss_mib,
            open_files=open_files,
            threads=int(status["Threads"]),
            cpu_percent=percent,
            **await self._page(),
        )

    async def _page(self) -> dict[str, float | None]:
        if self._url is None:
            return {}
        try:
            async with aiohttp.ClientSession(timeout=PATIENCE) as http, http.get(self._url) as response:
                text = await response.text()
        except (TimeoutError, aiohttp.ClientError):
            return {}
        told = {
            sample.name: sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }
        return {name: told.get(figure) for name, figure in FIGURES.items()}


def _read(pid: int, what: str) -> str:
    return Path(f"/proc/{pid}/{what}").read_text()


def processor_s(pid: int) -> float:
    """Return how much of a processor's time a process has had."""
    fields = _read(pid, "stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
