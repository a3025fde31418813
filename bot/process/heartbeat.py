"""A sign of life to a monitor outside: when it stays away, somebody is told by whoever runs that."""

from collections.abc import Awaitable, Callable

from pydantic import SecretStr

from bot.process.jobs import NotDone
from engine.reads.health import Health

ANSWERS_WITHIN_S = 10.0
REFUSED = 400


async def send_heartbeat(url: SecretStr, read: Callable[[], Awaitable[Health]]) -> str:
    """Ask for the address, which is a secret, while the database answers. Raises NotDone."""
    import aiohttp  # noqa: PLC0415 - only who wants it pays for it

    if (await read()).stored is None:
        raise NotDone("the database does not answer")
    try:
        timeout = aiohttp.ClientTimeout(total=ANSWERS_WITHIN_S)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(url.get_secret_value()) as response,
        ):
            status = response.status
    except (aiohttp.ClientError, TimeoutError, ValueError) as e:
        raise NotDone(f"the monitor does not answer: {type(e).__name__}") from None
    if status >= REFUSED:
        raise NotDone(f"the monitor answers {status}")
    return "the monitor has been told"
