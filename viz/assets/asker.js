// The reader's own question: the form, what it is answered with, and the address that asks it again.

const asker = (() => {
  const form = document.getElementById("ask"), KEYS = ["from", "to", "data", "as-of", "floor"];
  const $ = (query) => document.querySelector(query);
  const own = document.querySelector("h1").textContent;
  const routes = new Map();
  let asked = null; // the question as it was typed, by the keys of the address; nothing while the page's own is shown
  let lit = null; // what its answer lights until a route is chosen
  let picture = null; // of its answer, where the drawing has not all of it
  let scopes = null; // what may be typed at an end, and what it means

  // ---- the form ---------------------------------------------------------------------------------------------

  /** What the page was made for, as the form says it. */
  function given() {
    const { from, to, data, as_of: asOf, min_standing: floor } = page.question;
    return { from, to, data, "as-of": asOf || "", floor: floor || "reported" };
  }

  function fill(question) {
    ["from", "to"].forEach((end) => { form.elements[end].value = textOf(question[end]); });
    ["data", "as-of", "floor"].forEach((key) => { if (form.elements[key]) form.elements[key].value = question[key]; });
  }

  const textOf = (scope) => wording.end(page.asking, scope, page.labels.state || {});

  /** Parties, kinds of agency, and kinds in one state, by how they are written; of two alike each has its id behind it. */
  function mayBeTyped() {
    if (scopes) return scopes;
    const { parties } = page.asking, gone = new Set([...parties.gone, ...parties.unlisted]), groups = new Set(parties.groups.map(([group]) => group));
    const there = parties.id.map((_, at) => at).filter((at) => !gone.has(at));
    const bodies = there.filter((at) => !groups.has(at) && parties.kind[at]);
    const kinds = [...new Set(bodies.map((at) => parties.kinds[parties.kind[at]]))];
    const local = [...new Set(bodies.filter((at) => parties.state[at]).map((at) => `${parties.states[parties.state[at]]}:${parties.kinds[parties.kind[at]]}`))];
    const all = ["any", ...kinds.sort(), ...there.map((at) => parties.id[at]), ...local.sort()];
    scopes = new Map();
    all.forEach((scope) => { const text = textOf(scope); scopes.set(scopes.has(text) ? `${text} (${scope})` : text, scope); });
    return scopes;
  }

  /** What was typed at an end: as it is offered, as an id, or as the one that begins like it. */
  function scopeOf(text) {
    const typed = text.trim(), all = mayBeTyped();
    if (all.has(typed)) return all.get(typed);
    const known = new Set(all.values());
    if (known.has(typed)) return typed;
    const like = [...all].filter(([words]) => words.toLowerCase().startsWith(typed.toLowerCase()));
    const same = like.filter(([words]) => words.toLowerCase() === typed.toLowerCase());
    const found = same.length ? same : like;
    return typed && found.length === 1 ? found[0][1] : null;
  }

  function offer() {
    const list = $("#parties");
    if (list.children.length) return;
    list.append(...[...mayBeTyped().keys()].map((text) => { const option = make("option"); option.value = text; return option; }));
  }

  /** What the form says, or what in it cannot be asked. */
  function typed() {
    const value = (key) => (form.elements[key] ? form.elements[key].value.trim() : "");
    const ends = { from: scopeOf(value("from")), to: scopeOf(value("to")) };
    const wrong = ["from", "to"].find((end) => !ends[end]);
    if (wrong) return { wrong, why: value(wrong) ? `“${value(wrong)}” is nobody here. Choose from the list that opens as you type.` : "Say who." };
    const asOf = value("as-of"), since = page.asking.fixed.since;
    if (asOf && asking.lastDay(asOf) === null) return { wrong: "as-of", why: `“${asOf}” is no date. Write 2019, 2019-06 or 2019-06-30.` };
    if (asOf && since !== null && asking.lastDay(asOf) < since) return { wrong: "as-of", why: "This page asks only about later days." };
    return { question: { ...ends, data: value("data"), "as-of": asOf, floor: value("floor") } };
  }

  function complain({ wrong, why }) {
    KEYS.forEach((key) => form.elements[key] && form.elements[key].removeAttribute("aria-invalid"));
    $("#ask-problem").textContent = why || "";
    if (!wrong) return;
    form.elements[wrong].setAttribute("aria-invalid", "true");
    form.elements[wrong].focus();
  }

  // ---- asking -----------------------------------------------------------------------------------------------

  const isOwn = (question) => KEYS.every((key) => question[key] === given()[key]);

  /** Answers what the form says, or shows the page's own answer again where that is what it asks. */
  function submit() {
    const { question, ...problem } = typed();
    complain(problem);
    if (!question) return;
    if (isOwn(question)) return back();
    show(question);
    explorer.clear();
    explorer.mark();
    if (explorer.isPhone()) explorer.step("answer");
    $("#asked").focus({ preventScroll: true });
  }

  function show(question) {
    asked = question;
    fill(question);
    const result = answered.ask({ ...question, asOf: question["as-of"] ? asking.lastDay(question["as-of"]) : null });
    routes.clear();
    lit = result.lit.flows.length ? result.lit : null;
    result.answers.forEach((answer) => answer.routes.forEach((route) => routes.set(route.id, route)));
    document.body.classList.add("has-asked");
    [$("h1").textContent] = result.lines;
    const note = make("p", "hint");
    note.id = "asked-note";
    const again = press("Back to what the page was made for", "back", back);
    $("#asked").replaceChildren(note, again, ...answered.list(result));
    $("#asked").hidden = false;
    $("#asked-words").replaceChildren(...answered.words(result));
    picture = answered.picture(result, $("#drawing").clientWidth - 30);
    $("#asked-picture").replaceChildren(...(picture ? [picture] : []));
    document.body.classList.toggle("no-route", !routes.size);
    document.body.classList.toggle("own-picture", Boolean(picture));
    const many = routes.size > askedPicture.MOST ? ` It shows the first ${askedPicture.MOST} routes.` : "";
    $("#asked-note").textContent = picture ? `You asked this of the page’s evidence; the picture is of your answer.${many}`
      : "You asked this of the page’s evidence. The drawing is still that of what the page was made for: the answer is lit in it.";
    say(question, result);
  }

  /** The question in words, for paper. */
  function say(question, { who, whom, answers }) {
    const rows = [["From", who], ["To", whom], ["Data", answers[0].label], ["As of", question["as-of"]],
      ["At least", question.floor === "reported" ? "" : (page.labels.standing || {})[question.floor] || question.floor]];
    $("#asked-question").replaceChildren(...rows.filter(([, value]) => value).map(([name, value]) => make("div", "", make("dt", "", name), make("dd", "", value))));
  }

  function back() {
    asked = lit = null;
    routes.clear();
    fill(given());
    complain({});
    document.body.classList.remove("has-asked", "no-route", "own-picture");
    $("#asked-picture").replaceChildren();
    picture = null;
    $("h1").textContent = own;
    $("#asked").replaceChildren();
    $("#asked-words").replaceChildren();
    $("#asked").hidden = true;
    explorer.clear();
    explorer.mark();
  }

  // ---- with the rest of the page ----------------------------------------------------------------------------

  /** What choosing a route of the answer shows and lights. */
  function choice(id) {
    const route = routes.get(id);
    return route && { card: () => answered.card(route), flows: route.steps.map((step) => step.flow), agencies: route.agencies,
      known: route.verdict === "holds" ? "did" : "could", said: route.sentence };
  }

  const shine = () => lit && drawing.light(lit.flows, lit.agencies, null);

  /** The list says which route is chosen; without one all are lit. */
  function mark(chosen) {
    document.querySelectorAll("[data-asked]").forEach((button) =>
      button.setAttribute("aria-pressed", Boolean(chosen) && chosen.kind === "asked" && chosen.id === button.dataset.asked));
    if (picture) askedPicture.light(picture, chosen && routes.get(chosen.id));
    if (!chosen) shine();
  }

  /** The parts of the address that ask the question again. */
  const parts = () => (asked ? KEYS.filter((key) => asked[key]).map((key) => `${key}=${encodeURIComponent(asked[key])}`) : []);

  /** Asks what the address asks; what cannot be asked here changes nothing. */
  function restore() {
    if (!form) return;
    const wanted = new Map(location.hash.slice(1).split("&").map((part) => part.split("=")));
    const plain = (key) => { try { return decodeURIComponent(wanted.get(key) || ""); } catch { return ""; } };
    const question = Object.fromEntries(KEYS.map((key) => [key, plain(key)]));
    if (!question.from || !question.to) { if (asked) back(); return; }
    const { types, carrying, known, fixed } = page.asking, scopes_ = new Set(mayBeTyped().values()), day = question["as-of"];
    question.floor = question.floor || "reported";
    const dated = !day || (fixed.open_at === null && asking.lastDay(day) !== null);
    if (!scopes_.has(question.from) || !scopes_.has(question.to) || !known.includes(question.data) || !types.id.includes(question.data)
      || !carrying.includes(question.floor) || !dated || isOwn(question)) return;
    if (!asked || KEYS.some((key) => asked[key] !== question[key])) show(question);
    shine();
  }

  function start() {
    if (!form) return;
    const { types, known, carrying, fixed } = page.asking;
    const names = known.map((id) => [id, wording.capital(types.label[types.id.indexOf(id)])]).sort(([, one], [, other]) => (one < other ? -1 : 1));
    const option = ([value, words]) => { const made = make("option", "", words); made.value = value; return made; };
    form.elements.data.append(...names.map(option));
    form.elements.floor.append(...carrying.map((id) => option([id, (page.labels.standing || {})[id] || id])));
    if (fixed.open_at !== null) form.elements["as-of"].closest("label").remove(); // another way of asking about time
    fill(given());
    form.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
    form.addEventListener("focusin", (event) => { if (event.target.list) offer(); });
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-asked]");
      if (button) explorer.choose("asked", button.dataset.asked, { byKey: event.detail === 0 });
    });
  }

  return { start, restore, mark, parts, choice, asked: () => asked };
})();
