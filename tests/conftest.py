"""Settings that every test shares: the same examples on every run and machine."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "steady",
    derandomize=True,  # the same examples every time
    database=None,
    deadline=None,  # no verdict by the clock
    max_examples=15,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")
