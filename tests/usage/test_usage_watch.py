"""What is told while a log is measured."""

from finmodel.usage.measure import Log, measure
from finmodel.usage.sample import Sample
from finmodel.usage.sample_file import write_sample
from finmodel.usage.watch import Watch, told


def test_a_moment_in_words():
    assert told("reading the log", None, 3, 0) == "reading the log"
    assert told("reading the log", 0.02, 3, 0) == "reading the log, 2%"
    assert told("adding up", 0.25, 3, 1e6) == (
        "adding up, 25%, about 9 s left of this query, 1,000,000 rows a second so far"
    )


def test_a_step_is_followed_until_it_ends(tmp_path, monkeypatch):
    monkeypatch.setattr("finmodel.usage.watch._EVERY_SECONDS", 0.001)
    heard = []
    seen = measure(Log(files=[write_sample(Sample(2000), tmp_path / "log.csv")]), tell=heard.append)
    assert seen.rows == 2000
    assert {line.partition(",")[0] for line in heard} == {"reading the log", "adding up"}
    assert Watch().tell is None
