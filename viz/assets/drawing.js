// The drawing: vis-network with a layout made beforehand, no physics; marks and what is lit are drawn over it.

const drawing = (() => {
  const box = document.getElementById("canvas");
  const ROW = 24, BETWEEN = 44, TOP = 36, END = 12;
  const outlines = new Map(page.families.map((family) => [family.id, new Path2D(family.outline)]));
  const markOf = new Map(page.nodes.map((node) => [node.id, node]));
  const openFolds = new Set();
  let lineOf = new Map(); // the lines that are shown; which exchanges share one depends on what is folded and left out
  let network, nodes, edges, look, size, whenPicked;
  let lit = null, near = null, focused = null, labels = new Map(), quiet = new Set(), litOnes = new Map();
  let spots = null, taken = []; // where the signs of each line stand, until a fold is opened or the size changes
  let shown = { family: () => true, seen: () => null };

  // ---- where things are -------------------------------------------------------------------------------------

  /** Whether every fold that a mark is in is open. */
  function standing(node) {
    for (let at = node; at.fold; at = markOf.get(at.fold)) if (!openFolds.has(at.fold)) return false;
    return true;
  }

  /** The mark that stands for an agency: its own, or the outermost closed fold that it is in. */
  function standIn(agency) {
    let found = markOf.get(agency);
    for (let at = found; at && at.fold; at = markOf.get(at.fold)) if (!openFolds.has(at.fold)) found = markOf.get(at.fold);
    return found;
  }

  const within = new Map(); // of each fold, the agencies in it, at whatever depth
  page.nodes.filter((node) => !node.members).forEach((node) => {
    for (let at = node; at.fold; at = markOf.get(at.fold)) within.set(at.fold, [...(within.get(at.fold) || []), node]);
  });

  /** Columns over the whole width, rows over the whole height; labels outside, or inside where it is narrow. */
  function place() {
    const width = box.clientWidth, columns = page.columns.length;
    const rows = page.columns.map((_, at) => page.nodes.filter((node) => node.column === at && standing(node)));
    const most = Math.max(40, ...rows.map((row, at) => row.length * (isBetween(at) ? BETWEEN : width < 560 ? 40 : ROW)));
    const needed = TOP + END + most;
    if (!fixedHeight()) box.style.height = `${Math.min(Math.max(needed, 300), 4000)}px`;
    const height = Math.max(box.clientHeight, needed);
    const narrow = width < 560;
    const left = narrow ? 18 : Math.min(300, width * (columns > 2 ? 0.3 : 0.36));
    const right = narrow ? 18 : Math.min(260, width * (columns > 2 ? 0.26 : 0.34));
    size = { width, height, narrow, gap: (width - left - right) / Math.max(1, columns - 1), left, right };
    const places = [];
    rows.forEach((row, column) => row.forEach((node, at) => {
      const x = columns > 1 ? left + column * size.gap : width / 2;
      // beside a long column the others stay where the view begins
      const room = Math.min(height, Math.max(box.clientHeight, TOP + END + row.length * ROW)) - TOP - END;
      const y = TOP + ((at + 0.5) * room) / row.length;
      places.push({ id: node.id, x, y });
      Object.assign(node, { x, y, pitch: room / row.length });
    }));
    return places;
  }

  const isBetween = (column) => column > 0 && column < page.columns.length - 1;

  const fixedHeight = () => getComputedStyle(box).getPropertyValue("--fixed").trim() === "1";

  function home() {
    network.moveTo({ position: { x: size.width / 2, y: box.clientHeight / 2 }, scale: 1, animation: false });
  }

  // ---- how things look --------------------------------------------------------------------------------------

  function readLook() {
    const style = getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue(name).trim();
    const probes = page.families.map((family) => make("i", `f-${family.id}`));
    document.body.append(...probes);
    const fills = new Map(page.families.map((family, at) => [family.id, getComputedStyle(probes[at]).getPropertyValue("--fill").trim()]));
    probes.forEach((probe) => probe.remove());
    look = {
      paper: value("--paper"), ink: value("--ink"), muted: value("--muted"), edge: value("--outline"), fills,
      font: getComputedStyle(document.body).fontFamily,
      lines: { did: value("--did-line"), could: value("--could-line") },
    };
  }

  const lineColour = (known) => look.lines[known] || look.muted;

  // Lines between the same two marks swing out to either side in turn; each keeps its place while others come and go.
  const slots = new Map();

  function swing(line) {
    const [first, second] = line.from < line.to ? [line.from, line.to] : [line.to, line.from];
    const pair = `${first.length}:${first}${second}`;
    if (!slots.has(pair)) slots.set(pair, []);
    const beside = slots.get(pair);
    if (!beside.includes(line.id)) beside.push(line.id);
    const number = beside.indexOf(line.id) + (markOf.get(line.from).column === markOf.get(line.to).column ? 2 : 0);
    const out = 0.09 * Math.floor((number + 1) / 2) * (number % 2 ? 1 : -1);
    return Math.round((first === line.from ? out : -out) * 100) / 100;
  }

  /** One line for each two marks, relays between them, and word; with the exchanges that it stands for. */
  function gather(seen) {
    const found = new Map(), stands = new Map();
    const mark = (agency) => {
      if (!stands.has(agency)) stands.set(agency, standIn(agency));
      return stands.get(agency);
    };
    page.flows.forEach((flow) => {
      const now = seen(flow), start = mark(flow.from), end = mark(flow.to);
      if (!now || !start || !end || start === end) return;
      const id = JSON.stringify([start.id, end.id, now.known, ...flow.via]);
      if (!found.has(id)) found.set(id, { id, from: start.id, to: end.id, via: flow.via, known: now.known, contested: false, unsure: true, flows: [] });
      const line = found.get(id);
      line.contested = line.contested || Boolean(flow.contested);
      line.unsure = line.unsure && Boolean(now.unsure);
      line.flows.push(flow.flow);
    });
    return found;
  }

  /** Gives every line that there can be its place, the best known nearest to the straight one. */
  function reserve() {
    const all = [...gather((flow) => ({ known: flow.known })).values()];
    all.sort((one, other) => rank.get(one.known) - rank.get(other.known) || (one.id < other.id ? -1 : 1)).forEach(swing);
  }

  function edgeLook(line, known) {
    const dash = knowledgeOf.get(known).dash;
    return {
      color: { color: lineColour(known), inherit: false },
      dashes: dash.length ? dash : false,
      width: known === "did" ? 2 : 1.5,
      smooth: swing(line)
        ? { enabled: true, type: "curvedCW", roundness: swing(line) * 2 }
        : { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.5 },
    };
  }

  /** The label; where there is little room, without the state's letters if its name is in the label anyway. */
  function wordsOf(node) {
    if (node.members && size.narrow) return node.label.replace(/ \([^()]*\)$/, "");
    const named = node.label.includes((page.labels.state || {})[node.state] || node.state);
    return node.state && !((size.narrow || node.pitch < 34) && named) ? `${node.state} · ${node.label}` : node.label;
  }

  /** The whole label, or of a closed fold the first of its agencies. */
  function tell(node) {
    if (!node.members || openFolds.has(node.id)) return wordsOf(node);
    const inside = (within.get(node.id) || []).map((one) => one.label);
    return `${inside.slice(0, 4).join("; ")}${inside.length > 4 ? `; ${inside.length - 4} more` : ""}`;
  }

  const fitted = new Map();

  /** The words in so many lines of this width, the last cut short where they do not fit. */
  function fit(ctx, words, width, most) {
    const key = [ctx.font, Math.round(width), most, words].join("|");
    if (!fitted.has(key)) fitted.set(key, wrap(ctx, words.slice(0, 300), width, most, words.length > 300));
    return fitted.get(key);
  }

  function wrap(ctx, words, width, most, cutAlready) {
    const fits = (text) => ctx.measureText(text).width <= width;
    const lines = [];
    let rest = words;
    while (rest && lines.length < most) {
      let low = 1, high = rest.length; // the longest beginning that fits
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if (fits(rest.slice(0, middle))) low = middle;
        else high = middle - 1;
      }
      const space = rest.lastIndexOf(" ", low);
      const cut = low < rest.length && lines.length < most - 1 && space > 0 ? space : low;
      lines.push(rest.slice(0, cut).trimEnd());
      rest = rest.slice(cut).trimStart();
    }
    if (rest || cutAlready) {
      let last = lines.pop();
      do last = last.slice(0, -1).trimEnd(); while (last && !fits(`${last}…`));
      lines.push(`${last}…`);
    }
    return lines;
  }

  function labelPlace(node) {
    const last = page.columns.length - 1;
    if (isBetween(node.column)) return { align: "center", dx: 0, dy: 21, width: Math.max(60, size.gap * (size.narrow ? 0.5 : 0.85)) };
    const leftSide = node.column === 0;
    if (size.narrow) return { align: leftSide ? "left" : "right", dx: leftSide ? 14 : -25, dy: 0, width: Math.max(70, size.gap * (last > 1 ? 0.64 : 0.42)) };
    return leftSide
      ? { align: "right", dx: -15, dy: 0, width: size.left - 28 }
      : { align: "left", dx: 15, dy: 0, width: size.right - 28 };
  }

  const fontOf = (node, strong) => `${strong || node.members ? "600 " : ""}13px ${look.font}`;

  /** The lines of a label, and where they stand. */
  function labelling(ctx, node, { strong = false, words = wordsOf(node) } = {}) {
    const spot = labelPlace(node);
    ctx.font = fontOf(node, strong);
    const sign = node.members ? (openFolds.has(node.id) ? "− " : "+ ") : "";
    const lines = fit(ctx, sign + words, spot.width, node.pitch >= (spot.align === "center" ? 58 : 34) ? 2 : 1);
    return { spot, lines, cut: lines.join(" ") !== sign + words, x: node.x + spot.dx,
      top: node.y + spot.dy - (spot.align === "center" ? 0 : ((lines.length - 1) * 15) / 2) };
  }

  function drawMark(ctx, node, { strong = false, words = wordsOf(node) } = {}) {
    ctx.save();
    ctx.translate(node.x, node.y);
    ctx.lineWidth = 1.2;
    ctx.strokeStyle = look.edge;
    ctx.fillStyle = look.fills.get(node.family);
    const outline = outlines.get(node.family);
    if (node.members) {
      ctx.translate(4, -4);
      ctx.fill(outline);
      ctx.stroke(outline);
      ctx.translate(-4, 4);
    }
    ctx.fill(outline);
    ctx.stroke(outline);
    ctx.restore();
    const { spot, lines, top, cut } = labelling(ctx, node, { strong, words });
    ctx.textAlign = spot.align;
    ctx.textBaseline = "middle";
    ctx.lineWidth = 4;
    ctx.lineJoin = "round";
    ctx.strokeStyle = look.paper;
    ctx.fillStyle = look.ink;
    const widest = Math.max(...lines.map((line) => ctx.measureText(line).width));
    const start = { left: 0, right: -widest, center: -widest / 2 }[spot.align];
    if (size.narrow || spot.align === "center") { // lines pass behind these
      ctx.fillStyle = look.paper;
      ctx.fillRect(node.x + spot.dx + start - 3, top - 8, widest + 6, lines.length * 15 + 1);
      ctx.fillStyle = look.ink;
    }
    lines.forEach((line, at) => {
      ctx.strokeText(line, node.x + spot.dx, top + at * 15);
      ctx.fillText(line, node.x + spot.dx, top + at * 15);
    });
    labels.set(node.id, { x: node.x + spot.dx + start, y: top - 9, width: widest, height: lines.length * 15 + 3,
      cut });
  }

  const renderNode = ({ ctx, id }) => ({
    drawNode() {
      if (litOnes.has(id)) return; // drawn last, over the rest
      ctx.save();
      if (quiet.has(id)) ctx.globalAlpha = 0.3;
      drawMark(ctx, markOf.get(id));
      ctx.restore();
    },
    nodeDimensions: { width: 20, height: 20 },
  });

  const pointAt = (edge, at) => network.body.edges[edge].edgeType.getPoint(at);

  /** What stands over the columns; "in between" is said once. */
  function titles() {
    const last = page.columns.length - 1;
    return page.columns.map((text, at) => ({ text, at })).filter(({ at }) => at < 2 || at === last).map(({ text, at }) => {
      const middle = at > 0 && at < last;
      const x = middle ? (size.left + size.width - size.right) / 2 : at ? size.width - size.right : size.left;
      return { text, y: 16, align: middle ? "center" : (at === 0) !== size.narrow ? "right" : "left",
        x: x + (middle ? 0 : (at === 0) === size.narrow ? -8 : 8) };
    });
  }

  function drawTitles(ctx) {
    ctx.font = `600 12px ${look.font}`;
    ctx.fillStyle = look.muted;
    ctx.textBaseline = "middle";
    titles().forEach(({ text, x, y, align }) => {
      ctx.textAlign = align;
      ctx.fillText(text, x, y);
    });
  }

  /** What stands on a line: relayed, then refused, blocked, denied or asked, then contested. */
  const signsOf = (line) => [line.via.length && "relay", knowledgeOf.get(line.known).crossing, line.contested && "contested", line.unsure && "unsure"].filter(Boolean);

  const TOKENS = { question: "?", contested: "!", unsure: "~" };

  const around = ({ x, y }, reach) => ({ x: x - reach, y: y - reach, width: 2 * reach, height: 2 * reach });

  /** Signs stand near the middle of their line, where marks, labels and other signs leave room. */
  function placeSigns() {
    if (!spots) {
      spots = new Map();
      taken = page.nodes.filter(standing).flatMap((node) => [around(node, 11), labels.get(node.id)].filter(Boolean));
    }
    const free = ({ x, y }) => !taken.some((box) =>
      x + 8 > box.x && x - 8 < box.x + box.width && y + 8 > box.y && y - 8 < box.y + box.height);
    lineOf.forEach((line) => {
      if (spots.has(line.id)) return;
      const far = Math.abs(markOf.get(line.from).column - markOf.get(line.to).column) > 1;
      const middle = far && !size.narrow ? 0.36 : 0.5; // clear of the column in between
      spots.set(line.id, signsOf(line).map((sign) => {
        const steps = [0, 0.05, -0.05, 0.1, -0.1, 0.15, -0.15, 0.2, -0.2].map((step) => middle + step);
        const at = steps.find((step) => free(pointAt(line.id, step))) || middle;
        taken.push(around(pointAt(line.id, at), 8));
        return { sign, at };
      }));
    });
  }

  function drawSigns(ctx, line) {
    (spots.get(line.id) || []).forEach(({ sign, at }) => {
      if (sign === "relay") ring(ctx, pointAt(line.id, at), 4.5);
      else if (TOKENS[sign]) token(ctx, pointAt(line.id, at), TOKENS[sign]);
      else drawCrossing(ctx, line.id, sign, at);
    });
  }

  function drawCrossing(ctx, edge, crossing, at) {
    const here = pointAt(edge, at), before = pointAt(edge, at - 0.02), after = pointAt(edge, at + 0.02);
    ctx.save();
    ctx.translate(here.x, here.y);
    ctx.rotate(Math.atan2(after.y - before.y, after.x - before.x));
    ctx.strokeStyle = look.ink;
    ctx.lineWidth = 2.2;
    ctx.beginPath();
    ({ bar: ["M0,-7V7"], cross: ["M-5,-5L5,5", "M-5,5L5,-5"], gate: ["M-2.5,-7V7", "M2.5,-7V7"] })[crossing]
      .forEach((path) => ctx.stroke(new Path2D(path)));
    ctx.restore();
  }

  function ring(ctx, at, radius) {
    ctx.beginPath();
    ctx.arc(at.x, at.y, radius, 0, 2 * Math.PI);
    ctx.fillStyle = look.paper;
    ctx.strokeStyle = look.ink;
    ctx.lineWidth = 1.4;
    ctx.fill();
    ctx.stroke();
  }

  function token(ctx, at, sign) {
    if (sign === TOKENS.unsure) { // many lines have it: a small one
      ctx.fillStyle = look.paper;
      ctx.fillRect(at.x - 5, at.y - 4, 10, 8);
    } else ring(ctx, at, 7);
    ctx.fillStyle = look.ink;
    ctx.font = `700 ${sign === TOKENS.unsure ? 13 : 11}px ${look.font}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(sign, at.x, at.y + 0.5);
  }

  /** A line again, thicker, over everything else. */
  function drawLit(ctx, line, known) {
    const points = Array.from({ length: 41 }, (_, at) => pointAt(line.id, at / 40));
    const start = markOf.get(line.from), end = markOf.get(line.to);
    const clear = points.filter((p) => Math.hypot(p.x - start.x, p.y - start.y) > 11 && Math.hypot(p.x - end.x, p.y - end.y) > 14);
    if (clear.length < 2) return;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = lineColour(known);
    ctx.lineWidth = 3.5;
    ctx.setLineDash(knowledgeOf.get(known).dash.map((length) => length * 1.6));
    ctx.beginPath();
    clear.forEach((p, at) => (at ? ctx.lineTo(p.x, p.y) : ctx.moveTo(p.x, p.y)));
    ctx.stroke();
    ctx.setLineDash([]);
    const [before, tip] = [clear[clear.length - 2], clear[clear.length - 1]];
    ctx.translate(tip.x, tip.y);
    ctx.rotate(Math.atan2(tip.y - before.y, tip.x - before.x));
    ctx.fill(new Path2D("M5,0L-8,6.5V-6.5Z"));
    ctx.restore();
  }

  function say(ctx, text, at) {
    ctx.font = `13px ${look.font}`;
    const lines = fit(ctx, text, Math.min(320, size.width - 24), 6);
    const width = Math.max(...lines.map((line) => ctx.measureText(line).width)) + 16;
    const x = Math.min(Math.max(4, at.x - width / 2), size.width - width - 4);
    const y = at.y + 14 + lines.length * 17 > size.height ? at.y - 22 - lines.length * 17 : at.y + 14;
    ctx.fillStyle = look.ink;
    ctx.beginPath();
    ctx.roundRect(x, y, width, lines.length * 17 + 8, 4);
    ctx.fill();
    ctx.fillStyle = look.paper;
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    lines.forEach((line, row) => ctx.fillText(line, x + 8, y + 12.5 + row * 17));
  }

  function drawOver(ctx) {
    drawTitles(ctx);
    placeSigns();
    if (!lit) {
      lineOf.forEach((line) => drawSigns(ctx, line));
    } else {
      ctx.save();
      ctx.globalAlpha = 0.82;
      ctx.fillStyle = look.paper;
      ctx.fillRect(-1e5, -1e5, 2e5, 2e5);
      ctx.restore();
      const lines = [...lineOf.values()].filter(isLit);
      lines.forEach((line) => drawLit(ctx, line, litAs(line)));
      lines.forEach((line) => drawSigns(ctx, line));
      litOnes.forEach(([node, words]) => drawMark(ctx, node, { strong: true, words }));
    }
    if (near && near.edge && lineOf.has(near.edge)) {
      drawLit(ctx, lineOf.get(near.edge), lineOf.get(near.edge).known);
      say(ctx, sayLine(lineOf.get(near.edge)), pointAt(near.edge, 0.5));
    }
    const told = (near && near.node) || focused;
    if (told && nodes.get(told)) {
      const node = markOf.get(told);
      if (told === focused && document.activeElement === box) ring2(ctx, node);
      if (told !== focused || (labels.get(told) || {}).cut) say(ctx, tell(node), node);
    }
  }

  function ring2(ctx, node) {
    ctx.save();
    ctx.strokeStyle = look.ink;
    ctx.lineWidth = 2.5;
    ctx.strokeRect(node.x - 13, node.y - 13, 26, 26);
    ctx.restore();
  }

  const isLit = (line) => line.flows.some((flow) => lit.flows.has(flow));

  /** A route that only could have been lights its lines as such, whatever each exchange was by itself. */
  const litAs = (line) => (lit.known === "could" && line.known === "did" ? "could" : line.known);

  /** What is lit, each with its words; an agency in a closed fold is named on the fold. */
  function litMarks() {
    const found = new Map();
    if (lit) lit.agencies.forEach((agency) => {
      const node = markOf.get(agency);
      if (!node) return;
      if (standing(node)) found.set(node.id, [node, wordsOf(node)]);
      else {
        const fold = standIn(agency);
        const before = found.get(fold.id);
        found.set(fold.id, [fold, before ? fold.label : `${wordsOf(node)} (one of ${fold.members})`]);
      }
    });
    return found;
  }

  function sayLine(line) {
    const kinds = [...new Set(line.flows.map((flow) => flowOf.get(flow).say.type))];
    const via = line.via.length ? ` via ${line.via.map(nameOf).join(", ")}` : "";
    const many = line.flows.length > 1 ? `${line.flows.length} exchanges: ` : "";
    return `${many}${kinds.slice(0, 4).join(", ")}${kinds.length > 4 ? " …" : ""}${via} (${knowledgeOf.get(line.known).word}${line.unsure ? ", by this day or later" : ""})`;
  }

  const rank = new Map(page.knowledge.map((known, at) => [known.id, at]));

  // ---- what can be done -------------------------------------------------------------------------------------

  /** Shows the agencies and exchanges that pass, by `family` and `seen`. */
  function filter(passes) {
    shown = passes;
    once(sync);
  }

  /** Many changes, drawn once: the library would draw after each. */
  function once(change) {
    network.body.emitter.emit("_blockRedraw");
    change();
    network.body.emitter.emit("_allowRedraw");
    network.redraw();
  }

  /** The drawing has the marks and lines that there are now, and no others. */
  function sync() {
    const there = (node) => standing(node) && (node.members ? within.get(node.id).some((one) => shown.family(one.family)) : shown.family(node.family));
    const marks = page.nodes.filter(there);
    const lines = gather(shown.seen);
    lineOf = new Map(); // while they change, none is drawn over
    quiet = new Set(marks.map((node) => node.id));
    lines.forEach((line) => [line.from, line.to].forEach((end) => quiet.delete(end)));
    openFolds.forEach((fold) => quiet.delete(fold));
    swap(nodes, marks.map(({ id, x, y }) => ({ id, x, y })), (one, other) => one.x === other.x && one.y === other.y);
    swap(edges, [...lines.values()].map((line) => ({ id: line.id, from: line.from, to: line.to, ...edgeLook(line, line.known) })), () => true);
    lineOf = lines;
  }

  function swap(set, wanted, same) {
    const ids = new Set(wanted.map((one) => one.id));
    set.remove(set.getIds().filter((id) => !ids.has(id)));
    set.update(wanted.filter((one) => !set.get(one.id) || !same(set.get(one.id), one)));
  }

  function light(flows, agencies, known) {
    lit = flows ? { flows: new Set(flows), agencies, known } : null;
    litOnes = litMarks();
    network.redraw();
  }

  /** Opens or closes a fold; everything keeps its order. */
  function toggle(fold) {
    if (!openFolds.delete(fold)) openFolds.add(fold);
    reserve();
    litOnes = litMarks();
    settle();
  }

  /** Opens these folds and no others. */
  function setOpen(folds) {
    const wanted = folds.filter((fold) => (markOf.get(fold) || {}).members);
    if (wanted.length === openFolds.size && wanted.every((fold) => openFolds.has(fold))) return;
    openFolds.clear();
    wanted.forEach((fold) => openFolds.add(fold));
    reserve();
    settle();
  }

  function settle() {
    once(() => {
      place();
      spots = null;
      sync();
      network.setSize("100%", "100%");
      home();
    });
  }

  function nodeAt(pointer) {
    const found = network.getNodeAt(pointer.DOM);
    if (found !== undefined) return found;
    const { x, y } = network.DOMtoCanvas(pointer.DOM);
    for (const [id, label] of labels) {
      if (nodes.get(id) && x >= label.x - 3 && x <= label.x + label.width + 3 && y >= label.y && y <= label.y + label.height) return id;
    }
    return undefined;
  }

  function listen() {
    network.on("click", ({ pointer, event }) => {
      const node = nodeAt(pointer), edge = network.getEdgeAt(pointer.DOM);
      if (node !== undefined) whenPicked({ node, fold: markOf.get(node).members > 0 }, event);
      else if (edge !== undefined) whenPicked({ flows: lineOf.get(edge).flows.slice() }, event);
      else whenPicked(null, event);
    });
    box.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "mouse") return;
      const frame = box.getBoundingClientRect();
      const pointer = { DOM: { x: event.clientX - frame.left, y: event.clientY - frame.top } };
      const node = nodeAt(pointer), edge = node === undefined ? network.getEdgeAt(pointer.DOM) : undefined;
      const now = node !== undefined ? { node } : edge !== undefined ? { edge } : null;
      if (JSON.stringify(now) === JSON.stringify(near)) return;
      near = now;
      box.style.cursor = now ? "pointer" : "";
      network.redraw();
    });
    box.addEventListener("pointerleave", () => { near = null; network.redraw(); });
    box.addEventListener("wheel", (event) => {
      if (!fixedHeight()) return;
      const view = network.getViewPosition(), scale = network.getScale();
      if (event.ctrlKey) {
        event.preventDefault();
        network.moveTo({ scale: Math.min(3, Math.max(0.3, scale * (event.deltaY < 0 ? 1.1 : 0.9))), animation: false });
      } else if (size.height > box.clientHeight || scale > 1) {
        event.preventDefault();
        const reach = box.clientHeight / scale / 2;
        const y = Math.min(Math.max(view.y + event.deltaY / scale, reach), Math.max(reach, size.height - reach));
        network.moveTo({ position: { x: view.x + event.deltaX / scale, y }, scale, animation: false });
      }
    }, { passive: false });
    box.addEventListener("keydown", keys);
    box.addEventListener("focus", () => network.redraw());
    box.addEventListener("blur", () => network.redraw());
    let width = box.clientWidth, height = box.clientHeight;
    new ResizeObserver(() => {
      if (box.clientWidth === width && (box.clientHeight === height || !fixedHeight())) return;
      [width, height] = [box.clientWidth, box.clientHeight];
      if (width) settle();
    }).observe(box);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readLook(); edges.clear(); whenPicked("look"); });
  }

  /** Arrow keys go from agency to agency, Enter shows it, or opens a fold. */
  function keys(event) {
    const there = page.nodes.filter((node) => nodes.get(node.id));
    const here = there.find((node) => node.id === focused) || null;
    const column = (at) => there.filter((node) => node.column === at).sort((one, other) => one.y - other.y);
    const nearest = (at) => here && column(at).sort((one, other) => Math.abs(one.y - here.y) - Math.abs(other.y - here.y))[0];
    const sideways = (step) => {
      for (let at = here.column + step; at >= 0 && at < page.columns.length; at += step) if (column(at).length) return nearest(at);
      return here;
    };
    const along = (step) => { const all = column(here.column); return all[Math.min(all.length - 1, Math.max(0, all.indexOf(here) + step))]; };
    const moves = { ArrowUp: () => along(-1), ArrowDown: () => along(1), ArrowLeft: () => sideways(-1), ArrowRight: () => sideways(1) };
    if (event.key in moves && there.length) {
      event.preventDefault();
      focused = (here ? moves[event.key]() : there[0]).id;
      reveal(markOf.get(focused));
      const node = markOf.get(focused);
      document.getElementById("told").textContent = `${wordsOf(node)}${node.members ? ", folded; Enter opens" : ""}`;
      network.redraw();
    } else if ((event.key === "Enter" || event.key === " ") && here) {
      event.preventDefault();
      whenPicked({ node: here.id, fold: here.members > 0 }, { byKey: true });
    }
  }

  /** Moves the view only if the mark is out of sight. */
  function reveal(node) {
    if (!fixedHeight()) return;
    const view = network.getViewPosition(), scale = network.getScale(), reach = box.clientHeight / scale / 2;
    if (Math.abs(node.y - view.y) > reach - 20) network.moveTo({ position: { x: view.x, y: node.y }, scale, animation: false });
  }

  function zoom(how) {
    if (how === "fit") home();
    else network.moveTo({ scale: Math.min(3, Math.max(0.3, network.getScale() * (how === "in" ? 1.25 : 0.8))), animation: false });
  }

  function start(picked, passes) {
    whenPicked = picked;
    shown = passes;
    readLook();
    place();
    reserve();
    nodes = new vis.DataSet([]);
    edges = new vis.DataSet([]);
    sync();
    network = new vis.Network(box, { nodes, edges }, {
      autoResize: true,
      physics: false,
      layout: { improvedLayout: false, randomSeed: 1 },
      nodes: { shape: "custom", size: 10, ctxRenderer: renderNode, chosen: false },
      edges: { chosen: false, arrows: { to: { enabled: true, scaleFactor: 0.55 } }, endPointOffset: { to: 3 } },
      interaction: {
        dragNodes: false, dragView: fixedHeight(), zoomView: false, hover: false, selectConnectedEdges: false,
        tooltipDelay: 1e9, selectable: false,
      },
    });
    network.on("afterDrawing", drawOver);
    box.querySelectorAll("[tabindex]").forEach((inner) => { inner.tabIndex = -1; }); // the drawing is one stop for the keyboard
    home();
    listen();
  }

  const shownLines = () => [...lineOf.values()].map((line) => ({ ...line, at: network.canvasToDOM(pointAt(line.id, 0.5)) }));
  const shownSigns = () => [...lineOf.keys()].flatMap((line) => ((spots && spots.get(line)) || []).map(({ sign, at }) => ({ line, sign, ...pointAt(line, at) })));
  const shownMarks = () => nodes.getIds().map((id) => ({ ...markOf.get(id), at: network.canvasToDOM(markOf.get(id)) }));

  /** Everything that is drawn, with its places: what a picture of it on paper or in a file is made from. */
  function parts() {
    const ctx = document.createElement("canvas").getContext("2d"), light = litMarks();
    const angle = (id, at) => Math.atan2(pointAt(id, at + 0.02).y - pointAt(id, at - 0.02).y, pointAt(id, at + 0.02).x - pointAt(id, at - 0.02).x);
    placeSigns();
    return {
      width: size.width, height: size.height, narrow: size.narrow, columns: titles(),
      lines: [...lineOf.values()].map((line) => ({ ...line, lit: !lit || isLit(line), strong: Boolean(lit) && isLit(line), known: lit && isLit(line) ? litAs(line) : line.known,
        points: Array.from({ length: 25 }, (_, at) => pointAt(line.id, at / 24)),
        signs: spots.get(line.id).map(({ sign, at }) => ({ sign: TOKENS[sign] || sign, ...pointAt(line.id, at), angle: angle(line.id, at) })) })),
      marks: nodes.getIds().map((id) => {
        const node = markOf.get(id), [, words] = light.get(id) || [null, wordsOf(node)];
        return { id, x: node.x, y: node.y, family: node.family, members: node.members || 0, strong: Boolean(lit) && light.has(id),
          quiet: lit ? !light.has(id) : quiet.has(id), ...labelling(ctx, node, { strong: Boolean(lit) && light.has(id), words }) };
      }),
    };
  }

  return { start, filter, light, toggle, setOpen, zoom, shownLines, shownSigns, labelOf: (id) => labels.get(id), shownMarks, parts, openFolds: () => [...openFolds], litNow: () => lit, scale: () => network.getScale(), isOpen: (fold) => openFolds.has(fold) };
})();
