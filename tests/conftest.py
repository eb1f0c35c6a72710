"""Settings that every test shares: the same examples on every run and machine."""

import gc

from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

gc.set_threshold(50_000, 5, 3)  # thousands of short runs: collecting less often takes a sixth off their time

# Hypothesis tries the constants of every module imported so far, so that examples hang on what ran before: none here.
providers._get_local_constants = lambda: providers._local_constants

settings.register_profile(
    "steady",
    derandomize=True,  # the same examples every time
    database=None,
    deadline=None,  # no verdict by the clock
    max_examples=15,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")
