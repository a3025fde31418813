"""The webhook: whose it is, and whether Telegram can bring what waits."""

from typing import Any

from bot.chat.webhook_address import OwnWebhook, webhook_host
from bot.config.settings import Settings
from bot.doctor.database import Installed
from bot.doctor.finding import Finding, bad, ok, warning

TAKE_OVER = "Set TELEGRAM_TAKE_OVER=true to remove it, or use the token of another bot"


def look_at_webhook(
    settings: Settings, own: OwnWebhook, hook: dict[str, Any], installed: Installed
) -> Finding:
    """Say how it is with the webhook that is set, `hook` as Telegram tells it, or wanted."""
    url = str(hook.get("url", ""))
    if url and not (installed.name and own.made(url)):
        return _of_another(settings, webhook_host(url) or "")
    if own.url is None:
        return ok("webhook", "that of this installation; the next start removes it, and polls")
    if url == own.url:
        return _ours(hook)
    if installed.is_running:
        what = "the program works, and Telegram knows nothing of TELEGRAM_WEBHOOK_URL"
        return warning("webhook", what, "It is set within half a minute, or the log says why not")
    return ok("webhook", "the next start sets it, as TELEGRAM_WEBHOOK_URL says")


def _of_another(settings: Settings, host: str) -> Finding:
    what = f"a webhook at {host} gets this bot's messages"
    if settings.telegram_take_over:
        return warning("webhook", what, "The next start removes it, for TELEGRAM_TAKE_OVER is on")
    return bad("webhook", what, TAKE_OVER)


def _ours(hook: dict[str, Any]) -> Finding:
    waits, error = hook.get("pending_update_count", 0), hook.get("last_error_message")
    what = f"Telegram brings updates to TELEGRAM_WEBHOOK_URL; {waits} wait"
    if waits and error:
        way_out = "Start the program, and look at the reverse proxy and its certificate"
        return bad("webhook", f"{what}, and the last could not be brought: {error}", way_out)
    return ok("webhook", what)
