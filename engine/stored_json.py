"""Values kept as JSON text: exact both ways, and with a version, so that what is stored outlives the code.

The version stands first in the text: `{"v":2,...}`. A text without one is of version 1. What is read of an
older version goes through the upgraders, one version at a time, before it becomes a value.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from engine.errors import StoredByNewerVersion

Document = dict[str, Any]
"""A JSON object as `json` reads it. Amounts are strings in it."""
Upgrader = Callable[[Document], Document]
"""Returns the document as the next version writes it. It may change the one it is given."""

Value = TypeVar("Value")


class StoredJson(Generic[Value]):
    """How values of one kind are written, and how all versions of them are read.

    Amounts are strings, moments in ISO form. What a text does not tell has the value's default.
    """

    def __init__(self, adapter: TypeAdapter[Value], upgraders: Sequence[Upgrader] = ()) -> None:
        """`upgraders`: the first leads from version 1 to 2, and so on; the last to what is written now."""
        self._adapter = adapter
        self._upgraders = tuple(upgraders)
        self.version = 1 + len(self._upgraders)
        self._head = f'{{"v":{self.version},'
        self._to_json = adapter.serializer.to_json

    def dump(self, value: Value) -> str:
        """Return the value as text."""
        return self.of_body(self.body(value))

    def body(self, value: Value) -> str:
        """Return what the text says but for the version: what somebody else may write as well."""
        return self._to_json(value).decode()[1:]

    def of_body(self, body: str) -> str:
        """Return the text of a body."""
        return self._head + body

    def load(self, text: str) -> Value:
        """Return the value that the text tells. Raises StoredByNewerVersion."""
        if text.startswith(self._head):
            return self._adapter.validate_json(text)
        return self.load_document(json.loads(text))

    def dump_document(self, value: Value) -> Document:
        """Return the value as a part of somebody else's JSON."""
        return {"v": self.version, **self._adapter.dump_python(value, mode="json")}

    def load_document(self, document: Document) -> Value:
        """Return the value that the document tells. Raises StoredByNewerVersion."""
        version = document.get("v", 1)
        if version > self.version:
            raise StoredByNewerVersion(version, self.version)
        for upgrade in self._upgraders[version - 1 :]:
            document = upgrade(document)
        return self._adapter.validate_json(json.dumps(document))
