"""Every language has every sentence, with the same values in it, in all forms that its plurals have."""

import ast as python
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from fluent.syntax import ast

from bot.locales import LANGUAGES
from bot.views.html import TAG
from tests.support.words import CATALOGUES, EN
from tests.views.catalogues import (
    OTHERS,
    entries,
    files,
    forms_of,
    found_in,
    messages,
    plural_forms,
    texts_of,
)

BOT = Path(__file__).parents[2] / "bot"
ENGLISH = {key: (file.name, found_in(message)) for key, file, message in messages("en")}
KEYS = sorted(ENGLISH)
COUNTS = {"one", "two", "few", "many", "zero"}
LONGEST_LABEL = 26
"""So many letters fit on a button as wide as a phone; beside another one half as many."""
IN_LABELS = {
    "bot": "#12 BTC/USDT",
    "count": "12",
    "what": "Funding and fees",
    "until": "08:00 UTC",
    "exchange": "Binance F",
}
WIDER = {"button-of-bot", "button-which-order", "button-mute-hour", "button-mute-until", "button-unmute"}
"""Those that stand alone, with a name in them or as a question."""


def test_there_are_three_languages() -> None:
    assert set(CATALOGUES.languages) == set(LANGUAGES) == {"en", "hi", "ru"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_a_catalogue_can_be_read(language: str) -> None:
    for file in files(language):
        wrong = [entry.content for entry in entries(file) if isinstance(entry, ast.Junk)]
        assert wrong == [], file.name
        kinds = {type(entry) for entry in entries(file)}
        assert kinds <= {ast.Message, ast.Comment, ast.GroupComment, ast.ResourceComment}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_stands_twice(language: str) -> None:
    assert [key for key, count in Counter(key for key, _, _ in messages(language)).items() if count > 1] == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_every_sentence_in_the_same_file(language: str) -> None:
    assert {key: file.name for key, file, _ in messages(language)} == {
        key: file for key, (file, _) in ENGLISH.items()
    }


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_puts_the_same_values_into_a_sentence(language: str) -> None:
    for key, _, message in messages(language):
        _, english = ENGLISH[key]
        found = found_in(message)
        assert found.values == english.values, key
        assert found.labels == english.labels, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_refers_to_nothing_but_values_and_labels(language: str) -> None:
    for key, _, message in messages(language):
        found = found_in(message)
        assert found.others == set(), key
        assert not message.attributes, key
        assert found.labels <= ENGLISH.keys(), key
        assert all(name.startswith("button-") or name == "language-name" for name in found.labels), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_that_a_language_has_is_there(language: str) -> None:
    """What chooses by a count has its plural forms, what chooses by a word those that English has."""
    for key, _, message in messages(language):
        _, english = ENGLISH[key]
        for value, all_forms in found_in(message).choices.items():
            for forms in all_forms:
                if COUNTS & set().union(*english.choices[value]):
                    assert forms == plural_forms(language), (key, value)
                else:
                    assert forms in english.choices[value], (key, value)


@pytest.mark.parametrize("language", OTHERS)
def test_a_choice_by_a_word_is_made_in_every_language(language: str) -> None:
    for key, _, message in messages(language):
        by_word = {
            value: forms
            for value, forms in ENGLISH[key][1].choices.items()
            if not COUNTS & set().union(*forms)
        }
        found = found_in(message).choices
        assert {value: found.get(value) for value in by_word} == by_word, key


def tags(message: ast.Message) -> list[Counter[str]]:
    """The tags of each form."""
    return [Counter(found[0] for text in form for found in TAG.finditer(text)) for form in forms_of(message)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_bold_in_english_is_bold_everywhere(language: str) -> None:
    english = {key: tags(message)[0] for key, _, message in messages("en")}
    for key, _, message in messages(language):
        assert all(one == english[key] for one in tags(message)), key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", [key for key in KEYS if key.startswith("button-")])
def test_every_label_fits_a_phone(language: str, key: str) -> None:
    values = {name: IN_LABELS[name] for name in ENGLISH[key][1].values}
    label = CATALOGUES.words(language).plain(key, **values)
    assert 0 < len(label) <= LONGEST_LABEL + 10 * (key in WIDER)
    assert not re.search(r"[<>&\n]", label)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_menu_says_of_a_command_is_as_long_as_telegram_takes(language: str) -> None:
    for key in (key for key in KEYS if key.startswith("command-")):
        assert 1 <= len(CATALOGUES.words(language).plain(key)) <= 60, key


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_was_left_in_english(language: str) -> None:
    """A sentence without a letter of the language's own script is English, or says nothing."""
    script = {"ru": "[\u0400-\u04ff]", "hi": "[\u0900-\u097f]"}[language]
    same = [
        key
        for key, file, message in messages(language)
        if not re.search(script, "".join(texts_of(message)))
        and re.search("[a-z]{2}", "".join(texts_of(message)))
    ]
    assert same == []


def test_russian_is_written_without_yo() -> None:
    assert [key for key, _, message in messages("ru") if "ё" in "".join(texts_of(message)).lower()] == []


# --- what code asks of them --------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """A call that says a sentence: one of some keys, or of all that begin so."""

    where: str
    keys: tuple[str, ...]
    room: bool
    values: frozenset[str]
    open: bool
    """Whether values come from elsewhere as well."""


SAYING = {"EN", "EN.plain", "Say", "Unclear"}
"""What takes a key besides a Words."""


def asked_in(file: Path) -> list[Asked]:
    """Every call of a Words in the file. By convention they are called `words`."""
    found = []
    for node in python.walk(python.parse(file.read_text())):
        if not isinstance(node, python.Call) or not node.args:
            continue
        called = python.unparse(node.func)
        if called.endswith("complain"):
            node.args.pop(0)
        elif not re.fullmatch(r"(.*\.)?(\w*words)(\.plain)?", called) and called not in SAYING:
            continue
        where = f"{file.relative_to(BOT.parent)}:{node.lineno}"
        values = {one.arg for one in node.keywords if one.arg is not None}
        open_ = any(one.arg is None for one in node.keywords)
        keys, room = keys_of(node.args[0])
        if keys:
            found.append(Asked(where, tuple(keys), room, frozenset(values), open_))
    return found


def keys_of(node: python.expr) -> tuple[list[str], bool]:
    """Return the keys, and whether these are all of a list of which one is said."""
    match node:
        case python.Constant(value=str(key)):
            return [key], False
        case python.IfExp(body=body, orelse=orelse):
            return [*keys_of(body)[0], *keys_of(orelse)[0]], False
        case python.Call(func=python.Name(id="named"), args=[python.Constant(value=str(room)), *_]):
            return [key for key in KEYS if key.startswith(f"{room}-")] or [f"{room}-*"], True
        case _:
            return [], False


ASKED = [asked for file in sorted(BOT.rglob("*.py")) for asked in asked_in(file)]


def test_every_sentence_that_code_says_is_there_and_gets_what_it_needs() -> None:
    assert [f"{one.where}: {key}" for one in ASKED for key in one.keys if key not in EN] == []
    for one in (one for one in ASKED if not one.room):
        needs = [ENGLISH[key][1].values for key in one.keys]
        assert one.open or all(values <= one.values for values in needs), f"{one.where} gives too little"
        assert one.values <= set().union(*needs), f"{one.where} gives what nobody needs"


def test_no_sentence_is_there_for_nothing() -> None:
    """Each is said somewhere: by its key, by the beginning of it, or by a table that names it."""
    source = "".join(file.read_text() for file in sorted(BOT.rglob("*.py")))
    said = {key for one in ASKED for key in one.keys}
    rooms = re.findall(r'named\(\s*"([a-z-]+)"', source)
    unused = [
        key
        for key in KEYS
        if key not in said
        and f'"{key}"' not in source
        and not any(key.startswith(f"{room}-") for room in rooms)
        and not any(key in found.labels for _, found in ENGLISH.values())
    ]
    assert unused == []
