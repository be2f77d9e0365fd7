from __future__ import annotations

import gc
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.lab import FLAGS, Lab, find_browser, serve
from tests.order import in_order
from tests.prepared_kernel import prepared_kernels

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Looking for cycles through thousands of tests and all their libraries, as often as Python does by
# itself, takes longer than what it finds is worth.
gc.set_threshold(10_000, 20, 20)

#: How many examples a property is tried with where its test says no number.
EXAMPLES = int(os.environ.get("UNVOTES_EXAMPLES", "50"))
# The same examples on every run, and no deadline: a busy machine is no defect of the code.
hypothesis.settings.register_profile(
    "project", max_examples=EXAMPLES, derandomize=True, deadline=None
)
hypothesis.settings.load_profile("project")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put first what takes longest, where several processes share the tests."""
    processes = getattr(config, "workerinput", {}).get("workercount", 1)
    if processes > 1:
        items[:] = in_order(items, processes)


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the repository."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def tracked(root: Path) -> list[str]:
    """Every file that is committed or about to be, by its path from the top."""
    try:
        listed = subprocess.run(
            ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"],
            cwd=root,
            check=True,
            capture_output=True,
            text=True,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"git does not know this folder: {error}")
    return sorted(path for path in listed.stdout.split("\0") if path and (root / path).is_file())


@pytest.fixture(scope="session")
def browser() -> str:
    """The path of a Chrome or Chromium on this machine (BROWSER_PATH names another)."""
    found = find_browser()
    if found is None:
        pytest.skip("no Chrome or Chromium on this machine")
    return found


@pytest.fixture(scope="module")
def chromium(browser: str) -> Iterator[Browser]:
    """A running Chromium; of a module, since its event loop is in the way of others."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def kernels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Kernels that start at once, for whoever has this folder in its JUPYTER_PATH."""
    folder = tmp_path_factory.mktemp("prepared")
    with prepared_kernels(folder):
        yield folder


@pytest.fixture(scope="session")
def lab(browser: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab with an empty folder, for all tests that need one."""
    with serve(tmp_path_factory.mktemp("jupyter")) as running:
        yield running
