"""What the HTML of a chart does in a browser: labels itself, follows its page, steps by keys."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

__all__ = ["LABEL_SCRIPT", "STEP_KEYS", "VIEWPORT_SCRIPT", "refit_script", "scripts_of"]

#: What a page runs for a chart that was just drawn: those who do not see it hear its alt text.
LABEL_SCRIPT: Final = """
var figure = document.getElementById("{plot_id}");
figure.setAttribute("role", "figure");
figure.setAttribute("aria-label", figure.layout.meta.alt);
"""
#: Without this a telephone lays the page out as for a desk, and shrinks it.
VIEWPORT_SCRIPT: Final = """
if (!document.querySelector("meta[name=viewport]")) {
  document.head.append(Object.assign(
    document.createElement("meta"), {name: "viewport", content: "width=device-width"}));
}
"""
#: Lets a chart in steps be moved through by keys, and says where it stands.
STEP_KEYS: Final = """
(function (figure) {
  function menu() { return (figure.layout.sliders || figure.layout.updatemenus)[0]; }
  function steps() { return menu().steps || menu().buttons; }
  function tell() {
    var control = figure.querySelector(".slider-container, .updatemenu-container");
    var at = menu().active || 0, facts = {
      tabindex: 0, role: "slider", "aria-label": figure.layout.meta.step || "Step",
      "aria-valuemin": 1,
      "aria-valuemax": steps().length, "aria-valuenow": at + 1,
      "aria-valuetext": steps()[at].label};
    for (var fact in facts) control.setAttribute(fact, facts[fact]);
  }
  figure.on("plotly_afterplot", tell);
  figure.on("plotly_update", function () {
    figure.setAttribute("aria-label", figure.layout.meta.alt);
    tell();
  });
  figure.addEventListener("keydown", function (event) {
    var at = menu().active || 0, to = {
      ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1,
      Home: 0, End: steps().length - 1}[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (!steps()[to]) return;
    var args = steps()[to].args, layout = Object.assign({}, args[1]);
    layout[(figure.layout.sliders ? "sliders" : "updatemenus") + "[0].active"] = to;
    Plotly.update(figure, args[0], layout, args[2]).then(function () {
      figure.querySelector("[role=slider]").focus();
    });
  });
  tell();
})(document.getElementById("{plot_id}"));
"""


@cache
def refit_script() -> str:
    """
    Give the script that breaks the words of charts into lines as a page has room for them.

    Returns
    -------
    str
        It declares ``unvotesRefit``, a function of the element of a drawn chart.
    """
    return (Path(__file__).parent / "refit.js").read_text(encoding="utf-8")


def scripts_of(figure: Any, own: str | Sequence[str] | None = None) -> list[str]:
    """
    Give the scripts that a chart needs where nothing but its HTML is at hand.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        A figure of this package.
    own : str or sequence of str, optional
        Scripts that the caller adds.

    Returns
    -------
    list of str
        In order, as plotly takes them for its ``post_script``.
    """
    stepped = figure.layout.sliders or figure.layout.updatemenus
    given = [own] if isinstance(own, str) else list(own or [])
    return [
        LABEL_SCRIPT,
        *([STEP_KEYS] if stepped else []),
        f'{{{refit_script()}unvotesRefit(document.getElementById("{{plot_id}}"));}}',
        *given,
    ]
