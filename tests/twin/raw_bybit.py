"""A signed client of Bybit that shows answers as they come, for what libraries hide."""

import hashlib
import hmac
import json
import time
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp

from tests.twin.core.accounts import ApiKey

LIMIT = {"symbol": "BTCUSDT", "side": "Buy", "orderType": "Limit", "qty": "0.01", "price": "94000"}


class RawBybit:
    """Signs with the present time. `category` is that of requests which name none."""

    def __init__(self, url: str, key: ApiKey, category: str = "linear") -> None:
        self.key = key
        self.category = category
        self.headers: dict[str, str] = {}
        """Of the last answer."""
        self.status = 0
        self._url = url
        self._session = aiohttp.ClientSession()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def get(self, path: str, **params: str | int) -> Any:  # noqa: ANN401  # JSON
        """Return the result of a query, or code and text of a refusal."""
        query = urlencode({"category": self.category} | params)
        return await self._send("GET", f"{path}?{query}", query, None)

    async def post(self, path: str, **fields: object) -> Any:  # noqa: ANN401  # JSON
        """Return what `get` does, of a request that changes something."""
        body = json.dumps({"category": self.category} | fields)
        return await self._send("POST", path, body, body)

    async def buy(self, name: str, **more: object) -> Any:  # noqa: ANN401  # JSON
        """Place a limit order; return its id, or code and text of the refusal."""
        answer = await self.post("/v5/order/create", **(LIMIT | {"orderLinkId": name} | more))
        return answer["orderId"] if isinstance(answer, dict) else answer

    async def seen(self, name: str) -> Any:  # noqa: ANN401  # JSON
        """Return the order of a name, or None."""
        rows = (await self.get("/v5/order/realtime", orderLinkId=name))["list"]
        return rows[0] if rows else None

    async def _send(self, method: str, address: str, payload: str, body: str | None) -> Any:  # noqa: ANN401
        stamp = str(int(time.time() * 1000))
        signed = f"{stamp}{self.key.key}5000{payload}"
        headers = {
            "X-BAPI-API-KEY": self.key.key,
            "X-BAPI-TIMESTAMP": stamp,
            "X-BAPI-RECV-WINDOW": "5000",
            "X-BAPI-SIGN": hmac.new(self.key.secret.encode(), signed.encode(), hashlib.sha256).hexdigest(),
        }
        async with self._session.request(
            method, f"{self._url}{address}", data=body, headers=headers
        ) as answer:
            text, self.headers, self.status = await answer.text(), dict(answer.headers), answer.status
        try:
            decoded = json.loads(text)
        except ValueError:
            return text
        return decoded["result"] if decoded["retCode"] == 0 else (decoded["retCode"], decoded["retMsg"])
