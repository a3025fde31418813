"""Says which locked libraries have known holes: reads what pip-audit writes as JSON.

    pip-audit ... --format json | python -m tests.support.audit

It fails for a hole alone. Where nobody could be asked, there is nothing to fail for.
"""

import json
import sys
from typing import Any

NOBODY = "the libraries were not audited: no index that knows of holes could be asked\n"


def verdict(written: str) -> tuple[int, str]:
    """Return the exit status, and what to say."""
    try:
        libraries = json.loads(written)["dependencies"]
        asked = [one for one in libraries if "vulns" in one]
    except (ValueError, KeyError, TypeError):
        return 0, NOBODY
    if not asked:
        return 0, NOBODY
    holes = [_line(one, hole) for one in asked for hole in one["vulns"]]
    if holes:
        return 1, "".join(holes)
    return 0, f"{len(asked)} of {len(libraries)} libraries were audited, no known holes\n"


def _line(library: dict[str, Any], hole: dict[str, Any]) -> str:
    mended = ", ".join(hole["fix_versions"]) or "none yet"
    return f"{library['name']} {library['version']}: {hole['id']}, mended in {mended}\n"


if __name__ == "__main__":
    status, said = verdict(sys.stdin.read())
    sys.stdout.write(said)
    sys.exit(status)
