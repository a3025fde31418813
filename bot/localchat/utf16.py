"""Telegram counts text in UTF-16 code units: an emoji is two."""

LAST_OF_ONE_UNIT = 0xFFFF


def units(text: str) -> int:
    """Return the length of `text` in UTF-16 code units."""
    return len(text) + sum(1 for character in text if ord(character) > LAST_OF_ONE_UNIT)


def cut(text: str, offset: int, length: int) -> str:
    """Return the piece of `text` at a UTF-16 offset and length."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")
