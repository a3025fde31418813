"""The control door from the other side: for tests whose twin is another process."""

from types import TracebackType
from typing import Any, Self

import aiohttp


class RemoteError(Exception):
    """A command that the twin does not understand or cannot carry out."""


class Remote:
    """Commands are those of `tests.twin.commands.Commands`."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/control"
        self._session = aiohttp.ClientSession()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def do(self, command: str, **arguments: object) -> Any:  # noqa: ANN401  # JSON
        """Carry out a command and return its result. RemoteError with the reason when it is refused."""
        async with self._session.post(f"{self._url}/{command}", json=arguments) as answer:
            body = await answer.json()
            if "error" in body:
                raise RemoteError(body["error"])
            return body["result"]

    async def journal(self, *kinds: str, account: str = "", after: int = 0) -> list[dict[str, Any]]:
        """Return the entries numbered above `after`."""
        params = [("kind", kind) for kind in kinds] + [("account", account), ("after", str(after))]
        async with self._session.get(f"{self._url}/journal", params=params) as answer:
            found: list[dict[str, Any]] = await answer.json()
            return found

    async def requests(self, after: int = 0) -> list[dict[str, Any]]:
        """Return all requests that came in, but for the first `after`."""
        async with self._session.get(f"{self._url}/requests", params={"after": after}) as answer:
            found: list[dict[str, Any]] = await answer.json()
            return found

    async def state(self) -> dict[str, Any]:
        """Return wallets, open orders and positions as they really are."""
        async with self._session.get(f"{self._url}/state") as answer:
            found: dict[str, Any] = await answer.json()
            return found
