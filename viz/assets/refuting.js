// Why there is no route: refuted, or the reason whose lifting alone gives one, and where the trail stops. No page here.

const refuting = (() => {
  const ANYBODY = -1;

  // ---- refuted ----------------------------------------------------------------------------------------------

  const timeAsked = (question) => (question.openAt === null ? [question.since, question.deadline] : [question.openAt, question.openAt]);

  /** Whether periods, joined, leave no day of the time asked about uncovered. */
  function coversAll([from, to], periods) {
    let open = from;
    for (const [lo, hi] of periods.sort(([a, b], [c, d]) => (a === c ? compare(b, d) : compare(a, c)))) {
      if (lo > open) return false;
      if (hi >= to) return true;
      open = Math.max(open, hi + 1);
    }
    return false;
  }

  const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);

  const complete = (held) => held.table.coverage.map(([agency, receives, whole, from, to]) =>
    ({ agency, receives: Boolean(receives), everything: Boolean(whole), period: [from === null ? -Infinity : from, to === null ? Infinity : to] }));

  /** The agencies whose giving (or receiving) is declared complete for every channel and all the time asked. */
  function closed(held, question, receives) {
    const declared = complete(held).filter((each) => each.everything && each.receives === receives);
    const covered = new Set(declared.flatMap((each) => held.parts[each.agency]));
    return new Set([...covered].filter((party) => !held.isGroup[party]
      && coversAll(timeAsked(question), declared.filter((each) => each.agency === party || held.wholes[party].includes(each.agency)).map((each) => each.period))));
  }

  function standingAt(held, scope) {
    const { full, possible } = asking.endsOf(held, scope, false), named = [...full].filter((party) => !held.isGroup[party]);
    return new Set(named.length ? named : [...full, ...possible]);
  }

  /** Whether even in the world most open to it no chain from the one end to the other is left. */
  function isRefuted(held, question) {
    const starts = standingAt(held, question.start), goals = standingAt(held, question.goal);
    const closedGivers = closed(held, question, false), closedReceivers = closed(held, question, true);
    const givers = [...starts].filter((party) => !closedGivers.has(party)), receivers = [...goals].filter((party) => !closedReceivers.has(party));
    if (givers.length && receivers.length && new Set([...givers, ...receivers]).size > 1) return false;
    const unlisted = held.people, bodies = new Set([...asking.agencies(held), unlisted, ...starts, ...goals]);
    const steps = stepsThatCount(held, question);
    const family = (party) => (party === unlisted ? unlisted : [party, ...held.wholes[party]].pop());
    function* next(here) {
      if (!closedGivers.has(here)) for (const there of bodies) if (!closedReceivers.has(there)) yield there;
      for (const receiver of [...(steps.get(family(here)) || []), ...(steps.get(ANYBODY) || [])]) yield* receiver === ANYBODY ? bodies : held.parts[receiver];
    }
    function reaches(start) {
      const ahead = [start], met = new Set(ahead);
      while (ahead.length) {
        for (const there of next(ahead.pop())) {
          if (goals.has(there) && there !== start) return true;
          if (met.has(there) || (question.avoid && question.avoid.has(there))) continue;
          met.add(there);
          ahead.push(there);
        }
      }
      return false;
    }
    return ![...starts].some(reaches);
  }

  /** To which families each may have given by some item that counts. */
  function stepsThatCount({ table: { world } }, question) {
    const steps = new Map();
    if (!world) return steps;
    const fits = world.fits[question.data] || "";
    world.pairs.forEach(([kind, giver, receiver]) => {
      if (fits[kind] === "1") steps.set(giver, (steps.get(giver) || new Set()).add(receiver));
    });
    return steps;
  }

  // ---- the reason -------------------------------------------------------------------------------------------

  const ranked = (held, ...modes) => modes.map((mode) => held.table.standings.indexOf(mode));
  const carrying = (held) => held.table.carrying.map((standing) => held.table.standings.indexOf(standing));
  const also = (question, ranks) => ({ ...question, ranks: new Set([...question.ranks, ...ranks]) });

  /** What each reason lifts, in the order of the semantics. */
  const RELAXATIONS = [
    ["unresolved-name", (held, question) => ({ ...question, candidates: held.table.renamed.length > 0 })],
    ["filtered", (held, question) => ({ ...question, filters: false, since: -Infinity, deadline: Infinity, openAt: null, maxHops: Infinity, wait: 0,
      exact: false, via: null, avoid: null })],
    ["barred", (held, question) => ({ ...question, obey: false })],
    ["below-floor", (held, question) => also(question, carrying(held))],
    ["asked-answer-unknown", (held, question) => also(question, ranked(held, "requested"))],
    ["time-order", (held, question) => ({ ...question, anyOrder: true })],
    ["refused-or-blocked", (held, question) => also(question, ranked(held, "refused", "blocked", "denied"))],
    ["payload", (held, question) => ({ ...question, anyType: true })],
  ];

  /** Whether nothing was lifted; ranks are only ever added. */
  const isSame = (one, other) => Object.keys(one).every((key) => (key === "ranks" ? one.ranks.size === other.ranks.size : one[key] === other[key]));

  /** The walk nearest to a trace: with one reason lifted, the first that gives one, or with one after another. */
  function nearest(held, asked) {
    const all = RELAXATIONS.reduce((question, [, lift]) => lift(held, question), asked);
    const tries = held.table.renamed.length ? [true, false] : [true];
    if (!tries.some((candidates) => asking.bestOf(held, { ...all, candidates }))) return null;
    for (const [reason, lift] of RELAXATIONS) {
      const question = lift(held, asked), trace = !isSame(question, asked) && asking.bestOf(held, question);
      if (trace) return { lifted: [reason], question, trace };
    }
    let question = asked;
    const lifted = [];
    for (const [reason, lift] of RELAXATIONS) {
      question = lift(held, question);
      lifted.push(reason);
      const trace = asking.bestOf(held, question);
      if (trace) return { lifted, question, trace };
    }
    return null;
  }

  /** The miss once evidence of every source counts; that alone giving a trace, it was filtered. */
  function outsideSources(held, asked) {
    const question = { ...asked, sources: false }, trace = asking.bestOf(held, question);
    return trace ? { lifted: ["filtered"], question, trace } : nearest(held, question);
  }

  /** Why a question has no trace: one reason, the nearest miss, and the flows between the ends that do not carry. */
  function explain(held, question) {
    const miss = nearest(held, question) || outsideSources(held, question);
    const reason = miss ? miss.lifted[miss.lifted.length - 1] : covered(held, question);
    return { reason, below: belowFloor(held, question), nearest: miss && { lifted: miss.lifted, hops: miss.trace.edges.length,
      steps: miss.trace.edges.map((edge, at) => asking.step(held, edge, miss.trace.joined[at])), breaks: breaks(held, question, miss) } };
  }

  function covered(held, question) {
    const [start, goal] = asking.endsAsked(held, question), [from, to] = timeAsked(question);
    const meets = (ends, receives) => {
      const bodies = new Set([...ends.full].flatMap((party) => [...held.parts[party], ...held.wholes[party]]));
      return complete(held).some(({ agency, receives: side, period: [lo, hi] }) => side === receives && bodies.has(agency) && lo <= to && from <= hi);
    };
    return meets(start, false) || meets(goal, true) ? "no-flow-in-covered-period" : "not-covered";
  }

  /** Flows between the two ends, of the data or something broader, that are no trace as asked: the strongest first. */
  function belowFloor(held, question) {
    const { flows, types } = held.table, [start, goal] = asking.endsAsked(held, question);
    const broader = new Set([...types.broader[question.data], types.id.indexOf("")]), among = (ends, party) => ends.full.has(party) || ends.possible.has(party);
    const best = new Map();
    held.flow.forEach((flow, item) => {
      if (!among(start, flows.from[flow]) || !among(goal, flows.to[flow]) || !broader.has(flows.type[flow])) return;
      if (held.table.items.flags[item] & (searching.OTHER_SOURCE | searching.PUBLISHED_LATER)) return;
      best.set(flow, Math.min(best.has(flow) ? best.get(flow) : Infinity, searching.mannerOf(held, item)[2]));
    });
    return [...best].filter(([, rank]) => !question.ranks.has(rank)).sort(([one, better], [other, worse]) => better - worse || one - other)
      .map(([flow, rank]) => ({ flow, standing: held.table.standings[rank] }));
  }

  // ---- what breaks a walk -----------------------------------------------------------------------------------

  const NOT_GIVEN = { requested: "it was asked for, and the answer is not known", refused: "refused", blocked: "blocked", denied: "denied" };

  /** What breaks each hop of the nearest miss, in words. */
  function breaks(held, asked, { question, trace }) {
    const found = trace.edges.map((edge) => ofItem(held, asked, question, edge));
    [...ofTime(held, asked, trace), ...ofWalk(held, asked, trace)].forEach(([at, words]) => found[at].push(words));
    return found;
  }

  function ofItem(held, asked, question, edge) {
    const { flows, types, bars, standings } = held.table, [, mode, rank] = searching.mannerOf(held, edge.item), said = [];
    if (question.candidates && held.renamed.has(edge.item)) said.push(...ofNames(held, edge.item));
    const flags = searching.readingOf(held, edge.item, question.candidates)[3];
    if (flags & (searching.FILTERED | searching.OTHER_SOURCE | searching.PUBLISHED_LATER)) said.push("what this page was made for leaves it out");
    if (asked.obey) (bars[edge.item] || []).forEach(([judged, rule, title]) => judged === "barred" && said.push(`barred by ${rule}: ${title}`));
    if (NOT_GIVEN[mode]) said.push(NOT_GIVEN[mode]);
    else if (!asked.ranks.has(rank)) said.push(`below the floor: ${standings[rank]}`);
    const type = flows.type[edge.flow], kind = searching.readingOf(held, edge.item, question.candidates)[1];
    if (types.id[type] && (types.carries[asked.data] || "")[kind] === "3") said.push(`${types.label[type]} is not known to include ${types.label[asked.data]}`);
    return said;
  }

  /** The names that were taken for their best candidate. */
  function ofNames(held, item) {
    const { parties, flows, givers, items } = held.table;
    const named = ([flow, , list]) => [flows.from[flow], flows.to[flow], ...flows.vias[flows.via[flow]], ...givers[list]];
    const written = named([held.flow[item], 0, items.givers[item]]), taken = named(searching.readingOf(held, item, true));
    const said = written.map((party, at) => [party, taken[at]]).filter(([party, candidate]) => party !== candidate)
      .map(([party, candidate]) => `name '${parties.name[party]}' not resolved (candidate ${parties.name[candidate]})`);
    return [...new Set(said)];
  }

  /** Where the order of the hops fails, or the dates asked about; after a break it is begun anew. */
  function ofTime(held, asked, trace) {
    if (asked.openAt !== null) return [];
    let clock = asking.clockFrom(asked.since), since = -1;
    const said = [];
    trace.edges.forEach((edge, at) => {
      const time = asking.when(held, edge), step = asking.tick(clock, time, at ? asked.wait : 0, Boolean(trace.joined[at]));
      if (!step) said.push([at, tooEarly(held, clock.earliest, since, edge, trace)]);
      if (!step || step.earliest > clock.earliest) since = at;
      clock = step || asking.tick(asking.clockFrom(-Infinity), time, 0, false) || clock;
    });
    if (clock.earliest > asked.deadline) said.push([trace.edges.length - 1, `filtered by --as-of ${asking.iso(asked.deadline)}: not before ${asking.iso(clock.earliest)}`]);
    return said;
  }

  function tooEarly(held, earliest, since, edge, trace) {
    const time = asking.when(held, edge), over = time.hi, { iso } = asking;
    if (earliest <= over) return `filtered by --ties forbid: not later than hop ${since + 1}, ${iso(earliest)}`;
    if (since < 0) return `filtered by --since ${iso(earliest)}: over by ${iso(over)}`;
    const before = asking.when(held, trace.edges[since]);
    return `${iso(over)}${time.lo === over ? "" : " at the latest"} is before hop ${since + 1}'s ${iso(earliest)}${before.lo === before.by ? "" : " at the earliest"}`;
  }

  function ofWalk(held, asked, trace) {
    const last = trace.edges.length - 1, { vias, via } = held.table.flows, said = [];
    if (last + 1 > asked.maxHops) said.push([asked.maxHops, `filtered by --max-hops ${asked.maxHops}: one hop more than that`]);
    const relays = (edge) => vias[via[edge.flow]];
    const touched = trace.edges.flatMap((edge, at) => [...relays(edge), ...(at < last ? [edge.recipient] : [])]);
    if (asked.via && !touched.some((party) => asked.via.has(party))) said.push([last, "whom this page asks to have passed has no part in it"]);
    if (asked.exact) {
      const [start, goal] = asking.endsAsked(held, asked), name = (party) => `filtered by --exact: it names ${held.table.parties.name[party]}`;
      if (!start.full.has(trace.edges[0].holder)) said.push([0, name(trace.edges[0].holder)]);
      if (!goal.full.has(trace.edges[last].recipient)) said.push([last, name(trace.edges[last].recipient)]);
    }
    if (asked.avoid) trace.edges.forEach((edge, at) => [...relays(edge), ...(at < last ? [edge.recipient] : [])].filter((party) => asked.avoid.has(party))
      .forEach((party) => said.push([at, `this page leaves out ${held.table.parties.name[party]}`])));
    return said;
  }

  // ---- where the trail stops --------------------------------------------------------------------------------

  /** Whom the data reaches from the start, or from whom the goal is reached, each with its best trace; at most so many. */
  function trail(held, question, forward, most) {
    const [start, goal] = asking.endsAsked(held, question), net = searching.network(held, question), beside = new Map();
    net.forEach(({ holder, recipient }) => {
      const [here, there] = forward ? [holder, recipient] : [recipient, holder];
      beside.set(here, (beside.get(here) || new Set()).add(there));
    });
    const ends = forward ? start : goal, met = new Set();
    let border = [...beside.keys()].filter((party) => ends.full.has(party) || ends.possible.has(party));
    for (let hop = 0; border.length && hop < question.maxHops; hop += 1) {
      const next = new Set(border.flatMap((here) => [...(beside.get(here) || [])]).filter((party) => !met.has(party)));
      next.forEach((party) => met.add(party));
      border = [...next].filter((party) => !held.isGroup[party]);
    }
    const only = (party) => ({ full: new Set([party]), possible: new Set() });
    const looked = [...met].slice(0, most);
    const found = looked.map((party) => ({ party, trace: asking.bestOf(held, question, forward ? [start, only(party)] : [only(party), goal]) }))
      .filter(({ trace }) => trace);
    return { found, unseen: met.size - looked.length };
  }

  return { isRefuted, explain, trail };
})();
