/* Draws the charts when they come near. */
"use strict";

const CONFIG = { responsive: true, displaylogo: false, showSendToCloud: false };

function draw(chart) {
  if (chart.dataset.drawn) return;
  chart.dataset.drawn = "begun";
  const figure = JSON.parse(chart.closest(".chart").querySelector("script").textContent);
  // On a touch screen a finger on a chart scrolls the page, as anywhere else on it.
  if (matchMedia("(pointer: coarse)").matches) figure.layout.dragmode = false;
  Plotly.newPlot(chart, { ...figure, config: CONFIG }).then(() => {
    // Only the package's own charts say in their meta what each step shows.
    if (chart.layout.meta && (chart.layout.sliders || chart.layout.updatemenus)) {
      follow_steps(chart.id);
    }
    unvotesRefit(chart);
    chart.dataset.drawn = "done";
  });
}

const charts = [...document.querySelectorAll(".plot")];
charts.forEach((chart, number) => (chart.id = `chart-${number + 1}`));
const near = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) {
        near.unobserve(entry.target);
        draw(entry.target);
      }
    }
  },
  { rootMargin: "800px 0px" },
);
charts.forEach((chart) => near.observe(chart));
addEventListener("beforeprint", () => charts.forEach(draw));
