"""Where open forms are kept, if that is Redis: whether it is there, lets us in, and takes what we write."""

from collections.abc import AsyncIterator

from pydantic import SecretStr
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, NoPermissionError, RedisError, ResponseError

from bot.doctor.finding import Finding, bad, ok

WITHIN_S = 5.0
ABOUT = "redis"
_KEY = "scalper:doctor"


async def look_at_redis(address: SecretStr | None) -> AsyncIterator[Finding]:
    """Yield a finding where forms are kept in Redis. Its errors may quote secrets: they are not shown."""
    if address is not None:
        yield await _look(address.get_secret_value())


async def _look(url: str) -> Finding:
    redis = Redis.from_url(
        url, socket_connect_timeout=WITHIN_S, socket_timeout=WITHIN_S, retry=Retry(NoBackoff(), 0)
    )
    try:
        await redis.set(_KEY, "1", ex=1)
    except (AuthenticationError, NoPermissionError):
        return bad(ABOUT, "REDIS_URL: its password is refused", "Write it as redis://:password@host:6379/0")
    except ResponseError as error:
        if "NOAUTH" in str(error) or "WRONGPASS" in str(error):
            return bad(
                ABOUT, "REDIS_URL: its password is refused", "Write it as redis://:password@host:6379/0"
            )
        return bad(ABOUT, "REDIS_URL takes nothing", "It may be out of memory, or a replica that only reads")
    except (RedisError, OSError, TimeoutError) as error:
        what = f"REDIS_URL does not answer ({type(error).__name__})"
        return bad(ABOUT, what, "Start Redis, or leave REDIS_URL out: forms are kept in the database then")
    finally:
        await redis.aclose()
    return ok(ABOUT, "forms are kept there")
