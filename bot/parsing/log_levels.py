"""Levels of log lines, as people write them."""

from engine.reads.logs import LogLevel

ALL = frozenset({"all", "все", "всё", "सब", "सभी"})
_WORDS = {
    **{level.value.lower(): level for level in LogLevel},
    **dict.fromkeys(("infos", "information", "инфо", "जानकारी", "सूचना"), LogLevel.INFO),
    **dict.fromkeys(("successes", "ok", "успех", "успехи", "सफलता"), LogLevel.SUCCESS),
    **dict.fromkeys(("warn", "warns", "warnings"), LogLevel.WARNING),
    **dict.fromkeys(("предупреждение", "предупреждения", "चेतावनी", "चेतावनियाँ"), LogLevel.WARNING),
    **dict.fromkeys(("err", "errs", "errors", "ошибка", "ошибки", "त्रुटि", "त्रुटियाँ", "एरर"), LogLevel.ERROR),
    **dict.fromkeys(("tg", "телеграм", "टेलीग्राम"), LogLevel.TELEGRAM),
}


def read_level(word: str) -> LogLevel | None:
    """Return the level that a word names, in any language of ours; None: it names none."""
    return _WORDS.get(word.casefold())
