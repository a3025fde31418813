"""Documents as an exchange or Telegram sends them, with faults drawn from a fuzzer's bytes."""

import json
from typing import Any

Json = Any

ODD: tuple[Json, ...] = (
    None,
    "",
    " ",
    "0",
    "-1",
    "1e40",
    "1e-40",
    "1e9999999",
    "NaN",
    "sNaN",
    "-Infinity",
    "0x10",
    "1_000",
    "١٢",
    "BUY",
    "sell",
    "x" * 5_000,
    "\x00",
    "\ud800",
    True,
    False,
    0,
    -1,
    2**63,
    10**400,
    -(10**30),
    1.5,
    [],
    [[]],
    {},
    [{}],
    [None],
    {"": {}},
)


class Draw:
    """Bytes, taken one after the other; zeros once there are none left."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._next = 0

    def byte(self) -> int:
        self._next += 1
        return self._data[self._next - 1] if self._next <= len(self._data) else 0

    def below(self, end: int) -> int:
        """Return a number from 0 on. `end` is at most 65,536."""
        return (self.byte() if end <= 256 else self.byte() << 8 | self.byte()) % end

    def rest(self) -> bytes:
        taken, self._next = self._data[self._next :], len(self._data)
        return taken

    def text(self) -> str:
        return bytes(self.byte() for _ in range(self.below(24))).decode("utf-8", "replace")


def spoiled(draw: Draw, samples: list[Json]) -> Json:
    """Return one of the samples with up to seven changes."""
    document = _copy(samples[draw.below(len(samples))])
    for _ in range(draw.below(8)):
        document = _changed(draw, document, 0)
    return document


def _changed(draw: Draw, document: Json, depth: int) -> Json:
    if isinstance(document, dict) and document and (depth == 0 or draw.byte() < 160):
        names = list(document)
        name = names[draw.below(len(names))]
        kind = draw.below(8)
        if kind == 0:
            del document[name]
        elif kind == 1:
            document[draw.text()] = _copy(document[name])
        else:
            document[name] = _changed(draw, document[name], depth + 1)
        return document
    if isinstance(document, list) and document and (depth == 0 or draw.byte() < 160):
        place = draw.below(len(document))
        kind = draw.below(8)
        if kind == 0:
            del document[place]
        elif kind == 1:
            document.append(_copy(document[place]))
        else:
            document[place] = _changed(draw, document[place], depth + 1)
        return document
    kind = draw.below(len(ODD) + 4)
    if kind < len(ODD):
        return _copy(ODD[kind])
    if kind == len(ODD):
        return draw.text()
    if kind == len(ODD) + 1:
        return str(draw.below(65_536)) + "." + str(draw.below(65_536))
    return draw.below(65_536) if kind == len(ODD) + 2 else [document]


def _copy(document: Json) -> Json:
    return json.loads(json.dumps(document))
