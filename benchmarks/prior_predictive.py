"""What the priors of the ideal points expect before any vote is seen, beside the record.

``python -m benchmarks.prior_predictive`` draws places, items and votes from the priors, for the
members, sessions and items of the Assembly as they are, and writes to ``docs/model``:
``prior_predictive.csv``, the default and other choices beside the record, and
``prior_predictive.jpg``. It takes about a minute.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

import unvotes as uv
from benchmarks.estimates import ASSEMBLY, responses_of
from unvotes.analysis.ideal_points.responses import Prior, Responses
from unvotes.charts import write_image

FOLDER = Path(__file__).parents[1] / "docs" / "model"
DATA_SETS, SEED = 60, 1
#: The default, and one choice at a time.
PRIORS = {
    "default": Prior(),
    "step .1": Prior(step=0.1),
    "step .5": Prior(step=0.5),
    "step 1": Prior(step=1.0),
    "newcomers .5": Prior(newcomers=0.5),
    "newcomers 2": Prior(newcomers=2.0),
    "slopes .5": Prior(slopes=0.5),
    "slopes 2": Prior(slopes=2.0),
    "cutpoints 1.5": Prior(cutpoints=1.5),
    "cutpoints 6": Prior(cutpoints=6.0),
}
ANSWERS = ("no", "abstain", "yes")
_SHARES = np.linspace(0, 1, 101)

Floats = NDArray[np.float64]


class Design:
    """Who sits when, and which items are put to whom: as in the record."""

    def __init__(self, data: Responses) -> None:
        self.data = data
        self.n_periods, self.n_items = len(data.periods), len(data.items)
        self.anchor = np.full(self.n_items, self.n_periods)
        np.minimum.at(self.anchor, data.item, data.period[data.place])
        self.size = np.bincount(data.period, minlength=self.n_periods)

    def halls(self, place: Floats) -> Floats:
        """Mean place of each period."""
        return np.bincount(self.data.period, place, self.n_periods) / self.size

    def places(self, prior: Prior, rng: np.random.Generator) -> Floats:
        """Draw all walks, newcomers around those of their first period who were there before."""
        data, place = self.data, np.empty(len(self.data.period))
        ratio = np.where(data.first, prior.newcomers**2, data.variance / data.prior.step**2)
        sd = np.sqrt(np.where(data.first, ratio, ratio * prior.step**2))
        for period in range(self.n_periods):
            here = data.period == period
            old, new = np.flatnonzero(here & ~data.first), np.flatnonzero(here & data.first)
            place[old] = place[data.previous[old]] + sd[old] * rng.standard_normal(len(old))
            around = place[old].mean() if len(old) else 0.0
            place[new] = around + sd[new] * rng.standard_normal(len(new))
        return place

    def votes(self, place: Floats, prior: Prior, rng: np.random.Generator) -> NDArray[np.intp]:
        """Draw items and votes: 0 no, 1 abstain, 2 yes."""
        data = self.data
        slope = prior.slopes * rng.standard_normal(self.n_items)
        cut = np.sort(prior.cutpoints * rng.standard_normal((self.n_items, 2)), axis=1)
        cut += (slope * self.halls(place)[self.anchor])[:, None]
        utility = slope[data.item] * place[data.place] + rng.standard_normal(len(data.place))
        return 2 - (utility[:, None] > cut[data.item]).sum(axis=1)


def shares(data: Responses, vote: NDArray[np.integer]) -> Floats:
    """Give the share of each answer in each item: items × no, abstain, yes."""
    n = len(data.items)
    counts = [np.bincount(data.item[vote == k], minlength=n) for k in range(3)]
    return np.stack(counts, axis=1) / np.maximum(np.sum(counts, axis=0), 1)[:, None]


def of_votes(share: Floats) -> dict[str, float]:
    """
    Sum up the shares of divided items; unanimous ones tell nothing, and are left out of the model.

    Two members chosen by lot vote alike with the sum of the squared shares.
    """
    divided = share[share.max(axis=1) < 1]
    return {
        "in favour, median item": float(np.median(divided[:, 2])),
        "abstaining, median item": float(np.median(divided[:, 1])),
        "against, median item": float(np.median(divided[:, 0])),
        "items with nobody against": float((divided[:, 0] == 0).mean()),
        "items with nine in ten in favour": float((divided[:, 2] >= 0.9).mean()),
        "two members alike": float((divided**2).sum(axis=1).mean()),
        "items unanimous": float((share.max(axis=1) == 1).mean()),
    }


def of_places(design: Design, place: Floats) -> dict[str, float]:
    """Sum up the walks, in standard deviations of the hall of their period."""
    data = design.data
    middle = design.halls(place)
    spread = np.sqrt(design.halls(place**2) - middle**2)
    relative = (place - middle[data.period]) / spread[data.period]
    table = pd.DataFrame({"member": data.member, "period": data.period, "at": relative})
    wide = table.pivot(index="period", columns="member", values="at")
    moved = {years: (wide - wide.shift(years)).abs().stack().median() for years in (1, 10, 40)}
    return {
        "hall's standard deviation, median session": float(np.median(spread)),
        **{f"move within {years} sessions, median": float(by) for years, by in moved.items()},
        "hall's mean, farthest from the first": float(np.abs(middle - middle[0]).max()),
    }


def _curve(share: Floats) -> Floats:
    """Distribution of the shares over divided items: shares × no, abstain, yes."""
    divided = share[share.max(axis=1) < 1]
    return np.stack([np.quantile(divided[:, k], _SHARES) for k in range(3)], axis=1)


def drawn(design: Design, prior: Prior, number: int) -> tuple[pd.DataFrame, Floats]:
    """Draw data sets: what each is like, and the distributions of its shares."""
    rows, curves = [], []
    for k in range(number):
        rng = np.random.default_rng([SEED, k])
        place = design.places(prior, rng)
        share = shares(design.data, design.votes(place, prior, rng))
        rows.append(of_votes(share) | of_places(design, place))
        curves.append(_curve(share))
    return pd.DataFrame(rows), np.array(curves)


def picture(curves: Floats, record: Floats, items: int) -> go.Figure:
    """Draw the distributions of the shares: bands of the prior, lines of the record."""
    titles = ["In favour", "Abstaining", "Against"]
    figure = make_subplots(1, 3, subplot_titles=titles, shared_yaxes=True, horizontal_spacing=0.04)
    low, high = np.quantile(curves, [0.05, 0.95], axis=0)
    percent = 100 * _SHARES
    for column, answer in enumerate((2, 1, 0), start=1):
        ends = 100 * np.r_[high[:, answer], low[::-1, answer]]
        fill = {"fill": "toself", "fillcolor": "rgba(110,110,110,.35)", "line": {"width": 0}}
        shown = {"legendgroup": "prior", "showlegend": column == 1}
        band = go.Scatter(x=np.r_[percent, percent[::-1]], y=ends, mode="lines", **fill, **shown)
        figure.add_trace(band.update(name="the priors: 90% of data sets"), 1, column)
        line = go.Scatter(x=percent, y=100 * record[:, answer], mode="lines", name="the record")
        line.update(line={"color": "#0b5", "width": 2.5}, showlegend=column == 1)
        figure.add_trace(line, 1, column)
    title = "The priors expect divided halls; the Assembly is mostly in favour"
    figure.update_layout(
        template="unvotes",
        title={"text": title, "subtitle": {"text": f"n = {items:,} divided items"}, "x": 0.02},
        height=380,
        margin={"l": 60, "r": 16, "t": 96, "b": 92},
        legend={"orientation": "h", "y": -0.22, "x": 0},
    )
    figure.update_xaxes(title="items, per cent", range=[0, 100], tickvals=[0, 50, 100])
    figure.update_yaxes(range=[0, 100], nticks=6)
    figure.update_yaxes(title="share of those voting, per cent", col=1)
    return figure


def estimated(data: Responses) -> Floats:
    """Give the places that come with the record, in the order of the votes' places."""
    table = uv.load_ideal_points(ASSEMBLY, by="session").set_index(["member", "session"])
    keys = [data.members[data.member].astype(str), data.periods[data.period]]
    return table["estimate"].loc[pd.MultiIndex.from_arrays(keys)].to_numpy()


def main() -> None:
    """Draw, and write the table and the picture."""
    data = responses_of(ASSEMBLY, "session")
    design = Design(data)
    observed = shares(data, data.vote)
    record = of_votes(observed)
    record["items unanimous"] = data.dropped / (data.dropped + len(data.items))
    moves = of_places(design, estimated(data))
    record |= {name: value for name, value in moves.items() if name.startswith("move")}
    columns, band = {"the record": pd.Series(record)}, np.empty(0)
    for name, prior in PRIORS.items():
        table, curves = drawn(design, prior, DATA_SETS if name == "default" else 10)
        columns[name] = table.median()
        if name == "default":
            band = curves
            low, high = table.quantile(0.05), table.quantile(0.95)
            columns["5%"], columns["95%"] = low, high
    FOLDER.mkdir(exist_ok=True)
    rows = list(columns["default"].index)
    found = pd.DataFrame(columns).loc[rows].rename_axis("of each data set").round(2)
    found.to_csv(FOLDER / "prior_predictive.csv", lineterminator="\n")
    print(found.T.to_string())
    write_image(picture(band, _curve(observed), len(data.items)), FOLDER / "prior_predictive.jpg")


if __name__ == "__main__":
    main()
