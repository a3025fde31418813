"""How long Hypothesis looks: shortly and always alike, or for long with HYPOTHESIS_PROFILE=long."""

import os

from hypothesis import HealthCheck, settings

_SHAPE = {"deadline": None, "database": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("quick", max_examples=60, stateful_step_count=40, derandomize=True, **_SHAPE)
settings.register_profile("long", max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "3000")), stateful_step_count=80, **_SHAPE)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
