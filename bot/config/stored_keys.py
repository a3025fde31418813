"""Keys of exchanges that were entered on the command line: one file, which SECRET_KEY alone opens.

AES-256 in GCM, whose key scrypt makes of SECRET_KEY; in front a mark, the salt and the nonce. What is in
there are settings by their names: `binance_api_key`, `binance__main__api_key`.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from bot.config.file_kinds import read_in_time
from engine.errors import SettingsError

FILE = "keys.sealed"
MARK = b"scalper keys 1\n"
_SALT, _NONCE = 16, 12


def read_keys(file: Path, secret_key: str | None) -> dict[str, str]:
    """Return what is stored; nothing where there is no file. Raises SettingsError with a sentence."""
    try:
        content = read_in_time(file)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as e:
        if not os.access(file.parent, os.X_OK):
            return {}  # of a folder that cannot be used it is said what to do, before anything is kept there
        raise SettingsError((f"{file} cannot be read ({e.strerror}).",)) from None
    if secret_key is None:
        raise SettingsError((f"SECRET_KEY is not set, and {file} holds keys that only it opens.",))
    stored = _opened(content, secret_key)
    if stored is None:
        why = "it was sealed with another SECRET_KEY, or is damaged"
        raise SettingsError((f"SECRET_KEY does not open {file}: {why}.",))
    return stored


def write_keys(file: Path, secret_key: str, stored: Mapping[str, str]) -> None:
    """Put this in the place of what was stored. Raises OSError."""
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    head = MARK + salt + nonce
    sealed = AESGCM(_key(secret_key, salt)).encrypt(nonce, json.dumps(dict(stored)).encode(), head)
    draft = file.with_suffix(f".{os.getpid()}")
    file.parent.mkdir(parents=True, exist_ok=True)
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
        written.write(head + sealed)
        written.flush()
        os.fsync(written.fileno())
    draft.replace(file)


def _opened(content: bytes, secret_key: str) -> dict[str, str] | None:
    size = len(MARK) + _SALT + _NONCE
    head, salt, nonce = content[:size], content[len(MARK) : size - _NONCE], content[size - _NONCE : size]
    if len(head) < size or not head.startswith(MARK):
        return None
    try:
        found = json.loads(AESGCM(_key(secret_key, salt)).decrypt(nonce, content[size:], head))
    except (InvalidTag, ValueError):
        return None
    return {str(name): str(value) for name, value in found.items()}


def _key(secret_key: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(secret_key.encode())
