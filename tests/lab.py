"""JupyterLab as a fresh install has it, and a browser that reaches nothing but that."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page

# Chrome's own errands (updates, accounts, field trials) are left undone: they need a network.
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    # The first two cost each window a page of its own; the others are Playwright's, which this
    # takes the place of.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,AimEnabled,HttpsUpgrades,"
    "LensOverlay,MediaRouter,OptimizationHints,PaintHolding",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 150_000  # milliseconds; only ever waited out by a failure

OPEN = """async ([path, any]) => {
    await jupyterapp.restored;
    const [kernel] = any ? jupyterapp.serviceManager.kernels.running() : [];
    const how = {path, factory: 'Notebook', kernel};
    const panel = await jupyterapp.commands.execute('docmanager:open', how);
    await panel.context.ready;
    await panel.sessionContext.ready;
    await panel.sessionContext.session.kernel.info;
}"""
RUN_ALL_CELLS = "() => { jupyterapp.commands.execute('notebook:run-all-cells'); }"
END_KERNEL = "async () => { await jupyterapp.shell.currentWidget.sessionContext.shutdown(); }"


def find_browser() -> str | None:
    """Find a Chrome or Chromium on this machine; BROWSER_PATH names another."""
    from choreographer.browsers.chromium import Chromium

    return os.environ.get("BROWSER_PATH") or Chromium.find_browser(skip_local=False) or None


@dataclass(frozen=True)
class Lab:
    """A server, and the folder that it serves."""

    url: str
    notebooks: Path

    def open(self, page: Page, name: str, any_kernel: bool = False) -> None:
        """
        Open a notebook of the folder, and wait for its kernel; the first loads JupyterLab.

        Where any kernel will do it has one that runs, if there is one.
        """
        if not page.url.startswith(self.url):
            page.goto(f"{self.url}/lab")
            page.wait_for_function("() => window.jupyterapp")
        page.evaluate(OPEN, [name, any_kernel])


@contextmanager
def serve(home: Path) -> Iterator[Lab]:
    """Run JupyterLab with its factory settings on a folder that has the notebooks' files only."""
    notebooks = home / "notebooks"
    shutil.copytree(Path(__file__).parents[1] / "notebooks" / "files", notebooks / "files")
    folders = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    env = os.environ | {folder: str(home / folder) for folder in folders}
    for chosen in ("PLOTLY_RENDERER", "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR"):
        env.pop(chosen, None)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
        *("--IdentityProvider.token=", "--LabApp.expose_app_in_browser=True", str(notebooks)),
    ]
    log = home / "log.txt"
    with log.open("w") as out:
        server = subprocess.Popen(command, env=env, cwd=home, stdout=out, stderr=out)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url, server, log)
        yield Lab(url, notebooks)
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/api", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')}")


def is_complaint(said: ConsoleMessage) -> bool:
    """Tell whether a page complains; not of a kernel that a test has ended while it was asked."""
    return said.type == "error" and "Canceled future for debug_request" not in said.text


def watch(page: Page, home: str) -> list[str]:
    """Let a window reach one place only, and note every complaint that it makes."""
    complaints: list[str] = []
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if is_complaint(said) else None)

    def stay_here(route: Any) -> None:
        if route.request.url.startswith(home):
            route.continue_()
        else:
            complaints.append(f"asked for {route.request.url}")
            route.abort()

    # What a page made itself (data:, blob:) is no request, and held up by being looked at.
    page.route(re.compile("^(https?|file):"), stay_here)
    return complaints
