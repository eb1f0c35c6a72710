"""Templates of one's own: a block in place of ours, words around it, and mistakes told with their line."""

import pytest

EXTENDS = '{% extends "finmodel/memo.EXT.j2" %}\n'


@pytest.fixture
def own(tmp_path):
    """A folder with a template that extends ours."""

    def _own(ext, text, **others):
        folder = tmp_path / "house"
        folder.mkdir(exist_ok=True)
        (folder / f"memo.{ext}.j2").write_text(EXTENDS.replace("EXT", ext) + text, encoding="utf-8")
        for name, content in others.items():
            (folder / f"{name}.j2").write_text(content, encoding="utf-8")
        return folder

    return _own


@pytest.mark.parametrize("ext", ["md", "html"])
def test_a_block_of_ones_own(make, own, ext):
    name = "Ours & <co>"
    words = {"md": r"Ours & \<co\>, in our words", "html": "Ours &amp; &lt;co&gt;, in our words"}[ext]
    folder = own(ext, "{% block summary %}{{ company.name }}, in our words\n{% endblock %}")
    memo = make(assumptions=f"assumption,base\nstart_month,2026-01\nmonths,4\ncompany,{name}\n")
    page = memo.html(folder) if ext == "html" else memo.markdown(folder)
    plain = memo.html() if ext == "html" else memo.markdown()
    assert words in page
    assert " earns USD" in plain
    assert " earns USD" not in page
    assert page.count("Unit economics") == plain.count("Unit economics")


@pytest.mark.parametrize("ext", ["md", "html"])
def test_what_ours_says_is_not_escaped_twice(make, own, ext):
    folder = own(
        ext, "{% block headlines %}{{ super() }}{% include 'foot.j2' %}{% endblock %}", foot="{{ company.name }}!"
    )
    memo = make()
    page, plain = (memo.html(folder), memo.html()) if ext == "html" else (memo.markdown(folder), memo.markdown())
    assert page.replace("The company!", "") == plain


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("\n{{ company.nam }}{% block summary %}{{ company.nam }}{% endblock %}", 3, "no attribute 'nam'"),
        ("{% block summary %}{{ 1.5 | round }}{% endblock %}", 2, "No filter named 'round'"),
        ("{% block summary %}", 2, "Unexpected end of template"),
        ("{% block summary %}{{ 1 / 0 }}{% endblock %}", 2, "division by zero"),
        ("{% block summary %}{{ ''.__class__.__mro__ }}{% endblock %}", 2, "unsafe"),
        ("{% block summary %}{% for i in range(10 ** 9) %}{% endfor %}{% endblock %}", 2, "Range too big"),
        ("{% block summary %}{% include '../secret.txt' %}{% endblock %}", None, "secret.txt"),
    ],
)
def test_a_mistake_is_told_with_its_line(run, crossing, own, tmp_path, text, line, what):
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    folder = own("md", text)
    result = run("report", crossing, "--template", folder, "-o", tmp_path / "memo.md")
    assert (result.exit_code, result.stdout) == (2, "")
    assert what in result.stderr
    assert f"{folder / 'memo.md.j2'}:{line}:" in result.stderr or line is None
    assert not (tmp_path / "memo.md").exists()


@pytest.mark.parametrize(
    ("folder", "words"), [("nowhere", "is not a folder"), ("inputs", "holds no memo.html.j2 or memo.md.j2")]
)
def test_a_folder_without_templates_is_refused(run, crossing, monkeypatch, folder, words):
    monkeypatch.chdir(crossing.parent)
    result = run("report", "inputs", "--template", folder)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_a_template_for_one_form_leaves_the_other_as_it_is(make, own):
    memo = make()
    folder = own("md", "{% block summary %}mine{% endblock %}")
    assert memo.html(folder) == memo.html()
