"""What people read, in one language: the sentences of its catalogue, with values put into them.

A sentence is compiled when it is first said, for that takes 3 ms, and all of them would take seconds.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

from fluent_compiler.bundle import FluentBundle
from fluent_compiler.types import fluent_number

from bot.locales import ENGLISH, LOCALES
from bot.views.html import Html, esc

log = logging.getLogger(__name__)

IN_GROUPS = "group-"
"""How the keys begin that an owner may word anew."""
MOST_COMPILED = 8192
"""Sentences that are kept compiled: more than all languages have together."""

_BEGIN = re.compile(r"^(?=[a-z][a-z0-9-]* *=)", re.MULTILINE)
"""Of a message in a catalogue: its key."""
_REFERENCE = re.compile(r"\{ *([a-z][a-z0-9-]*) *\}")


class NotInCatalogue(LookupError):
    """No language has a sentence by that key, or it cannot be said with these values: a bug of ours."""


class Words:
    """The sentences of one language. `english` stands in for those that it lacks.

    Amounts are given as they shall be read; a whole number chooses the plural form and is written without
    separators.
    """

    def __init__(self, language: str, texts: Mapping[str, str], english: "Words | None" = None) -> None:
        """`texts`: each message of the catalogue as it stands there, by its key."""
        self.language = language
        self._texts = texts
        self._english = english
        self._compiled: dict[str, FluentBundle | None] = {}

    def __call__(self, key: str, /, **values: str | int) -> Html:
        """Return the sentence as HTML. Values are escaped, but for those that are `Html` already."""
        shown = {
            name: value if isinstance(value, int | Html) else esc(value) for name, value in values.items()
        }
        return Html(self._say(key, shown))

    def plain(self, key: str, /, **values: str | int) -> str:
        """Return the sentence as plain text, with the values as they are: for buttons, say, and the log."""
        return self._say(key, values)

    def with_own(self, texts: Mapping[str, str]) -> "Words":
        """Return the words with these messages instead of ours, which stand in where one cannot be said."""
        return Words(self.language, {**self._texts, **texts}, self) if texts else self

    def __contains__(self, key: str) -> bool:
        """Say whether there is such a sentence."""
        return key in self._texts or (self._english is not None and key in self._english)

    def prepare(self, rooms: tuple[str, ...]) -> None:
        """Compile now what is not compiled yet of the sentences whose keys begin so."""
        for key in self._texts:
            if key.startswith(rooms) and key not in self._compiled:
                self._compiled[key] = self._compile(key)

    def listed(self, items: Sequence[str]) -> str:
        """Return plain text, or HTML, that names all of them: one, two and three."""
        if len(items) <= 1:
            return "".join(items)
        return self.plain("list-end", others=", ".join(items[:-1]), last=items[-1])

    def _say(self, key: str, values: Mapping[str, str | int]) -> str:
        said = self._said(key, values)
        if said is not None:
            return said
        if self._english is None:
            raise NotInCatalogue(key)
        return self._english._say(key, values)  # noqa: SLF001 - another one of us

    def _said(self, key: str, values: Mapping[str, str | int]) -> str | None:
        """Return None where it cannot be said in this language."""
        if key not in self._compiled:
            self._compiled[key] = self._compile(key)
        bundle = self._compiled[key]
        if bundle is None:
            return None
        given = {
            name: fluent_number(value, useGrouping=False) if isinstance(value, int) else str(value)
            for name, value in values.items()
        }
        text, errors = bundle.format(key, given)
        if errors:
            log.error("%s in %r cannot be said with %s: %s", key, self.language, sorted(values), errors)
            return None
        return str(text)

    def _compile(self, key: str) -> FluentBundle | None:
        text = self._texts.get(key)
        if text is None:
            log.error("%s is missing in %r", key, self.language)
            return None
        parts = [text, *(self._texts.get(name, "") for name in _REFERENCE.findall(text))]
        bundle = _bundle(self.language, "\n".join(parts))
        return bundle if bundle.has_message(key) else None


class Catalogues:
    """All languages that there are. `default` is for whoever has not said which one they read.

    `templates`: a folder with a folder for each language, whose messages stand instead of ours in groups. One
    that cannot be said is as good as none.
    """

    def __init__(self, default: str = ENGLISH, folder: Path = LOCALES, templates: Path | None = None) -> None:
        english = Words(ENGLISH, read_catalogue(folder / ENGLISH))
        others = [path for path in sorted(folder.iterdir()) if any(path.glob("*.ftl"))]
        self._words = {ENGLISH: english} | {
            path.name: Words(path.name, read_catalogue(path), english)
            for path in others
            if path.name != ENGLISH
        }
        self.languages = tuple(self._words)
        self._default = default
        if templates is not None:
            for language, words in self._words.items():
                self._words[language] = words.with_own(_own(templates / language))

    @cached_property
    def english(self) -> Words:
        """What is stored for whoever reads the tables."""
        return self._words[ENGLISH]

    @cached_property
    def public(self) -> Words:
        """What is said where several people read: the language of the installation."""
        return self._words[self._default]

    def words(self, language: str | None) -> Words:
        """Return what is said to a person of that language."""
        return self._words.get(language or self._default, self.public)

    def known(self, code: str | None) -> str | None:
        """Return the language of a code like "pt-BR", or None when there is no such catalogue."""
        language = (code or "").partition("-")[0].lower()
        return language if language in self._words else None


@lru_cache(MOST_COMPILED)
def _bundle(language: str, text: str) -> FluentBundle:
    """Compile messages. What they become is the same for whoever says them."""
    return FluentBundle.from_string(language, text, use_isolating=False)


def read_catalogue(folder: Path) -> dict[str, str]:
    """Return the messages of a language as they stand in its files, by their keys."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.ftl"))]
    return {part.partition("=")[0].strip(): part for text in texts for part in _BEGIN.split(text)[1:]}


def _own(folder: Path) -> dict[str, str]:
    """Return the owner's messages for groups. A file that cannot be read is logged, and left out."""
    if no_files := [file.name for file in folder.glob("*.ftl") if not file.is_file()]:
        log.error("the templates in %s cannot be read: %s is no file", folder, ", ".join(no_files))
        return {}  # a pipe would wait for its writer
    try:
        return {key: text for key, text in read_catalogue(folder).items() if key.startswith(IN_GROUPS)}
    except (OSError, ValueError) as e:
        log.error("the templates in %s cannot be read: %s", folder, e)  # noqa: TRY400 - no traceback needed
        return {}


@lru_cache(1024)
def named(room: str, code: str) -> str:
    """Return the key of one of a list: "reason" and "late_fill" make reason-late-fill."""
    return f"{room}-{re.sub('[^a-z0-9]+', '-', code.lower())}"
