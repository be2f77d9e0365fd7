"""
Kernels that start at once: each is forked from one process that has imported the libraries.

A dozen notebooks would each wait two seconds for pandas, plotly and SciPy. Here one process imports
them, and nothing of `unvotes`, and forks for each kernel that is started: a process and a namespace
of its own, as any kernel. Forking is for Linux; elsewhere the plain kernel does the same.

    python tests/prepared_kernel.py ADDRESS              import, and fork whenever one is asked for
    python tests/prepared_kernel.py ADDRESS CONNECTION … ask for a kernel, and wait for its end
"""

from __future__ import annotations

import builtins
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

#: What the notebooks load, and their kernels. No more of plotly: it looks, when it is imported,
#: where it is to show its charts.
LIBRARIES = [
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "babel.dates",
    "babel.numbers",
    "jsonschema",
    "kaleido",
    "narwhals",
    "nbformat",
    "numpy",
    "pandas",
    "pandas.io.formats.style",
    "plotly.graph_objects",
    "pyarrow.parquet",
    "pycountry",
    "scipy.optimize",
    "scipy.spatial",
    "scipy.stats",
]


@contextmanager
def prepared_kernels(folder: Path) -> Iterator[None]:
    """Let the kernel `python3` be such a one for whoever has the folder in its JUPYTER_PATH."""
    if sys.platform != "linux":
        yield
        return
    from jupyter_client.kernelspec import KernelSpecManager

    spec, address, log = folder / "kernels/python3", str(folder / "address"), folder / "log.txt"
    spec.mkdir(parents=True)
    # Who only asks imports little: no site-packages.
    argv = [sys.executable, "-I", "-S", __file__, address, "{connection_file}"]
    plain = KernelSpecManager().get_kernel_spec("python3").to_dict()
    (spec / "kernel.json").write_text(json.dumps(plain | {"argv": argv}), encoding="utf-8")
    with log.open("w") as out:
        # A process that has more threads than one, of OpenBLAS or of pyarrow, is not to be forked.
        alone = {"OPENBLAS_NUM_THREADS": "1", "JE_ARROW_MALLOC_CONF": "background_thread:false"}
        server = subprocess.Popen(
            [sys.executable, __file__, address],
            env=os.environ | alone,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=out,
        )
    with server:  # it ends when nobody holds its input any more
        assert server.stdout is not None
        assert server.stdout.readline() == b"ready\n", log.read_text(encoding="utf-8")
        yield


def serve(address: str) -> None:
    """Import the libraries, and fork a kernel whenever one is asked for."""
    from importlib import import_module

    del sys.path[0]  # this folder; a kernel adds its own
    # pandas asks, when it is imported, whether it is in a kernel, and shows more columns there.
    vars(builtins)["get_ipython"] = lambda: SimpleNamespace(kernel=None)
    for name in LIBRARIES:
        import_module(name)
    del vars(builtins)["get_ipython"]
    assert not {"unvotes", "plotly.io._renderers"} & set(sys.modules), "each kernel's own"
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a kernel but who asked for it
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(address)
        door.listen()
        print("ready", flush=True)
        os.dup2(2, 1)  # the log: nobody reads on
        while door in select.select([door, sys.stdin], [], [])[0]:
            asking, _ = door.accept()
            if os.fork() == 0:
                door.close()
                become_a_kernel(asking)
            asking.close()


def become_a_kernel(asking: socket.socket) -> None:
    """Be a kernel where, and with what environment, it was asked for; its end ends the talk."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    wanted = json.loads(asking.makefile().readline())
    asking.sendall(f"{os.getpid()}\n".encode())
    os.setsid()
    os.chdir(wanted["folder"])
    os.environ.clear()
    os.environ.update(wanted["environment"], JPY_PARENT_PID=str(os.getppid()))
    sys.argv = ["ipykernel_launcher", *wanted["options"]]
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance()
    os._exit(0)


def ask(address: str, connection: str, *options: str) -> None:
    """Ask for a kernel, pass an interrupt on to it, and wait for its end."""
    with socket.socket(socket.AF_UNIX) as talk:
        talk.connect(address)
        wanted = {"options": ["-f", connection, *options], "folder": os.getcwd()}
        wanted["environment"] = dict(os.environ)
        talk.sendall(json.dumps(wanted).encode() + b"\n")
        answers = talk.makefile()
        kernel = int(answers.readline())
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, lambda number, frame: os.kill(kernel, number))
        answers.read()


if __name__ == "__main__":
    (serve if len(sys.argv) == 2 else ask)(*sys.argv[1:])
