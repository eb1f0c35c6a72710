"""Edits on either side of a whole company: none lost, none invented, in any order."""

import pathlib
import shutil
import tempfile

import pytest
from edited import COMPANY, typed
from hypothesis import given, settings
from hypothesis import strategies as st

from finmodel.inputs import read
from finmodel.merge import pull as pulling
from finmodel.merge.sides import csvs, folded, read_texts
from finmodel.merge.three import same

SHARE = st.integers(0, 1000).map(lambda n: n / 4000)
MONEY = st.integers(0, 10**6).map(lambda n: n / 1000)
POOL = {
    "plans.price_usd[pro]": MONEY,
    "plans.churn_rate[free]": SHARE,
    "plans.support_usd[free]": MONEY,  # an empty cell
    "features.retry_rate[chat]": SHARE,
    "features.tool_calls[search]": MONEY,
    "features.input_tokens_mean[chat]": st.integers(5000, 9000).map(float),
    "levers.batch_share[chat]": SHARE,
    "levers.batch_share[search]": SHARE,  # a row that is not in the file
    "prices.input_usd_per_mtok[small|2025-06-01]": MONEY,
    "prices.cache_write_usd_per_mtok[small|2025-06-01]": MONEY,  # empty: follows the input price
    "prices.note[small|2025-06-01]": st.text(st.sampled_from('ab ,;"\n'), min_size=1, max_size=5).map(str.strip),
    "opex.growth_rate[servers]": SHARE,
    "assumptions.base[price_shock]": SHARE,  # a row that is not in the file
    "assumptions.dear[users_multiplier]": SHARE,
    "models.context_window[small]": MONEY,
    "benchmarks.low[gross_margin]": SHARE,  # a file that is not there
}
EDITS = st.lists(st.sampled_from(sorted(POOL)), unique=True, max_size=6).flatmap(
    lambda names: st.fixed_dictionaries({name: POOL[name] for name in names})
)
COLUMNS = {"levers": "feature", "assumptions": "assumption"}


def effective(folder):
    """Every cell that counts, by id."""
    side = csvs(read(folder), read_texts(folder))
    return {
        (table, key, column): value if value != "" else None
        for table, rows in side.items()
        for key, entry in rows.items()
        for column, value in entry.cells.items()
    }


def spot(entry):
    head, _, rest = entry.partition("[")
    table, _, column = head.partition(".")
    return table, folded(rest[:-1]), column


def by_hand(folder, edits):
    """Edit the CSVs as a person does in an editor."""
    texts = read_texts(folder)
    side = csvs(read(folder), texts)
    for entry, value in edits.items():
        table, key, column = spot(entry)
        if table == "benchmarks":
            (folder / "benchmarks.csv").write_text(f"metric,direction,low,source\ngross_margin,at_least,{value},x\n")
            continue
        line = side[table][key].line or texts[table].append({COLUMNS[table]: side[table][key].names})
        texts[table].put(line, column, str(value) if isinstance(value, str) else f"{value:.15g}")
    for name, text in texts.items():
        (folder / f"{name}.csv").write_bytes(text.encode())


def pull(folder, seen, edits, **options):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pulling, "view", lambda _: typed(seen.view, edits))
        patch.setattr(pulling, "overwritten", lambda *_: ())
        return pulling.pull("model.xlsx", folder, **options)


@pytest.fixture(scope="session")
def book_seen(seen):
    """The workbook under a short name, for Hypothesis to print."""

    class Seen:
        view = seen

        def __repr__(self):
            return "seen"

    return Seen()


def fresh(root, name):
    return pathlib.Path(shutil.copytree(COMPANY, pathlib.Path(root) / name))


BASE = effective(COMPANY)
FOLLOWED = spot("prices.input_usd_per_mtok[small|2025-06-01]")
FOLLOWING = spot("prices.cache_write_usd_per_mtok[small|2025-06-01]")


@given(EDITS, EDITS, st.sampled_from([None, "workbook", "inputs"]))
@settings(max_examples=25)
def test_no_edit_is_lost_or_invented(book_seen, theirs, ours, prefer):
    with tempfile.TemporaryDirectory() as root:
        folder = fresh(root, "in")
        by_hand(folder, ours)
        before, files = effective(folder), {p.name: p.read_bytes() for p in folder.iterdir()}
        edited = {spot(e): v or (v if v == 0 else None) for e, v in theirs.items() if not same(BASE.get(spot(e)), v)}
        fought = {
            cell for cell, v in edited.items() if spot_edited(cell, ours, before) and not same(before.get(cell), v)
        }
        merged = pull(folder, book_seen, theirs, prefer=prefer)
        after = effective(folder)
        assert {(f"{t}.csv", c) for t, _, c in fought} == {
            (x.file, x.column) for x in (*merged.conflicts, *merged.settled)
        }
        if fought and prefer is None:
            assert {p.name: p.read_bytes() for p in folder.iterdir()} == files
            return
        kept = fought if prefer == "inputs" else set()
        for cell, value in after.items():
            wanted = edited[cell] if cell in edited and cell not in kept else before.get(cell)
            if cell == FOLLOWING and cell not in edited and not follows_typed(ours) and FOLLOWED in fought - kept:
                wanted = BASE[cell]  # as the workbook shows it, whose price stands
            assert same(value, wanted), cell
        again = pull(folder, book_seen, theirs, prefer=prefer)
        assert again.moves == ()


def follows_typed(ours):
    return any(spot(entry) == FOLLOWING for entry in ours)


def spot_edited(cell, ours, before):
    return any(spot(entry) == cell for entry in ours) and not same(before.get(cell), BASE.get(cell))


@given(EDITS, EDITS)
@settings(max_examples=10)
def test_the_order_of_merging_different_cells_does_not_matter(book_seen, one, two):
    two = {entry: value for entry, value in two.items() if entry not in one}
    follows = ("prices.input_usd_per_mtok[small|2025-06-01]", "prices.cache_write_usd_per_mtok[small|2025-06-01]")
    if not {*one, *two}.isdisjoint(follows):
        one, two = ({e: v for e, v in side.items() if e not in follows} for side in (one, two))
    with tempfile.TemporaryDirectory() as root:
        first, second, both = fresh(root, "a"), fresh(root, "b"), fresh(root, "c")
        for folder, order in ((first, (one, two)), (second, (two, one)), (both, ({**one, **two},))):
            for edits in order:
                assert pull(folder, book_seen, edits).ok
        assert effective(first) == effective(second) == effective(both)
        assert {p.name for p in first.iterdir()} == {p.name for p in second.iterdir()}


@given(EDITS)
@settings(max_examples=10)
def test_without_edits_a_merge_is_the_identity(book_seen, ours):
    with tempfile.TemporaryDirectory() as root:
        folder = fresh(root, "in")
        by_hand(folder, ours)
        files = {p.name: p.read_bytes() for p in folder.iterdir()}
        merged = pull(folder, book_seen, {})
        assert merged.ok
        assert merged.moves == ()
        assert {p.name: p.read_bytes() for p in folder.iterdir()} == files
