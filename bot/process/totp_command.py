"""`python -m bot totp`: a new secret for one-time codes, shown on the terminal alone."""

import io
import sys

import segno

from bot.process.logs import say
from bot.process.totp import new_secret

NOT_A_TERMINAL = (
    "The secret is shown on a terminal only, so that it gets into no file or log: "
    "give the command without > and |.\n"
)
ABOUT = """
Scan this with an authenticator app, or type in the secret:

{qr}
  secret   {secret}
  address  {uri}

Set TOTP_SECRET to the secret, or put it into a file that TOTP_SECRET_FILE names, and restart Scalper. From
then on a code is asked for before a LIVE bot is set to work. Nothing of this is stored: keep it as
you keep keys.
"""


def totp_command() -> int:
    """Make one, show it, and return the exit status."""
    if not sys.stdout.isatty():
        say(NOT_A_TERMINAL)
        return 2
    secret, uri = new_secret()
    qr = io.StringIO()
    segno.make(uri, error="l").terminal(out=qr, compact=True)
    sys.stdout.write(ABOUT.format(qr=qr.getvalue(), secret=secret, uri=uri))
    sys.stdout.flush()
    return 0
