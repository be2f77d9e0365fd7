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

  const foot = (source) => (source ? 14.5 * (1 + breaks(source)) + 16 : 10);

  function refit(figure) {
    const layout = figure.layout, words = layout.meta && layout.meta.words;
    const room = figure.clientWidth - 2 * EDGE;
    if (!words || layout.width || room < 100) return;
    const control = ["sliders", "updatemenus"].find((name) => (layout[name] || []).length);
    const menu = control && layout[control][0];
    if (!begun.has(layout)) {
      const { height, margin } = layout;
      begun.set(layout, { height, top: margin.t, bottom: margin.b, pad: menu && menu.pad.t });
    }
    const came = begun.get(layout), family = figure._fullLayout.font.family;
    const bold = `bold ${TITLE}px ${family}`, small = `${SMALL}px ${family}`;
    const set = (one) => ({
      title: `<b>${broken(one.title, room, bold)}</b>`,
      subtitle: one.subtitle.map((line) => broken(line, room, small)).join("<br>"),
      source: one.source && broken(one.source, room, `${SOURCE}px ${family}`),
    });
    const own = set(words);
    const kept = (now, wanted) => (plain(now) === plain(wanted) ? wanted : now);
    const now = { title: layout.title.text, subtitle: (layout.title.subtitle || {}).text || "" };
    const title = kept(now.title, own.title), subtitle = kept(now.subtitle, own.subtitle);
    // A chart in steps has room for the longest words of all, so that it stands still.
    const steps = menu ? (menu.steps || menu.buttons).map((step) => step.args[1]["meta.words"]) : [];
    const all = steps.filter(Boolean).map(set);
    const above = Math.max(head(title, subtitle), ...all.map((one) => head(one.title, one.subtitle)));
    const notes = layout.annotations || [];
    const at = notes.findIndex((note) => own.source && plain(note.text) === plain(own.source));
    const below = at < 0 ? words.foot : foot(own.source);
    const wanted = {
      "title.text": title,
      "title.subtitle.text": subtitle,
      "margin.t": came.top + above - words.head,
      "margin.b": came.bottom + below - words.foot,
      height: Math.round(came.height + above - words.head + below - words.foot),
    };
    if (at >= 0) {
      wanted[`annotations[${at}].text`] = own.source;
      wanted[`annotations[${at}].yshift`] = notes[at].yshift + foot(notes[at].text) - below;
    }
    if (menu) wanted[`${control}[0].pad.t`] = came.pad + below - words.foot;
    const same = now.title === title && now.subtitle === subtitle && layout.height === wanted.height
      && (at < 0 || notes[at].text === own.source);
    if (!same) return window.Plotly.relayout(figure, wanted);
  }

  return (figure) => {
    figure.on("plotly_afterplot", () => refit(figure));
    refit(figure);
  };
})();
