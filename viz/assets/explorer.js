// What the reader does: find, choose, filter, switch views. One choice at a time; the fragment of the address holds it.

const explorer = (() => {
  const $ = (query) => document.querySelector(query);
  const all = (query) => [...document.querySelectorAll(query)];
  const hidden = { families: new Set(), known: new Set() };
  let type = "", choice = null, cameFrom = null;

  const phone = matchMedia("(max-width: 40em)");

  // ---- choosing ---------------------------------------------------------------------------------------------

  /** What each kind of choice shows and lights. */
  const kinds = {
    route(id) {
      const route = routeOf.get(id);
      return route && { card: () => cards.route(route), flows: route.steps.map((step) => step.flow),
        agencies: route.agencies, known: route.verdict === "holds" ? "did" : "could", said: route.say.sentence };
    },
    flow(id) {
      const flows = id.split(",").filter((one) => flowOf.has(one)).map((one) => flowOf.get(one));
      if (!flows.length) return null;
      const ends = [...new Set(flows.flatMap((flow) => [flow.from, flow.to]))];
      const title = ends.length === 2 ? `${nameOf(flows[0].from)} → ${nameOf(flows[0].to)}` : `${flows.length} exchanges`;
      return { card: () => cards.exchanges(flows.length > 1 ? `${title}: ${flows.length} exchanges` : "One exchange", flows, chooseFlow),
        flows: flows.map((flow) => flow.flow), agencies: ends, said: sentenceOf(flows[0]) };
    },
    agency(id) {
      if (!page.agencies[id]) return null;
      const flows = page.flows.filter((flow) => flow.from === id || flow.to === id || flow.via.includes(id));
      return { card: () => cards.agency(id, chooseFlow), flows: flows.map((flow) => flow.flow),
        agencies: [id, ...new Set(flows.flatMap((flow) => [flow.from, flow.to]))], said: nameOf(id) };
    },
    state(code) {
      const routes = [...routeOf.values()].filter((route) => route.states.includes(code));
      const flows = page.flows.filter((flow) => (page.agencies[flow.from] || {}).state === code);
      const steps = [...routes.flatMap((route) => route.steps.map((step) => step.flow)), ...flows.map((flow) => flow.flow)];
      return { card: () => cards.state(code, chooseFlow), flows: steps,
        agencies: [...new Set(steps.flatMap((id) => (flowOf.has(id) ? [flowOf.get(id).from, flowOf.get(id).to] : [])))],
        said: (page.labels.state || {})[code] || code };
    },
  };

  const chooseFlow = (id) => choose("flow", id, { byKey: document.activeElement && document.activeElement.matches(":focus-visible") });

  function choose(kind, id, { byKey = false } = {}) {
    const found = kind && kinds[kind](id);
    if (!found) return clear();
    if (!choice) cameFrom = document.activeElement;
    choice = { kind, id };
    const panel = $("#chosen");
    const back = press("Back to the answer", "back", () => clear({ focus: true }));
    panel.replaceChildren(back, found.card());
    panel.hidden = false;
    $("#nothing-chosen").hidden = true;
    document.body.classList.add("has-choice");
    drawing.light(found.flows, found.agencies, found.known);
    lightStill(found.flows);
    $("#told").textContent = `Shown: ${found.said}`;
    mark();
    if (phone.matches) step("evidence");
    $("#evidence").scrollTop = 0;
    if (byKey || phone.matches) $("#evidence").focus({ preventScroll: true });
    $("#evidence").scrollIntoView({ block: phone.matches ? "start" : "nearest" });
  }

  function clear({ focus = false } = {}) {
    if (!choice) return;
    choice = null;
    $("#chosen").replaceChildren();
    $("#chosen").hidden = true;
    $("#nothing-chosen").hidden = false;
    document.body.classList.remove("has-choice");
    drawing.light(null);
    lightStill([]);
    mark();
    if (phone.matches) step("answer");
    if (focus && cameFrom && cameFrom.isConnected) cameFrom.focus();
  }

  /** The picture for paper shows the same as the one on the screen. */
  function lightStill(flows) {
    const lit = new Set(flows), lines = new Map(page.edges.map((edge) => [edge.id, edge]));
    $(".still").classList.toggle("has-lit", lit.size > 0);
    all(".still [data-line]").forEach((line) =>
      line.classList.toggle("lit", lines.get(line.dataset.line).flows.some((flow) => lit.has(flow))));
  }

  /** The lists, the map and the address say what is chosen. */
  function mark() {
    const is = (kind, id) => Boolean(choice) && choice.kind === kind && choice.id === id;
    all("[data-route]").forEach((button) => button.setAttribute("aria-pressed", is("route", button.dataset.route)));
    all(".tile[data-state]").forEach((button) => button.setAttribute("aria-pressed", is("state", button.dataset.state)));
    const state = choice && choice.kind === "state" ? choice.id : "";
    all(".route[data-state]").forEach((button) => { button.parentElement.hidden = Boolean(state) && !button.dataset.state.split(" ").includes(state); });
    showLists(state);
    const note = $(".chosen-state");
    note.hidden = !state;
    note.replaceChildren(...(state ? [`Only from ${(page.labels.state || {})[state] || state}. `, press("Show all", "plain", () => clear())] : []));
    const parts = [choice && `${choice.kind}=${encodeURIComponent(choice.id)}`, type && `type=${encodeURIComponent(type)}`].filter(Boolean);
    try {
      history.replaceState(null, "", parts.length ? `#${parts.join("&")}` : location.pathname + location.search);
    } catch {
      // a page inside another one may not change its address; nothing else depends on it
    }
  }

  /** Only the lists of the data type that is shown, and of a chosen state only those with a route. */
  function showLists(state) {
    const lists = all("details.answer");
    lists.forEach((list) => {
      list.hidden = Boolean(type && list.dataset.type !== type) || Boolean(state && !list.querySelector("li:not([hidden])"));
      list.querySelector(".tally").hidden = Boolean(state);
    });
    const left = lists.filter((list) => !list.hidden);
    if ((state || type) && left.length && !left.some((list) => list.open)) left[0].open = true;
  }

  function restore() {
    const wanted = new Map(location.hash.slice(1).split("&").filter((part) => part.includes("=")).map((part) => {
      const [key, value] = part.split("=");
      try { return [key, decodeURIComponent(value)]; } catch { return [key, ""]; }
    }));
    if (wanted.has("type") && page.answers.some((answer) => answer.data_type === wanted.get("type"))) setType(wanted.get("type"));
    const kind = Object.keys(kinds).find((one) => wanted.has(one));
    if (kind) choose(kind, wanted.get(kind));
  }

  // ---- filtering --------------------------------------------------------------------------------------------

  function setType(value) {
    type = value;
    if ($("#type")) $("#type").value = value;
    colourMap();
    apply();
    mark();
  }

  const passes = (flow) => !hidden.known.has((type && flow.known_for[type]) || flow.known) && (!type || type in flow.known_for);

  function apply() {
    drawing.filter({ type, family: (family) => !hidden.families.has(family), flow: passes });
    const familyOf = (agency) => (page.agencies[agency] || {}).family;
    all("tr[data-flow]").forEach((row) => {
      const flow = flowOf.get(row.dataset.flow);
      row.hidden = !passes(flow) || hidden.families.has(familyOf(flow.from)) || hidden.families.has(familyOf(flow.to));
    });
  }

  /** The map, for the data type that is shown or for the best of all of them, with how many states of each answer. */
  function colourMap() {
    const rank = new Map(page.classes.map((one, at) => [one.id, at]));
    const labels = new Map(page.classes.map((one) => [one.id, one.label]));
    const best = new Map();
    page.exposure.filter((row) => row.state && (!type || row.data_type === type)).forEach((row) => {
      if (!best.has(row.state) || rank.get(row.class) < rank.get(best.get(row.state))) best.set(row.state, row.class);
    });
    const counts = new Map(), asked = new Set(page.states_asked);
    all(".tile[data-state]").forEach((tile) => {
      const answer = best.get(tile.dataset.state) || (asked.has(tile.dataset.state) ? "unknown" : "unasked");
      const name = (page.labels.state || {})[tile.dataset.state] || tile.dataset.state;
      tile.className = `tile ${answer}`;
      tile.title = tile.querySelector(".unseen").textContent = `${name}: ${labels.get(answer) || page.not_asked}`;
      counts.set(answer, (counts.get(answer) || 0) + 1);
    });
    all(".key [data-class]").forEach((entry) => {
      entry.hidden = !counts.has(entry.dataset.class);
      entry.querySelector("b").textContent = counts.get(entry.dataset.class) || "";
    });
  }

  // ---- finding ----------------------------------------------------------------------------------------------

  function index() {
    const drawn = new Set(page.nodes.map((node) => node.id));
    const relays = new Set(page.flows.flatMap((flow) => flow.via));
    const entries = Object.entries(page.agencies).filter(([id]) => drawn.has(id) || relays.has(id))
      .map(([id, about]) => ({ words: about.name, more: [about.kind_label, (page.labels.state || {})[about.state]].filter(Boolean).join(", "), go: ["agency", id] }));
    all(".tile[data-state]:enabled").forEach((tile) => entries.push({
      words: (page.labels.state || {})[tile.dataset.state] || tile.dataset.state, more: `state, ${tile.dataset.state}`, go: ["state", tile.dataset.state] }));
    page.answers.forEach((answer) => entries.push({ words: answer.label, more: "kind of data", go: ["type", answer.data_type] }));
    const documents = new Map();
    page.flows.forEach((flow) => flow.evidence.forEach((item) => {
      const key = (page.documents[item.document] || {}).title;
      if (key) documents.set(key, [...(documents.get(key) || []), flow.flow]);
    }));
    documents.forEach((flows, title) => entries.push({ words: title, more: "document", go: ["flow", [...new Set(flows)].join(",")] }));
    return entries.map((entry) => ({ ...entry, text: `${entry.words} ${entry.more}`.toLowerCase() }));
  }

  function find() {
    const field = $("#find"), list = $("#found"), entries = index();
    let at = -1, found = [];
    const close = () => { list.hidden = true; field.setAttribute("aria-expanded", "false"); field.removeAttribute("aria-activedescendant"); at = -1; };
    const take = (entry, byKey) => {
      close();
      field.value = "";
      if (entry.go[0] === "type") setType(entry.go[1]);
      else choose(...entry.go, { byKey });
    };
    const point = (to) => {
      at = (to + found.length) % found.length;
      [...list.children].forEach((option, number) => option.setAttribute("aria-selected", number === at));
      field.setAttribute("aria-activedescendant", `found-${at}`);
      list.children[at].scrollIntoView({ block: "nearest" });
    };
    field.addEventListener("input", () => {
      const parts = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      if (!parts.length) return close();
      const starts = (entry) => (entry.words.toLowerCase().startsWith(parts[0]) ? 0 : 1);
      found = entries.filter((entry) => parts.every((part) => entry.text.includes(part))).sort((one, other) => starts(one) - starts(other)).slice(0, 12);
      at = -1;
      list.replaceChildren(...(found.length ? found.map((entry, number) => {
        const option = make("li", "", make("span", "", entry.words), " ", make("small", "", entry.more));
        option.id = `found-${number}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.addEventListener("pointerdown", (event) => { event.preventDefault(); take(entry); });
        return option;
      }) : [make("li", "none", "Nothing here has this in its name.")]));
      list.hidden = false;
      field.setAttribute("aria-expanded", "true");
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { close(); event.stopPropagation(); }
      if (list.hidden || !found.length) return;
      if (event.key === "ArrowDown") { event.preventDefault(); point(at + 1); }
      if (event.key === "ArrowUp") { event.preventDefault(); point(at < 0 ? found.length - 1 : at - 1); }
      if (event.key === "Enter") { event.preventDefault(); take(found[Math.max(at, 0)], true); }
    });
    field.addEventListener("blur", close);
  }

  // ---- views ------------------------------------------------------------------------------------------------

  function step(name) {
    document.body.dataset.step = name;
    all(".steps [data-step]").forEach((button) => {
      if (button.dataset.step === name) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    });
    scrollTo(0, 0);
  }

  function view(name) {
    document.body.dataset.view = name;
    all("[data-view]").forEach((button) => button.matches("button") && button.setAttribute("aria-pressed", button.dataset.view === name));
    if (phone.matches) step("answer");
  }

  function picked(what) {
    if (what === "look") return apply();
    if (!what) return clear();
    if (what.fold) { drawing.toggle(what.node); return apply(); }
    if (what.node) return choose("agency", what.node, arguments[1]);
    return choose("flow", what.flows.filter((id) => passes(flowOf.get(id))).join(","));
  }

  /** Each row of the table leads to its evidence. */
  function readyTable() {
    all("tr[data-flow]").forEach((row) => {
      const flow = flowOf.get(row.dataset.flow);
      const button = press("show", "show", () => {});
      button.dataset.flow = flow.flow;
      button.setAttribute("aria-label", `Show ${nameOf(flow.from)} to ${nameOf(flow.to)}, ${flow.say.type}`);
      row.lastElementChild.append(button);
    });
  }

  function start() {
    document.body.dataset.view = "picture";
    readyTable();
    drawing.start(picked);
    colourMap();
    apply();
    find();
    document.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      const byKey = event.detail === 0, data = button.dataset;
      if ("route" in data) choice && choice.id === data.route ? clear() : choose("route", data.route, { byKey });
      else if (button.matches(".tile")) choice && choice.id === data.state ? clear() : choose("state", data.state, { byKey: false });
      else if ("flow" in data) choose("flow", data.flow, { byKey });
      else if (button.closest(".steps")) step(data.step);
      else if ("view" in data) view(data.view);
      else if ("zoom" in data) drawing.zoom(data.zoom);
      else if ("print" in data) print();
    });
    document.addEventListener("change", (event) => {
      const { family, known } = event.target.dataset, off = !event.target.checked;
      if (family) off ? hidden.families.add(family) : hidden.families.delete(family);
      if (known) off ? hidden.known.add(known) : hidden.known.delete(known);
      if (event.target.id === "type") setType(event.target.value);
      else if (family || known) apply();
    });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") clear({ focus: true }); });
    document.addEventListener("click", (event) => {
      const link = event.target.closest('a[href^="#e"]');
      if (link) { event.preventDefault(); const place = document.getElementById(link.hash.slice(1)); if (place) place.scrollIntoView({ block: "center" }); }
    });
    let closed = [];
    addEventListener("beforeprint", () => { closed = all("details.answer:not([open])"); closed.forEach((list) => { list.open = true; }); });
    addEventListener("afterprint", () => closed.forEach((list) => { list.open = false; }));
    restore();
    addEventListener("hashchange", restore);
  }

  return { start, choose, clear, chosen: () => choice };
})();

explorer.start();
