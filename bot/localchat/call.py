"""A call of the Bot API: its parameters, whatever way they were sent, with Telegram's complaints."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.localchat.errors import bad_request
from bot.localchat.model import JsonObject


@dataclass(frozen=True, slots=True)
class Upload:
    """A file inside a multipart body."""

    name: str
    content: bytes


@dataclass(slots=True)
class Call:
    """The parameters of one call. Values are text, or what JSON made of them."""

    method: str
    values: JsonObject = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a parameter as text, "" when it was not given."""
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        """Return a parameter as a whole number; raises a 400 ApiError for anything else."""
        given = self.text(name).strip()
        if not given:
            return default
        try:
            return int(given)
        except ValueError:
            raise bad_request(f'invalid value specified for the parameter "{name}"') from None

    def flag(self, name: str) -> bool:
        """Return a parameter as yes or no."""
        return self.text(name).strip().lower() in ("true", "1", "yes", "t", "y")

    def json(self, name: str) -> Any:  # noqa: ANN401 - this is what JSON is
        """Return a parameter that is JSON, None when it was not given; raises a 400 ApiError."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def json_object(self, name: str) -> JsonObject | None:
        """Return a parameter that is a JSON object, None when it was not given; raises a 400 ApiError."""
        value = self.json(name)
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"object expected as {name.replace('_', ' ')}")
        return value

    def upload(self, name: str, reference: str) -> Upload | None:
        """Return the file that was sent under a name, or under the one in `attach://other_name`."""
        attached = reference.removeprefix("attach://")
        return self.files.get(name if attached == reference else attached)


async def read_call(method: str, request: web.Request) -> Call:
    """Read the query and the body (urlencoded, JSON or multipart) of a call; raises a 400 ApiError."""
    call = Call(method, dict(request.query))
    if request.content_type == "application/json":
        call.values |= _json_body(await request.text())
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            call.files[name] = Upload(value.filename, value.file.read())
        else:
            call.values[name] = str(value)
    return call


def _json_body(body: str) -> JsonObject:
    try:
        values = json.loads(body or "{}")
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise bad_request("can't parse request JSON object")
    return values
