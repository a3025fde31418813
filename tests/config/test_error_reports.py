"""Errors that are reported say what happened and where, and no secret, to an ingest on loopback."""

import gzip
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import sentry_sdk

from bot.process.logs import set_up_logging
from engine.correlation import correlated
from engine.errors import SettingsError
from tests.config.test_logs import WAYS, _put_logging_back, every_secret, settings

__all__ = ["_put_logging_back"]
KEY = "0123456789abcdef"


class Ingest:
    """Takes envelopes and keeps what they bear."""

    def __init__(self) -> None:
        kept = self.bodies = list[str]()

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                zipped = self.headers.get("Content-Encoding") == "gzip"
                kept.append((gzip.decompress(body) if zipped else body).decode())
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.dsn = f"http://{KEY}@127.0.0.1:{self._server.server_port}/1"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    @property
    def reports(self) -> list[dict[str, Any]]:
        """The events, once all that is on its way is there."""
        sentry_sdk.flush(20)
        lines = [json.loads(line) for body in self.bodies for line in body.splitlines() if line]
        return [line for line in lines if "level" in line]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def ingest() -> Iterator[Ingest]:
    made = Ingest()
    yield made
    sentry_sdk.flush(5)
    sentry_sdk.get_client().close(timeout=5)
    sentry_sdk.get_global_scope().set_client(None)
    made.close()


def fall(secret_in_a_variable: str) -> None:
    raise ValueError(f"no {len(secret_in_a_variable)}")


def test_an_error_is_reported_with_its_place_and_its_cause(ingest: Ingest, tmp_path: Path) -> None:
    set_up_logging(settings(tmp_path, sentry_dsn=ingest.dsn))
    with correlated("abc-1"):
        logging.getLogger("x").info("not this")
        try:
            fall("hush-" * 3)
        except ValueError:
            logging.getLogger("x").exception("it fell with %s", 7)
    [report] = ingest.reports
    assert report["tags"]["correlation"] == "abc-1"
    assert report["logentry"]["formatted"] == "it fell with 7"
    frames = report["exception"]["values"][0]["stacktrace"]["frames"]
    assert frames[-1]["function"] == "fall"
    assert "raise ValueError" in frames[-1]["context_line"]
    assert all("vars" not in frame for frame in frames)
    assert "hush-" * 3 not in "".join(ingest.bodies)
    log = (tmp_path / "logs" / "scalper.log").read_text()
    assert "it fell with 7" in log
    assert "in fall" in log, "the log has its traceback all the same"


@pytest.mark.parametrize("way", [way for way in WAYS if way != "in a warning"])
def test_no_secret_of_any_setting_is_reported(ingest: Ingest, tmp_path: Path, way: str) -> None:
    secrets = every_secret() | {"sentry_dsn": (ingest.dsn, KEY)}
    set_up_logging(settings(tmp_path, **{name: value for name, (value, _) in secrets.items()}))
    for name, (_, secret) in secrets.items():
        log = logging.getLogger(name)
        log.info = log.error  # type: ignore[method-assign]  # a report is made from ERROR on
        try:
            WAYS[way](log, secret)
        finally:
            del log.info
    assert len(ingest.reports) == len(secrets)
    told = "\n".join(ingest.bodies)
    for name, (_, secret) in secrets.items():
        for form in (secret, json.dumps(secret)[1:-1], json.dumps(repr(secret)[1:-1])[1:-1]):
            assert form not in told, name


def test_an_address_that_is_none_is_a_complaint(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SENTRY_DSN"):
        set_up_logging(settings(tmp_path, sentry_dsn="https://ingest.example.com"))


def test_who_does_not_want_reports_does_not_pay_for_them() -> None:
    seen = "import sys, bot.__main__; sys.exit('sentry_sdk' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", seen], check=False).returncode == 0
