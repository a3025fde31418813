"""Tests give timings and limits where things are made; none changes a module under the program's feet."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
OURS = ("bot", "db", "engine", "tests")
PLANTED = "sim/planted.py"
"""The bugs of the simulator are made by patching: that is what they are."""
ALLOWED = {
    "chat/test_cards.py": {"Service.bots"},  # takes its time
    "chat/test_newbot.py": {"Service.create"},  # falls after it has done its work
    "chat/test_odd.py": {  # a mistake of ours, or a place that does not answer
        "DatabaseHandledUpdates.first_time",
        "DatabaseStorage.?",
        "DatabaseStorage.get_state",
        "Service.bots",
        "Service.quote",
        "Service.stats",
        "Service.stop",
        "Supervisor.command",
    },
    "chat/conftest.py": {"Pictures.draw"},  # notes what is drawn
    "chat/test_pictures.py": {"Pictures.draw"},  # cannot draw
    "chat/test_summary.py": {"Pictures.draw"},  # cannot draw
    "chat/test_questions.py": {"Service.delete"},  # likewise
    "chat/test_races.py": {
        "DatabaseBotBook.delete",
        "Supervisor.command",
        "DatabaseReads.bot",
        "DatabaseReads.bots",
    },  # what comes between two steps
    "chat/test_stops.py": {  # what comes between two steps
        "Supervisor.command",
        "engine.real_accounts.RealAccounts.priced_at",
    },
    "chat/test_told_once.py": {"bot.chat.answering.pages", "Service.stop_all"},  # the answer breaks
    "db/test_checkpoints.py": {  # a disk that is slow or broken, and a small log
        "Checkpoints._checkpoint",
        "Checkpoints.after_commit",
        "checkpoints.CHANGES",
        "checkpoints.CHECKPOINT",
        "checkpoints.LONGEST_LOG",
        "checkpoints.ROOM",
    },
    "db/test_fsm_storage.py": {"db.fsm_storage.REMEMBERED"},  # few are remembered
    "db/test_prepared.py": {  # the same names on both ways, which are to store the same
        "OneStatement.__call__",
        "RUNNERS.?",
        "db.bot_book.secrets.randbelow",
        "db.bot_book.uuid4",
    },
    "db/test_reads.py": {"db.reads._card"},  # counts the calls
    "db/test_ledger.py": {"rows.outbox_row"},  # the power goes in the middle of a transaction
    "db/test_lease.py": {"db.migrate.newest_revision"},  # a program of later
    "db/test_restored.py": {"db.backup_restore._tell"},  # the power goes in the middle of a transaction
    "fuzz/planted.py": {  # bugs that the fuzz is to find
        "Answer.say",
        "Answer.toast",
        "Catalogues.words",
        "DatabaseHandledUpdates.first_time",
        "DatabaseReads.bot",
        "bot.handlers.alert_chat.check_owner",
        "bot.views.words.esc",
        "compose.worded",
        "engine.bot_views.bots_of",
        "engine.bot_views.commanded_beside",
        "engine.bot_views.commands",
        "engine.bot_views.seen_beside",
        "engine.people_actions.check_owner",
        "errors.sentence",
    },
    "real/test_deleted_bots.py": {"DatabaseBotBook.delete"},  # its answer is lost
    "real/test_settings_hold.py": {"ClientWebSocketResponse.ping"},  # counts the calls
    "venues/test_price_index.py": {"PriceTriggers.meets"},  # counts the calls
    "sim/test_commands_unstored.py": {"BotDriver._has_landed"},  # a bug that the simulator is to find
    "sim/test_second_opinion.py": {  # likewise
        "charges._is_of_present_cycle",
        "engine.bots.driver.unworked",
    },
    "sim/test_scarce_margin.py": {  # likewise
        "at_work._reserved_by",
        "engine.risk.engine.cost_of",
    },
}
"""Single functions and methods that a test has to have fail, or counts."""


def patched(tree: ast.Module) -> Iterator[str]:
    """Yield what a test puts something else in the place of, as "thing.name", if the thing is ours."""
    ours = set(_imported(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _puts(node.func):
            yield from _target(node.args, ours)
        elif isinstance(node, ast.Assign):
            for place in node.targets:
                if isinstance(place, ast.Attribute) and not isinstance(place.value, ast.Call):
                    yield from _target([place.value, ast.Constant(place.attr)], ours)


def _imported(tree: ast.Module) -> Iterator[str]:
    """Yield the names by which a test knows what is ours."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in OURS:
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if (top := alias.name.partition(".")[0]) in OURS:
                    yield alias.asname or top


def _puts(function: ast.expr) -> bool:
    """Say whether it is one of monkeypatch, of `patch`, or Python's own setattr."""
    if isinstance(function, ast.Name):
        return function.id in {"setattr", "delattr", "patch"}
    names = {"setattr", "delattr", "setitem", "delitem", "object", "dict"}
    return isinstance(function, ast.Attribute) and function.attr in names


def _target(args: list[ast.expr], ours: set[str]) -> Iterator[str]:
    thing, name = args[0], args[1] if len(args) > 1 else None
    if isinstance(thing, ast.Constant):
        if isinstance(thing.value, str) and thing.value.partition(".")[0] in OURS:
            yield thing.value
    elif _bottom(thing) in ours:
        yield f"{ast.unparse(thing)}.{name.value if isinstance(name, ast.Constant) else '?'!s}"


def _bottom(thing: ast.expr) -> str:
    """Return the name that a place is reached by, also through a cast."""
    match thing:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=inner) | ast.Subscript(value=inner):
            return _bottom(inner)
        case ast.Call(func=ast.Name(id="cast"), args=[_, inner]):
            return _bottom(inner)
        case _:
            return ""


def by_file() -> dict[str, set[str]]:
    found = {}
    for path in sorted(TESTS.rglob("*.py")):
        name = path.relative_to(TESTS).as_posix()
        if name != PLANTED and (here := set(patched(ast.parse(path.read_text())))):
            found[name] = here
    return found


def test_nothing_of_ours_is_patched_but_what_has_to_fail_or_is_counted() -> None:
    found = {name: here - ALLOWED.get(name, set()) for name, here in by_file().items()}
    assert {name: here for name, here in found.items() if here} == {}


@pytest.mark.parametrize(
    "source",
    [
        "from engine.venues.live import account\nmonkeypatch.setattr(account, 'PASS_EVERY_S', 1)",
        "from engine.venues.live.account import Account\npatch.object(Account, 'find', find_at_once)",
        "monkeypatch.setattr('engine.venues.live.account.PASS_EVERY_S', 1)",
        "from engine.limits import LIMITS\nmonkeypatch.setitem(LIMITS, 'Bybit', 1)",
        "from engine.make import make\nmonkeypatch.setitem(cast('dict', make.__kwdefaults__), 'timeout', 1)",
        "import engine.clock\nengine.clock.now = later",
        "from engine import clock as time\ntime.now = later",
    ],
)
def test_a_patch_is_noticed(source: str) -> None:
    assert len(set(patched(ast.parse(source)))) == 1


def test_the_patch_of_an_object_that_the_test_has_made_is_its_own_matter() -> None:
    assert not list(
        patched(ast.parse("from engine.clock import Clock\nmonkeypatch.setattr(door.clock, 'now', 1)"))
    )
