"""The size of a picture, read from its first bytes."""

import struct

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
PNG_HEADER, GIF_HEADER = 24, 10
MARKER = 0xFF
FRAME_MARKERS = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def picture(content: bytes) -> tuple[str, int, int] | None:
    """Return (mime type, width, height) of a PNG, JPEG or GIF; None for anything else."""
    if content.startswith(PNG) and len(content) >= PNG_HEADER:
        width, height = struct.unpack(">II", content[16:24])
        return "image/png", width, height
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= GIF_HEADER:
        width, height = struct.unpack("<HH", content[6:10])
        return "image/gif", width, height
    if content.startswith(JPEG):
        return _jpeg(content)
    return None


def _jpeg(content: bytes) -> tuple[str, int, int] | None:
    place = 2
    while place + 9 <= len(content) and content[place] == MARKER:
        marker = content[place + 1]
        if marker in FRAME_MARKERS:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return "image/jpeg", width, height
        place += 2 + struct.unpack(">H", content[place + 2 : place + 4])[0]
    return None
