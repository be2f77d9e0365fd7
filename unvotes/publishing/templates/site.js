/* Draws the charts when they come near, and adds what only works with scripts. */
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
    chart.dataset.drawn = "done";
  });
}

const charts = [...document.querySelectorAll(".plot")];
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

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.addEventListener("click", () => act(made));
  return made;
}

for (const code of document.querySelectorAll("details.code, .entry pre:not(.signature, .value)")) {
  const text = code.querySelector("code");
  const copy = button("Copy", async (pressed) => {
    // What Python answers is not part of what is to be tried.
    const lines = text.textContent.split("\n");
    const typed = lines.filter((line) => /^(>>>|\.\.\.)/.test(line));
    const kept = lines.some((line) => line.startsWith(">>> "))
      ? typed.map((line) => line.slice(4))
      : lines;
    try {
      await navigator.clipboard.writeText(kept.join("\n"));
      pressed.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(text);
      pressed.textContent = "Selected";
    }
    setTimeout(() => (pressed.textContent = "Copy"), 2000);
  });
  copy.className = "copy";
  if (code.tagName === "DETAILS") {
    code.append(copy);
  } else {
    const box = document.createElement("div");
    box.className = "copyable";
    code.replaceWith(box);
    box.append(code, copy);
  }
}

const cells = [...document.querySelectorAll("details.code")];
const tools = document.querySelector(".toc .tools");
if (cells.length && tools) {
  const all = button("Show all code", (pressed) => {
    const show = cells.some((cell) => !cell.open);
    cells.forEach((cell) => (cell.open = show));
    pressed.textContent = show ? "Hide all code" : "Show all code";
  });
  tools.append(all);
}
