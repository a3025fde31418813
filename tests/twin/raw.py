"""A signed client that shows answers as they come, for what libraries hide."""

import hashlib
import hmac
import json
import time
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp

from tests.twin.core.accounts import ApiKey


class RawBinance:
    """Signs with the present time unless a timestamp is given."""

    def __init__(self, url: str, key: ApiKey) -> None:
        self._url = url
        self.key = key
        self._session = aiohttp.ClientSession()
        self.headers: dict[str, str] = {}
        """Of the last answer."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def ask(self, method: str, path: str, **params: str | int) -> tuple[int, Any]:
        """Return status and decoded JSON (the text, if it is none) of a signed request."""
        params.setdefault("timestamp", int(time.time() * 1000))
        query = urlencode(params)
        return await self._send(method, f"{path}?{query}&signature={self.signature(query)}")

    async def unsigned(self, method: str, path: str, **params: str | int) -> tuple[int, Any]:
        """Return what `ask` does, for a request without a signature."""
        return await self._send(method, f"{path}?{urlencode(params)}")

    async def refusal(self, method: str, path: str, **params: str | int) -> tuple[int, str]:
        """Return code and text of what must be a refusal."""
        status, body = await self.ask(method, path, **params)
        assert status >= 400, f"not refused: {body}"
        return body["code"], body["msg"]

    async def buy(self, name: str, price: str = "94000", quantity: str = "0.001", **more: str) -> Any:  # noqa: ANN401  # JSON
        """Place a limit order to buy on spot and return the body."""
        fields = {"type": "LIMIT", "timeInForce": "GTC", "symbol": "BTCUSDT", "side": "BUY"}
        fields |= {"price": price, "quantity": quantity, "newClientOrderId": name}
        _, body = await self.ask("POST", "/api/v3/order", **(fields | more))
        return body

    async def _send(self, method: str, address: str) -> tuple[int, Any]:
        headers = {"X-MBX-APIKEY": self.key.key}
        async with self._session.request(method, f"{self._url}{address}", headers=headers) as answer:
            text = await answer.text()
            self.headers = dict(answer.headers)
            try:
                return answer.status, json.loads(text)
            except ValueError:
                return answer.status, text

    def signature(self, text: str) -> str:
        return hmac.new(self.key.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
