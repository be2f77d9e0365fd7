"""The land of the world map: projected, with markers for the small and former states."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd

from unvotes.errors import UnvotesError
from unvotes.record.data_files import data_folder
from unvotes.record.states import states

__all__ = ["Area", "areas_by_code", "areas_drawn", "equal_earth", "extent", "outlived"]

#: Degrees east of the middle: the map is cut along 169° W, through the Bering Strait.
_MERIDIAN: Final = 11
_EARTH: Final = (1.340264, -0.081106, 0.000893, 0.003796)
#: Steps in the Earth's radius: coordinates are whole tens of kilometres.
_GRAIN: Final = 637.1
#: Tens of kilometres around the land, so that no marker is cut.
_ROOM: Final = 40


@dataclass(frozen=True)
class Area:
    """What the map knows of a code: its land, its marker, and what a former state is drawn over."""

    kind: str
    x: list[float | None]
    y: list[float | None]
    marker: tuple[int, int] | None
    over: tuple[str, ...]


def equal_earth(lon: Any, lat: Any) -> tuple[np.ndarray, np.ndarray]:
    r"""
    Project longitudes and latitudes onto the Equal Earth map, on which areas keep their sizes.

    .. math:: \sin\theta = \tfrac{\sqrt 3}{2}\sin\varphi, \quad
        x = \frac{2\sqrt 3\,\lambda\cos\theta}{3\,(9 A_4\theta^8+7 A_3\theta^6+3 A_2\theta^2+A_1)},
        \quad y = A_4\theta^9 + A_3\theta^7 + A_2\theta^3 + A_1\theta

    with A1 = 1.340264, A2 = −0.081106, A3 = 0.000893 and A4 = 0.003796 (Šavrič, Patterson and
    Jenny 2018, "The Equal Earth map projection", *International Journal of Geographical
    Information Science* 33: 454–465).

    Parameters
    ----------
    lon, lat : array-like of float
        Degrees; longitudes from the meridian in the middle of the map.

    Returns
    -------
    tuple of ndarray
        x and y (float64), in radii of the Earth.

    Examples
    --------
    >>> x, y = equal_earth([0, 180], [90, 0])
    >>> x.round(4).tolist(), y.round(4).tolist()
    ([0.0, 2.7066], [1.3174, 0.0])
    """
    a1, a2, a3, a4 = _EARTH
    turn = np.radians(np.asarray(lon, dtype=float))
    theta = np.arcsin(np.sqrt(3) / 2 * np.sin(np.radians(np.asarray(lat, dtype=float))))
    slope = 9 * a4 * theta**8 + 7 * a3 * theta**6 + 3 * a2 * theta**2 + a1
    x = 2 * np.sqrt(3) * turn * np.cos(theta) / (3 * slope)
    return x, a4 * theta**9 + a3 * theta**7 + a2 * theta**3 + a1 * theta


@cache
def areas_by_code() -> dict[str, Area]:
    """
    Read and project the map.

    Returns
    -------
    dict of str to Area
        By code; land that is nobody's has the code ``""``.
    """
    features = json.loads((data_folder() / "world.json").read_text(encoding="utf-8"))["features"]
    places = _places(features)
    areas = {}
    for feature in features:
        facts = feature["properties"]
        x: list[float | None] = []
        y: list[float | None] = []
        for _ in _rings(feature):
            ring = next(places)
            x += [*([None] if x else []), *ring[0]]
            y += [*([None] if y else []), *ring[1]]
        marker = None
        if "marker" in facts:
            across, up = _place(*facts["marker"])
            marker = (int(across), int(up))
        over = tuple(facts.get("over", "").split())
        areas[facts["code"]] = Area(facts["kind"], x, y, marker, over)
    return areas


def _rings(feature: Mapping[str, Any]) -> list[list[list[float]]]:
    """Give the outlines of a feature, holes and all."""
    shape = feature["geometry"] or {"type": "MultiPolygon", "coordinates": []}
    polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    return [ring for polygon in polygons for ring in polygon]


def _places(features: Sequence[Mapping[str, Any]]) -> Iterator[tuple[list[int], list[int]]]:
    """Project all rings at once, and give each without points that fall on the one before."""
    rings = [ring for feature in features for ring in _rings(feature)]
    begun = np.cumsum([0, *map(len, rings)])
    across, up = _place(*np.array([point for ring in rings for point in ring]).T)
    new = np.append(True, (np.diff(across) != 0) | (np.diff(up) != 0))
    new[begun[:-1]] = True
    for first, end in itertools.pairwise(begun.tolist()):
        kept = new[first:end]
        yield across[first:end][kept].tolist(), up[first:end][kept].tolist()


def _place(lon: Any, lat: Any) -> tuple[np.ndarray, np.ndarray]:
    x, y = equal_earth(np.asarray(lon, dtype=float) - _MERIDIAN, lat)
    return np.rint(x * _GRAIN).astype(int), np.rint(y * _GRAIN).astype(int)


@cache
def extent() -> tuple[tuple[float, float], tuple[float, float]]:
    """
    Say from where to where the land reaches, with a little room.

    Returns
    -------
    across, up : tuple of float
        The ends of both axes.
    """
    x = [v for area in areas_by_code().values() for v in area.x if v is not None]
    y = [v for area in areas_by_code().values() for v in area.y if v is not None]
    x += [area.marker[0] for area in areas_by_code().values() if area.marker]
    return (min(x) - _ROOM, max(x) + _ROOM), (min(y) - _ROOM, max(y) + _ROOM)


def areas_drawn(frame: pd.DataFrame) -> dict[str, list[str]]:
    """
    Decide which areas carry each member's value: a former state's are its successors'.

    Parameters
    ----------
    frame : DataFrame
        With ``member``, and perhaps ``date``.

    Returns
    -------
    dict of str to list of str
        Codes of the areas of each member.

    Raises
    ------
    UnvotesError
        If a former state has a value, and all of its successors have one too.
    """
    areas, held = areas_by_code(), _as_former(frame)
    taken = {code for code in frame["member"] if areas[held.get(code, code)].kind != "former"}
    carriers = {}
    for code in frame["member"]:
        area = areas[held.get(code, code)]
        if area.kind != "former":
            carriers[code] = [code]
            continue
        free = [each for each in area.over if each not in taken]
        taken.update(free)
        if not free and area.marker is None:
            raise UnvotesError(
                f"{code} has a value and all of its successors ({', '.join(area.over)}) "
                "have values as well: a map shows one point in time"
            )
        carriers[code] = free or [code]
    return carriers


def outlived(frame: pd.DataFrame) -> list[str]:
    """
    List former states whose successors all have values: a period's agreement may have both.

    Parameters
    ----------
    frame : DataFrame
        With ``member``.

    Returns
    -------
    list of str
        Their codes.
    """
    areas, present = areas_by_code(), set(frame["member"])
    former = [
        code
        for code in frame["member"]
        if areas[code].kind == "former" and areas[code].marker is None
    ]
    return [
        code
        for code in former
        if all(each in present for each in areas[code].over if areas[each].kind == "member")
    ]


def _as_former(frame: pd.DataFrame) -> dict[str, str]:
    """Say which members stand for a former state whose seat they have: RUS for SUN in 1975."""
    if "date" not in frame or frame["date"].isna().any():
        return {}
    present, table = set(frame["member"]), states()
    held = table[table["seat"].isin(present) & ~table["code"].isin(present)]
    held = held[held["until"] >= frame["date"].max()]
    return dict(zip(held["seat"], held["code"], strict=True))
