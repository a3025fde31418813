"""The time of day says when something was, and never how long ago: that the program goes by is seen here."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXCHANGE_TIME = {
    "engine/venues/live": "their clock has the exchange's time, and so have their deadlines and prints",
    "engine/venues/paper/feeds/synthetic.py": "its clock is a steady one",
    "bot/chat/questions.py": "likewise",
}
STAMPS = {
    "engine/clock.py": "makes the one of the other",
    "engine/venues/exchanges/measured_time.py clock_drift_s": "by how much the time of day is wrong",
    "bot/engine_wiring.py _follow_charges": "bots that were deleted within days, by their stored stamps",
    "engine/venues/paper/market_run.py health": "how old a price is that has a date alone",
    "bot/doctor/telegram.py look_at_telegram": "by how much the time of day is wrong",
    "bot/process/jobs.py by_the_clock": "when a job is due is told by the time of day",
    "bot/process/jobs.py is_missed": "finds out whether the time of day was set back, over restarts",
    "bot/backup_chat.py run": "a backup is of the moment that its name says, over restarts",
    "bot/doctor/backups.py look_at_backups": "likewise",
    "engine/venues/live/market_watch.py _health": "says of which moment a look was, for people to read",
    "db/fsm_storage.py": "forms of a month ago, by their stored stamps",
    "bot/notifier/contact.py away": "says of which moment the last answer was, for people to read",
    "bot/notifier/digest.py due": "goes by the stored stamp of a notice, over restarts",
    "bot/notifier/waiting_time.py": "finds out how far the time of day was set, and leaves that out",
    "engine/people_actions.py invite": "an invitation is stored, and lapses also while the program is down",
}
"""Where the time of day is compared or reckoned with all the same -> why that is right."""


def _is_time_of_day(node: ast.AST) -> bool:
    """Say whether it asks a clock for the time of day."""
    node = node.value if isinstance(node, ast.NamedExpr) else node
    asked = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "now"
    return asked and "clock" in ast.unparse(node.func.value)  # type: ignore[attr-defined]  # a call, see above


def _reckons(function: ast.AST) -> bool:
    """Say whether the function adds, subtracts or compares the time of day."""
    names = {
        target.id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign | ast.NamedExpr)
        for target, value in _pairs(node)
        if isinstance(target, ast.Name) and _is_time_of_day(value)
    }

    def is_it(node: ast.AST) -> bool:
        return _is_time_of_day(node) or (isinstance(node, ast.Name) and node.id in names)

    return any(
        any(is_it(side) for side in _sides(node))
        for node in ast.walk(function)
        if isinstance(node, ast.BinOp | ast.Compare)
    )


def _pairs(node: ast.Assign | ast.NamedExpr) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(node, ast.NamedExpr):
        yield node.target, node.value
        return
    for target in node.targets:
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            yield from zip(target.elts, node.value.elts, strict=False)
        else:
            yield target, node.value


def _sides(node: ast.BinOp | ast.Compare) -> list[ast.expr]:
    return [node.left, node.right] if isinstance(node, ast.BinOp) else [node.left, *node.comparators]


def _found(source: str) -> list[str]:
    """Return the names of the functions that reckon with the time of day."""
    functions = (
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return [function.name for function in functions if _reckons(function)]


def test_no_span_is_measured_by_the_time_of_day() -> None:
    found = []
    for path in sorted(
        file for package in ("engine", "db", "bot") for file in (ROOT / package).rglob("*.py")
    ):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith((*EXCHANGE_TIME, "bot/localchat")):
            continue
        found += [f"{name} {function}" for function in _found(path.read_text())]
    unexplained = [place for place in found if not place.startswith(tuple(STAMPS))]
    assert not unexplained, "measure it by Clock.monotonic, or say above why not"


@pytest.mark.parametrize(
    "body",
    [
        "return self._clock.now() - since > LIFETIME",
        "until = clock.now() + FOR",
        "now = self._deps.clock.now()\n    return now - since",
        "known, now = 1, self.ctx.clock.now()\n    return since <= now",
        "while (now := clock.now()) < until: pass",
    ],
)
def test_a_span_by_the_time_of_day_is_found(body: str) -> None:
    assert _found(f"def waits(self):\n    {body}\n") == ["waits"]


@pytest.mark.parametrize(
    "body",
    [
        "return Event(at=clock.now())",
        "now = clock.now()\n    return Event(at=now)",
        "x = clock.monotonic() - since",
    ],
)
def test_a_stamp_is_none(body: str) -> None:
    assert _found(f"def stamps(self):\n    {body}\n") == []
