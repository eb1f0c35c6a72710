"""How Sphinx builds these pages: without the network, every warning an error (see docs/decisions/0028)."""

import gc
import sys
from pathlib import Path

from finmodel.version import __version__

sys.path.insert(0, str(Path(__file__).parent))  # from_code
gc.disable()  # pages are nodes by the hundred thousand, garbage at the end only: a fifth off the time

project = "finmodel"
release = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_click", "from_code"]

myst_heading_anchors = 4  # as GitHub makes them
myst_enable_extensions = ["attrs_inline"]  # [`churn_rate`]{#column-plans-churn_rate}: links lead to a row of a table
smartquotes = False  # --option
default_role = "code"  # docstrings write `name` as Markdown does
autodoc_preserve_defaults = True  # not the address of a lambda
autodoc_class_signature = "separated"
nitpick_ignore_regex = [
    ("py:.*", "(?!finmodel[.]).*"),  # of other packages, whose pages are not fetched
    ("py:class", r"finmodel[.].*[.](Graph|LineItem|Members|OnDisk|Simulated|Trial)"),  # passed on, not looked into
]

html_theme = "furo"
html_title = f"finmodel {release}"
html_show_sourcelink = False
html_copy_source = False
html_show_copyright = False
html_static_path = ["static"]
html_css_files = ["wrap.css"]
