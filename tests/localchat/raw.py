"""Calls of the Bot API without any library, to see every byte of the answers."""

import json
from types import TracebackType
from typing import Any, Self

import aiohttp

JsonObject = dict[str, Any]


class RawBot:
    """Speaks JSON to one Bot API server."""

    def __init__(self, url: str, token: str) -> None:
        self._url = f"{url}/bot{token}"
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._http is not None
        await self._http.close()

    async def ask(self, method: str, **values: object) -> JsonObject:
        """Return the whole answer, ok or not; "ok" false and the text for what is not JSON."""
        assert self._http is not None
        async with self._http.post(f"{self._url}/{method}", json=values) as response:
            text = await response.text()
            if response.content_type != "application/json":
                return {"ok": False, "error_code": response.status, "description": text}
            body: JsonObject = json.loads(text)
            assert body["ok"] == (response.status == 200)
            return body

    async def do(self, method: str, **values: object) -> Any:  # noqa: ANN401 - whatever the method answers
        """Return the result of a call that must succeed."""
        answer = await self.ask(method, **values)
        assert answer["ok"], answer
        return answer["result"]

    async def refused(self, method: str, **values: object) -> str:
        """Return code and words of a call that must fail."""
        answer = await self.ask(method, **values)
        assert not answer["ok"], answer
        return f"{answer['error_code']} {answer['description']}"

    async def say(self, text: str = "Hello", chat_id: int = 1000, **values: object) -> JsonObject:
        """Send a message and return it."""
        message: JsonObject = await self.do("sendMessage", chat_id=chat_id, text=text, **values)
        return message

    async def updates(self, offset: int = 0, wait_seconds: int = 0) -> list[JsonObject]:
        """Return what waits."""
        found: list[JsonObject] = await self.do("getUpdates", offset=offset, timeout=wait_seconds)
        return found


def buttons(*rows: list[tuple[str, str]]) -> JsonObject:
    """Return an inline keyboard of (label, data) rows."""
    return {
        "inline_keyboard": [[{"text": label, "callback_data": data} for label, data in row] for row in rows]
    }
