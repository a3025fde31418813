"""A signed client of CoinDCX that shows answers as they come."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import aiohttp

from tests.twin.core.accounts import ApiKey

FUTURES = "/exchange/v1/derivatives/futures"
LIMIT = {
    "side": "buy",
    "pair": "B-BTC_USDT",
    "order_type": "limit_order",
    "price": "94000",
    "total_quantity": "0.01",
    "leverage": 20,
    "time_in_force": "good_till_cancel",
    "margin_currency_short_name": "USDT",
}
EVERY_STATE = "open,partially_filled,filled,cancelled,partially_cancelled,rejected,untriggered"


class RawCoinDCX:
    """Signs with the present time, or with `now`. Answers are JSON, or status and message of a refusal."""

    def __init__(self, url: str, key: ApiKey, now: Callable[[], float] = time.time) -> None:
        self.key = key
        self._now = now
        self.headers: dict[str, str] = {}
        """Of the last answer."""
        self._url = url
        self._session = aiohttp.ClientSession()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def signed(self, path: str, *, method: str = "POST", age_s: float = 0, **fields: object) -> Any:  # noqa: ANN401  # JSON
        """Return the answer to a signed request; its path is below that of the futures."""
        body = json.dumps({"timestamp": int((self._now() - age_s) * 1000)} | fields, separators=(",", ":"))
        return await self.send(method, f"{FUTURES}/{path}", body)

    async def send(self, method: str, path: str, body: str, signature: str | None = None) -> Any:  # noqa: ANN401  # JSON
        right = hmac.new(self.key.secret.encode(), body.encode(), hashlib.sha256).hexdigest()
        headers = {
            "X-AUTH-APIKEY": self.key.key,
            "X-AUTH-SIGNATURE": signature or right,
            "Content-Type": "application/json",
        }
        return await self._read(method, path, data=body, headers=headers)

    async def get(self, path: str, **params: Any) -> Any:  # noqa: ANN401  # JSON
        """Return the answer to a public question."""
        return await self._read("GET", path, params=params)

    async def buy(self, *, age_s: float = 0, **more: object) -> Any:  # noqa: ANN401  # JSON
        """Place a limit order; return it, or status and message of the refusal."""
        answer = await self.signed("orders/create", age_s=age_s, order=LIMIT | more)
        return answer[0] if isinstance(answer, list) else answer

    async def listed(self, status: str = EVERY_STATE, side: str = "buy", **more: object) -> Any:  # noqa: ANN401  # JSON
        fields: dict[str, Any] = {"page": "1", "size": "100"} | more
        return await self.signed("orders", status=status, side=side, **fields)

    async def _read(self, method: str, path: str, **how: Any) -> Any:  # noqa: ANN401  # JSON
        async with self._session.request(method, f"{self._url}{path}", **how) as answer:
            text, self.headers = await answer.text(), dict(answer.headers)
            decoded = json.loads(text)
            return decoded if answer.ok else (answer.status, decoded["message"])
