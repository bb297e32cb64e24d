// A question about routes, asked of the tables of portable.py and answered as `datatrail trace` answers it. No page here.

const asking = (() => {
  const CARRIED = ["stated", "implied", "assumed"];
  const EPOCH = 719163, DAY = 864e5; // the ordinal of 1970-01-01, and a day in milliseconds

  // ---- days -------------------------------------------------------------------------------------------------

  const iso = (day) => (Number.isFinite(day) ? new Date((day - EPOCH) * DAY).toISOString().slice(0, 10) : null);

  /** The last day of a day, month, quarter, year or fiscal year as typed; null where it is none. */
  function lastDay(text) {
    const found = /^(?:(FY)(\d{4})|(\d{4})(?:-(?:Q([1-4])|(\d\d)(?:-(\d\d))?))?)$/.exec(text.trim());
    if (!found) return null;
    const [, fiscal, fiscalYear, year, quarter, month, day] = found;
    const at = (y, m, d) => { const date = new Date(0); date.setUTCFullYear(y, m, d); return date; };
    if (fiscal) return EPOCH + at(+fiscalYear, 9, 0) / DAY;
    if (+year === 0) return null;
    if (!day) return month && (+month < 1 || +month > 12) ? null : EPOCH + at(+year, quarter ? 3 * quarter : month ? +month : 12, 0) / DAY;
    const date = at(+year, month - 1, +day);
    return date.getUTCMonth() === month - 1 && date.getUTCDate() === +day ? EPOCH + date / DAY : null;
  }

  // ---- who answers to an end --------------------------------------------------------------------------------

  /** A scope as its text says: any, a party by its id, a kind of agency, or a kind in one state; null for none of these. */
  function scopeOf({ table: { parties } }, text) {
    if (text === "any") return { any: true };
    const party = parties.id.indexOf(text);
    if (party >= 0 && !parties.unlisted.includes(party)) return { party };
    const [state, kind] = text.includes(":") ? text.split(":") : ["", text];
    const at = parties.kinds.indexOf(kind);
    return at > 0 ? { kind: at, state: parties.states.indexOf(state.toUpperCase()) } : null;
  }

  /** Who answers to a scope in full, and who possibly. */
  function endsOf(held, scope, exact) {
    const { parties } = held.table, full = inFull(held, scope, exact), possible = new Set();
    if (exact) return { full, possible };
    full.forEach((party) => held.wholes[party].forEach((whole) => possible.add(whole)));
    parties.groups.forEach(([group, class_, members]) => {
      if (members.some((member) => full.has(member)) || (scope.kind && !scope.state && class_ === scope.kind)) possible.add(group);
    });
    return { full, possible: new Set([...possible].filter((party) => !full.has(party))) };
  }

  function inFull(held, scope, exact) {
    const { parties } = held.table;
    if (scope.party !== undefined) return new Set(exact ? [scope.party] : held.parts[scope.party]);
    const all = parties.id.map((_, party) => party);
    if (scope.any) return new Set(exact ? agencies(held) : all.filter((party) => held.listed[party] || parties.id[party] === "masked"));
    return new Set(agencies(held).filter((party) => parties.kind[party] === scope.kind && (!scope.state || parties.state[party] === scope.state)));
  }

  function agencies(held) {
    held.agencies = held.agencies || held.table.parties.id.map((_, party) => party)
      .filter((party) => held.listed[party] && !held.isGroup[party] && !held.table.parties.gone.includes(party));
    return held.agencies;
  }

  // ---- the question -----------------------------------------------------------------------------------------

  /** The question that is asked of one kind of data; what the tables were made for stays as it was. */
  function questionOf(held, { from, to, data, asOf, floor }) {
    const { fixed, types, standings, carrying } = held.table, start = scopeOf(held, from), goal = scopeOf(held, to);
    return {
      start, goal, data: types.id.indexOf(data), floor, candidates: false, filters: true, sources: true, anyType: false, anyOrder: false,
      since: fixed.since === null ? -Infinity : fixed.since, openAt: fixed.open_at,
      deadline: asOf === null || fixed.open_at !== null ? Infinity : asOf,
      maxHops: fixed.max_hops === null ? Infinity : fixed.max_hops, wait: fixed.open_at === null ? fixed.wait : 0,
      exact: fixed.exact, obey: fixed.obey_rules, via: fixed.via && new Set(fixed.via), avoid: fixed.avoid && new Set(fixed.avoid),
      ranks: new Set(carrying.slice(0, carrying.indexOf(floor) + 1).map((standing) => standings.indexOf(standing))),
    };
  }

  const endsAsked = (held, question) => [question.start, question.goal].map((scope) => endsOf(held, scope, question.exact));

  function* tracesOf(held, question, looked, ends = endsAsked(held, question)) {
    const asked = question.anyOrder ? { ...question, wait: 0 } : question;
    yield* searching.traces(searching.bounds(held, asked, ends[1]), ends[0], looked);
  }

  const patience = (held) => ({ at: 0, most: held.table.limits.walks, stopped: null });
  const bestOf = (held, question, ends) => tracesOf(held, question, patience(held), ends).next().value || null;

  /** The best traces of one kind of data, how many were left out, and the verdict. */
  function answerOne(held, question, limits = held.table.limits) {
    const looked = { ...patience(held), most: limits.walks }, traces = [];
    let more = 0;
    for (const trace of tracesOf(held, question, looked)) {
      if (traces.length < limits.traces) traces.push(trace);
      else more += 1;
      if (traces.length + more === limits.traces) looked.most = Math.min(looked.most, looked.at + limits.more);
    }
    const leftOut = { count: more, exact: looked.stopped === null, why: looked.stopped };
    const none = () => (leftOut.exact && refuting.isRefuted(held, question) ? "refuted" : "unknown");
    const verdict = traces.length ? (traces[0].holds ? "holds" : "possible") : none();
    return { question, traces, leftOut, verdict, absent: !traces.length && leftOut.exact };
  }

  /** The answers for a kind of data and each that it includes; a broader one is refuted only if all these are. */
  function answer(held, asked, limits) {
    const { id, narrower } = held.table.types, data = id.indexOf(asked.data);
    const made = [data, ...narrower[data]].map((one) => answerOne(held, questionOf(held, { ...asked, data: id[one] }), limits));
    if (made[0].verdict === "refuted" && made.some((one) => one.verdict !== "refuted")) made[0].verdict = "unknown";
    return made;
  }

  // ---- a trace in words -------------------------------------------------------------------------------------

  const when = (held, edge) => {
    const [lo, hi, endedLo, endedHi] = searching.timeOf(held, edge.item);
    return { lo, hi: endedHi, event: edge.event, from: edge.event ? lo : endedLo, by: hi };
  };

  /** One more hop for a clock; null where time rules it out. */
  function tick(clock, time, wait, joined) {
    const pause = joined ? 0 : wait, earliest = clock.earliest + pause, latest = clock.latest + pause;
    if (earliest > time.hi) return null;
    return { earliest: Math.max(earliest, time.lo), latest: time.event ? time.by : Math.max(latest, time.by), before: clock.latest,
      certain: clock.certain && (joined ? clock.before : latest) <= time.from };
  }

  const clockFrom = (day) => ({ earliest: day, latest: day, before: day, certain: true });

  function doubt(held, question, trace) {
    if (question.openAt !== null) return "not certainly open on the day asked about";
    let clock = clockFrom(-Infinity);
    trace.edges.forEach((edge, at) => {
      clock = tick(clock, when(held, edge), trace.joined[at] === null ? 0 : question.wait, Boolean(trace.joined[at])) || clock;
    });
    return clock.certain ? "not certainly within the dates asked about" : "the order of the hops is not certain";
  }

  /** Every reason for which a trace does not hold; none where it does. */
  function because(held, question, trace) {
    const { parties } = held.table, { edges } = trace, said = [];
    const names = (party) => `the evidence names ${parties.name[party]}, not the one asked for`;
    if (!trace.fullStart) said.push(`start: ${names(edges[0].holder)}`);
    edges.forEach((edge, at) => said.push(...ofHop(held, question, edge, at + 1, trace.joined[at])));
    if (!trace.certain) said.push(`time: ${doubt(held, question, trace)}`);
    if (!trace.fullGoal) said.push(`end: ${names(edges[edges.length - 1].recipient)}`);
    return said;
  }

  function ofHop(held, question, edge, number, joined) {
    const { types, flows, bars } = held.table, said = [];
    const [, mode, , hedged, oneOf, masked] = searching.mannerOf(held, edge.item), open = "left open by the scenario", disputed = "disputed";
    const hidden = masked.filter((field) => field !== open && field !== disputed).join(", ");
    if (edge.how === 1) said.push(`${types.label[flows.type[edge.flow]]} is broader than ${types.label[question.data]}, which is only implied`);
    if (edge.how === 2) said.push("the payload is assumed: what went is not stated");
    if (mode !== "disclosed") said.push(`${mode}, no disclosure shown`);
    if (hedged) said.push("the speaker hedges");
    if (oneOf) said.push("one of several alternatives");
    if (masked.includes(disputed)) said.push(`${disputed}: ${hidden || "whether it stands"}`);
    else if (hidden) said.push(`masked: ${hidden}`);
    if (masked.includes(open)) said.push(`${open}: it may fall under what is taken away or barred`);
    if (question.obey) (bars[edge.item] || []).forEach(([judged, rule, , why]) => judged === "cannot tell" && said.push(`${rule} may bar it: ${why}`));
    const lines = said.map((words) => `hop ${number}: ${words}`);
    return joined === false ? [...lines, `joint ${number - 1} not shown: the two only touch`] : lines;
  }

  /** A step as an answer has it: ids, and the number of the item that it rests on. */
  function step(held, edge, joined) {
    const { flows, parties, types, standings } = held.table, flow = edge.flow;
    return {
      flow: flows.id[flow], item: edge.item, from: parties.id[edge.holder], to: parties.id[edge.recipient],
      data_type: types.id[flows.type[flow]], carried_as: CARRIED[edge.how], joint_shown: joined,
      database: flows.databases[flows.database[flow]] || null, channel: flows.channels[flows.channel[flow]][0] || null,
      via: flows.vias[flows.via[flow]].map((party) => parties.id[party]), standing: standings[edge.rank],
      contested: Boolean(held.table.items.flags[edge.item] & searching.CONTESTED),
    };
  }

  /** A trace as an answer has it. */
  function told(held, question, trace) {
    return {
      verdict: trace.holds ? "holds" : "possible",
      because: because(held, question, trace),
      standing: held.table.standings[trace.weakest],
      time: trace.certain ? "certain" : "possible",
      hops: trace.edges.length,
      arrival: { earliest: iso(trace.earliest), certain_by: trace.certain ? iso(trace.latest) : null },
      steps: trace.edges.map((edge, at) => step(held, edge, trace.joined[at])),
    };
  }

  return { lastDay, iso, scopeOf, endsOf, endsAsked, agencies, questionOf, answer, answerOne, bestOf, told, step, because, when, tick, clockFrom };
})();
