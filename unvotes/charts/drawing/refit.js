// Breaks the words of a chart of unvotes anew where a page is narrower or broader than the 700
// pixels for which they were broken, and gives the plot the room that they leave. What somebody
// has changed since stays as it is. The sizes are those of figure.py.
const unvotesRefit = (() => {
  const EDGE = 14, TITLE = 17, SMALL = 13, SOURCE = 11;
  const begun = new WeakMap(); // each layout's sizes, as it came
  const pen = document.createElement("canvas").getContext("2d");
  const plain = (text) => (text || "").replace(/<br>/g, " ").replace(/[\s\u00a0]+/g, " ").trim();
  const breaks = (text) => ((text || "").match(/<br>/g) || []).length;
  const safe = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;")
    .replace(/%\{/g, "%&#8203;{");

  function broken(text, room, font) {
    pen.font = font;
    const lines = [""];
    for (const word of text.replace(/n = /g, "n\u00a0=\u00a0").split(/[ \n\t]+/)) {
      const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
      if (!lines.at(-1) || pen.measureText(longer).width <= room) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines.map(safe).join("<br>");
  }

  function head(title, subtitle) {
    const first = 46 + 1.3 * TITLE * breaks(title);
    return subtitle ? first + 26 + 1.3 * SMALL * Math.max(breaks(subtitle), 0.6) : first;
  }

  // A chart with the words of ours around it, of which nobody has taken a part away.
  const ours = ({ meta, title, margin }) =>
    meta && meta.words && meta.words.subtitle && title && title.text && margin && margin.t >= 0;

  const foot = (source) => (source ? 14.5 * (1 + breaks(source)) + 16 : 10);

  const set = (one, room, family) => ({
    title: `<b>${broken(one.title, room, `bold ${TITLE}px ${family}`)}</b>`,
    subtitle: one.subtitle.map((line) => broken(line, room, `${SMALL}px ${family}`)).join("<br>"),
    source: one.source && broken(one.source, room, `${SOURCE}px ${family}`),
  });
  const kept = (now, wanted) => (plain(now) === plain(wanted) ? wanted : now);
  const sourceAt = (notes, own) =>
    notes.findIndex((note) => own.source && plain(note.text) === plain(own.source));

  function heading(layout, own) {
    const now = { title: layout.title.text, subtitle: (layout.title.subtitle || {}).text || "" };
    return { now, title: kept(now.title, own.title), subtitle: kept(now.subtitle, own.subtitle) };
  }

  // The same for a layout that is yet to be drawn, so that it is drawn once, not twice.
  function ahead(layout, width) {
    if (!ours(layout) || !layout.height) return;
    const { words } = layout.meta, room = width - 2 * EDGE;
    const family = (((layout.template || {}).layout || {}).font || {}).family;
    const stepped = (layout.sliders || layout.updatemenus || []).length;
    if (!family || layout.width || stepped || room < 100) return;
    const own = set(words, room, family), { title, subtitle } = heading(layout, own);
    const above = head(title, subtitle), at = sourceAt(layout.annotations || [], own);
    if (at >= 0) {
      const note = layout.annotations[at], below = foot(own.source);
      note.yshift += words.foot - below;
      note.text = own.source;
      layout.margin.b += below - words.foot;
      layout.height += below - words.foot;
      words.foot = below;
    }
    layout.title.text = title;
    layout.title.subtitle = { ...layout.title.subtitle, text: subtitle };
    layout.margin.t += above - words.head;
    layout.height = Math.round(layout.height + above - words.head);
    words.head = above;
  }

  // What is seen of a chart that is broader than its place, and scrolled there.
  function breadth(figure) {
    const place = figure.parentElement;
    if (!place || !place.clientWidth) return figure.clientWidth;
    const from = figure.offsetParent === place ? 0 : place.offsetLeft;
    return Math.min(figure.clientWidth, place.clientWidth - (figure.offsetLeft - from));
  }

  function refit(figure) {
    const layout = figure.layout;
    if (!ours(layout) || layout.width) return;
    const { words } = layout.meta, room = breadth(figure) - 2 * EDGE;
    const control = ["sliders", "updatemenus"].find((name) => (layout[name] || []).length);
    const menu = control && layout[control][0];
    if (!begun.has(layout)) {
      const { height, margin } = layout;
      begun.set(layout, { height, top: margin.t, bottom: margin.b, pad: menu && menu.pad.t });
    }
    if (room < 100) return; // only now: plotly takes the height away while it fits a chart
    const came = begun.get(layout), family = figure._fullLayout.font.family;
    const own = set(words, room, family);
    const { now, title, subtitle } = heading(layout, own);
    // A chart in steps has room for the longest words of all, so that it stands still.
    const steps = menu ? (menu.steps || menu.buttons).map((step) => step.args[1]["meta.words"]) : [];
    const all = steps.filter(Boolean).map((one) => set(one, room, family));
    const above = Math.max(head(title, subtitle), ...all.map((one) => head(one.title, one.subtitle)));
    const notes = layout.annotations || [];
    const at = sourceAt(notes, own);
    const below = at < 0 ? words.foot : foot(own.source);
    const wanted = {
      "title.text": title,
      "title.subtitle.text": subtitle,
      "margin.t": came.top + above - words.head,
      "margin.b": came.bottom + below - words.foot,
    };
    const height = Math.round(came.height + above - words.head + below - words.foot);
    if (at >= 0) {
      wanted[`annotations[${at}].text`] = own.source;
      wanted[`annotations[${at}].yshift`] = notes[at].yshift + foot(notes[at].text) - below;
    }
    if (menu) wanted[`${control}[0].pad.t`] = came.pad + below - words.foot;
    const same = now.title === title && now.subtitle === subtitle && layout.height === height
      && (at < 0 || notes[at].text === own.source);
    if (same) return;
    // Told of a height, relayout would fix the width as well, and the chart not follow its page.
    layout.height = height;
    window.Plotly.relayout(figure, wanted);
    figure.querySelector(".svg-container").style.height = `${height}px`;
    for (const { style } of [figure, figure.parentElement]) { // where the page has set one
      for (const side of ["height", "minHeight"]) {
        if (style[side].endsWith("px")) style[side] = `${height}px`;
      }
    }
  }

  const begin = (figure) => {
    figure.on("plotly_afterplot", () => refit(figure));
    refit(figure);
  };
  return Object.assign(begin, { ahead });
})();
