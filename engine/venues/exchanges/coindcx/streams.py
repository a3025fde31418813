"""What CoinDCX's public events say, and how a venue names its margin."""

from collections.abc import Iterator

from engine.venues.exchanges.spec import RawPrint

MARGIN = "margin"
"""The option of a venue that names the currency of its margin."""


def prints(message: object) -> Iterator[RawPrint]:
    """Yield the public trade of an event, decoded."""
    if isinstance(message, dict) and message.get("pr") == "f" and message.get("s"):
        yield str(message["s"]), str(message["p"]), int(message["T"])
