"""What both normal approximations give: turned to the asked direction, with intervals."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from unvotes.analysis.ideal_points.layout import Ends
from unvotes.analysis.ideal_points.responses import Solution

__all__ = ["normal_solution"]

Floats = NDArray[np.float64]


def normal_solution(
    mean: Floats,
    sd: Floats,
    item: Floats,
    ends: Ends,
    level: float,
    **rest: Any,
) -> Solution:
    """
    Turn normal approximations to the asked direction, and give their intervals.

    Parameters
    ----------
    mean, sd : numpy.ndarray, places × dimensions
        Of the places, on the standardised scale.
    item : numpy.ndarray, items × (dimensions + 2)
        Slopes and the two cutpoints.
    ends : tuple of numpy.ndarray of int
        Places of the member at the positive and at the negative end of the first dimension.
    level : float
        Nominal coverage of the intervals.
    **rest
        What else a `Solution` has.

    Returns
    -------
    Solution
    """
    sign = np.ones(mean.shape[1])
    if mean[ends[0], 0].mean() < mean[ends[1], 0].mean():
        sign[0] = -1.0
    mean, half = mean * sign, float(ndtri(0.5 + level / 2)) * sd
    item[:, : len(sign)] *= sign
    return Solution(mean=mean, sd=sd, low=mean - half, high=mean + half, item=item, **rest)
