"""What the local chat may answer instead of a result.

ApiError        an error answer of the Bot API, with Telegram's code and words
RefusedError    a person or a test asked for something that the chat cannot do
"""

from typing import Any


class ApiError(Exception):
    """An error answer of the Bot API: its code, its description and, rarely, its parameters."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """Return the JSON body that Telegram would send."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters is not None:
            answer["parameters"] = self.parameters
        return answer


class RefusedError(Exception):
    """A person's or a test's wish that cannot be fulfilled; `reason` is a sentence for them."""

    def __init__(self, reason: str, status: int = 409) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


def bad_request(what: str) -> ApiError:
    """Return a 400 with Telegram's prefix."""
    return ApiError(400, f"Bad Request: {what}")


def forbidden(what: str) -> ApiError:
    """Return a 403 with Telegram's prefix."""
    return ApiError(403, f"Forbidden: {what}")


def too_many_requests(retry_after_seconds: int) -> ApiError:
    """Return a 429 that names the whole seconds to wait."""
    return ApiError(
        429,
        f"Too Many Requests: retry after {retry_after_seconds}",
        {"retry_after": retry_after_seconds},
    )


def conflict(what: str) -> ApiError:
    """Return a 409 with Telegram's prefix."""
    return ApiError(409, f"Conflict: {what}")
