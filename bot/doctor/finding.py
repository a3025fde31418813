"""What a look has found."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    OK = "ok"
    WARNING = "look"
    """It works, and should be looked at."""
    BAD = "BAD"
    """It does not work so."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line."""

    about: str
    verdict: Verdict
    what: str
    way_out: str = ""

    def __str__(self) -> str:
        line = f"{self.verdict.value:4}  {self.about:18} {self.what}"
        return f"{line.removesuffix('.')}. {self.way_out}" if self.way_out else line


def ok(about: str, what: str) -> Finding:
    return Finding(about, Verdict.OK, what)


def warning(about: str, what: str, way_out: str) -> Finding:
    return Finding(about, Verdict.WARNING, what, way_out)


def bad(about: str, what: str, way_out: str) -> Finding:
    return Finding(about, Verdict.BAD, what, way_out)
