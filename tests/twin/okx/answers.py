"""The unpleasant answers that OKX is known to give, to be sent in place of true ones by faults."""

from tests.twin.core.faults import Answer
from tests.twin.wire import compact


def error(code: int, message: str, *, status: int = 200) -> Answer:
    """Return a refusal of a request as a whole."""
    return Answer(status, compact({"code": str(code), "msg": message, "data": []}))


def order_error(code: int, message: str, *, status: int = 200) -> Answer:
    """Return a refusal of the one order that a request is about."""
    row = {"clOrdId": "", "ordId": "", "sCode": str(code), "sMsg": message, "tag": ""}
    body = {"code": "1", "msg": "All operations failed", "data": [row], "inTime": "1", "outTime": "2"}
    return Answer(status, compact(body))


SERVICE_UNAVAILABLE = error(50001, "Service temporarily unavailable. Please try again later.", status=503)
ENDPOINT_TIMEOUT = error(
    50004,
    "API endpoint request timeout (does not mean that the request was successful or failed, please check the"
    " request result).",
    status=400,
)
"""The outcome is unknown."""
SYSTEMS_BUSY = error(50013, "Systems are busy. Please try again later.")
SYSTEM_ERROR = error(50026, "System error. Please try again later.", status=500)
ORDER_TIMED_OUT = order_error(51149, "Order timed out. Please try again later.", status=500)
"""The outcome is unknown."""
REQUEST_TIMED_OUT = order_error(51054, "Request timed out. Please try again.", status=500)
"""The outcome is unknown."""
CANCEL_TIMED_OUT = order_error(51412, "Cancellation timed out, please try again later.")
FUNDING_SETTLES = order_error(51030, "Funding fee is being settled.")
SUBACCOUNT_LIMIT = error(50061, "Sub-account rate limit exceeded.", status=429)
RATE_LIMIT = error(50011, "Rate limit reached.", status=429)
KEY_INVALID = error(50111, "Invalid OK-ACCESS-KEY", status=401)
OKX_BAD_GATEWAY = Answer(502, "<html><body>Bad Gateway</body></html>", "text/html")
OK_WITHOUT_ORDER = Answer(200, compact({"code": "0", "msg": "", "data": []}))
PARTLY = Answer(
    200,
    compact(
        {
            "code": "2",
            "msg": "Bulk operation partially succeeded.",
            "data": [{"clOrdId": "", "ordId": "", "sCode": "51008", "sMsg": "Order failed.", "tag": ""}],
        }
    ),
)

ALL = {
    f"okx_{name.lower().removeprefix('okx_')}": value
    for name, value in list(globals().items())
    if name.isupper() and isinstance(value, Answer)
}
"""By name, for the control door."""
