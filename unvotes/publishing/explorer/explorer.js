// Below the chart: its code, with a button that copies it, and the chart in words. The chart
// itself stands in a FigureWidget; each new one is drawn there by Plotly.react, as a whole.
const CONFIG = { displaylogo: false, showSendToCloud: false };

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

async function copy(text, source) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without a secure connection there is no clipboard: select, for the reader to copy.
    getSelection().selectAllChildren(source);
    return false;
  }
}

function render({ model, el }) {
  const alarm = make("p", { className: "unvotes-alarm" });
  alarm.setAttribute("role", "alert");
  const words = make("p", {});
  // What changed, for those who do not see it; the long words stay folded.
  const news = make("p", { className: "unvotes-news" });
  news.setAttribute("aria-live", "polite");
  const code = make("code", {});
  const said = make("span", { className: "unvotes-said" });
  said.setAttribute("role", "status");
  const button = make("button", { type: "button", textContent: "Copy" });
  button.className = "jupyter-button widget-button unvotes-copy";
  const source = make("pre", { tabIndex: 0 }, code);
  source.setAttribute("aria-label", "Code of this chart");
  const details = make("details", {}, make("summary", { textContent: "This chart in words" }));
  const style = make("style", {
    textContent: `
      .unvotes-nothing .js-plotly-plot { display: none !important; }
      .unvotes-code pre { margin: 0.4em 0; padding: 0.8em; overflow-x: auto; user-select: text;
        border: 1px solid var(--jp-border-color2, #bbb);
        background: var(--jp-cell-editor-background, #f7f7f7); }
      .unvotes-news { position: absolute; width: 1px; height: 1px; overflow: hidden;
        clip-path: inset(50%); margin: 0; }
      .unvotes-explorer .widget-select-multiple { flex-wrap: wrap; }
      .unvotes-code .unvotes-copy { width: auto; padding: 0 1em; }
      .unvotes-code summary { cursor: pointer; }
      .unvotes-said { margin-left: 0.6em; }`,
  });
  details.append(words);
  const panel = make("div", { className: "unvotes-code" }, details,
    make("p", {}, make("strong", { textContent: "Code of this chart " }), button, said), source);
  el.append(style, alarm, news, panel);

  button.addEventListener("click", async () => {
    const done = await copy(model.get("view").code, source);
    said.textContent = done ? "Copied" : "Selected: now press Ctrl+C or ⌘C";
  });

  let drawn = null; // what is drawn, and where
  let place = null;
  function draw() {
    const explorer = el.closest(".unvotes-explorer");
    const chart = explorer?.querySelector(".js-plotly-plot");
    if (!chart) return; // it may come later than this
    const view = model.get("view");
    // What is wrong is said beside the controls: below a tall chart nobody would see it.
    const host = [...explorer.children].find((child) => child.contains(chart));
    if (alarm.nextElementSibling !== host) host.before(alarm);
    explorer.classList.toggle("unvotes-nothing", !view.figure);
    // The widget would send the kernel what the mouse does on a chart that it does not know.
    chart.removeAllListeners();
    if (view.figure && (view !== drawn || chart !== place)) {
      [drawn, place] = [view, chart];
      chart.setAttribute("role", "figure");
      chart.setAttribute("aria-label", view.words);
      const figure = JSON.parse(view.figure);
      unvotesRefit.ahead(figure.layout, chart.clientWidth);
      window.Plotly.react(chart, { ...figure, config: CONFIG })
        .then(() => unvotesRefit(chart));
    } else if (view.figure) {
      unvotesRefit(chart); // whose listener went with the others
    }
  }

  function show() {
    const view = model.get("view");
    alarm.textContent = view.alarm;
    code.textContent = view.code;
    words.textContent = view.words;
    const named = view.words.startsWith(view.title) ? "" // not said twice
      : `${view.title}${/[.?!]$/.test(view.title) ? "" : "."} `;
    news.textContent = view.title ? `New chart: ${named}${view.words}` : "";
    said.textContent = "";
    panel.hidden = !view.figure;
    draw();
  }

  let width = 0;
  const breadth = new ResizeObserver(() => {
    draw(); // now that this has come into the page
    const now = el.offsetWidth; // a chart as wide as its place follows it
    if (place?.offsetWidth && now !== width) window.Plotly.Plots.resize(place);
    width = now;
  });
  breadth.observe(el);
  document.addEventListener("plotlywidget-after-render", draw);
  model.on("change:view", show);
  show();
  return () => {
    alarm.remove();
    breadth.disconnect();
    document.removeEventListener("plotlywidget-after-render", draw);
    model.off("change:view", show);
  };
}

export default { render };
