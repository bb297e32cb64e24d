// What the reader takes away: what is shown as CSV, JSON, SVG, PNG, and an address that brings it back.

const takeaway = (() => {
  const COLUMNS = ["flow", "from", "from_name", "to", "to_name", "data_type", "data", "what_is_known", "standing", "contested", "channel",
    "database", "via", "first", "last", "count", "unit", "items", "documents", "read", "case"];

  /** A cell that no spreadsheet takes for a formula. */
  function cell(value) {
    const text = String(value === null || value === undefined ? "" : value);
    const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(harmless) ? `"${harmless.replace(/"/g, '""')}"` : harmless;
  }

  const unique = (values) => [...new Set(values.filter(Boolean))];

  function row(flow) {
    const now = filters.seen(flow), count = flow.count || {};
    return [flow.flow, flow.from, nameOf(flow.from), flow.to, nameOf(flow.to), flow.data_type, flow.say.type,
      knowledgeOf.get(now.known).word + (now.unsure ? " (by this day or later)" : ""), now.standing, flow.contested ? "true" : "false", flow.channel, flow.database,
      flow.via.join("; "), flow.first, flow.last, flow.say.count, count.unit, now.items.length,
      unique(now.items.map((item) => item.document)).join("; "), unique(now.items.map((item) => item.read)).join("; "), page.stamp.case_sha256];
  }

  const csv = () => [COLUMNS, ...filters.shown().map(row)].map((cells) => cells.map(cell).join(",")).join("\r\n") + "\r\n";

  /** What is shown as data: the exchanges with the evidence that is left, who and what they name, what was left out. */
  function json() {
    const flows = filters.shown();
    const named = unique(flows.flatMap((flow) => [flow.from, flow.to, ...flow.via])).sort();
    const documents = unique(flows.flatMap((flow) => filters.seen(flow).items.map((item) => item.document))).sort();
    const pick = (table, keys) => Object.fromEntries(keys.filter((key) => Object.hasOwn(table, key)).map((key) => [key, table[key]]));
    const entry = (flow) => {
      const { say, until, known_for, evidence, ...rest } = flow, now = filters.seen(flow);
      return { ...rest, known: now.known, standing: now.standing, by_this_day_or_later: now.unsure, evidence: now.items };
    };
    const routes = page.answers.flatMap((answer) => answer.routes.filter(explorer.routeShown).map((route) => ({
      id: route.id, data_type: answer.data_type, known: filters.routeKnown(route), agencies: route.agencies, steps: route.steps })));
    const found = { title: page.title, question: page.question, answer: page.headline, shown: inWords(), view: explorer.fragment(), caution: page.caution, cite: page.cite,
      stamp: page.stamp, published: page.published, agencies: pick(page.agencies, named), documents: pick(page.documents, documents), flows: flows.map(entry), routes };
    return `${JSON.stringify(found, null, 1)}\n`;
  }

  /** What is shown, and what was left out of it, in words: one line for each. */
  function inWords() {
    const shown = filters.shown().length, all = page.flows.length, out = filters.out(), said = [];
    said.push(shown === all ? `All ${all} exchanges.` : `${shown} of ${all} exchanges.`);
    if (filters.type()) said.push(`Only ${(page.labels.data_type || {})[filters.type()] || filters.type()}.`);
    if (filters.day()) said.push(`Only what can have happened by ${days.inWords(filters.day())}.`);
    if (out.length) said.push(`Left out: ${out.map(([kind, id]) => explorer.labelOf(kind, id)).join("; ")}.`);
    if (explorer.chosen()) said.push(`Chosen: ${explorer.said()}`);
    return said;
  }

  function save(name, blob) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `datatrail-${(page.stamp.case_sha256 || "case").slice(0, 12)}.${name}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  const tell = (words) => { document.getElementById("taken").textContent = words; };

  async function copyLink() {
    const field = document.getElementById("link");
    field.value = location.href;
    field.select();
    try {
      await navigator.clipboard.writeText(location.href);
      tell("Copied: opened with this page, it shows the same view.");
    } catch {
      tell("Copy what is marked: opened with this page, it shows the same view.");
    }
  }

  const make = {
    csv: () => new Blob([csv()], { type: "text/csv" }),
    json: () => new Blob([json()], { type: "application/json" }),
    svg: () => new Blob([snapshot.svg().text], { type: "image/svg+xml" }),
    png: () => snapshot.png(),
  };

  async function take(what) {
    if (what === "link") return copyLink();
    save(what, await make[what]());
    return tell(`Saved as ${what.toUpperCase()}: ${inWords()[0]}`);
  }

  document.querySelector(".menu").addEventListener("toggle", () => { document.getElementById("link").value = location.href; });
  document.addEventListener("click", (event) => { const menu = document.querySelector(".menu[open]"); if (menu && !menu.contains(event.target)) menu.open = false; });

  return { take, csv, json, inWords, COLUMNS };
})();
