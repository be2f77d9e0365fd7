"""What the benchmarks measure with."""

from __future__ import annotations

import numpy as np

from benchmarks.table import fresh


def test_memory_is_a_process_s_own() -> None:
    """A child of a large process used to be said to need nothing."""
    large = np.ones(40_000_000)  # 320 MB
    seconds, extra = fresh("import time", "kept = b'x' * 80_000_000; time.sleep(0.02)", repeat=1)
    assert 70e6 < extra < 130e6 and extra < large.nbytes
    assert 0.02 <= seconds < 5
