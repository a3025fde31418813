"""What somebody writes who wants all to stop and does not know the command."""

import re

_WORDS = frozenset(
    (
        *("stop", "stopall", "halt", "panic", "stopp"),
        *("стоп", "стой", "остановить", "останови", "остановите", "остановись", "хватит"),
        *("रोको", "रोकें", "रोक", "रुको", "रुकें", "स्टॉप"),
    )
)
_LETTERS = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0900-\u0963])*")


def asks_to_stop(written: str) -> bool:
    """Say whether a text begins or ends with a word for stopping, as stop, СТОП!!! and सब रोको do."""
    if any(letter.isdigit() for letter in written):
        return False
    words = [word.casefold() for word in _LETTERS.findall(written)]
    return not _WORDS.isdisjoint(words[:1] + words[-1:])
