"""Where Telegram brings updates to: an address that only Telegram and this installation know."""

import hashlib
import hmac
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_PATH, _SECRET = b"scalper webhook: path", b"scalper webhook: secret"


@dataclass(frozen=True, slots=True)
class OwnWebhook:
    """Path and secret are made of the token and the installation, so that both stay, and neither tells it."""

    base: str | None
    """TELEGRAM_WEBHOOK_URL; None: updates are polled."""
    path: str = field(repr=False)
    secret: str = field(repr=False)
    """Telegram says it with each update."""

    @property
    def url(self) -> str | None:
        """The whole address; None where updates are polled."""
        return None if self.base is None else f"{self.base}/{self.path}"

    def made(self, url: str) -> bool:
        """Tell whether it was this installation that had Telegram bring updates there, now or earlier."""
        found = urlsplit(url).path.rpartition("/")[2]
        return hmac.compare_digest(found.encode(), self.path.encode())


def own_webhook(base: str | None, token: str, installation: str) -> OwnWebhook:
    """Return the webhook of this token in this installation, whether it is wanted or not."""
    return OwnWebhook(base, _derived(token, installation, _PATH), _derived(token, installation, _SECRET))


def webhook_host(url: str) -> str | None:
    """Return where a webhook leads; None without one. What follows the host may be a secret."""
    return (urlsplit(url).hostname or "an unknown host") if url else None


def _derived(token: str, installation: str, purpose: bytes) -> str:
    message = purpose + b"\0" + installation.encode()
    return hmac.new(token.encode(), message, hashlib.sha256).hexdigest()
