"""The HTML page: hostile names stay text, nothing is fetched, charts are drawn apart, the same inputs give it again."""

import re
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256

from page_text import Page, unescaped

HOSTILE = "- <script>alert(1)</script> \\ `x` & \"q\" 'r' # $y$ {a} {0} {{ b }} {% c %} co"

SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


def company(name):
    """A company in which every name, source and note is this one."""
    name = quoted(name)
    return {
        "assumptions": f"assumption,base,{quoted('dear $y$ {a} <b>')},source,note\n"
        f"start_month,2026-01,,{name},{name}\nmonths,4,,,\ndiligence_month,2026-03,,,\ncompany,{name},,{name},{name}\n"
        f"vendor_price_multiplier,1,3,{name},\n",
        "prices": "provider,model,effective_from,input_usd_per_mtok,output_usd_per_mtok,source\n"
        f"{name},{name},2025-01-01,3,15,{name}\n{name},{name},2026-03-01,1.5,7.5,{name}\n",
        "features": f"feature,input_tokens_mean,output_tokens_mean\n{name},1000,200\n",
        "plans": f"plan,price_usd,opening_accounts\n{name},20,100\n",
        "volumes": f"plan,feature,queries_per_user_per_day\n{name},{name},200\n",
        "training": f"job,spend_month,compute_usd,note\n{name},2026-01,100,{name}\n",
        "benchmarks": f"metric,direction,low,high,source\narr,at_least,1,,{name}\n",
    }


def test_hostile_names_stay_text(make):
    page, plain = Page(make(**company(HOSTILE)).html()), Page(make(**company("co")).html())
    assert [tag for tag in page.tags if tag not in ("g", "path", "text")] == [
        tag for tag in plain.tags if tag not in ("g", "path", "text")
    ]
    assert {name for name, _ in page.attributes} == {name for name, _ in plain.attributes}
    assert f"{HOSTILE} earns USD 2,000 in 2026-03" in page.text
    assert f"{HOSTILE} on 2026-03-01: input from" in page.text


def test_hostile_names_stay_text_in_markdown(make):
    page, plain = (make(**company(name)).markdown().splitlines() for name in (HOSTILE, "co"))
    assert [line[:2] for line in page] == [line[:2] for line in plain]
    assert not [line for line in page if re.search(r"(?<!\\)<|(?<!\\)`", line) and "finmodel" not in line]
    assert any(f"{HOSTILE} earns USD 2,000 in 2026-03" in unescaped(line.replace("\\\\", "\\")) for line in page)


def test_the_page_needs_nothing_else(make):
    page = make().html()
    parsed = Page(page)
    assert "<!DOCTYPE html>" in page[:20]
    ((script, hashed),) = [(text, b64encode(sha256(text.encode()).digest()).decode()) for text in SCRIPT.findall(page)]
    ours = f"script-src 'sha256-{hashed}'"
    policy = f"default-src 'none'; style-src 'unsafe-inline'; {ours}; base-uri 'none'; form-action 'none'"
    assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in page
    assert not re.search("fetch|XMLHttp|import|eval|innerHTML|http", script)
    assert {"link", "img", "iframe", "form", "object", "image", "use", "foreignobject"}.isdisjoint(parsed.tags)
    assert {"src", "action"}.isdisjoint(name for name, _ in parsed.attributes)
    links = [value for name, value in parsed.attributes if name in ("href", "xlink:href")]
    names = [value for name, value in parsed.attributes if name == "id"]
    assert links
    assert {link.removeprefix("#") for link in links} <= set(names)
    assert len(names) == len(set(names))
    assert set(re.findall(r"url\(#([^)]*)\)", page)) <= set(names)
    assert "url(" not in re.sub(r"url\(#[\w-]+\)", "", page)
    assert not any(name.startswith("on") for name, _ in parsed.attributes)
    assert parsed.tags.count("h1") == parsed.tags.count("main") == 1


def test_every_chart_has_a_title_and_words(make):
    page = make().html()
    figures = re.findall(r"<figure>.*?</figure>", page, re.DOTALL)
    assert len(figures) == page.count("<svg ") == 6
    for one in figures:
        parsed = Page(one)
        assert parsed.tags[:3] == ["figure", "h3", "div"]
        assert "figcaption" in parsed.tags
        assert ("aria-hidden", "true") in parsed.attributes


def test_a_chart_without_points_is_left_out(make):
    idle = make(volumes="plan,feature,queries_per_user_per_day\npro,chat,0\n").html()
    assert "Blended price of billed tokens</h3>" not in idle
    assert "List price of input tokens, models in use</h3>" in idle


def test_the_same_inputs_give_the_same_page(make):
    assert make().html() == make().html()


def test_the_colours_of_charts_stand_out_on_white():
    """3:1 for what is drawn, 4.5:1 for what is read (WCAG 1.4.11 and 1.4.3)."""
    from finmodel.page.chart import INKS, TEXT

    assert all(contrast(ink) >= 3 for ink in INKS)
    assert contrast(TEXT) >= 4.5


def contrast(colour):
    """Of a colour against white, by the formula of WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def test_without_the_chart_library_the_memo_says_what_to_install(crossing, tmp_path):
    """In a process of its own, in which it cannot be imported."""
    program = (
        "import sys\nsys.modules['altair'] = None\nfrom finmodel.cli import main\n"
        f"main(['report', {str(crossing)!r}, '-o', {str(tmp_path / 'memo.html')!r}, "
        f"'--md', {str(tmp_path / 'memo.md')!r}])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "run `pip install altair vl-convert-python`, or leave the .html out" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("memo.*"))
