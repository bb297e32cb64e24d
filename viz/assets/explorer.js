// What the reader does: find, choose, filter, switch views. One choice at a time; the fragment of the address holds it.

const explorer = (() => {
  const $ = (query) => document.querySelector(query);
  const all = (query) => [...document.querySelectorAll(query)];
  const labels = new Map();
  let choice = null, cameFrom = null, view = "picture";

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
    asked: (id) => asker.choice(id),
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
    panel.replaceChildren(back, make("p", "as-shown"), found.card());
    panel.hidden = false;
    $("#nothing-chosen").hidden = true;
    document.body.classList.add("has-choice");
    drawing.light(found.flows, found.agencies, found.known);
    $("#told").textContent = `Shown: ${found.said}`;
    mark();
    noteOnCard();
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
    mark();
    if (phone.matches) step("answer");
    if (focus && cameFrom && cameFrom.isConnected) cameFrom.focus();
  }

  /** The lists, the map and the address say what is chosen. */
  function mark() {
    const is = (kind, id) => Boolean(choice) && choice.kind === kind && choice.id === id;
    all("[data-route]").forEach((button) => button.setAttribute("aria-pressed", is("route", button.dataset.route)));
    all(".tile[data-state]").forEach((button) => button.setAttribute("aria-pressed", is("state", button.dataset.state)));
    const state = choice && choice.kind === "state" ? choice.id : "";
    showRoutes(state);
    const note = $(".chosen-state");
    note.hidden = !state;
    note.replaceChildren(...(state ? [`Only from ${(page.labels.state || {})[state] || state}. `, press("Show all", "plain", () => clear())] : []));
    asker.mark(choice);
    try {
      history.replaceState(null, "", fragment() || location.pathname + location.search);
    } catch {
      // a page inside another one may not change its address; nothing else depends on it
    }
  }

  const routeShown = (route) => Boolean(filters.routeKnown(route));

  /** Of the lists those of the data type that is shown; in them the routes that are left, of a chosen state only its own. */
  function showRoutes(state) {
    const lists = all("details.answer"), type = filters.type(), fewer = filters.fewer();
    all(".route[data-route]").forEach((button) => {
      const known = filters.routeKnown(routeOf.get(button.dataset.route));
      button.parentElement.hidden = !known || Boolean(state) && !button.dataset.state.split(" ").includes(state);
      const verdict = known === "did" ? "holds" : "possible", said = button.querySelector(".word");
      button.className = `route ${verdict}`;
      said.className = `word ${verdict}`;
      said.textContent = known ? knowledgeOf.get(known).word : "";
    });
    lists.forEach((list) => {
      list.hidden = Boolean(type && list.dataset.type !== type) || Boolean((state || fewer) && !list.querySelector("li:not([hidden])"));
      list.querySelector(".tally").hidden = Boolean(state) || fewer;
    });
    const left = lists.filter((list) => !list.hidden);
    if ((state || type || fewer) && left.length && !left.some((list) => list.open)) left[0].open = true;
  }

  // ---- the view as an address -------------------------------------------------------------------------------

  /** What is chosen and shown, as the fragment of an address: with this page it brings the same view back. */
  function fragment() {
    const list = (ids) => ids.map(encodeURIComponent).join(",");
    const out = filters.KINDS.map((kind) => [kind, filters.out().filter(([of]) => of === kind).map(([, id]) => id)]);
    const parts = [
      ...asker.parts(),
      choice && `${choice.kind}=${encodeURIComponent(choice.id)}`,
      filters.type() && `type=${encodeURIComponent(filters.type())}`,
      filters.day() && `by=${filters.day()}`,
      ...out.map(([kind, ids]) => ids.length && `not-${kind}=${list(ids)}`),
      drawing.openFolds().length && `open=${list(drawing.openFolds())}`,
      view !== "picture" && `view=${view}`,
    ].filter(Boolean);
    return parts.length ? `#${parts.join("&")}` : "";
  }

  const plain = (text) => { try { return decodeURIComponent(text); } catch { return ""; } };

  /** The view that the address asks for; what makes no sense in it changes nothing. */
  function restore() {
    const wanted = new Map(location.hash.slice(1).split("&").filter((part) => part.includes("=")).map((part) => part.split("=")));
    if (location.hash.length > 1 && !wanted.size) return; // a place on the page
    asker.restore();
    filters.clear();
    filters.KINDS.filter((kind) => wanted.has(`not-${kind}`)).forEach((kind) => wanted.get(`not-${kind}`).split(",").map(plain)
      .forEach((id) => (kind === "document" ? Object.hasOwn(page.documents, id) : labels.has(`${kind} ${id}`)) && filters.set(kind, id, true)));
    filters.setDay(days.has(wanted.get("by")) ? wanted.get("by") : "");
    const type = plain(wanted.get("type") || "");
    filters.setType(page.answers.some((answer) => answer.data_type === type) ? type : "");
    drawing.setOpen((wanted.get("open") || "").split(",").map(plain));
    const kind = Object.keys(kinds).find((one) => wanted.has(one));
    if (kind) choose(kind, plain(wanted.get(kind)));
    else clear();
    setView(wanted.get("view") === "table" ? "table" : "picture");
    apply();
  }

  // ---- filtering --------------------------------------------------------------------------------------------

  function setType(value) {
    filters.setType(value);
    apply();
  }

  /** Everything on the page shows what passes the legend and the date. */
  function apply() {
    if ($("#type")) $("#type").value = filters.type();
    all(".legend input").forEach((box) => { box.checked = !filters.isOff(...of(box)); });
    drawing.filter({ family: filters.family, seen: filters.seen });
    colourMap();
    showTable();
    days.show();
    const out = filters.out().length;
    $("#reset").hidden = !out;
    $("#out").textContent = out ? `${out} left out` : "";
    mark();
    noteOnCard();
  }

  /** The table has a row for each exchange that is drawn, with the word that it is drawn for; it is made when it is looked at. */
  function showTable() {
    if (view !== "table") return;
    readyTable();
    all("tr[data-flow]").forEach((row) => {
      const flow = flowOf.get(row.dataset.flow), now = filters.seen(flow);
      row.hidden = !now;
      const as = now && `${now.known} ${now.standing} ${now.unsure}`;
      if (!now || (row.dataset.as || `${flow.known} ${flow.standing} false`) === as) return;
      row.dataset.as = as;
      row.cells[3].replaceChildren(word(now.known, knowledgeOf.get(now.known).word),
        ["did", "could"].includes(now.known) ? ` ${(page.labels.standing || {})[now.standing] || now.standing}` : "",
        now.unsure ? ", by this day or later" : "", ...(flow.contested ? [" ", make("b", "contested", "contested")] : []));
    });
    all("tr[data-agency]").forEach((row) => { row.hidden = !filters.family((page.agencies[row.dataset.agency] || {}).family); });
    const shown = filters.shown().length;
    $("#rows").textContent = shown === page.flows.length ? `${shown}: all that is drawn` : `${shown} of ${page.flows.length}: all that is drawn`;
  }

  const WITHOUT_ROUTE = { access: "access", asked: "asked", refused: "refused", blocked: "refused", denied: "refused" };

  /** The best answer of each state: as the question has it, or by the routes and exchanges whose evidence is left. */
  function answersByState() {
    const rank = new Map(page.classes.map((one, at) => [one.id, at])), best = new Map(), type = filters.type();
    const better = (state, id) => { if (state && (!best.has(state) || rank.get(id) < rank.get(best.get(state)))) best.set(state, id); };
    if (!filters.fewer()) {
      page.exposure.filter((row) => !type || row.data_type === type).forEach((row) => better(row.state, row.class));
      return best;
    }
    routeOf.forEach((route) => {
      const known = (!type || route.answer.data_type === type) && filters.routeKnown(route);
      if (known) route.states.forEach((state) => better(state, known));
    });
    const asked = new Set(page.asked);
    page.flows.filter((flow) => asked.has(flow.to)).forEach((flow) => {
      const now = filters.judged(flow);
      if (now && WITHOUT_ROUTE[now.known]) better((page.agencies[flow.from] || {}).state, WITHOUT_ROUTE[now.known]);
    });
    return best;
  }

  /** The map, for the data type that is shown or for the best of all of them, with how many states of each answer. */
  function colourMap() {
    const answerLabels = new Map(page.classes.map((one) => [one.id, one.label]));
    const best = answersByState(), counts = new Map(), asked = new Set(page.states_asked);
    all(".tile[data-state]").forEach((tile) => {
      const answer = asked.has(tile.dataset.state) ? best.get(tile.dataset.state) || "unknown" : "unasked";
      const name = (page.labels.state || {})[tile.dataset.state] || tile.dataset.state;
      tile.className = `tile ${answer}`;
      tile.title = tile.querySelector(".unseen").textContent = `${name}: ${answerLabels.get(answer) || page.not_asked}`;
      counts.set(answer, (counts.get(answer) || 0) + 1);
    });
    all(".key [data-class]").forEach((entry) => {
      entry.hidden = !counts.has(entry.dataset.class);
      entry.querySelector("b").textContent = counts.get(entry.dataset.class) || "";
    });
    const by = $("#map-by");
    if (by) by.textContent = filters.fewer() ? `Now: ${basis()}` : "";
  }

  const basis = () => (filters.day() ? `by ${days.inWords(filters.day())}` : "by the sources that are shown");

  /** On the card of a choice, what the date and the sources leave of it: the card itself has all the evidence. */
  function noteOnCard() {
    const note = $("#chosen .as-shown");
    if (!note) return;
    const found = choice.kind === "route" ? [filters.routeKnown(routeOf.get(choice.id))]
      : choice.kind === "flow" ? choice.id.split(",").filter((id) => flowOf.has(id)).map((id) => (filters.judged(flowOf.get(id)) || {}).known) : [];
    const words = [...new Set(found.map((known) => (known ? `“${knowledgeOf.get(known).word}”` : "nothing yet")))];
    note.hidden = !filters.fewer();
    note.textContent = `All evidence stands below. ${words.length ? `By what is shown now (${basis()}): ${words.join(", ")}.` : `The drawing shows it ${basis()}.`}`;
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

  function setView(name) {
    view = name;
    document.body.dataset.view = name;
    all("[data-view]").forEach((button) => button.matches("button") && button.setAttribute("aria-pressed", button.dataset.view === name));
  }

  function turnTo(name) {
    setView(name);
    showTable();
    mark();
    if (phone.matches) step("answer");
  }

  function picked(what) {
    if (what === "look") return apply();
    if (!what) return clear();
    if (what.fold) { drawing.toggle(what.node); return mark(); }
    if (what.node) return choose("agency", what.node, arguments[1]);
    return choose("flow", what.flows.join(","));
  }

  /** Each row of the table leads to its evidence; ready when it is first looked at. */
  function readyTable() {
    if ($("tr[data-flow] .show")) return;
    all("tr[data-flow]").forEach((row) => {
      const flow = flowOf.get(row.dataset.flow);
      const button = press("show", "show", () => {});
      button.dataset.flow = flow.flow;
      button.setAttribute("aria-label", `Show ${nameOf(flow.from)} to ${nameOf(flow.to)}, ${flow.say.type}`);
      row.lastElementChild.append(button);
    });
  }

  /** What a box of the legend leaves out: its kind, and which. */
  function of(box) {
    const { family, known, filter } = box.dataset;
    return family ? ["family", family] : known ? ["known", known] : [filter, box.value];
  }

  /** The documents that can be left out, those that most exchanges cite first. */
  function listDocuments() {
    const list = $("fieldset[data-kind=document]"), counts = new Map();
    if (!list || list.querySelector("input")) return;
    page.flows.forEach((flow) => new Set(flow.evidence.map((item) => item.document)).forEach((id) => counts.set(id, (counts.get(id) || 0) + 1)));
    const title = (id) => (page.documents[id] || {}).title || id;
    list.append(...[...counts].sort((one, other) => other[1] - one[1] || (title(one[0]) < title(other[0]) ? -1 : 1)).map(([id, count]) => {
      const box = make("input");
      Object.assign(box, { type: "checkbox", checked: !filters.isOff("document", id), value: id });
      box.dataset.filter = "document";
      return make("label", "", box, make("span", "", title(id)), " ", make("b", "", String(count)));
    }));
  }

  function start() {
    all(".legend input").forEach((box) => labels.set(of(box).join(" "), box.parentElement.querySelector("span").textContent));
    days.start(apply); // before the drawing looks how much room it has
    drawing.start(picked, { family: filters.family, seen: filters.seen });
    find();
    asker.start();
    const more = $(".more");
    if (more) more.addEventListener("toggle", listDocuments, { once: true });
    document.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      const byKey = event.detail === 0, data = button.dataset;
      if ("route" in data) choice && choice.id === data.route ? clear() : choose("route", data.route, { byKey });
      else if (button.matches(".tile")) choice && choice.id === data.state ? clear() : choose("state", data.state, { byKey: false });
      else if ("flow" in data) choose("flow", data.flow, { byKey });
      else if (button.closest(".steps")) step(data.step);
      else if ("view" in data) turnTo(data.view);
      else if ("zoom" in data) drawing.zoom(data.zoom);
      else if ("print" in data) print();
      else if ("take" in data) takeaway.take(data.take);
      else if ("all" in data || "none" in data) {
        all(`.legend input[data-filter="${data.all || data.none}"]`).forEach((box) => filters.set(...of(box), "none" in data));
        apply();
      } else if (button.id === "reset") { filters.clear(); apply(); }
    });
    document.addEventListener("change", (event) => {
      if (event.target.id === "type") setType(event.target.value);
      else if (event.target.matches(".legend input")) { filters.set(...of(event.target), !event.target.checked); apply(); }
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      const open = event.target.closest && event.target.closest(".menu[open], .more[open]");
      if (!open) return clear({ focus: true });
      open.open = false;
      open.querySelector("summary").focus();
    });
    document.addEventListener("click", (event) => {
      const link = event.target.closest('a[href^="#e"]');
      if (link) { event.preventDefault(); const place = document.getElementById(link.hash.slice(1)); if (place) place.scrollIntoView({ block: "center" }); }
    });
    let closed = [];
    const paper = matchMedia("print");
    const toPaper = () => { snapshot.onPaper(); $("#on-paper").textContent = `Printed as shown. ${takeaway.inWords().join(" ")}`; closed = [...closed, ...all("details.answer:not([open])")]; closed.forEach((list) => { list.open = true; }); };
    const fromPaper = () => { closed.forEach((list) => { list.open = false; }); closed = []; };
    addEventListener("beforeprint", toPaper);
    addEventListener("afterprint", fromPaper);
    paper.addEventListener("change", () => (paper.matches ? toPaper() : fromPaper()));
    if (location.hash) restore();
    addEventListener("hashchange", restore);
  }

  return { start, choose, clear, mark, restore, step, isPhone: () => phone.matches, fragment, listDocuments, routeShown, chosen: () => choice, said: () => (choice ? kinds[choice.kind](choice.id).said : ""),
    labelOf: (kind, id) => (kind === "document" ? (page.documents[id] || {}).title : labels.get(`${kind} ${id}`)) || id };
})();

explorer.start();
