"""The page on security keeps its word: each threat says what holds, and each proof is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FUZZED = ROOT / "tests" / "fuzzing" / "targets.py"
PAGE = ROOT / "docs" / "security.md"
THREATS = {
    name: text for name, _, text in (part.partition("\n") for part in PAGE.read_text().split("\n## ")[1:])
}
ROW = re.compile(r"^\| (?P<holds>.+?) \| (?P<shown>[^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"^\s*(?:async )?def test_", re.MULTILINE)
ASKED_FOR = ("phone", "server", "group", "market data", "log", "import", "supply chain")
"""Of these threats the page must tell."""


def rows(text: str) -> list[tuple[str, str]]:
    """Return what holds, and what shows it."""
    found = [(row["holds"], row["shown"]) for row in ROW.finditer(text)]
    return [row for row in found if row != ("what holds", "shown by") and set(row[0]) != {"-"}]


ROWS = [(threat, *row) for threat, text in THREATS.items() for row in rows(text)]


def what_is_wrong(proof: str) -> str | None:
    """Say why a name in the right column shows nothing; None where it does."""
    path = ROOT / proof
    if proof.startswith("make "):
        target = re.compile(rf"^{re.escape(proof.removeprefix('make '))}:", re.MULTILINE)
        return None if target.search((ROOT / "Makefile").read_text()) else "there is no such target"
    if re.search(rf'^    "{re.escape(proof)}": (Target|_drawn)\(', FUZZED.read_text(), re.MULTILINE):
        return None
    if not path.exists():
        return "there is no such file"
    if not proof.startswith("tests/"):
        return None
    files = [path] if path.is_file() else sorted(path.rglob("test_*.py"))
    return None if any(TEST.search(file.read_text()) for file in files) else "there is no test in it"


def test_it_tells_of_every_threat() -> None:
    missing = [threat for threat in ASKED_FOR if not any(threat in name for name in THREATS)]
    assert missing == []


@pytest.mark.parametrize("threat", THREATS)
def test_each_threat_says_what_holds_and_what_does_not(threat: str) -> None:
    assert len(rows(THREATS[threat])) >= 3
    assert "What does not hold:" in THREATS[threat]


@pytest.mark.parametrize(("threat", "holds", "shown"), ROWS, ids=[holds[:40] for _, holds, _ in ROWS])
def test_what_is_said_to_hold_is_shown(threat: str, holds: str, shown: str) -> None:
    proofs = re.findall(r"`([^`]+)`", shown)
    assert proofs, f"{threat}: nothing shows that {holds!r}"
    assert {proof: wrong for proof in proofs if (wrong := what_is_wrong(proof))} == {}


@pytest.mark.parametrize(
    "proof", ["tests/chat/test_not_there.py", "tests/chat/rig.py", "make nothing", "docs/x.md"]
)
def test_a_proof_that_is_none_is_found(proof: str) -> None:
    assert what_is_wrong(proof)


def test_each_line_of_a_table_is_read() -> None:
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    assert len(ROWS) == len(lines) - len(THREATS)
