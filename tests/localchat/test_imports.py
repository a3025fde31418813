"""The local chat stands alone: it knows no other part of the program and no chat library."""

import ast
import sys
from pathlib import Path

import bot.localchat

ALLOWED = {*sys.stdlib_module_names, "aiohttp"}


def test_only_the_standard_library_and_aiohttp_are_imported() -> None:
    found = {
        name
        for path in Path(bot.localchat.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        for name in _names(node)
    }
    assert {
        name for name in found if name.split(".")[0] not in ALLOWED and not name.startswith("bot.localchat")
    } == set()


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return []
