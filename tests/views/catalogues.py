"""The catalogues as they stand in their files, read by Fluent's own parser."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel import Locale
from fluent.syntax import ast, parse
from fluent.syntax.visitor import Visitor

from bot.locales import LANGUAGES, LOCALES


@dataclass
class Found(Visitor):
    """What is used in one message."""

    values: set[str] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)
    """Other messages that it refers to."""
    others: set[str] = field(default_factory=set)
    """Whatever else: functions, terms, attributes."""
    texts: list[str] = field(default_factory=list)
    choices: dict[str, set[frozenset[str]]] = field(default_factory=dict)
    """By what it chooses a form, with the names of the forms."""

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - the parser's names
        self.values.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802
        self.labels.add(node.id.name)

    def visit_TermReference(self, node: ast.TermReference) -> None:  # noqa: N802
        self.others.add(f"-{node.id.name}")

    def visit_FunctionReference(self, node: ast.FunctionReference) -> None:  # noqa: N802
        self.others.add(node.id.name)

    def visit_TextElement(self, node: ast.TextElement) -> None:  # noqa: N802
        self.texts.append(node.value)

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802
        forms = frozenset(
            one.key.name if isinstance(one.key, ast.Identifier) else one.key.value for one in node.variants
        )
        if not isinstance(node.selector, ast.VariableReference):
            raise TypeError(node.selector)
        self.choices.setdefault(node.selector.id.name, set()).add(forms)
        self.generic_visit(node)


def entries(file: Path) -> list[object]:
    return list(parse(file.read_text(encoding="utf-8")).body)


def files(language: str) -> list[Path]:
    return sorted((LOCALES / language).glob("*.ftl"))


def messages(language: str) -> Iterator[tuple[str, Path, ast.Message]]:
    for file in files(language):
        for entry in entries(file):
            if isinstance(entry, ast.Message):
                yield entry.id.name, file, entry


def found_in(message: ast.Message) -> Found:
    found = Found()
    found.visit(message)
    return found


def forms_of(message: ast.Message) -> list[list[str]]:
    """Return the texts of each form of a message that is one choice, or of its only one."""
    elements = message.value.elements if message.value is not None else []
    for element in elements:
        if isinstance(element, ast.Placeable) and isinstance(element.expression, ast.SelectExpression):
            return [texts_of(variant.value) for variant in element.expression.variants]
    return [texts_of(message)]


def texts_of(node: ast.BaseNode) -> list[str]:
    found = Found()
    found.visit(node)
    return found.texts


def plural_forms(language: str) -> frozenset[str]:
    return frozenset(Locale.parse(language).plural_form.tags) | {"other"}


OTHERS = [language for language in LANGUAGES if language != "en"]
