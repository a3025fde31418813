"""Only the chat words anything: `engine` and `db` hold no sentence, and no code goes by what one says.

A sentence is three words in a row, whatever values stand between them. What is not meant for people:
docstrings, what goes into a log, the text of an exception (that is for the log, too: `bot.views.errors`
words its facts) and SQL. `NOT_FOR_PEOPLE` has what else looks like one.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import engine.errors

ROOT = Path(__file__).parents[2]
WORDS = re.compile(r"[^\W\d_]{2,}[,;:]? +[^\W\d_]+[,;:]? +[^\W\d_]+")
SQL = re.compile(
    r"\s*\(*(SELECT|INSERT|UPDATE|DELETE|WITH|FROM|JOIN|PRAGMA|BEGIN|CREATE)\b|.*\b(IS NULL|CASE WHEN)\b",
    re.DOTALL,
)
NOT_FOR_PEOPLE = {
    "db/backup.py": {"": "commands of the operator, who reads English"},
    "db/move.py": {"": "likewise"},
    "db/sqlite_file.py": {"": "what the operator reads on the console at a start"},
    "db/alert_chat.py": {"alert chat lost": "a stored code of version 0.1"},
    "engine/notices.py": {"alert chat lost": "a stored code of version 0.1"},
    "engine/reads/journal.py": {"accepted as it is": "a stored code"},
    "engine/venues/exchanges/exchange_urls.py": {"": "what the operator reads on the console at a start"},
    "db/migrate.py": {"": "likewise"},
    "db/inspection.py": {"": "likewise"},
    "db/errors.py": {"; make the user its owner: ALTER DATABASE name OWNER TO user": "likewise"},
    "engine/tasks.py": {"": "what the operator reads in the log"},
    "engine/venues/exchanges/binance/rejections.py": {"": "what the exchange says, as patterns"},
    "engine/venues/exchanges/bybit/rejections.py": {"": "patterns, too"},
    "engine/venues/exchanges/coindcx/rejections.py": {"": "patterns, too"},
    "engine/venues/exchanges/coindcx/spec.py": {"CoinDCX F INR": "the name of a venue"},
    "bot/access/middleware.py": {
        "Forbidden: bot was blocked by the user": "Telegram's own words, why nothing can be sent"
    },
    "bot/access/pairing.py": {"": "what the operator reads on the console"},
    "bot/cards/keeper.py": {"cards, now and then": "the name of a task"},
    "bot/cards/telegram.py": {"": "what Telegram says"},
    "bot/chat/answering.py": {"": "what Telegram says"},
    "bot/chat/hindrance.py": {"": "what the operator reads in the log while the chat cannot begin"},
    "bot/chat/shared_token.py": {"": "what the operator reads on the console and in the log"},
    "bot/chat/webhook_address.py": {"": "likewise"},
    "bot/chat/webhook_watch.py": {"": "likewise"},
    "bot/handlers/errors.py": {"": "what Telegram says"},
    "bot/handlers/log_follow.py": {"": "likewise"},
    "bot/handlers/routes.py": {"taps with a text": "the name of a router"},
    "bot/views/help.py": {"/newbot BTC/USDT Binance BUY 0.01 60000 60600 trail 0.5% loop": "a command"},
    "bot/notifier/addresses.py": {"": "why a notice was given up, in its table and the log"},
    "bot/notifier/alert_losses.py": {"": "the key of a notice"},
    "bot/notifier/aiogram_telegram.py": {"": "what Telegram says, as patterns"},
    "bot/notifier/notifier.py": {"notifier, now and then": "the name of a task"},
}
"""File -> text in it, "" for all, -> what it is."""
RAISED = {name for name, kind in vars(engine.errors).items() if isinstance(kind, type)}


def sources(*tops: str) -> list[Path]:
    found = [path for top in tops for path in sorted((ROOT / top).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def text_of(node: ast.AST) -> str | None:
    """The text of a literal, without the values in it."""
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part) or "" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def goes_to_the_log(node: ast.AST) -> bool:
    """Whether a person never reads what is in it."""
    if isinstance(node, ast.Raise) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        return True
    if not isinstance(node, ast.Call):
        return False
    called = ast.unparse(node.func)
    return (
        called.startswith("log.")
        or called in {"super().__init__", "eval"}
        or called.endswith("Error")
        or called in RAISED
    )


def sentences(tree: ast.AST) -> Iterator[str]:
    if goes_to_the_log(tree):
        return
    text = text_of(tree)
    if text is not None and WORDS.search(text) and not SQL.match(text):
        yield text
    for child in ast.iter_child_nodes(tree):
        if child is not getattr(tree, "annotation", None) and not (
            text is not None and isinstance(child, ast.Constant)
        ):
            yield from sentences(child)


def found_in(path: Path) -> list[str]:
    name = path.relative_to(ROOT).as_posix()
    known = NOT_FOR_PEOPLE.get(name, {})
    found = (
        [] if "" in known else [text for text in sentences(ast.parse(path.read_text())) if text not in known]
    )
    return [f"{name}: {text}" for text in found]


def test_engine_and_storage_hold_no_sentence_for_a_person() -> None:
    assert [line for path in sources("engine", "db") for line in found_in(path)] == []


NOT_CHAT = {
    "bot/__main__.py": "the console of the operator, who reads English",
    "bot/app.py": "likewise",
    "bot/check.py": "likewise",
    "bot/process": "likewise",
    "bot/doctor": "likewise",
    "bot/backups.py": "likewise",
    "bot/backup_chat.py": "its log, and names of what is owed: what people read is in the catalogues",
    "bot/move_database.py": "likewise",
    "bot/scheduled_jobs.py": "what the log says of them",
    "bot/config": "complaints about settings, on the console",
    "bot/localchat": "the page of the local chat",
    "bot/monitoring": "figures for Prometheus",
}
"""What of `bot` speaks to nobody in a chat, by how its path begins."""


def test_no_sentence_for_the_chat_stands_in_code() -> None:
    chat = (
        path for path in sources("bot") if not path.relative_to(ROOT).as_posix().startswith(tuple(NOT_CHAT))
    )
    assert [line for path in chat for line in found_in(path)] == []


NO_WORDS = {"/bots", "/newbot", "BUY", "SELL", "HTTP", "UTC"}
"""What is the same in every language."""
PATTERNS = {"bot/views/html.py": ["zA"]}
"""What looks like words and is none."""


def glued(tree: ast.AST) -> Iterator[str]:
    """Yield words that stand between the values of a text: of a sentence that is put together in code."""
    if goes_to_the_log(tree):
        return
    if isinstance(tree, ast.JoinedStr):
        for part in tree.values:
            text = re.sub(r"<[^<>]*>", "", text_of(part) or "") if isinstance(part, ast.Constant) else ""
            yield from (word for word in re.findall(r"/?[^\W\d_]{2,}", text) if word not in NO_WORDS)
    for child in ast.iter_child_nodes(tree):
        yield from glued(child)


def test_no_sentence_is_glued_from_pieces() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): words
        for path in sources("bot/views", "bot/keyboards")
        if (words := list(glued(ast.parse(path.read_text()))))
    }
    assert found == PATTERNS


@pytest.mark.parametrize("code", ['f"{count} bots"', 'f"<b>Stop {name}?</b>"', 'text = a + f" in {coin}"'])
def test_glue_is_found(code: str) -> None:
    assert list(glued(ast.parse(code)))


@pytest.mark.parametrize("code", ['f"<b>{a}</b> · {b}"', 'f"{price:.2f} ({coin})"', 'log.info(f"{a} away")'])
def test_what_only_stands_around_values_is_not(code: str) -> None:
    assert not list(glued(ast.parse(code)))


def test_what_is_let_through_is_there() -> None:
    for name, texts in NOT_FOR_PEOPLE.items():
        source = (ROOT / name).read_text()
        assert all(text in source for text in texts), name


@pytest.mark.parametrize(
    "code",
    [
        'reason = "the wallet is empty"',
        'reason = f"{coin} is short of {missing} at the exchange"',
        'pause(builder, "look at the exchange, please")',
        'class Why(StrEnum):\n    EMPTY = "the wallet is empty"',
        'MEANING = {"x": "the exchange is away"}',
        "def f(why: str = 'nobody knows why') -> None: ...",
        'message: Final[str] = "the wallet is empty"',
        'why = "a" if x else f"{one} has the {other} position"',
    ],
)
def test_a_new_sentence_is_found(code: str) -> None:
    assert list(sentences(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        '"""A module of the engine."""',
        'class A:\n    """What it is for."""\n    b: int\n    """How many there are."""',
        'log.warning("%s: the wallet could not be read", name)',
        'raise ValueError(f"{x} does not fit into it")',
        'item.refuse(StorageUnavailable("the bot was interrupted"))',
        'connection.execute(text("SELECT a FROM b WHERE c"))',
        'task = f"{name} prices of {symbol} {number}"',
        'code = "insufficient_funds"',
        "x: Mapping[str, 'Reason | None'] = {}",
    ],
)
def test_what_nobody_reads_is_not(code: str) -> None:
    assert not list(sentences(ast.parse(code)))


# --- nobody goes by what a sentence says ---------------------------------------------------------------


def compared(tree: ast.AST) -> Iterator[str]:
    """Yield the sentences that something is compared with, or that are looked for in something."""
    for node in ast.walk(tree):
        parts: list[ast.AST] = []
        if isinstance(node, ast.Compare):
            parts = [node.left, *node.comparators]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            parts = list(node.args) if node.func.attr in {"startswith", "endswith", "find", "count"} else []
        elif isinstance(node, ast.MatchValue):
            parts = [node.value]
        for part in parts:
            yield from (text for leaf in leaves(part) if (text := text_of(leaf)) and WORDS.search(text))


def leaves(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a literal, or those of a tuple; what a call makes is a value of its own."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        for one in node.elts:
            yield from leaves(one)
    else:
        yield node


def test_no_code_of_ours_compares_sentences() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {text}"
        for path in sources("engine", "db", "bot")
        for text in compared(ast.parse(path.read_text()))
    }
    assert found == TELEGRAMS


TELEGRAMS = {
    "bot/handlers/log_follow.py: message is not modified",
}
"""Telegram has no code for it."""
NO_WORDS_FOR_PEOPLE = ("core", "risk", "venues", "exchanges", "db", "sim", "real")
"""Tests of what is decided, told and stored; how it is worded is tested in views and chat."""
SAYS = re.compile(r"\b(pause_reason|reason|error|blocked|trouble|detail|why|problems)\b")


def test_no_test_of_the_engine_goes_by_the_words_of_a_reason() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {ast.unparse(node)}"
        for path in sources(*(f"tests/{room}" for room in NO_WORDS_FOR_PEOPLE))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Compare) and SAYS.search(ast.unparse(node)) and list(compared(node))
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        'reason == "the wallet is empty"',
        '"the wallet is" in reason',
        '(phase, state.error) == (Phase.IDLE, f"order {name} is not there")',
        'text.startswith("the wallet is")',
        'match reason:\n    case "the wallet is empty":\n        pass',
    ],
)
def test_a_new_comparison_is_found(code: str) -> None:
    assert list(compared(ast.parse(code)))
