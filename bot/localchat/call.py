"""A call of the Bot API: its parameters, whatever way they were sent, with Telegram's complaints."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from bot.localchat.errors import bad_request

JsonObject = dict[str, Any]
MISSING = ""


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

    def text(self, name: str, default: str = MISSING) -> str:
        """Return a parameter as text."""
        value = self.values.get(name)
        if value is None:
            return default
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
        if value is None or value == MISSING:
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def json_object(self, name: str) -> JsonObject | None:
        """Return a parameter that is a JSON object, None when it was not given; raises a 400 ApiError."""
        value = self.json(name)
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"object expected as {name.replace('_', ' ')}")
        return value

    def upload(self, name: str, *, of: str | None = None) -> Upload | None:
        """Return the file of a parameter, sent under its name or as `attach://other_name`."""
        reference = self.text(name) if of is None else of
        if reference.startswith("attach://"):
            return self.files.get(reference.removeprefix("attach://"))
        return self.files.get(name)


async def read_call(method: str, request: web.Request) -> Call:
    """Read the query and the body (urlencoded, JSON or multipart) of a call; raises a 400 ApiError."""
    call = Call(method, dict(request.query))
    if request.content_type == "application/json":
        call.values |= _json_body(await request.text())
    elif request.content_type == "multipart/form-data":
        await _read_parts(call, request)
    elif request.content_type == "application/x-www-form-urlencoded":
        call.values |= {name: str(value) for name, value in (await request.post()).items()}
    return call


def _json_body(body: str) -> JsonObject:
    if not body:
        return {}
    try:
        values = json.loads(body)
    except ValueError:
        raise bad_request("can't parse request JSON object") from None
    if not isinstance(values, dict):
        raise bad_request("can't parse request JSON object")
    return values


async def _read_parts(call: Call, request: web.Request) -> None:
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        if part.filename is None:
            call.values[part.name] = await part.text()
        else:
            call.files[part.name] = Upload(part.filename, bytes(await part.read(decode=True)))
