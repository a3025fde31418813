"""Sentences have one home, `bot/views`: the engine makes values, and no code reads a sentence."""

import ast
import builtins
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WORD = re.compile(r"[A-Za-z']+")
FEW = 2
"""So many words are a name: of a state, a code, a database column."""
THEIRS = {"rejections.py"}
"""Files that hold what exchanges write, word by word."""
AT_THE_TERMINAL = {"csv_feed.py", "exchange_urls.py"}
"""Files that say what is wrong with a file or a setting, to whoever starts the program."""
NAMES = {"orders in 10 s", "orders a minute", "the stream has ended"}
"""Limits, and why a feed is read anew: for the log."""


def modules(*packages: str) -> list[Path]:
    return [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]


def text_of(node: ast.AST) -> str | None:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return " ".join(str(part.value) for part in parts if isinstance(part, ast.Constant))
        case _:
            return None


def is_sentence(text: str) -> bool:
    return len([word for word in text.split() if WORD.fullmatch(word.strip(".,:;()?!"))]) > FEW


def is_exception(call: ast.Call, module: str) -> bool:
    """Say whether an exception is made: its text is for the log, people are told what it is."""
    name = ast.unparse(call.func)
    if name == "super().__init__":
        return True
    found = getattr(importlib.import_module(module), name, getattr(builtins, name, None))
    return isinstance(found, type) and issubclass(found, BaseException)


def without_people(tree: ast.Module, module: str) -> Iterator[ast.AST]:
    """Yield what no person reads: documentation, the log, exceptions, and the codes of enumerations."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant()):
                yield node.value
            case ast.Call() if ast.unparse(node.func).startswith("log.") or is_exception(node, module):
                yield from ast.walk(node)
            case ast.ClassDef(bases=[ast.Name(id="StrEnum")]):
                yield from ast.walk(node)
            case ast.AnnAssign(annotation=ast.Subscript(value=ast.Name(id="Literal"))):
                yield from ast.walk(node)


def sentences(path: Path) -> list[str]:
    tree = ast.parse(path.read_text())
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    left_out = {id(node) for node in without_people(tree, module)}
    return [
        f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}: {text}"
        for node in ast.walk(tree)
        if id(node) not in left_out
        and (text := text_of(node)) is not None
        and text not in NAMES
        and is_sentence(text)
    ]


def compared(path: Path) -> list[str]:
    """Return the sentences that the code compares something with."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Compare():
                sides = [node.left, *node.comparators]
            case ast.MatchValue(value=value):
                sides = [value]
            case ast.Call(func=ast.Attribute(attr="startswith" | "endswith"), args=args):
                sides = list(args)
            case _:
                continue
        for side in sides:
            text = text_of(side)
            if text is not None and is_sentence(text):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}: {text}")
    return found


@pytest.mark.parametrize(
    "text", ["no answer in time", "Its order is open.", "not above zero", "{} is too little now"]
)
def test_what_a_sentence_is(text: str) -> None:
    assert is_sentence(text)


@pytest.mark.parametrize("text", ["loop off", "not_heard_yet", "BTC/USDT", "private_get_v5_order", "a:b:c d"])
def test_what_is_none(text: str) -> None:
    assert not is_sentence(text)


def test_the_engine_makes_no_sentence_for_people() -> None:
    files = [path for path in modules("engine") if path.name not in THEIRS | AT_THE_TERMINAL]
    assert [one for path in files for one in sentences(path)] == []


def test_nothing_is_decided_by_a_sentence() -> None:
    """Telegram's own refusals are the exception: it has no codes for them."""
    found = [one for path in modules("engine", "db", "bot") for one in compared(path)]
    assert [one for one in found if "message is not modified" not in one] == []
