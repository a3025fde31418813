"""Telegram: token, webhook, another program that polls, and the chats that the settings name."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from aiohttp_socks import ProxyConnectionError, ProxyConnector, ProxyError, ProxyTimeoutError

from bot.chat.webhook_address import own_webhook
from bot.config.settings import Settings
from bot.doctor.database import NOT_INSTALLED, Installed
from bot.doctor.finding import Finding, bad, ok, warning
from bot.doctor.webhook import look_at_webhook
from engine.clock import Clock

ANSWERS_WITHIN_S = 60.0
POLL_S = 8
"""Another program polls again within that time, and ends this poll then."""
CONFLICT = 409
TOKEN_REFUSED = (401, 404)
BY_PROXY = (ProxyError, ProxyConnectionError, ProxyTimeoutError)
MOST_OFF_S = 5
"""The time in an answer is that of whole seconds, and was under way."""


@dataclass(frozen=True, slots=True)
class _Answer:
    result: Any
    error: str | None
    code: int
    at: datetime | None
    """The server's time."""


async def look_at_telegram(
    settings: Settings, clock: Clock, installed: Installed = NOT_INSTALLED, *, poll_s: int = POLL_S
) -> AsyncIterator[Finding]:
    """Where this installation polls now, nobody else is looked for: that would disturb it."""
    token = settings.telegram_bot_token
    if token is None:
        yield ok("telegram", "there is no token: the chat is a page on this machine, and no keys are used")
        return
    timeout = aiohttp.ClientTimeout(total=ANSWERS_WITHIN_S)
    proxy = settings.telegram_proxy
    connector = ProxyConnector.from_url(proxy.get_secret_value()) if proxy else None
    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as http:
        door = _Door(http, f"{settings.telegram_api_url}/bot{token.get_secret_value()}")
        me = await door.ask("getMe")
        if me.error is not None:
            yield _refusal(me)
            return
        yield ok("telegram", f"the token is that of @{me.result['username']}")
        if me.at is not None:
            yield _clock((clock.now() - me.at).total_seconds())
        hook = (await door.ask("getWebhookInfo")).result or {}
        own = own_webhook(settings.telegram_webhook_url, token.get_secret_value(), installed.name or "")
        if hook.get("url") or own.url is not None:
            yield look_at_webhook(settings, own, hook, installed)
        elif not installed.is_running:
            yield await _second_poller(door, poll_s)
        async for found in _chats(settings, door):
            yield found


class _Door:
    def __init__(self, http: aiohttp.ClientSession, address: str) -> None:
        self._http = http
        self._address = address

    async def ask(self, method: str, **values: str | int) -> _Answer:
        """Never raises for Telegram's sake. No error shows the address: the token is in it."""
        try:
            async with self._http.post(f"{self._address}/{method}", json=values) as response:
                answer, date = await response.json(content_type=None), response.headers.get("Date")
        except (aiohttp.ClientError, TimeoutError, ValueError, *BY_PROXY) as e:
            return _Answer(None, type(e).__name__, 0, None)
        at = parsedate_to_datetime(date) if date else None
        if isinstance(answer, dict) and answer.get("ok") is True:
            return _Answer(answer.get("result"), None, 200, at)
        found = answer if isinstance(answer, dict) else {}
        return _Answer(None, str(found.get("description", "no sense")), int(found.get("error_code", 0)), at)


def _refusal(answer: _Answer) -> Finding:
    if answer.code in TOKEN_REFUSED:
        way_out = "Check TELEGRAM_BOT_TOKEN and TELEGRAM_API_URL, or ask @BotFather for a new token"
        return bad("telegram", f"it does not take the token: {answer.error}", way_out)
    way_out = "Check the network, TELEGRAM_API_URL and TELEGRAM_PROXY"
    return bad("telegram", f"it cannot be asked: {answer.error}", way_out)


def _clock(ahead_s: float) -> Finding:
    if abs(ahead_s) <= MOST_OFF_S:
        return ok("clock", "it agrees with Telegram's to the second")
    side = "ahead of" if ahead_s > 0 else "behind"
    what = f"it is {abs(ahead_s):.0f} s {side} Telegram's"
    return bad("clock", what, "Sync this machine's clock with NTP: no new entry is sent by a wrong one")


async def _second_poller(door: _Door, poll_s: int) -> Finding:
    """Poll without confirming anything: whoever polls later ends the poll before."""
    polled = await door.ask("getUpdates", timeout=poll_s, limit=1)
    if polled.code == CONFLICT:
        way_out = "Find and end it, or use the token of another bot"
        return bad("second poller", "another program takes this bot's messages", way_out)
    if polled.error is not None:
        return warning("second poller", f"it could not be looked for: {polled.error}", "Try again")
    if polled.result:
        return ok("second poller", "messages wait for this bot, so nobody else takes them")
    return ok("second poller", "nobody else takes this bot's messages")


async def _chats(settings: Settings, door: _Door) -> AsyncIterator[Finding]:
    add = "Add the bot there, as an administrator in a channel, or correct the id"
    start = "Open a chat with the bot there, or correct the id"
    for name, setting, place, way_out in (
        ("alert chat", "TELEGRAM_CHAT_ID", settings.telegram_chat_id, add),
        ("backup chat", "BACKUP_CHAT", settings.backup_chat, start),
    ):
        if place is None:
            continue
        found = await door.ask("getChat", chat_id=place.chat_id)
        if found.error is not None:
            yield bad(name, f"{setting} {place.chat_id} is not reached: {found.error}", way_out)
        else:
            yield ok(name, f"{setting} is {found.result.get('title') or 'a private chat'}")
    for owner in settings.telegram_owner_ids:
        found = await door.ask("getChat", chat_id=owner)
        if found.error is not None:
            what = f"owner {owner} is not reached: {found.error}"
            yield warning("owner", what, "They have to open a chat with the bot and press Start, once")
        else:
            yield ok("owner", f"{owner} can be written to")
