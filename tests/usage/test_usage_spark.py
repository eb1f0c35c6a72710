"""The same expressions on DuckDB and on a real local Spark session: every output compared."""

import math
import shutil

import pandas as pd
import pytest
from conftest import cases
from test_usage_formats import text_of

from finmodel.usage.call import Reading
from finmodel.usage.imported import figures_of
from finmodel.usage.measure import Log, measure
from finmodel.usage.summary import summarise

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated:DeprecationWarning"),  # PySpark 4.0 on pandas 3
]
URL = "spark://local[2]"


@pytest.fixture(scope="module", autouse=True)
def spark():
    """One session for all; without Java there is no Spark."""
    if shutil.which("java") is None:
        pytest.skip("no Java, so no Spark to compare with")
    from finmodel.usage.spark import Spark

    engine = Spark(URL)
    yield
    engine.session.stop()


def equal(one, other):
    """Alike within the rounding of sums in another order."""
    if isinstance(one, dict):
        assert one.keys() == other.keys()
        for key, value in one.items():
            equal(value, other[key])
    elif isinstance(one, (list, tuple)):
        assert len(one) == len(other)
        for left, right in zip(one, other, strict=True):
            equal(left, right)
    elif isinstance(one, float) and isinstance(other, float):
        assert math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-15)
    else:
        assert one == other


def compare(log_of, prices):
    duck, spark = measure(log_of("")), measure(log_of(URL))
    assert (duck.rows, duck.bad, duck.extra) == (spark.rows, spark.bad, spark.extra)
    for name in ("cube", "by_feature", "by_model"):
        pd.testing.assert_frame_equal(getattr(duck, name), getattr(spark, name), check_dtype=False, rtol=1e-12)
    if duck.users:
        for name in ("of_feature", "of_plan", "top"):
            left, right = getattr(duck.users, name), getattr(spark.users, name)
            pd.testing.assert_frame_equal(left, right, check_dtype=False, rtol=1e-12)
    equal(summarise(duck, prices).as_dict(), summarise(spark, prices).as_dict())
    one, other = figures_of(duck, prices), figures_of(spark, prices)
    equal([vars(f) for f in one.cells], [vars(f) for f in other.cells])
    assert one.remarks == other.remarks


@pytest.mark.parametrize("case", [*cases("traps"), *cases("formats")])
def test_spark_gives_what_duckdb_gives(case, tmp_path, prices):
    path = tmp_path / case["file"]
    path.write_text(text_of(case), encoding="utf-8", newline="")
    options = dict(case.get("options", {}))
    reading = Reading(options.pop("timezone", "UTC"))
    compare(lambda url: Log(files=[path], connect=url, reading=reading, **options), prices)
