"""Number formats and comments, put on the new cells; threads become notes."""

import subprocess
import zipfile

import openpyxl
from hand import Hand, without_plan
from openpyxl.comments import Comment

from finmodel.builder import build
from finmodel.inputs import read
from finmodel.rules.register import audit
from finmodel.workbook.comments import comments
from finmodel.workbook.pages.notes import ENDINGS
from finmodel.workbook.parts import Parts

THREAD = """<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">
<threadedComment ref="{cell}" dT="2026-01-02T10:00:00" personId="{{P1}}" id="{{C1}}"><text>Too high?</text>
</threadedComment><threadedComment ref="{cell}" dT="2026-01-02T11:00:00" personId="{{P2}}" id="{{C2}}"
 parentId="{{C1}}"><text>The contract says so.</text></threadedComment></ThreadedComments>"""
PEOPLE = """<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">
<person displayName="Ada" id="{P1}"/><person displayName="Ben" id="{P2}"/></personList>"""
RELATION = '<Relationship Id="rIdX{n}" Type="http://schemas.microsoft.com/office/2017/10/relationships/{kind}" {at}/>'


def test_number_formats_of_inputs_are_carried(hand, rebuilt):
    hand.input("plans.price_usd[pro]").number_format = '"$"0.000'
    hand.cell("Profit", "gross_margin", "total").number_format = "0.0000"  # no input: the model's own
    built, new = rebuilt()
    assert built.carried == ('number format of plans[pro] price_usd: "$"0.000',)
    after = Hand(new)
    assert after.input("plans.price_usd[pro]").number_format == '"$"0.000'
    assert after.input("plans.price_usd[free]").number_format.startswith("#,##0.00")
    assert after.input("plans.price_usd[pro]").protection.locked is False
    assert after.cell("Profit", "gross_margin", "total").number_format.startswith("0.0%")


def test_comments_find_their_rows_again(hand, rebuilt, folder):
    hand.say(hand.input("plans.churn_rate[pro]"), "Looks high")
    hand.say(hand.cell("Profit", "gross_margin", "total"), "What we told the board")
    hand.say(hand.book["Profit"]["B2"], "On a line without an id")
    with (folder / "plans.csv").open("a") as file:
        file.write("team,30,2,10,5,0,0.05,1,0\n")
    built, new = rebuilt()
    after = Hand(new)
    assert after.input("plans.churn_rate[pro]").comment.text == "Looks high"
    assert after.input("plans.churn_rate[pro]").comment.author == "CFO"
    assert after.cell("Profit", "gross_margin", "total").comment.text == "What we told the board"
    assert [str(one) for one in built.left] == [
        "not carried: Profit!B2: a comment (On a line without an id), its row has no id"
    ]
    assert not [finding for finding in audit(new) if finding.level == "error"]


def test_a_comment_on_a_month_follows_the_date(hand, rebuilt, folder):
    month = {cell.column: cell.value for cell in hand.book["Profit"][4]}
    spot = hand.cell("Profit", "gross_margin", "opening")
    march = hand.book["Profit"].cell(spot.row, spot.column + 3)
    assert month[march.column] is not None
    hand.say(march, "March")
    hand.say(hand.book["Profit"].cell(spot.row, spot.column + 1), "January")
    for name, old, new in (
        ("assumptions.csv", "2026-01", "2026-02"),
        ("training.csv", "2026-01", "2026-02"),
        ("accounts.csv", "2026-01,pro,25\n", ""),
    ):
        (folder / name).write_text((folder / name).read_text().replace(old, new))
    built, new = rebuilt()
    after = Hand(new)
    opening = after.cell("Profit", "gross_margin", "opening")
    assert after.book["Profit"].cell(opening.row, opening.column + 2).comment.text == "March"
    assert "January" in str(built.left[0])


def test_a_comment_on_a_row_that_is_gone_is_left(hand, rebuilt, folder):
    hand.say(hand.input("plans.churn_rate[free]"), "Free for how long?")
    without_plan(folder)
    built, _ = rebuilt()
    assert "a comment (Free for how long?), its row or month is gone" in str(built.left[0])


def test_threads_are_read_as_notes(hand, rebuilt, folder, tmp_path):
    cell = hand.input("plans.churn_rate[pro]")
    hand.say(cell, "[Threaded comment] Your version of Excel allows you to read this threaded comment")
    plain = hand.save(tmp_path / "plain.xlsx")
    threaded = with_thread(plain, tmp_path / "threaded.xlsx", "Plans", cell.coordinate)
    build(read(folder), tmp_path / "new.xlsx", carry=threaded)
    comment = Hand(tmp_path / "new.xlsx").input("plans.churn_rate[pro]").comment
    assert comment.text == "Ada: Too high?\nBen: The contract says so."
    assert comment.author == "Ada"


def with_thread(path, target, sheet, cell):
    """The file as Excel 365 saves a thread: beside its note for older versions."""
    with Parts.open(path) as parts:
        part = parts.sheets[sheet]
    related = part.replace("worksheets/", "worksheets/_rels/") + ".rels"
    main = "xl/_rels/workbook.xml.rels"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name).decode() if name in (related, main) else old.read(name)
            if name == related:
                at = 'Target="../threadedComments/threadedComment1.xml"'
                data = data.replace(
                    "</Relationships>", RELATION.format(n=1, kind="threadedComment", at=at) + "</Relationships>"
                )
            if name == main:
                at = 'Target="persons/person.xml"'
                data = data.replace("</Relationships>", RELATION.format(n=2, kind="person", at=at) + "</Relationships>")
            new.writestr(name, data)
        new.writestr("xl/threadedComments/threadedComment1.xml", THREAD.format(cell=cell))
        new.writestr("xl/persons/person.xml", PEOPLE)
    return target


def test_notes_are_written_that_openpyxl_and_libreoffice_read(hand, rebuilt, tmp_path, soffice):
    hand.say(hand.input("plans.churn_rate[pro]"), "A < B & C\nsecond line")
    _, new = rebuilt()
    assert openpyxl.load_workbook(new)["Plans"]  # notes of a protected sheet
    with Parts.open(resaved(new, tmp_path, soffice)) as parts:
        said = [comment.text for comment in comments(parts)]
    assert [text for text in said if not text.endswith(ENDINGS)] == ["A < B & C\nsecond line"]


def test_a_format_that_another_program_writes_otherwise_was_not_set(book, folder, tmp_path, soffice):
    built = build(read(folder), tmp_path / "new.xlsx", carry=resaved(book, tmp_path, soffice))
    assert built.carried == ()
    assert built.left == ()


def resaved(path, folder, soffice):
    """The file as LibreOffice saves it."""
    command = [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(folder / "resaved"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / "resaved" / path.name


def test_notes_of_the_model_are_nobodys_comments(hand, rebuilt):
    """Untouched they are said anew; what somebody wrote into one, or in its place, is carried like any comment."""
    live = hand.book["Assumptions"]["D15"]
    assert live.comment.author == "finmodel"
    hand.say(live, "The bank says otherwise")
    added = hand.book["Assumptions"]["D16"]
    own = f"{added.comment.text}\nAsk the bank."
    added.comment = Comment(own, "finmodel")
    built, path = rebuilt()
    assert [one.partition(":")[0] for one in built.carried] == [
        "comment at Assumptions!D15 on diligence_month live",
        "comment at Assumptions!D16 on opening_cash_usd live",
    ]
    assert built.left == ()
    sheet = Hand(path).book["Assumptions"]
    assert (sheet["D15"].comment.text, sheet["D15"].comment.author) == ("The bank says otherwise", "CFO")
    assert sheet["D16"].comment.text == own
    assert sheet["D17"].comment.text.startswith("Payment fees")
