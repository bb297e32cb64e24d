// The answer to a question that the reader asked: routes as a list and as cards, and where the trail stops if there is none.

const answered = (() => {
  const LISTED = 8; // parties named on each side of a trail that stops
  const SEARCHED = 60;
  const KNOWN = { available: "access", requested: "asked", refused: "refused", blocked: "blocked", denied: "denied" };
  let held = null;

  const states = () => page.labels.state || {};
  const label = (type) => wording.capital(held.table.types.label[type]);
  const standingLabel = (standing) => (page.labels.standing || {})[standing] || standing;
  const partyId = (party) => held.table.parties.id[party];
  const partyName = (party) => held.table.parties.name[party];

  // ---- the answer -------------------------------------------------------------------------------------------

  /** The answers to a question: of the kind asked for, of those that it includes, and of what is made from it. */
  function ask(asked) {
    held = held || searching.open(page.asking);
    const { id } = held.table.types, made = (page.asking.made || {})[asked.data] || [];
    const answers = [...asking.answer(held, asked), ...made.map((data) => asking.answerOne(held, asking.questionOf(held, { ...asked, data })))];
    answers.forEach((answer, at) => {
      answer.floor = asked.floor;
      answer.id = id[answer.question.data];
      answer.label = label(answer.question.data);
      answer.routes = answer.traces.map((trace, number) => route(answer, trace, `${at}.${number}`));
      answer.absence = null;
    });
    if (answers[0].absent) explained(answers[0]);
    const [who, whom] = [asked.from, asked.to].map((text) => wording.end(page.asking, text, states()));
    const lines = answers.map((answer) => (answer.routes.length || answer === answers[0] ? wording.line(answer, answer.label, who, whom, page.asking.words) : ""));
    return { asked, who, whom, answers, lines, lit: lit(answers) };
  }

  /** What is lit until one route is chosen: all of them; without any what comes nearest, and what is known between the ends. */
  function lit(answers) {
    const routes = answers.flatMap((answer) => answer.routes), { absence } = answers[0], ids = held.table.flows.id;
    const steps = routes.length || !absence ? routes.flatMap((route) => route.steps) : [...(absence.nearest ? absence.nearest.steps : []),
      ...absence.below.map(({ flow }) => ({ flow: ids[flow], from: partyId(held.table.flows.from[flow]), to: partyId(held.table.flows.to[flow]) }))];
    return { flows: steps.map((step) => step.flow), agencies: [...new Set(steps.flatMap((step) => [step.from, step.to]))] };
  }

  /** Why there is no route; worked out when somebody looks. */
  function explained(answer) {
    if (answer.absent && !answer.absence) answer.absence = refuting.explain(held, answer.question);
    return answer.absence;
  }

  function route(answer, trace, id) {
    const told = asking.told(held, answer.question, trace);
    const parties = [trace.edges[0].holder, ...trace.edges.map((edge) => edge.recipient)], names = parties.map(partyName);
    const reached = wording.period(trace.earliest, trace.certain ? trace.latest : Infinity);
    const steps = told.steps.map((step, at) => ({ ...step, at: trace.edges[at].flow, chosen: chosenOf(step), known: knownFor(trace.edges[at]) }));
    return { ...told, id, steps, names, agencies: parties.map(partyId),
      via: trace.edges.flatMap((edge) => held.table.flows.vias[held.table.flows.via[edge.flow]].map(partyName)),
      sentence: wording.sentence(told.verdict, names, answer.label), when: reached === "not dated" ? "" : reached };
  }

  /** The id of the item that a step rests on, where the page has its flow with all evidence. */
  function chosenOf(step) {
    const flow = flowOf.get(step.flow), at = heardOf(held.flow[step.item]).indexOf(step.item);
    return flow && flow.evidence[at] ? [flow.evidence[at].id] : [];
  }

  /** The items of a flow that count for what this page was made for, in the order of its evidence. */
  function heardOf(flow) {
    const from = held.flow.indexOf(flow), found = [];
    for (let item = from; held.flow[item] === flow; item += 1) {
      if (!(held.table.items.flags[item] & (searching.OTHER_SOURCE | searching.PUBLISHED_LATER))) found.push(item);
    }
    return found;
  }

  /** What is known of a step for the kind of data that is asked for: of a broader kind "did" is "could have". */
  function knownFor(edge) {
    const known = knownOf(edge.flow);
    return known === "did" && edge.how ? "could" : known;
  }

  /** A picture of the answer, where some of it is not in the drawing; nothing where all of it is. */
  function picture({ answers }, room) {
    const routes = answers.flatMap((answer) => answer.routes);
    if (routes.every((one) => one.steps.every((step) => flowOf.has(step.flow)))) return null;
    return askedPicture.make(routes, room, nameFor, familyFor);
  }

  function familyFor(id) {
    const { parties } = held.table, party = parties.id.indexOf(id), family = page.asking.families[parties.kind[party]];
    return page.families.find((one) => one.id === (held.isGroup[party] ? "group" : family)) || page.families[page.families.length - 1];
  }

  // ---- the list ---------------------------------------------------------------------------------------------

  function list(result) {
    const shown = result.answers.findIndex((answer) => answer.routes.some((one) => one.verdict === "holds"));
    const first = shown >= 0 ? shown : Math.max(0, result.answers.findIndex((answer) => answer.routes.length));
    return result.answers.map((answer, at) => answerPart(result, answer, at === first));
  }

  function answerPart(result, answer, open) {
    const part = make("details", "answer-asked"), tally = holders(answer.routes) || wording.VERDICTS[answer.verdict];
    part.append(make("summary", "", make("span", "", answer.label), " ", make("span", "tally", tally)));
    if (answer.routes.length) part.append(make("ol", "", ...answer.routes.map((one) => make("li", "", button(one)))));
    const rest = wording.leftOut(answer.leftOut);
    if (rest) part.append(make("p", "hint", rest));
    const fill = () => part.open && !part.querySelector(".trail") && answer.absent && part.append(stops(result, answer));
    part.addEventListener("toggle", fill);
    part.open = open;
    fill();
    return part;
  }

  function button(one) {
    const facts = make("span", "facts", word(one.verdict, wording.VERDICTS[one.verdict]), ` ${standingLabel(one.standing)}`,
      one.when && `, ${one.when}`, one.via.length ? `, via ${one.via.join(", ")}` : "");
    const path = make("span", "path", ...one.names.flatMap((name, at) => [at ? " → " : "", make("bdi", "", name)]));
    const made = press(make("span", "", path, " ", facts), `route ${one.verdict}`, () => {});
    made.dataset.asked = one.id;
    made.setAttribute("aria-pressed", "false");
    return made;
  }

  function holders(routes) {
    const did = new Set(routes.filter((one) => one.verdict === "holds").map((one) => one.agencies[0]));
    const could = new Set(routes.map((one) => one.agencies[0]).filter((agency) => !did.has(agency)));
    return [did.size && `${did.size} did`, could.size && `${could.size} could have`].filter(Boolean).join(", ");
  }

  /** What is known of the kinds of data besides the one asked for, in words. */
  function words({ answers, lines }) {
    const silent = answers.slice(1).filter((answer) => !answer.routes.length);
    const said = [...lines.slice(1).filter(Boolean), silent.length && `${silent.map((answer) => answer.label).join(", ")}: no route is known.`].filter(Boolean);
    const rest = said.length ? [make("h2", "", "Of what it includes"), make("ul", "sentences", ...said.map((line) => make("li", "", line)))] : [];
    return answers[0].absent ? [...rest, make("h2", "", "To settle it, ask for"), make("ul", "sentences", ...records(answers[0].question).map((line) => make("li", "", line)))] : rest;
  }

  /** The records that would show it: what the one end answered, and what the other asked for. */
  function records(question) {
    const [start, goal] = asking.endsAsked(held, question), data = held.table.types.label[question.data];
    const of = (ends, what) => [...ends.full].filter((party) => !held.isGroup[party]).sort((one, other) => (partyId(one) < partyId(other) ? -1 : 1)).slice(0, 3)
      .map((party) => `${partyName(party)}: its log of requests for ${data} that it ${what}, with date, body and threshold`);
    return [...of(start, "answered or refused"), ...of(goal, "made")];
  }

  // ---- where the trail stops --------------------------------------------------------------------------------

  function stops(result, answer) {
    const absence = explained(answer), part = make("div", "trail");
    if (answer.verdict === "refuted") part.append(make("p", "", "Even if everything that nobody has denied were so, no chain is left: the records of the one end are declared complete."));
    part.append(make("p", "", page.asking.words.no_route[absence.reason]));
    part.append(make("h3", "", `From ${result.who}`), side(answer.question, true, "reach"));
    part.append(make("h3", "", `To ${result.whom}`), side(answer.question, false, "come from"));
    if (absence.nearest) {
      part.append(make("h3", "", "The nearest to a route"), make("ol", "nearest", ...absence.nearest.steps.map((step, at) => {
        const broken = absence.nearest.breaks[at].map(wording.plainly).join("; ");
        return make("li", broken ? "broken" : "", make("bdi", "", nameFor(step.from)), " → ", make("bdi", "", nameFor(step.to)),
          `, ${typeFor(step.data_type)}`, broken ? ": " : "", broken && make("em", "", broken));
      })));
    }
    if (absence.below.length) part.append(make("h3", "", "Known, and no route"), below(absence.below));
    return part;
  }

  const nameFor = (id) => partyName(held.table.parties.id.indexOf(id));
  const typeFor = (id) => held.table.types.label[held.table.types.id.indexOf(id)] || "no kind of data named";

  /** How far it came from one end: whom it did reach, whom it could have. */
  function side(question, forward, verb) {
    const { found, unseen } = refuting.trail(held, question, forward, SEARCHED);
    const did = found.filter(({ trace }) => trace.holds), could = found.filter(({ trace }) => !trace.holds);
    const named = (all) => all.slice(0, LISTED).map(({ party }) => partyName(party)).join("; ") + (all.length > LISTED ? `; and ${all.length - LISTED} more` : "");
    const part = make("p", "");
    if (!found.length && !unseen) return make("p", "", forward ? "Nothing that carries it is known to leave from here." : "Nothing that carries it is known to arrive here.");
    if (did.length) part.append("It ", word("holds", "did"), ` ${verb} ${named(did)}. `);
    if (could.length) part.append("It ", word("possible", "could have"), ` ${forward ? "reached" : "come from"} ${named(could)}. `);
    if (unseen) part.append(`At most ${unseen} more, which were not looked at one by one. `);
    part.append(forward ? "There the trail stops." : "Before these the trail stops.");
    return part;
  }

  function below(flows) {
    const rows = flows.slice(0, LISTED).map(({ flow, standing }) => {
      const { from, to } = held.table.flows, known = knowledgeOf.get(KNOWN[standing] || knownOf(flow));
      return make("li", "", make("bdi", "", partyName(from[flow])), " → ", make("bdi", "", partyName(to[flow])), " ", word(known.id, known.word),
        KNOWN[standing] ? "" : ` ${standingLabel(standing)}`);
    });
    return make("ul", "", ...rows, flows.length > LISTED ? make("li", "", `and ${flows.length - LISTED} more`) : "");
  }

  // ---- cards ------------------------------------------------------------------------------------------------

  /** What is known of an exchange, by its own evidence: as the picture has it. */
  function knownOf(flow) {
    const items = heardOf(flow), { standings, carrying } = held.table;
    const best = standings[Math.min(...items.map((item) => searching.mannerOf(held, item)[2]))];
    if (!carrying.slice(0, 4).includes(best)) return KNOWN[best] || "could";
    return items.some(isPlain) ? "did" : "could";
  }

  function isPlain(item) {
    const { types, items, flows } = held.table, stated = (types.carries[flows.type[held.flow[item]]] || "")[items.kind[item]] === "0";
    return Boolean(searching.mannerOf(held, item)[6]) && stated;
  }

  function card(one) {
    const part = make("div", "", make("h2", "", one.sentence));
    part.append(make("p", "verdict", word(one.verdict, wording.VERDICTS[one.verdict]), " ", [standingLabel(one.standing), one.when].filter(Boolean).join(", ")));
    if (one.because.length) part.append(make("p", "why", `Not “did”, because: ${one.because.join("; ")}.`));
    one.steps.forEach((step) => part.append(flowOf.has(step.flow) ? cards.exchange(flowOf.get(step.flow), step) : outline(step)));
    return part;
  }

  /** An exchange of which the page has no more than the search needs. */
  function outline(step) {
    const { flows } = held.table, flow = step.at, known = knowledgeOf.get(knownOf(flow));
    const part = make("section", "exchange"), [giver, receiver] = [nameFor(step.from), nameFor(step.to)];
    const said = page.sentences[known.id].replace("{giver}", () => giver).replace("{receiver}", () => receiver);
    part.append(make("h3", "", giver, make("span", "to", " → "), receiver));
    part.append(make("p", "", word(known.id, known.word), " ", `${typeFor(step.data_type)}. ${said}`));
    const facts = make("dl"), via = step.via.map(nameFor).join(", then ");
    const fact = (name, value) => value && facts.append(make("dt", "", name), make("dd", "", value));
    fact("How", [flows.channels[flows.channel[flow]][1], via && `via ${via}`].filter(Boolean).join(", "));
    fact("Database", step.database);
    fact("Carried as", step.carried_as === "stated" ? "" : step.carried_as);
    fact("Contested", step.contested ? "yes: a denial covers it" : "");
    part.append(facts, ...heardOf(flow).map((item) => thin(item, item === step.item)));
    part.append(make("p", "limits", make("b", "", "To the page and row: "), make("code", "", `datatrail evidence ${step.flow}`)));
    return part;
  }

  function thin(item, chosen) {
    const { items, documents } = held.table, [event, mode, rank] = searching.mannerOf(held, item), id = documents[items.document[item]];
    const about = page.asking.titles[id] || page.documents[id] || {}, card_ = make("article", `card ${isPlain(item) ? "shown" : "inferred"}`);
    card_.append(make("h4", "", cited(about.url, about.title || id || "no document")));
    card_.append(make("p", "where", [about.publisher, about.published].filter(Boolean).join(", ")));
    const facts = make("dl"), fact = (name, value) => facts.append(make("dt", "", name), make("dd", "", value));
    fact("That it was", (page.labels.mode || {})[mode] || mode);
    fact("When", wording.when(searching.timeOf(held, item), event));
    fact("Standing", standingLabel(held.table.standings[rank]));
    card_.append(facts);
    if (chosen) card_.append(make("p", "badges", make("span", "badge chosen", "what this route rests on")));
    return card_;
  }

  return { ask, list, words, card, picture };
})();
