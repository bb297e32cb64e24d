// The drawing as an SVG text: what is shown, as it is shown, on white; for a file, for a PNG, for paper.

const snapshot = (() => {
  const PAPER = "#ffffff", INK = "#18212b", MUTED = "#56616d";
  const COLOURS = { did: "#b84900", could: "#c9611a" };
  const FONT = "'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif";
  const CROSSINGS = { bar: "M0,-7V7", cross: "M-5,-5L5,5M-5,5L5,-5", gate: "M-2,-7V7M2,-7V7" };
  const families = new Map(page.families.map((family) => [family.id, family]));
  const ANCHORS = { left: "start", right: "end", center: "middle" };

  const safe = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const round = (number) => Math.round(number * 10) / 10;

  function text(words, x, y, { anchor = "start", size = 13, weight = 400, fill = INK, halo = false } = {}) {
    const around = halo ? ` paint-order="stroke" stroke="${PAPER}" stroke-width="4" stroke-linejoin="round"` : "";
    return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" font-size="${size}" font-weight="${weight}" fill="${fill}"${around}>${safe(words)}</text>`;
  }

  function token(sign) {
    const place = `cx="${round(sign.x)}" cy="${round(sign.y)}" fill="${PAPER}" stroke="${INK}" stroke-width="1.4"`;
    if (sign.sign === "relay") return `<circle r="4.5" ${place}/>`;
    if (CROSSINGS[sign.sign]) {
      const turn = `translate(${round(sign.x)} ${round(sign.y)}) rotate(${Math.round((sign.angle * 180) / Math.PI)})`;
      return `<path d="${CROSSINGS[sign.sign]}" transform="${turn}" fill="none" stroke="${INK}" stroke-width="2.2"/>`;
    }
    if (sign.sign === "~") return `<rect x="${round(sign.x - 5)}" y="${round(sign.y - 4)}" width="10" height="8" fill="${PAPER}"/>${text("~", sign.x, sign.y + 4.5, { anchor: "middle", weight: 700 })}`;
    return `<circle r="7" ${place}/>${text(sign.sign, sign.x, sign.y + 4, { anchor: "middle", size: 11, weight: 700 })}`;
  }

  /** A line from the edge of one mark to that of the other, with its arrow head and signs. */
  function line(each, places) {
    const start = places.get(each.from), end = places.get(each.to);
    const far = (point, mark, reach) => Math.hypot(point.x - mark.x, point.y - mark.y) > reach;
    const points = each.points.filter((point) => far(point, start, 11) && far(point, end, 14));
    if (points.length < 2) return "";
    const [before, tip] = points.slice(-2), colour = COLOURS[each.known] || MUTED;
    const width = each.strong ? 3.5 : each.known === "did" ? 2 : 1.5;
    const dash = knowledgeOf.get(each.known).dash.map((length) => length * (each.strong ? 1.6 : 1)).join(" ");
    const turn = (Math.atan2(tip.y - before.y, tip.x - before.x) * 180) / Math.PI;
    return `<g data-line="${safe(each.id)}" data-known="${safe(each.known)}" data-flows="${each.flows.length}"${each.lit ? "" : ' opacity="0.15"'}>`
      + `<path d="M${points.map((point) => `${round(point.x)},${round(point.y)}`).join("L")}" fill="none" stroke="${colour}" stroke-width="${width}"${dash ? ` stroke-dasharray="${dash}"` : ""}/>`
      + `<path d="M5,0L-7,4.5V-4.5Z" transform="translate(${round(tip.x)} ${round(tip.y)}) rotate(${Math.round(turn)})" fill="${colour}"/>`
      + `${each.signs.map(token).join("")}</g>`;
  }

  function mark(each) {
    const family = families.get(each.family), place = (dx, dy) => `translate(${round(each.x + dx)} ${round(each.y + dy)})`;
    const outline = (dx, dy) => `<path d="${family.outline}" transform="${place(dx, dy)}" fill="${family.colour}" stroke="${INK}" stroke-opacity="0.6" stroke-width="1.2"/>`;
    const look = { anchor: ANCHORS[each.spot.align], weight: each.strong || each.members ? 600 : 400, halo: true };
    return `<g data-mark="${safe(each.id)}"${each.quiet ? ' opacity="0.3"' : ""}>${each.members ? outline(4, -4) : ""}${outline(0, 0)}`
      + `${each.lines.map((words, at) => text(words, each.x_label, each.top + at * 15 + 4.5, look)).join("")}</g>`;
  }

  /** What the lines and shapes mean, for those that are there. */
  function legend(parts, top, width) {
    const knowns = page.knowledge.filter((known) => parts.lines.some((each) => each.known === known.id));
    const kinds = page.families.filter((family) => parts.marks.some((each) => each.family === family.id));
    const made = [
      ...kinds.map((family) => [family.label, `<path d="${family.outline}" transform="translate(10 0) scale(0.8)" fill="${family.colour}" stroke="${INK}" stroke-opacity="0.6"/>`, 24]),
      ...knowns.map((known) => [known.label, `<path d="M0,0H30" stroke="${COLOURS[known.id] || MUTED}" stroke-width="2" fill="none"${known.dash.length ? ` stroke-dasharray="${known.dash.join(" ")}"` : ""}/>`, 38]),
    ];
    let x = 12, y = top;
    const drawn = made.map(([label, sample, wide]) => {
      const needs = wide + label.length * 6.4 + 18;
      if (x > 12 && x + needs > width - 12) { x = 12; y += 20; }
      const here = `<g transform="translate(${round(x)} ${y})">${sample}${text(label, wide, 4, { size: 12 })}</g>`;
      x += needs;
      return here;
    });
    return { text: drawn.join(""), bottom: y + 14 };
  }

  function wrapped(words, width, size) {
    const most = Math.max(20, Math.floor(width / (size * 0.52))), lines = [""];
    words.split(" ").forEach((word) => {
      if (lines[lines.length - 1] && lines[lines.length - 1].length + word.length >= most) lines.push("");
      lines[lines.length - 1] += (lines[lines.length - 1] ? " " : "") + word.slice(0, most);
    });
    return lines;
  }

  /** The whole picture: the answer, what is left out, the drawing, the legend, the caution and the case. */
  function svg({ withTitle = true } = {}) {
    const parts = drawing.parts(), wide = Math.max(parts.width, 320), pieces = [];
    parts.marks.forEach((each) => { each.x_label = each.x + each.spot.dx; });
    let top = withTitle ? 14 : 0;
    const say = (words, size, weight, fill = INK) => wrapped(words, wide - 24, size).forEach((row) => {
      top += size + 5;
      pieces.push(text(row, 12, top, { size, weight, fill }));
    });
    if (withTitle) {
      say(page.headline[0], 16, 700);
      takeaway.inWords().forEach((words) => say(words, 12, 400, MUTED));
      top += 10;
    }
    const places = new Map(parts.marks.map((each) => [each.id, each]));
    const titles = parts.columns.map((each) => text(each.text, each.x, each.y + 4, { anchor: ANCHORS[each.align], size: 12, weight: 600, fill: MUTED }));
    pieces.push(`<g transform="translate(0 ${top})">${titles.join("")}${parts.lines.map((each) => line(each, places)).join("")}${parts.marks.map(mark).join("")}</g>`);
    top += parts.height + 14;
    if (withTitle) {
      const key = legend(parts, top, wide);
      pieces.push(key.text);
      top = key.bottom;
      say(page.caution, 11, 400);
      say(`${page.cite} Case ${page.stamp.case_sha256 || ""}`, 11, 400, MUTED);
      top += 12;
    }
    return { width: Math.ceil(wide), height: Math.ceil(top),
      text: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.ceil(wide)} ${Math.ceil(top)}" width="${Math.ceil(wide)}" height="${Math.ceil(top)}" font-family="${FONT}" role="img" aria-label="${safe(page.headline[0])}">`
        + `<rect width="100%" height="100%" fill="${PAPER}"/>${pieces.join("")}</svg>` };
  }

  /** The picture as PNG, at twice the size where a browser can hold that. */
  async function png() {
    const { text: source, width, height } = svg(), scale = Math.min(2, 8000 / Math.max(width, height));
    const address = URL.createObjectURL(new Blob([source], { type: "image/svg+xml" }));
    try {
      const image = new Image();
      image.src = address;
      await image.decode();
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      return await new Promise((done) => { canvas.toBlob(done, "image/png"); });
    } finally {
      URL.revokeObjectURL(address);
    }
  }

  /** The picture on paper is that of the screen. */
  function onPaper() {
    const { text: source, width, height } = svg({ withTitle: false });
    const made = new DOMParser().parseFromString(source, "image/svg+xml").documentElement;
    made.setAttribute("class", height < 0.85 * width ? "still low" : "still");
    ["width", "height"].forEach((name) => made.removeAttribute(name));
    document.querySelector(".still").replaceWith(document.importNode(made, true));
  }

  return { svg, png, onPaper };
})();
