"""Words of a bot as people write them in their own language, said in the one that is read: купить is BUY."""

import re
import unicodedata
from collections.abc import Mapping
from functools import partial

_SAID: dict[str, tuple[str, ...]] = {
    "buy": (
        "купить",
        "куплю",
        "купи",
        "покупка",
        "покупку",
        "покупки",
        "покупать",
        "खरीदें",
        "खरीदे",
        "खरीद",
        "खरीदो",
        "खरीदना",
        "खरीदारी",
    ),
    "sell": (
        "продать",
        "продам",
        "продай",
        "продажа",
        "продажу",
        "продажи",
        "продавать",
        "बेचें",
        "बेचे",
        "बेच",
        "बेचो",
        "बेचना",
        "बिक्री",
    ),
    "first": (
        "сначала",
        "первый",
        "первым",
        "первая",
        "पहले",
        "पहला",
    ),
    "loop": (
        "цикл",
        "цикла",
        "циклом",
        "повтор",
        "повторять",
        "повтора",
        "зациклить",
        "लूप",
        "दोहराएँ",
        "दोहराएं",
        "दोहराव",
    ),
    "once": (
        "однократно",
        "разово",
        "एकबार",
    ),
    "trail": (
        "трейлинг",
        "трейлинга",
        "трейл",
        "ट्रेलिंग",
        "ट्रेल",
    ),
    "qty": (
        "количество",
        "кол-во",
        "объем",
        "объём",
        "मात्रा",
    ),
    "lev": (
        "плечо",
        "плеча",
        "плечом",
        "लीवरेज",
    ),
    "account": (
        "счет",
        "счёт",
        "аккаунт",
        "खाता",
        "अकाउंट",
    ),
    "last": (
        "последняя",
        "последней",
        "последняя-цена",
        "अंतिम",
        "आखिरी",
    ),
    "paper": (
        "бумага",
        "бумажный",
        "बिना-पैसे",
        "पेपर",
    ),
    "testnet": (
        "тестнет",
        "टेस्टनेट",
    ),
    "live": (
        "лайв",
        "लाइव",
    ),
    "yes": (
        "да",
        "ага",  # noqa: RUF001 - Cyrillic
        "हाँ",
        "हां",
        "हा",
        "जी",
    ),
    "no": (
        "нет",
        "не",
        "без",
        "नहीं",
        "ना",
        "मत",
    ),
    "none": (
        "нету",
        "कोई-नहीं",
    ),
    "off": (
        "выкл",
        "выключить",
        "выключен",
        "बंद",
    ),
    "on": (
        "вкл",
        "включить",
        "включен",
        "चालू",
    ),
    "and": (
        "и",
        "और",
        "तथा",
        # Prices and amounts alike stand behind these, or before them.
        "за",
        "на",
        "पर",
        "में",
    ),
    "at": ("по",),
}
_NUKTA = "\u093c"
_in_pieces = partial(unicodedata.normalize, "NFD")
_LETTERS = r"(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0963])"
"""With the marks that belong to them: vowels of Hindi are no letters to `re`."""
_WORD = re.compile(rf"{_LETTERS}+(?:-{_LETTERS}+)*")


def _bare(word: str) -> str:
    """Return the word without what is written in several ways: ख़रीदें and खरीदें are the same."""
    return _in_pieces(word.casefold()).replace(_NUKTA, "").replace("\u0308", "")


_ENGLISH: Mapping[str, str] = {_bare(word): english for english, said in _SAID.items() for word in said}
_PHRASES = re.compile(r"(?<!\S)(?:один раз|एक बार)(?!\S)", re.IGNORECASE)
"""One cycle, in two words."""
_LETTER = re.compile(r"[^\W\d_a-zA-Z]")


def in_english(text: str) -> str:
    """Return the text with the words of ours in English, and all else as it stands."""
    if _LETTER.search(text) is None:
        return text
    return _WORD.sub(lambda found: _ENGLISH.get(_bare(found[0]), found[0]), _PHRASES.sub("once", text))
