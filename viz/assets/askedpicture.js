// A picture of an answer that the drawing does not have: its routes from left to right, the chosen one lit, the rest dimmed.

const askedPicture = (() => {
  const ROW = 46, TOP = 30, MOST = 40, LINE = 27;
  const SVG = "http://www.w3.org/2000/svg";

  function draw_(tag, attributes, ...children) {
    const element = document.createElementNS(SVG, tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    element.append(...children);
    return element;
  }

  /** Who stands in which column: where routes start, where they end, and in between by how far from the start. */
  function places(routes) {
    const column = new Map(), last = Math.max(...routes.map((route) => route.agencies.length)) - 1;
    routes.forEach(({ agencies }) => agencies.forEach((agency, at) => {
      const here = at === agencies.length - 1 ? last : at;
      if (!column.has(agency) || (at && at < agencies.length - 1 && here > column.get(agency))) column.set(agency, here);
    }));
    const columns = Array.from({ length: last + 1 }, (_, at) => [...column].filter(([, here]) => here === at).map(([agency]) => agency));
    return columns;
  }

  /** The words in at most two lines. */
  function lines(words) {
    if (words.length <= LINE) return [words];
    const space = words.lastIndexOf(" ", LINE), cut = space > 8 ? space : LINE, rest = words.slice(cut).trim();
    return [words.slice(0, cut), rest.length > LINE ? `${rest.slice(0, LINE - 1).trimEnd()}…` : rest];
  }

  function label(words, x, y, anchor) {
    const all = lines(words), start = y + 4 - (all.length - 1) * 8;
    return draw_("text", { class: "label", "text-anchor": anchor }, ...all.map((line, at) => {
      const part = draw_("tspan", { x, y: start + at * 16 });
      part.textContent = line;
      return part;
    }));
  }

  /** The picture; a step is dimmed or lit by the number of its route. */
  function make_(routes, room, nameFor, familyFor) {
    const shown = routes.slice(0, MOST), columns = places(shown), width = Math.max(600, room), middle = columns.length > 2;
    const height = TOP + Math.max(...columns.map((column) => column.length)) * ROW + 34;
    const left = 215, right = width - 215, at = new Map();
    columns.forEach((column, number) => column.forEach((agency, row) => at.set(agency, {
      x: left + ((right - left) * number) / Math.max(1, columns.length - 1), y: TOP + ((row + 0.5) * (height - TOP - 34)) / column.length, number })));
    const steps = new Map();
    shown.forEach((route) => route.steps.forEach((step) => {
      const key = `${step.from} ${step.to} ${step.known}`;
      if (!steps.has(key)) steps.set(key, { ...step, routes: [] });
      steps.get(key).routes.push(route.id);
    }));
    const beside = new Map();
    const drawn = [...steps.values()].map((step) => {
      const pair = `${step.from} ${step.to}`, bend = (beside.get(pair) || 0) * 14;
      beside.set(pair, (beside.get(pair) || 0) + 1);
      return line(at.get(step.from), at.get(step.to), step, bend);
    });
    const marks = [...at].map(([agency, { x, y, number }]) => {
      const anchor = number === 0 ? "end" : number === columns.length - 1 ? "start" : "middle", family = familyFor(agency);
      return draw_("g", { "data-agency": agency },
        draw_("g", { transform: `translate(${x} ${y})`, class: `f-${family.id}` }, draw_("path", { class: "mark", d: family.outline })),
        label(nameFor(agency), x + { end: -16, start: 16, middle: 0 }[anchor], anchor === "middle" ? y + 24 : y, anchor));
    });
    const titles = [["From", left - 16, "end"], ...(middle ? [["In between", (left + right) / 2, "middle"]] : []), ["To", right + 16, "start"]]
      .map(([words, x, anchor]) => { const title = draw_("text", { class: "column", x, y: 16, "text-anchor": anchor }); title.textContent = words; return title; });
    return draw_("svg", { viewBox: `0 0 ${width} ${height}`, width, class: "own", role: "img",
      "aria-label": `Picture of ${shown.length} routes, which the list has too` }, ...titles, ...drawn, ...marks, ...key(new Set([...steps.values()].map((step) => step.known)), height - 12));
  }

  /** What the lines mean that are in the picture. */
  function key(known, y) {
    let x = 10;
    return page.knowledge.filter((one) => known.has(one.id)).map((one) => {
      const words = draw_("text", { class: "label", x: x + 46, y: y + 4 });
      words.textContent = one.label;
      const sample = draw_("g", {}, draw_("path", { class: `line ${one.id}`, d: `M${x},${y}H${x + 40}`, "stroke-dasharray": one.dash.join(" ") || "none" }), words);
      x += 66 + one.label.length * 7;
      return sample;
    });
  }

  function line(from, to, step, bend) {
    const back = to.x < from.x ? -1 : 1, x1 = from.x + 13 * back, x2 = to.x - 18 * back, half = (x1 + x2) / 2;
    const path = Math.abs(from.x - to.x) < 1 ? `M${from.x + 12},${from.y}C${from.x + 70},${from.y} ${from.x + 70},${to.y} ${to.x + 16},${to.y}`
      : `M${x1},${from.y}C${half},${from.y + bend} ${half},${to.y + bend} ${x2},${to.y}`;
    const tip = Math.abs(from.x - to.x) < 1 ? [to.x + 14, 180] : [x2 + 4 * back, back < 0 ? 180 : 0];
    const dash = (knowledgeOf.get(step.known) || {}).dash || [];
    return draw_("g", { "data-routes": step.routes.join(" ") }, draw_("path", { class: `line ${step.known}`, d: path, "stroke-dasharray": dash.join(" ") || "none" }),
      draw_("path", { class: `arrow ${step.known}`, d: "M4,0L-7,5V-5Z", transform: `translate(${tip[0]} ${to.y}) rotate(${tip[1]})` }));
  }

  /** Lights one route, or with none all of them. */
  function light(picture, route) {
    picture.classList.toggle("has-one", Boolean(route));
    picture.querySelectorAll("[data-routes]").forEach((part) => part.classList.toggle("lit", Boolean(route) && part.dataset.routes.split(" ").includes(route.id)));
    picture.querySelectorAll("[data-agency]").forEach((part) => part.classList.toggle("lit", Boolean(route) && route.agencies.includes(part.dataset.agency)));
    const first = picture.querySelector("[data-agency].lit");
    if (first) first.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  return { make: make_, light, MOST };
})();
