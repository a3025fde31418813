"""A signed client of OKX that shows answers as they come, for what libraries hide."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp

from tests.twin.core.accounts import ApiKey
from tests.twin.core.clock import RealTime

SIZES = {"BTC-USDT": "0.01", "BTC-USDT-SWAP": "1", "DOGE-USDT-SWAP": "2"}
"""A hundredth of a coin, and of Dogecoin 2,000, in what OKX counts."""


def signed(key: ApiKey, text: str) -> str:
    """Return the signature of a text."""
    return base64.b64encode(hmac.new(key.secret.encode(), text.encode(), hashlib.sha256).digest()).decode()


class RawOkx:
    """Signs with the present time. `instrument` is that of requests which name none."""

    def __init__(self, url: str, key: ApiKey, instrument: str = "BTC-USDT") -> None:
        self.key = key
        self.instrument = instrument
        self.more: dict[str, str] = {}
        """Headers besides the usual ones; they go before those."""
        self.late = timedelta()
        self.status = 0
        """Of the last answer."""
        self._url = url
        self._session = aiohttp.ClientSession()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    @property
    def is_spot(self) -> bool:
        return not self.instrument.endswith("-SWAP")

    @property
    def venue(self) -> str:
        return "OKX" if self.is_spot else "OKX F"

    @property
    def kind(self) -> str:
        return "SPOT" if self.is_spot else "SWAP"

    async def get(self, path: str, **params: str | int) -> Any:  # noqa: ANN401  # JSON
        """Return the rows of an answer, or code and text of a refusal."""
        query = urlencode(params)
        return await self._send("GET", f"/api/v5/{path}?{query}" if query else f"/api/v5/{path}", "")

    async def post(self, path: str, **fields: object) -> Any:  # noqa: ANN401  # JSON
        """Return what `get` does, of a request that changes something."""
        return await self._send("POST", f"/api/v5/{path}", json.dumps(fields))

    async def buy(self, name: str, **more: object) -> Any:  # noqa: ANN401  # JSON
        """Place a limit order of a hundredth of a coin; return its id, or code and text of the refusal."""
        fields = {
            "instId": self.instrument,
            "tdMode": "cash" if self.is_spot else "isolated",
            "side": "buy",
            "ordType": "limit",
            "sz": SIZES[self.instrument],
            "px": "94000",
            "clOrdId": name,
        }
        rows = await self.post("trade/order", **(fields | more))
        return rows[0]["ordId"] if isinstance(rows, list) else rows

    async def cancel(self, name: str) -> Any:  # noqa: ANN401  # JSON
        return await self.post("trade/cancel-order", instId=self.instrument, clOrdId=name)

    async def seen(self, name: str) -> Any:  # noqa: ANN401  # JSON
        """Return the order of a name, or code and text of the refusal."""
        rows = await self.get("trade/order", instId=self.instrument, clOrdId=name)
        return rows[0] if isinstance(rows, list) else rows

    async def _send(self, method: str, target: str, body: str) -> Any:  # noqa: ANN401
        now: datetime = RealTime().now().astimezone(UTC) - self.late
        stamp = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        headers = {
            "OK-ACCESS-KEY": self.key.key,
            "OK-ACCESS-SIGN": signed(self.key, f"{stamp}{method}{target}{body}"),
            "OK-ACCESS-TIMESTAMP": stamp,
            "OK-ACCESS-PASSPHRASE": self.key.passphrase,
        }
        async with self._session.request(
            method, f"{self._url}{target}", data=body or None, headers=headers | self.more
        ) as answer:
            text, self.status = await answer.text(), answer.status
        try:
            decoded = json.loads(text)
        except ValueError:
            return text
        if decoded["code"] == "0":
            return decoded["data"]
        row = (decoded["data"] or [{}])[0]
        return int(row.get("sCode", decoded["code"])), row.get("sMsg", decoded["msg"])
