"""Settings that every test shares: the same examples on every run and machine."""

import gc

from hypothesis import HealthCheck, settings

gc.set_threshold(200_000, 50, 50)  # thousands of short runs: collecting less often takes a sixth off their time

settings.register_profile(
    "steady",
    derandomize=True,  # the same examples every time
    database=None,
    deadline=None,  # no verdict by the clock
    max_examples=15,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")
