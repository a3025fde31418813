"""Files that only a passphrase opens: for copies that go to places others can read.

AES-256 in GCM, whose key scrypt makes of the passphrase; in front a mark, the salt and the nonce.
"""

import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from engine.errors import SettingsError

MARK = b"scalper sealed 1\n"
SUFFIX = ".sealed"
_SALT, _NONCE, _TAG = 16, 12, 16
_CHUNK = 1 << 20


def seal(source: Path, target: Path, passphrase: str) -> None:
    """Write to the target what is in the source. Raises OSError."""
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    head = MARK + salt + nonce
    work = Cipher(AES256(_key(passphrase, salt)), GCM(nonce)).encryptor()
    work.authenticate_additional_data(head)
    with source.open("rb") as read, target.open("wb") as written:
        written.write(head)
        while part := read.read(_CHUNK):
            written.write(work.update(part))
        written.write(work.finalize() + work.tag)


def is_sealed(file: Path) -> bool:
    """Say whether the file is one of these. Raises OSError."""
    with file.open("rb") as read:
        return read.read(len(MARK)) == MARK


def unseal(source: Path, target: Path, passphrase: str) -> None:
    """Write to the target what was sealed. Raises SettingsError: then the target is good for nothing."""
    head_size = len(MARK) + _SALT + _NONCE
    left = source.stat().st_size - head_size - _TAG
    with source.open("rb") as read, target.open("wb") as written:
        head = read.read(head_size)
        nonce = head[-_NONCE:]
        work = Cipher(AES256(_key(passphrase, head[len(MARK) : -_NONCE])), GCM(nonce)).decryptor()
        work.authenticate_additional_data(head)
        while left > 0 and (part := read.read(min(_CHUNK, left))):
            written.write(work.update(part))
            left -= len(part)
        try:
            written.write(work.finalize_with_tag(read.read(_TAG)))
        except (InvalidTag, ValueError):
            why = "it was sealed with another BACKUP_PASSPHRASE, or is damaged"
            raise SettingsError((f"{source} cannot be opened: {why}.",)) from None


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())
