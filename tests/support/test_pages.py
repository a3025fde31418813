"""What the pages point at is there: files, their headings, and the tests that are said to show something."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = {
    str(page.relative_to(ROOT)): page.read_text()
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))
}
DECIDED = "docs/decisions/"
"""A page there is never rewritten: it names tests as they were then."""
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")


def headings(page: Path) -> set[str]:
    """Return the names of a page's headings in links, as GitHub makes them."""
    found = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def all_tests() -> set[str]:
    """Return the names of all tests, and of their files."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    named = {
        node.name
        for file in files
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    return named | {file.stem for file in files}


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    here, lost = ROOT / name, []
    for file, heading in LINK.findall(PAGES[name]):
        target = here.parent / file if file else here
        if not target.exists() or (heading and heading not in headings(target)):
            lost.append(f"{file}#{heading}")
    assert lost == []


def test_a_test_that_a_page_names_is_there() -> None:
    there = all_tests()
    named = {
        f"{page}: {test}"
        for page, text in PAGES.items()
        if not page.startswith(DECIDED)
        for test in re.findall(r"\btest_\w+", text)
        if test not in there
    }
    assert named == set()
