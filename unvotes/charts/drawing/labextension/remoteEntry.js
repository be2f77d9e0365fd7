// A part of JupyterLab where unvotes is installed beside it. Plotly draws charts there and runs no
// script of theirs: so this breaks their words into lines for the width that they have, as other
// pages do (refit.js), and hands their alt text to screen readers.
(() => {
  const CHART = "application/vnd.plotly.v1+json";
  const LEAST = "350px"; // as on a telephone: in less, labels would lie upon each other
  const beside = document.currentScript.src;
  let modules;

  const loaded = (name) => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    Object.assign(script, { src: new URL(name, beside).href, onload: resolve, onerror: reject });
    document.head.append(script);
  });

  // What plotly is given is a copy: a notebook that is saved keeps the chart as it was made.
  function ofItsOwn(model, chart, copy) {
    return Object.create(model, {
      data: { value: { ...model.data, [CHART]: copy } },
      setData: {
        value: ({ data, ...more }) =>
          model.setData(data ? { ...more, data: { ...data, [CHART]: chart } } : more),
      },
    });
  }

  function fitting(renderer) {
    const { node } = renderer, draw = renderer.renderModel.bind(renderer);
    let follows = false;
    renderer.renderModel = async (model) => {
      const chart = model.data[CHART], meta = (chart.layout || {}).meta;
      if (!meta || !meta.words || !meta.alt) return draw(model);
      node.setAttribute("role", "figure");
      node.setAttribute("aria-label", meta.alt);
      await null; // by then it has its place, and a width
      const copy = { ...chart, layout: structuredClone(chart.layout) };
      node.style.minWidth = "";
      unvotesRefit.ahead(copy.layout, node.clientWidth);
      node.style.minWidth = LEAST; // and its place scrolls where it has less
      if (node.parentElement) node.parentElement.style.overflowX = "auto";
      await draw(ofItsOwn(model, chart, copy));
      if (node.on && !follows) unvotesRefit(node);
      follows = follows || Boolean(node.on);
    };
    return renderer;
  }

  const plugin = (rendermime) => ({
    id: "unvotes:charts",
    autoStart: true,
    requires: [rendermime.IRenderMimeRegistry],
    activate: (app, registry) => {
      app.started.then(() => {
        const plotly = registry.getFactory(CHART);
        if (!plotly) return;
        const createRenderer = (options) => fitting(plotly.createRenderer(options));
        registry.addFactory({ ...plotly, createRenderer }, registry.getRank(CHART));
      });
    },
  });

  // What JupyterLab asks of every extension: take the modules that it shares, and give a plugin.
  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB.unvotes = {
    init: (scope) => { modules = scope; },
    get: async () => {
      const [shared] = Object.values(modules["@jupyterlab/rendermime"]);
      const [rendermime] = await Promise.all([shared.get(), loaded("refit.js")]);
      return () => ({ __esModule: true, default: plugin(rendermime()) });
    },
  };
})();
