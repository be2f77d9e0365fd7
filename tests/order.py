"""The order in which several processes share the tests: what takes longest begins first."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

#: Files of tests that take long, and share what is set up once: a JupyterLab, kernels, the site,
#: moves that are compiled. Those of a list go to one process, at its start. A process that has
#: nothing left takes tests from the end of another's, and those are short.
TOGETHER = [
    [
        *("tests/test_browser.py", "tests/publishing/test_in_browser.py"),
        "tests/test_notebooks.py",
    ],
    [
        *("tests/docs/test_site.py", "tests/analysis/ideal_points/test_chains.py"),
        "tests/charts/test_pictures.py",
    ],
]


def in_order(items: Sequence[pytest.Item], processes: int) -> list[pytest.Item]:
    """
    Arrange the tests for `processes`, each of which is given an equal part in a row.

    Parameters
    ----------
    items : sequence of pytest.Item
        The tests, as they were collected.
    processes : int
        How many share them.

    Returns
    -------
    list of pytest.Item
        The same tests.
    """
    long = [[item for item in items if item.nodeid.split("::")[0] in files] for files in TOGETHER]
    named = {name for files in TOGETHER for name in files}
    short = [item for item in items if item.nodeid.split("::")[0] not in named]
    ordered: list[pytest.Item] = []
    for process in range(processes):
        size = (len(items) - len(ordered)) // (processes - process)
        first = [item for each in long[process::processes] for item in each]
        count = max(0, size - len(first))
        ordered += [*first, *short[:count]]
        short = short[count:]
    return [*ordered, *short]
