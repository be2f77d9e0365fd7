"""
How Sphinx writes the site: `make site`, or python -m sphinx -E -d build/site docs site.

The pages open from a disk as they do from a server, and load nothing from elsewhere. The same
repository gives the same bytes. What the project's own pages need beyond Sphinx is in ext/.
"""

import functools
import gc
import os
import sys
from pathlib import Path

import plotly
from jupyter_client import KernelManager
from nbclient import NotebookClient
from numpydoc.xref import DEFAULT_LINKS
from sphinx.search.en import SearchEnglish

HERE = Path(__file__).resolve().parent
# In ext/ lies charts.dist-info too: it tells myst-nb who draws charts, as a package would.
sys.path.insert(0, str(HERE / "ext"))

import unvotes  # noqa: E402

# Pages are many small objects that stay: to look for cycles among them so often takes seconds.
gc.set_threshold(20_000, 20, 20)
# Pages that are executed give a chart as plotly's JSON, whatever the reader's settings are.
os.environ["PLOTLY_RENDERER"] = "plotly_mimetype"
# An older kernel warns that its debugger, which no page needs, may miss a breakpoint.
os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
# What Python and its kernel say to each other is encrypted where they can; else they warn.
if "transport_encryption" in KernelManager.class_trait_names():
    KernelManager.transport_encryption.default_value = "auto"
# A page shows the explorer's code, not its controls, which would need a server.
NotebookClient.store_widget_state = False

project = "unvotes"
author = "The unvotes contributors"
release = version = unvotes.__version__

extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
    "sphinx_design",
    "copied_pages",
    "reference",
    "accessible",
]
templates_path = ["templates"]
exclude_patterns = ["ext", "templates", "static"]

# --- pages in Markdown, and notebooks
# Notebooks show what was committed; gallery and questions are executed anew.
nb_execution_excludepatterns = ["notebooks/*"]
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_merge_streams = True
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 4
html_math_renderer = "mathml"

# --- the reference
default_role = "py:obj"
autodoc_typehints = "none"
numpydoc_show_class_members = False
numpydoc_xref_param_type = True
numpydoc_xref_ignore = "all"
numpydoc_xref_aliases = {name: name for name in DEFAULT_LINKS}  # not to pages elsewhere
copybutton_prompt_text = r">>> |\.\.\. "
copybutton_prompt_is_regexp = True

# --- the look
html_theme = "pydata_sphinx_theme"
html_title = "unvotes"
html_favicon = "static/icon.svg"
html_static_path = ["static", str(Path(plotly.__file__).parent / "package_data" / "plotly.min.js")]
html_css_files = ["site.css"]
html_copy_source = False
html_show_search_summary = False  # would need a server: a page on a disk may not read another
html_sidebars = {"index": [], "how-do-i": [], "gallery": [], "changelog": []}
html_context = {"default_mode": "auto"}
html_theme_options = {
    "back_to_top_button": False,
    "navigation_depth": 2,
    "show_toc_level": 2,
    "search_bar_text": "Search",
    "footer_start": ["licence"],
    "footer_end": [],
    "primary_sidebar_end": [],
}


class Words(SearchEnglish):
    """Each word is reduced to its stem once, and not again on every page."""

    stem = functools.cache(SearchEnglish.stem)


def setup(app):
    """Keep what myst-nb leaves behind in the folder of temporary files."""

    def move(app):
        folder = str(Path(app.doctreedir) / "executed")
        app.env.mystnb_config = app.env.mystnb_config.copy(output_folder=folder)

    app.add_search_language(Words)
    app.connect("builder-inited", move, priority=900)
