"""The files by which it is installed, read as those read them who run them."""

import json
import re
from collections import defaultdict
from typing import Any

import yaml

from tests.support.program import ROOT

DEPLOY = ROOT / "deploy"


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return found


def stages() -> list[list[tuple[str, str]]]:
    """Return the instructions of the Dockerfile by their stages."""
    text = re.sub(
        r"\\\n\s*", "", re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    )
    found: list[list[tuple[str, str]]] = []
    for line in filter(None, text.splitlines()):
        word, _, rest = line.partition(" ")
        if word == "FROM":
            found.append([])
        found[-1].append((word, rest))
    return found


def instructions(word: str) -> list[str]:
    """Return what the last stage says with that word."""
    return [rest for found, rest in stages()[-1] if found == word]


def image_settings() -> dict[str, str]:
    (environment,) = instructions("ENV")
    return dict(pair.split("=", 1) for pair in environment.split())


def health_check() -> list[str]:
    (check,) = instructions("HEALTHCHECK")
    command: list[str] = json.loads(check.partition("CMD ")[2])
    return command


def unit() -> dict[str, list[str]]:
    """Return what the unit says, each word with all its values."""
    found = defaultdict[str, list[str]](list)
    for line in (DEPLOY / "scalper.service").read_text().splitlines():
        if line and line[0] not in "#[":
            word, _, value = line.partition("=")
            found[word].append(value)
    return found
