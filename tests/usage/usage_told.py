"""Everything that a measured log says, as plain values; as a program, on Spark: usage_told.py LOGS.json OUT.json."""

import json
import pathlib
import sys

from finmodel.usage.call import Reading
from finmodel.usage.cost import thresholds_of
from finmodel.usage.imported import figures_of
from finmodel.usage.measure import Log, measure
from finmodel.usage.summary import summarise
from finmodel.vendor.listed import read_prices

SPARK = "spark://local[2]"


def told(path, prices, connect="", **options):
    """Cube, spread, users, summary and figures of a log."""
    reading = Reading(options.pop("timezone", "UTC"))
    log = Log(files=[path], connect=connect, reading=reading, **options)
    seen = measure(log, thresholds=thresholds_of(prices))
    figures = figures_of(seen, prices)
    frames = {"cube": seen.cube, "by_feature": seen.by_feature, "by_model": seen.by_model}
    if seen.users:
        frames |= {"of_feature": seen.users.of_feature, "of_plan": seen.users.of_plan, "top": seen.users.top}
    tables = {name: json.loads(frame.to_json(orient="records", double_precision=15)) for name, frame in frames.items()}
    return {
        "counts": [seen.rows, seen.bad, seen.extra],
        "deciles": list(seen.users.deciles) if seen.users else [],
        "figures": [[f.table, [list(pair) for pair in f.key], f.column, f.value, f.note] for f in figures.cells],
        "remarks": figures.remarks,
        "summary": json.loads(json.dumps(summarise(seen, prices).as_dict())),
        **tables,
    }


def main(logs, out):
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.sql.shuffle.partitions", "1")
    builder.config("spark.ui.enabled", "false").config("spark.sql.codegen.wholeStage", "false").getOrCreate()
    given = json.loads(pathlib.Path(logs).read_text())
    prices = read_prices(given["prices"])
    found = [told(one["path"], prices, SPARK, **one["options"]) for one in given["logs"]]
    pathlib.Path(out).write_text(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
