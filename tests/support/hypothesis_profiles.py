"""How long Hypothesis looks: shortly and always alike, or for long with HYPOTHESIS_PROFILE=long."""

import os

from hypothesis import HealthCheck, settings

_LONG = int(os.environ.get("HYPOTHESIS_EXAMPLES", "3000"))
_SHAPE = settings(deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", _SHAPE, max_examples=60, stateful_step_count=50, derandomize=True)
settings.register_profile("long", _SHAPE, max_examples=_LONG, stateful_step_count=80)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
