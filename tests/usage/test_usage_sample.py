"""Drawn logs: the same from one seed, in every format, and measured they give back what they were drawn from."""

import numpy as np
import pytest

from finmodel.errors import InputError
from finmodel.usage.measure import Log, measure
from finmodel.usage.sample import Sample
from finmodel.usage.sample_file import write_sample
from finmodel.usage.sample_rows import ROWS
from finmodel.usage.users import DECILES


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """A log of 100,000 calls, measured."""
    sample = Sample(100_000, seed=3)
    path = write_sample(sample, tmp_path_factory.mktemp("sample") / "log.parquet")
    return sample, measure(Log(files=[path]))


def test_a_measured_sample_gives_back_what_it_was_drawn_from(drawn):
    sample, seen = drawn
    sums = seen.cube.groupby("feature")[["requests", "queries", "input_tokens", "output_tokens"]].sum()
    for feature in sample.features:
        mine, spread = sums.loc[feature.name], seen.by_feature.set_index("feature").loc[feature.name]
        error = 5 / np.sqrt(
            mine["requests"]
        )  # five standard errors; a lognormal of sigma below 1 has at most 1.3 times that
        assert mine["requests"] / sample.rows == pytest.approx(feature.share, rel=error * 1.5)
        for kind in ("input", "output"):
            mean, sigma = getattr(feature, f"{kind}_mean"), getattr(feature, f"{kind}_sigma")
            median = getattr(feature, f"{kind}_median")
            scale = np.sqrt(np.expm1(sigma**2))
            assert mine[f"{kind}_tokens"] / mine["requests"] == pytest.approx(mean, rel=error * scale + 0.5 / mean)
            assert spread[f"{kind}_tokens_p50"] == pytest.approx(median, rel=1.2533 * error * sigma + 0.5 / median)
            tail = median * np.exp(1.6449 * sigma)  # the 95th percentile; its standard error is 2.11 sigma / root n
            assert spread[f"{kind}_tokens_p95"] == pytest.approx(tail, rel=2.11 * error * sigma + 0.5 / median)
    asked = sums["queries"].sum()
    assert sample.rows / asked - 1 == pytest.approx(sample.retry_rate, rel=5 / np.sqrt(sample.rows * sample.retry_rate))
    total = seen.cube["input_tokens"].sum()
    assert seen.cube["cache_read_tokens"].sum() / total == pytest.approx(sample.cache_read_share, rel=0.02)
    assert seen.cube["cache_write_5m_tokens"].sum() / total == pytest.approx(sample.cache_write_share, rel=0.01)


def test_tenths_and_the_daily_cycle_come_back(drawn):
    sample, seen = drawn
    weight = np.arange(1, sample.users + 1, dtype=float) ** -sample.tail
    top = weight[: sample.users // DECILES].sum() / weight.sum()
    assert seen.users.deciles[-1] == pytest.approx(top, rel=0.02)
    by_hour = seen.cube.groupby(seen.cube["hour"] % 24)["requests"].sum()
    assert by_hour.idxmax() in (13, 14, 15)
    assert by_hour.max() / by_hour.mean() == pytest.approx(1 + sample.swing, rel=0.05)


def test_one_seed_draws_one_log(tmp_path):
    one, other = (write_sample(Sample(500, seed=7), tmp_path / name) for name in ("a.csv.gz", "b.csv.gz"))
    assert one.read_bytes() == other.read_bytes()
    assert write_sample(Sample(500, seed=8), tmp_path / "c.csv.gz").read_bytes() != one.read_bytes()


@pytest.mark.parametrize("form", sorted(ROWS))
def test_every_format_tells_the_same_calls(form, tmp_path):
    plain = measure(Log(files=[write_sample(Sample(400, seed=5), tmp_path / "plain.csv")]))
    seen = measure(Log(files=[write_sample(Sample(400, seed=5), tmp_path / "log.jsonl", form)]))
    assert seen.form.name == form
    assert (seen.bad, seen.extra) == (0, 0)
    sums = ["input_tokens", "cache_read_tokens", "output_tokens", "billed_usd"]
    sums += ["requests", "queries"] if seen.form.counted else []
    for feature, mine in plain.cube.groupby("feature"):
        other = seen.cube[seen.cube["feature"] == feature]
        np.testing.assert_allclose(other[sums].sum(), mine[sums].sum(), rtol=1e-12)
    assert seen.users.count == plain.users.count


def test_names_that_do_not_suit(tmp_path):
    with pytest.raises(InputError, match=r"does not suit the format openai; end it in \.jsonl or \.parquet"):
        write_sample(Sample(5), tmp_path / "log.csv", "openai")
    with pytest.raises(InputError, match="does not suit the format generic"):
        write_sample(Sample(5), tmp_path / "log.xlsx")
    assert not list(tmp_path.iterdir())
