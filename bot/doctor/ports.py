"""The ports on loopback that the settings name: whether a start will get them, or the program has them."""

import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from errno import EADDRINUSE

import aiohttp

from bot.config.settings import Settings
from bot.doctor.database import Installed
from bot.doctor.finding import Finding, bad, ok, warning

HOST = "127.0.0.1"
ANSWERS_WITHIN_S = 5.0
MONITORING = "MONITORING_PORT"


async def look_at_ports(settings: Settings, installed: Installed) -> AsyncIterator[Finding]:
    """Yield a finding for each that is asked for; of free choice there is nothing to say."""
    seen: dict[int, str] = {}
    for setting, port in _asked_for(settings):
        if port in seen:
            yield bad("port", f"{setting} is {port}, and so is {seen[port]}", "Choose another port for one")
            continue
        seen[port] = setting
        yield await _look(setting, port, installed)


def _asked_for(settings: Settings) -> Iterator[tuple[str, int]]:
    if settings.monitoring_port:
        yield MONITORING, settings.monitoring_port
    if settings.telegram_bot_token is None:
        if settings.local_chat_port_is_fixed and settings.local_chat_port:
            yield "LOCAL_CHAT_PORT", settings.local_chat_port
    elif settings.telegram_webhook_url is not None and settings.telegram_webhook_port:
        yield "TELEGRAM_WEBHOOK_PORT", settings.telegram_webhook_port


async def _look(setting: str, port: int, installed: Installed) -> Finding:
    why_not = _why_not(port)
    if why_not is None:
        if installed.is_running and setting == MONITORING:
            what = f"{setting} {port}: the program works, and nothing answers there"
            return warning("port", what, "Restart it, if the setting is newer than its start")
        return ok("port", f"{setting} {port} is free")
    is_ours = installed.is_running and why_not.errno == EADDRINUSE
    if is_ours and (setting != MONITORING or await _tells_of_us(port)):
        return ok("port", f"{setting} {port} is in use while the program works")
    if why_not.errno != EADDRINUSE:
        return bad("port", f"{setting} {port} cannot be used: {why_not.strerror}", "Choose a port above 1023")
    return bad(
        "port", f"{setting} {port} is in use by another program", "End that one, or choose another port"
    )


def _why_not(port: int) -> OSError | None:
    with closing(socket.socket()) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the program does
        try:
            tried.bind((HOST, port))
        except OSError as e:
            return e
    return None


async def _tells_of_us(port: int) -> bool:
    """Say whether what answers there is a Scalper."""
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWERS_WITHIN_S)) as http,
            http.get(f"http://{HOST}:{port}/healthz") as response,
        ):
            answer = await response.json(content_type=None)
    except (aiohttp.ClientError, OSError, ValueError):
        return False
    return isinstance(answer, dict) and "lease" in (answer.get("checks") or {})
