"use strict";
// What is chosen, in words: cards for each piece of evidence. Text from sources is set as text, never as markup.

const page = JSON.parse(document.getElementById("data").textContent);

/** Rows that stand in the data by column, each value that comes again once. */
function unpack(table) {
  const rows = Array.from({ length: table.length }, () => ({}));
  Object.entries(table.columns).forEach(([name, column]) => {
    const [whole, part] = name.split(".");
    rows.forEach((row, at) => {
      const value = Array.isArray(column) ? column[at] : column.of[column.at ? column.at[at] : 0];
      if (value === null || value === undefined) return;
      if (part) (row[whole] = row[whole] || {})[part] = value;
      else row[whole] = value;
    });
  });
  return rows;
}

page.agencies = Object.fromEntries(unpack(page.agencies).map(({ id, ...about }) => [id, about]));
page.nodes = unpack(page.nodes);
page.items = unpack(page.items);
page.flows = unpack(page.flows);
// Fields that say nothing are left out of the data; the items of evidence follow in the order of their flows.
page.flows.forEach((flow, at) => {
  flow.say = flow.say || {};
  const from = at ? page.flows[at - 1].until : 0;
  flow.until = from + (flow.evidence || 0);
  flow.evidence = page.items.slice(from, flow.until);
  flow.evidence.forEach((item) => { item.id = item.id || `${item.claim}:${flow.from}>${flow.to}:${item.data_type || ""}`; });
});
page.flows.forEach((flow) => ["via", "rules", "beside"].forEach((list) => { flow[list] = flow[list] || []; }));
// Rules and what is beside stand once in the data, and in the flows by number.
page.flows.forEach((flow) => ["rules", "beside"].forEach((list) => { flow[list] = flow[list].map((at) => page.once[list][at]); }));
page.answers.forEach((answer) => { answer.routes = answer.routes || []; });
page.answers.flatMap((answer) => answer.routes).forEach((route) => ["because", "states"].forEach((list) => { route[list] = route[list] || []; }));
// An agency's mark says what the agency says of itself.
page.nodes.forEach((node) => {
  const about = node.members ? {} : page.agencies[node.id] || {};
  node.column = node.column || 0;
  node.label = node.label || about.name || node.id;
  node.family = node.family || about.family;
  node.state = node.members ? "" : about.state || "";
});

const flowOf = new Map(page.flows.map((flow) => [flow.flow, flow]));
const routeOf = new Map(page.answers.flatMap((answer) => answer.routes.map((route) => [route.id, { ...route, answer }])));
const knowledgeOf = new Map(page.knowledge.map((known) => [known.id, known]));

function nameOf(agency) {
  return (page.agencies[agency] || {}).name || agency;
}

function sentenceOf(flow) {
  return page.sentences[flow.known].replace("{giver}", () => nameOf(flow.from)).replace("{receiver}", () => nameOf(flow.to));
}

/** An element with children; a string among them becomes text. */
function make(tag, looks, ...children) {
  const element = document.createElement(tag);
  if (looks) element.className = looks;
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

function press(words, looks, act) {
  const button = make("button", looks, words);
  button.type = "button";
  button.addEventListener("click", act);
  return button;
}

/** A link if the address is an ordinary one, else the title alone. */
function cited(address, title) {
  if (!/^https?:\/\/[^\s]+$/i.test(address || "")) return make("cite", "", title);
  const link = make("a", "", title);
  link.href = address;
  link.rel = "noopener noreferrer";
  link.target = "_blank";
  return link;
}

function word(known, text) {
  return make("span", `word ${known}`, text);
}

const cards = (() => {
  const help = page.help.FLOWS_TO || {};

  /** One piece of evidence: a solid bar for what is shown, a dashed one for what is inferred. */
  function evidence(item, chosen) {
    const card = make("article", `card ${item.shown ? "shown" : "inferred"}`);
    const document_ = page.documents[item.document] || {};
    const head = make("h4", "", cited(document_.url, document_.title || item.document));
    const published = [document_.publisher, document_.published].filter(Boolean).join(", ");
    const place = [item.locator, item.sheet && `sheet ${item.sheet}`, item.page && `page ${item.page}`].filter(Boolean).join(", ");
    const row = item.file && item.row ? `row ${item.row} of ${item.file}` : "";
    card.append(head, make("p", "where", [published, place, row].filter(Boolean).join(" · ")));
    const facts = make("dl");
    const fact = (name, value) => value && facts.append(make("dt", "", name), make("dd", "", value));
    fact("Says", item.speaker);
    fact("Kind", item.kind === "request" ? "a record of requests" : item.kind && `a statement${item.basis ? `, on the word of ${(page.labels.basis || {})[item.basis] || item.basis}` : ""}`);
    fact("That it was", (page.labels.mode || {})[item.mode] || item.mode);
    fact("When", item.when);
    fact("Standing", (page.labels.standing || {})[item.standing] || item.standing);
    fact("How many", item.count_say);
    fact("Threshold required", item.threshold_required);
    fact("Threshold shown", item.threshold_shown);
    fact("Why not “did”", whyNot(item));
    fact("Note", item.note);
    fact("Checked", (item.checked || []).join("; "));
    fact("Corrected", (item.corrected || []).join("; "));
    card.append(facts);
    const badges = make("p", "badges", make("span", `badge ${item.read}`, page.badges[item.read] || item.read || ""));
    if (item.derived) badges.append(make("span", "badge", "inferred from “received from”"));
    if (item.sent) badges.append(make("span", "badge", "sent by the requester"));
    if (chosen) badges.append(make("span", "badge chosen", "what this route rests on"));
    card.append(badges);
    return card;
  }

  function hidden(masked) {
    const fields = masked.filter((field) => field !== "disputed").join(", ");
    return fields.length && !masked.includes("disputed") ? `masked in the source: ${fields}` : `two do not agree on ${fields || "whether it stands"}`;
  }

  function whyNot(item) {
    if (item.mode !== "disclosed") return "";
    const reasons = [];
    if (item.payload === "assumed") reasons.push("what was asked is known, not what came back");
    if (item.payload === "implied") reasons.push("a broader kind of data is named, not this one");
    if (item.hedged) reasons.push("the source hedges it");
    if (item.one_of) reasons.push("one of several is meant");
    if (item.masked) reasons.push(hidden(item.masked));
    return reasons.join("; ");
  }

  /** One exchange: what is known of it, then its evidence, then what is listed beside it. */
  function exchange(flow, step) {
    const part = make("section", "exchange");
    part.dataset.flow = flow.flow;
    part.append(make("h3", "", nameOf(flow.from), make("span", "to", " → "), nameOf(flow.to)));
    part.append(make("p", "", word(flow.known, flow.say.word), " ", `${flow.say.type}. ${sentenceOf(flow)}`));
    const facts = make("dl");
    const fact = (name, value) => value && facts.append(make("dt", "", name), make("dd", "", value));
    fact("How", flow.say.manner);
    fact("Database", flow.database);
    fact("When", flow.say.when);
    fact("How many", flow.say.count);
    fact("Standing", page.meanings[flow.standing] ? `${flow.say.standing}: ${page.meanings[flow.standing]}` : flow.say.standing);
    fact("Carried as", step && step.carried_as && step.carried_as !== "stated" ? carried[step.carried_as] : "");
    fact("Contested", flow.contested ? "yes: a denial covers it" : "no: no denial here covers it");
    flow.rules.forEach((rule) => fact("Rule", [
      rule.title || rule.rule, rule.kind === "technical" && "technical block", (page.rulings[rule.effect] || {})[rule.judged] || (rule.effect || "").replace("-", " "),
      rule.barred_from && `barred from ${rule.barred_from}`, ...(rule.why || [])].filter(Boolean).join(", ")));
    if (!flow.rules.length) fact("Rule", "none here touches it");
    part.append(facts);
    const chosen = new Set(step ? step.chosen : []);
    const first = flow.evidence.filter((item) => chosen.has(item.id));
    const rest = flow.evidence.filter((item) => !chosen.has(item.id));
    part.append(...first.map((item) => evidence(item, true)), ...rest.map((item) => evidence(item, false)));
    if (flow.withheld) part.append(make("p", "limits", `Records of fewer than ${page.published.min_count} requests, and their dates, are left out of this published page.`));
    if (flow.beside.length) {
      part.append(make("h4", "beside", "Beside it"));
      part.append(make("ul", "beside", ...flow.beside.map((also) =>
        make("li", "", [also.why, also.speaker, (page.documents[also.document] || {}).title || also.document, also.count, also.note].filter(Boolean).join(" · ")))));
    }
    if (help.means) part.append(make("p", "limits", make("b", "", "Means: "), help.means));
    if (help.does_not_prove) part.append(make("p", "limits", make("b", "", "Does not prove: "), help.does_not_prove));
    if (help.confirm) part.append(make("p", "limits", make("b", "", "To confirm: "), help.confirm));
    return part;
  }

  const carried = {
    implied: "implied: the source names a broader kind of data",
    assumed: "assumed: what was asked is known, not what came back",
  };

  function route(chosen) {
    const part = make("div");
    part.append(make("h2", "", chosen.say.sentence));
    const why = chosen.because.length ? `Not “did”, because: ${chosen.because.join("; ")}.` : "";
    part.append(make("p", "verdict", word(chosen.verdict, chosen.say.word), " ",
      [chosen.say.standing, chosen.say.when].filter(Boolean).join(", ")));
    if (why) part.append(make("p", "why", why));
    chosen.steps.forEach((step) => flowOf.has(step.flow) && part.append(exchange(flowOf.get(step.flow), step)));
    return part;
  }

  /** Several exchanges: a list to choose from, or the one itself. */
  function exchanges(title, flows, choose) {
    const part = make("div", "", make("h2", "", title));
    if (flows.length === 1) part.append(exchange(flows[0]));
    else part.append(flowList(flows, choose));
    return part;
  }

  function flowList(flows, choose) {
    const order = page.knowledge.map((known) => known.id);
    const best = [...flows].sort((one, other) => order.indexOf(one.known) - order.indexOf(other.known));
    return make("ul", "choices", ...best.map((flow) => make("li", "", press(
      make("span", "", make("span", "path", `${nameOf(flow.from)} → ${nameOf(flow.to)}`),
        make("span", "facts", word(flow.known, flow.say.word), " ",
          [flow.say.type, flow.say.manner, flow.say.when].filter(Boolean).join(" · "))),
      "route", () => choose(flow.flow)))));
  }

  function agency(id, choose) {
    const about = page.agencies[id] || {};
    const part = make("div", "", make("h2", "", nameOf(id)));
    const remarks = [about.kind_label, about.state && (page.labels.state || {})[about.state],
      about.group && "a group: its members are not all named", about.placeholder && "named by its state only",
      about.provisional && "name not identified yet", about.marked];
    part.append(make("p", "where", remarks.filter(Boolean).join(" · ")));
    const relays = page.flows.filter((flow) => flow.via.includes(id));
    [["Hands over", page.flows.filter((flow) => flow.from === id)],
      ["Receives", page.flows.filter((flow) => flow.to === id)], ["Relays", relays]].forEach(([title, flows]) => {
      if (flows.length) part.append(make("h3", "", title), flowList(flows, choose));
    });
    return part;
  }

  function state(code, choose) {
    const part = make("div", "", make("h2", "", (page.labels.state || {})[code] || code));
    const rows = page.exposure.filter((row) => row.state === code);
    const classes = new Map(page.classes.map((one) => [one.id, one]));
    if (!page.states_asked.includes(code)) part.append(make("p", "", "The question does not ask about this state."));
    else if (!rows.length) part.append(make("p", "", "Nothing is known that answers the question. That does not mean that nothing happened."));
    const same = new Map();
    rows.forEach((row) => {
      const facts = [row.answer, (page.labels.standing || {})[row.standing] || row.standing, row.since_say, row.contested && "contested"];
      const said = facts.filter(Boolean).join(", "), key = `${row.class} ${said}`;
      if (!same.has(key)) same.set(key, { row, said, types: [] });
      same.get(key).types.push((page.labels.data_type || {})[row.data_type] || row.data_type);
    });
    const order = page.classes.map((one) => one.id);
    const list = make("dl", "said");
    [...same.values()].sort((one, other) => order.indexOf(one.row.class) - order.indexOf(other.row.class)).forEach(({ row, said, types }) =>
      list.append(make("dt", "", word(row.class, classes.get(row.class).word), " ", said), make("dd", "", types.join(", "))));
    part.append(list);
    const flows = page.flows.filter((flow) => (page.agencies[flow.from] || {}).state === code);
    if (flows.length) part.append(make("h3", "", "Exchanges"), flowList(flows, choose));
    return part;
  }

  return { route, exchanges, exchange, agency, state, flowList };
})();
