"""Files as spreadsheets and editors save them, and files that are no CSV."""

import pathlib

import pytest

from finmodel import inputs
from finmodel.errors import InputError

HEADER = "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok"
GOOD = f"{HEADER}\nacme,modèle,2025-01-01,3.5,15\n"
BAD = f"{HEADER}\nacme,big,2025-01-01,3x,15\n"
NUL = "holds a NUL character, so it is not plain text (or UTF-16 without its mark); save it as 'CSV UTF-8'"
TOO_LARGE = "is not a number of at most 1e+15 in size; write a number 0 or more"
IS_3X = "'3x' is not a number; write the digits 0 to 9 with a decimal point, such as 3.0"

READ = {
    "UTF-8 with a mark": b"\xef\xbb\xbf" + GOOD.encode(),
    "UTF-16 little end": b"\xff\xfe" + GOOD.encode("utf-16-le"),
    "UTF-16 big end": b"\xfe\xff" + GOOD.encode("utf-16-be"),
    "UTF-16 with tabs, as Unicode text": b"\xff\xfe" + GOOD.replace(",", "\t").encode("utf-16-le"),
    "semicolons and decimal commas": GOOD.replace(",", ";").replace("3.5", "3,5").encode(),
    "tabs and decimal commas": GOOD.replace(",", "\t").replace("3.5", "3,5").encode(),
    "a stated delimiter": b"sep=;\n" + GOOD.replace(",", ";").encode(),
    "a stated delimiter in quotes": b'"sep=,"\r\n' + GOOD.replace("\n", "\r\n").encode(),
    "Windows line ends": GOOD.replace("\n", "\r\n").encode(),
    "old Mac line ends": GOOD.replace("\n", "\r").encode(),
    "no last line end": GOOD.rstrip().encode(),
    "blank lines around": b"\n,,,,\n" + GOOD.encode() + b"\n,,,,\n  \n",
    "empty columns at the end": GOOD.replace("\n", ",,\n").encode(),
    "all in quotes": '"{}"\n"{}"\n'.format(*(line.replace(",", '","') for line in GOOD.splitlines())).encode(),
    "blanks around cells": GOOD.replace(",", " , ").encode(),
}


@pytest.mark.parametrize("name", READ)
def test_read_as(read, name):
    inputs = read(prices=READ[name])
    assert inputs.column("prices", "model") == ["modèle"]
    assert inputs.column("prices", "input_usd_per_mtok") == [3.5]


REFUSED = {
    "empty": (b"", ["prices.csv: the file is empty; write a header line and at least one row"]),
    "a mark alone": (b"\xef\xbb\xbf", ["prices.csv: the file is empty; write a header line and at least one row"]),
    "blank": (b"\n  \n,,\n", ["prices.csv: the file is empty; write a header line and at least one row"]),
    "header alone": (HEADER, ["prices.csv: has no rows; write at least one model below the header"]),
    "header alone, and wrong": (
        HEADER.replace("provider", "provder"),
        [
            "prices.csv: has no rows; write at least one model below the header",
            "prices.csv:1: column 'provder' is not known; did you mean provider?",
        ],
    ),
    "Windows code page": (
        GOOD.encode("cp1252"),
        [
            (
                "prices.csv:2: is not UTF-8 text: byte 0xe8 after 'acme,mod' is è in Windows-1252 "
                "or č in Windows-1250; save it as 'CSV UTF-8'"
            )
        ],
    ),
    "UTF-16 without a mark": (BAD.encode("utf-16-le"), [f"prices.csv:1: {NUL}"]),
    "NUL": (BAD.replace("3x", "\0"), [f"prices.csv:2: {NUL}"]),
    "half a UTF-16 character": (
        b"\xff\xfe" + GOOD.encode("utf-16-le") + b"x",
        ["prices.csv:3: is not UTF-16 text: byte 0x78 after ''; save it as 'CSV UTF-8'"],
    ),
    "a title above the header": (
        "Our prices\n" + GOOD,
        [
            (
                "prices.csv:1: 'Our prices' names no column of this file; start with a header line; known: as_of, "
                "batch_discount, cache_read_usd_per_mtok, cache_write_usd_per_mtok, checked_on, effective_from, "
                "input_usd_per_mtok, model, note, output_usd_per_mtok, owner, provider, ..."
            )
        ],
    ),
    "a quote left open": (
        f'{HEADER}\nacme,big,2025-01-01,3,"15\n',
        ["prices.csv:2: is not CSV (unexpected end of data); close the quotes and double the ones inside"],
    ),
    "a cell beyond what a CSV reader holds": (
        f"{HEADER}\n{'a' * 131_073},big,2025-01-01,3,15\n",
        [
            (
                "prices.csv:2: holds a cell of more than 131,072 characters; shorten it; if it runs over the lines "
                "below, close the quote that opens it"
            )
        ],
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(problems, name):
    content, messages = REFUSED[name]
    assert problems(prices=content) == messages


LINES = {
    "Windows line ends": (BAD.replace("\n", "\r\n"), 2),
    "old Mac line ends": (BAD.replace("\n", "\r"), 2),
    "a stated delimiter": ("sep=,\n" + BAD, 3),
    "a stated delimiter, old Mac": (("sep=,\n" + BAD).replace("\n", "\r"), 3),
    "blank lines": (BAD.replace("\n", "\n\n\n"), 4),
    "a line end in a cell": (
        BAD.replace("provider", "note,provider").replace(
            "acme", '"one\ntwo\r\nthree",acme,first,2025-01-01,1,2\n,acme'
        ),
        5,
    ),
}


@pytest.mark.parametrize("name", LINES)
def test_lines_are_counted_as_an_editor_counts_them(problems, name):
    content, line = LINES[name]
    routing = "feature,model,share\nchat,big,1\n"
    assert problems(prices=content, routing=routing) == [f"prices.csv:{line} input_usd_per_mtok: {IS_3X}"]


def test_the_header_line_is_counted_too(problems):
    content = "sep=,\n" + GOOD.replace("provider", "provder")
    assert problems(prices=content) == ["prices.csv:2: column 'provder' is not known; did you mean provider?"]


ROWS = {
    "too long": (
        "acme,big,2025-01-01,3,0,15,0",
        (
            "prices.csv:2: has more cells than the header ('15', '0'); put cells that hold commas in quotes, "
            "and write decimals with a point (3.0)"
        ),
    ),
    "too short": ("acme,big,2025-01-01,3", "prices.csv:2 output_usd_per_mtok: is empty; write a value"),
    "another delimiter": (
        "acme;big;2025-01-01;3;15",
        "prices.csv:2: 'acme;big;2025-01-01;3;15' is a single cell; separate its cells with commas, as the header does",
    ),
    "a very long name": (
        f"acme,{'x' * 100_000},2025-01-01,3,15",
        f"prices.csv:2 model: '{'x' * 55}...' has 100000 characters; shorten it to 80",
    ),
    "a very long number": (
        f"acme,big,2025-01-01,{'9' * 100_000},15",
        f"prices.csv:2 input_usd_per_mtok: '{'9' * 55}...' {TOO_LARGE}",
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_that_does_not_fit_leaves_the_others_readable(problems, name):
    row, message = ROWS[name]
    other = "acme,other,2025-01-01,3x,15"
    assert problems(prices=f"{HEADER}\n{row}\n{other}\n") == [message, f"prices.csv:3 input_usd_per_mtok: {IS_3X}"]


def test_a_ragged_row_still_introduces_its_name(problems):
    assert problems(plans="plan,price_usd\npro,20,0\n") == [
        (
            "plans.csv:2: has more cells than the header ('0'); put cells that hold commas in quotes, "
            "and write decimals with a point (3.0)"
        )
    ]


def test_long_notes_and_controls_are_refused(problems):
    plans = f"plan,price_usd,note\npro,20,{'x' * 3000}\nbasic,10,a\x07b\nfree,0,\uffff\n"
    assert problems(plans=plans) == [
        f"plans.csv:2 note: '{'x' * 55}...' has 3000 characters; write at most 2000",
        "plans.csv:3 note: 'a\\x07b' holds a control character; delete it",
        "plans.csv:4 note: '\\uffff' holds a control character; delete it",
    ]


def test_notes_keep_their_line_ends(read):
    plans = 'plan,price_usd,note\r\npro,20,"one\r\ntwo"\r\n'
    assert read(plans=plans).column("plans", "note") == ["one\ntwo"]


def test_a_folder_and_a_dangling_link_are_no_files(problems, tmp_path):
    (tmp_path / "prices.csv").mkdir()
    (tmp_path / "levers.csv").symlink_to(tmp_path / "nowhere")
    assert problems(prices=None) == [
        "prices.csv: is not a file; put a CSV file there",
        "levers.csv: is not a file; put a CSV file there",
    ]


def test_missing_files_are_all_named(problems):
    files = ("assumptions", "prices", "features", "volumes", "plans")
    assert problems(**dict.fromkeys(files)) == [
        f"{file}.csv: is missing; run `finmodel init DIR` into an empty folder, and copy {file}.csv from it"
        for file in files
    ]


@pytest.mark.parametrize("file", ["prices", "features", "plans", "volumes", "assumptions"])
def test_a_missing_file_makes_no_other_problem(problems, file):
    (problem,) = problems(**{file: None})
    assert problem.startswith(f"{file}.csv: is missing; run `finmodel init DIR` into an empty folder")


def test_optional_files_may_hold_a_header_alone(read):
    assert read(levers="feature,batch_share\n", opex="line,category\n").column("levers", "feature") == ["chat"]


def test_an_empty_optional_file_is_refused(problems):
    assert problems(levers="") == ["levers.csv: the file is empty; write a header line and at least one row"]


@pytest.mark.parametrize("name", ["Price.csv", "price.csv", "PRICES.CSV", "Prices.csv"])
def test_a_misnamed_file_is_told(problems, tmp_path, name):
    (tmp_path / name).write_text(GOOD)
    assert problems(prices=None) == [f"prices.csv: is missing, but '{name}' is there; rename that to prices.csv"]


def test_other_files_are_left_alone(read, problems, tmp_path):
    (tmp_path / "customers.csv").write_text("whatever")
    (tmp_path / "._prices.csv").write_bytes(b"\0\5\x16\7")
    read()
    (tmp_path / "price.csv").write_text(GOOD)
    assert problems() == ["price.csv: is not a file of the model; prices.csv is; delete or rename it"]


def test_no_folder(tmp_path):
    with pytest.raises(InputError, match="is not a folder; give the folder that holds assumptions"):
        inputs.read(tmp_path / "nowhere")
    file = pathlib.Path(tmp_path / "file")
    file.write_text("")
    with pytest.raises(InputError, match="is not a folder"):
        inputs.read(file)
