"use strict";
// Traces, best first: the search of queries/tracing (network, bounds, search) on the tables of portable.py. No page here.

const searching = (() => {
  const [FILTERED, OTHER_SOURCE, PUBLISHED_LATER, BARRED, MAY_BE_BARRED, CONTESTED] = [1, 2, 4, 8, 16, 32];
  const STATED = 0, ASSUMED = 2, NOT_AT_ALL = 3, UNREACHED = 1 << 20;

  // ---- the case ---------------------------------------------------------------------------------------------

  /** The tables with what is looked up often: the flow of each item, times with their open ends, who is whose part. */
  function open(table) {
    const { items, parties } = table;
    const flow = new Int32Array(items.kind.length);
    let at = 0;
    items.many.forEach((count, number) => { flow.fill(items.flow[number], at, at + count); at += count; });
    const ends = [-Infinity, Infinity, -Infinity, Infinity];
    const times = table.times.map((time) => time.map((day, end) => (day === null ? ends[end] : day)));
    const isGroup = new Uint8Array(parties.id.length), listed = new Uint8Array(parties.id.length).fill(1);
    parties.unlisted.forEach((party) => { isGroup[party] = 1; listed[party] = 0; });
    parties.groups.forEach(([party]) => { isGroup[party] = 1; });
    const wholes = parties.id.map((_, party) => {
      const chain = [];
      for (let above = parties.whole[party]; above >= 0 && above !== party && !chain.includes(above); above = parties.whole[above]) chain.push(above);
      return chain;
    });
    const parts = parties.id.map((_, party) => [party]);
    wholes.forEach((chain, party) => listed[party] && chain.forEach((whole) => parts[whole].push(party)));
    const renamed = new Map(table.renamed.map(([place, ...rest]) => [place, rest]));
    return { table, flow, times, isGroup, listed, wholes, parts, renamed, people: parties.id.length, naming: new Map() };
  }

  /** Which lists of givers name a party, or a whole of it: a shown joint. */
  function naming(held, party) {
    if (!held.naming.has(party)) {
      const names = [party, ...held.wholes[party]];
      held.naming.set(party, held.table.givers.map((givers) => givers.some((giver) => names.includes(giver))));
    }
    return held.naming.get(party);
  }

  const timeOf = (held, item) => held.times[held.table.items.time[item]];
  const mannerOf = (held, item) => held.table.manners[held.table.items.manner[item]];

  /** An item's flow, kind, givers and flags; where names are taken for their best candidates, those that it then has. */
  function readingOf(held, item, candidates) {
    const { items } = held.table;
    return (candidates && held.renamed.get(item)) || [held.flow[item], items.kind[item], items.givers[item], items.flags[item]];
  }

  // ---- what the data can travel on --------------------------------------------------------------------------

  /** The items that carry the data at or above the floor and pass every filter. */
  function network(held, asked) {
    const { table } = held, carries = table.types.carries[asked.data] || "";
    const left = (asked.filters ? FILTERED | PUBLISHED_LATER : 0) | (asked.sources ? OTHER_SOURCE : 0) | (asked.obey ? BARRED : 0);
    const found = [];
    for (let item = 0; item < held.flow.length; item += 1) {
      const manner = mannerOf(held, item);
      if (!asked.ranks.has(manner[2])) continue;
      const [flow, kind, givers, flags] = readingOf(held, item, asked.candidates);
      if (flags & left) continue;
      let how = kind < carries.length ? carries.charCodeAt(kind) - 48 : NOT_AT_ALL;
      if (how === NOT_AT_ALL && asked.anyType) how = ASSUMED;
      const time = how === NOT_AT_ALL ? null : inTime(asked, timeOf(held, item), manner[0]);
      if (!time) continue;
      const firm = Boolean(manner[6]) && how === STATED && !(asked.obey && flags & MAY_BE_BARRED);
      found.push({ item, how, flow, givers, firm, rank: manner[2], event: manner[0], order: table.items.order[item],
        holder: table.flows.from[flow], recipient: table.flows.to[flow], ...time });
    }
    return found;
  }

  /** When an item can be a hop, and when it surely is; null where the dates rule it out by itself. */
  function inTime(asked, [lo, hi, endedLo, endedHi], event) {
    const day = asked.openAt, surely = { from: event ? lo : endedLo, by: hi };
    if (day !== null) {
      if (event || lo > day || day > endedHi) return null;
      return { lo: -Infinity, hi: Infinity, from: surely.by <= day && day <= surely.from ? Infinity : -Infinity, by: -Infinity };
    }
    if (!asked.anyOrder) return { lo, hi: endedHi, ...surely };
    return endedHi >= asked.since && Math.max(lo, asked.since) <= asked.deadline ? { lo: -Infinity, hi: Infinity, ...surely } : null;
  }

  // ---- what is still possible from each party on ------------------------------------------------------------

  /** Bounds for one goal, worked out backward, hop by hop: no walk from a party on does better. */
  function bounds(held, asked, goal) {
    const isFull = flagged(held, goal.full), isGoal = flagged(held, goal.full, goal.possible);
    const mayPass = isFull.map((full, party) => (full || held.isGroup[party] || (asked.avoid && asked.avoid.has(party)) ? 0 : 1));
    const passing = isGoal.map((is, party) => is | mayPass[party]);
    const edges = leading(held, asked, isGoal, mayPass);
    const first = new Int32Array(held.people + 1);
    edges.forEach((edge) => { first[edge.holder + 1] += 1; });
    for (let party = 0; party < held.people; party += 1) first[party + 1] += first[party];
    const levels = [...new Set(edges.map((edge) => edge.rank))].sort((one, other) => one - other);

    function settle(start, step, better, never) {
      let found = start;
      for (let round = 0; round < asked.maxHops; round += 1) {
        const next = found.slice();
        let changed = false;
        for (const edge of edges) {
          const value = step(edge, passing[edge.recipient] ? found[edge.recipient] : never);
          if (better(value, next[edge.holder])) { next[edge.holder] = value; changed = true; }
        }
        if (!changed) break;
        found = next;
      }
      return found;
    }

    const more = (one, other) => one > other, less = (one, other) => one < other;
    const start = (at, elsewhere) => Float64Array.from(isGoal, (is) => (is ? at : elsewhere));
    const latest = settle(start(asked.deadline, -Infinity),
      (edge, there) => (edge.lo <= there ? Math.min(edge.hi, there) : -Infinity), more, -Infinity);
    const each = (make) => { const made = []; return (level) => (made[level] = made[level] || make(levels[level])); };
    const arrival = each((rank) => settle(start(-Infinity, Infinity),
      (edge, there) => (edge.rank <= rank ? Math.max(edge.lo, there) : Infinity), less, Infinity));
    const hops = each((rank) => settle(start(0, Infinity), (edge, there) => (edge.rank <= rank ? 1 + there : Infinity), less, Infinity));
    const bestRank = (party) => { const level = levels.findIndex((_, at) => hops(at)[party] < UNREACHED); return level < 0 ? UNREACHED : levels[level]; };
    const levelOf = (rank) => { const level = levels.findIndex((one) => one >= rank); return level < 0 ? levels.length - 1 : level; };
    let holding = null;
    const canHold = (at) => { holding = holding || ableToHold(held, edges, isFull, mayPass); return holding[at]; };
    return { held, asked, edges, first, isFull, isGoal, mayPass, latest, arrival, hops, bestRank, levelOf, last: levels.length - 1, canHold };
  }

  function flagged(held, ...sets) {
    const flags = new Uint8Array(held.people);
    sets.forEach((set) => set.forEach((party) => { flags[party] = 1; }));
    return flags;
  }

  /** The items that lead to the goal in the hops allowed, by holder. */
  function leading(held, asked, isGoal, mayPass) {
    const all = network(held, asked), gives = new Uint8Array(held.people);
    all.forEach((edge) => { gives[edge.holder] = 1; });
    const left = all.filter(({ recipient }) => isGoal[recipient] || (mayPass[recipient] && gives[recipient]));
    const reach = isGoal.slice(), there = ({ recipient }) => isGoal[recipient] || (mayPass[recipient] && reach[recipient]);
    for (let round = 0, grew = true; grew && round < asked.maxHops; round += 1) {
      const new_ = left.filter((edge) => !reach[edge.holder] && there(edge));
      new_.forEach((edge) => { reach[edge.holder] = 1; });
      grew = new_.length > 0;
    }
    return left.filter(there).sort((one, other) => one.holder - other.holder);
  }

  /** Which items may be in a reading that holds, as far as joints and ends go: time is not looked at. */
  function ableToHold(held, edges, isFull, mayPass) {
    const { givers } = held.table, people = held.people;
    const good = edges.map((edge) => edge.firm && Boolean(isFull[edge.recipient]));
    const wanted = new Set();
    const want = (edge) => givers[edge.givers].forEach((giver) => held.parts[giver].forEach((part) => wanted.add(part * people + edge.holder)));
    edges.forEach((edge, at) => good[at] && want(edge));
    for (let grew = true; grew;) {
      grew = false;
      edges.forEach((edge, at) => {
        if (good[at] || !edge.firm || !mayPass[edge.recipient] || !wanted.has(edge.holder * people + edge.recipient)) return;
        good[at] = grew = true;
        want(edge);
      });
    }
    return good;
  }

  // ---- the search -------------------------------------------------------------------------------------------

  const keyOf = (reading) => [reading.firm && reading.certain ? 0 : 1, reading.weakest, reading.earliest, reading.items.length, reading.items, reading.flows];

  function compareLists(one, other) {
    for (let at = 0; at < one.length && at < other.length; at += 1) if (one[at] !== other[at]) return one[at] - other[at];
    return one.length - other.length;
  }

  /** The order of readings and traces: whether it fails to hold, weakest standing, earliest, hops, items, flows. */
  function compareKeys(one, other) {
    for (let at = 0; at < 4; at += 1) if (one[at] !== other[at]) return one[at] < other[at] ? -1 : 1;
    return compareLists(one[4], other[4]) || compareLists(one[5], other[5]);
  }

  /** Whether, whatever follows, one reading of a walk comes out before another of it. */
  function beats(one, other) {
    if (compareKeys(keyOf(one), keyOf(other)) > 0 || one.weakest > other.weakest) return false;
    if (one.earliest > other.earliest || compareLists(one.items, other.items) > 0) return false;
    if (!(other.firm && other.certain)) return true;
    return one.firm && one.certain && one.latest <= other.latest && one.before <= other.before;
  }

  function undominated(readings) {
    const kept = [];
    readings.map((reading) => [keyOf(reading), reading]).sort(([one], [other]) => compareKeys(one, other))
      .forEach(([, reading]) => kept.some((better) => beats(better, reading)) || kept.push(reading));
    return kept;
  }

  /** A reading taken on by one item; null where time rules that out. */
  function takenOn(known, reading, edge) {
    const { held, asked, edges } = known, begun = reading.items.length > 0;
    const joined = begun && naming(held, edges[reading.chosen[reading.chosen.length - 1]].holder)[edge.givers];
    const wait = begun && !joined ? asked.wait : 0;
    const earliest = reading.earliest + wait, latest = reading.latest + wait;
    if (earliest > edge.hi) return null;
    const judgedBy = joined ? reading.before : latest;
    return {
      earliest: Math.max(earliest, edge.lo),
      latest: edge.event ? edge.by : Math.max(latest, edge.by),
      before: reading.latest,
      certain: reading.certain && judgedBy <= edge.from,
      firm: reading.firm && edge.firm && (joined || !begun),
      weakest: Math.max(reading.weakest, edge.rank),
      joined: begun ? joined : null,
    };
  }

  const longer = (reading, step, edge, at) => ({ ...step, items: [...reading.items, edge.order], flows: [...reading.flows, edge.flow],
    chosen: [...reading.chosen, at], joined: [...reading.joined, step.joined] });

  /** The ways on from a walk, by flow, each with the least key of a trace that it can lead to. */
  function waysOn(known, walk) {
    const { asked, edges, first, held } = known, ways = new Map();
    for (let at = first[walk.here]; at < first[walk.here + 1]; at += 1) {
      const edge = edges[at];
      if (walk.met.has(edge.recipient)) continue;
      walk.readings.forEach((reading) => {
        const step = takenOn(known, reading, edge);
        const key = step && leastKey(known, walk, reading, step, edge, at);
        if (!key) return;
        const way = ways.get(edge.flow) || { walk, there: edge.recipient, key, steps: [], passed: passes(asked, held, walk, edge) };
        if (compareKeys(key, way.key) < 0) way.key = key;
        way.steps.push([reading, step, edge, at]);
        ways.set(edge.flow, way);
      });
    }
    return [...ways.values()];
  }

  const passes = (asked, held, walk, edge) => Boolean(asked.via) && (walk.passed
    || held.table.flows.vias[held.table.flows.via[edge.flow]].some((relay) => asked.via.has(relay))
    || (walk.readings[0].items.length > 0 && asked.via.has(walk.here)));

  function leastKey(known, walk, reading, step, edge, at) {
    const { asked, latest, arrival, hops, bestRank, levelOf, last } = known, there = edge.recipient, made = reading.items.length + 1;
    if (step.earliest > latest[there] || Math.max(step.earliest, arrival(last)[there]) > asked.deadline) return null;
    if (made + hops(last)[there] > asked.maxHops) return null;
    const weakest = Math.max(step.weakest, bestRank(there)), level = levelOf(weakest);
    const fails = walk.full && step.firm && step.certain && known.canHold(at) ? 0 : 1;
    return [fails, weakest, Math.max(step.earliest, arrival(level)[there]), made + Math.min(hops(level)[there], UNREACHED),
      [...reading.items, edge.order], [...reading.flows, edge.flow]];
  }

  /** Traces in order, the best first; `looked.stopped` says why where the search was cut short. */
  function* traces(known, start, looked) {
    const { asked, held, isGoal, isFull, mayPass, first } = known, queue = heap();
    const begin = asked.openAt === null ? asked.since : asked.openAt;
    const empty = { earliest: begin, latest: begin, before: begin, certain: true, firm: true, weakest: 0, items: [], flows: [], chosen: [], joined: [] };
    const goOn = (walk) => waysOn(known, walk).forEach((way) => queue.add(way.key, way));
    const meeting = (party) => (held.isGroup[party] ? [] : [party]); // two mentions of a group need not be of the same bodies
    [...new Set([...start.full, ...start.possible])].sort((one, other) => one - other).filter((party) => first[party] < first[party + 1])
      .forEach((party) => goOn({ here: party, met: new Set(meeting(party)), full: start.full.has(party), passed: false, readings: [empty] }));
    while (queue.size()) {
      if (looked.at >= looked.most) looked.stopped = `the search stopped after ${looked.at.toLocaleString("en-US")} partial walks`;
      looked.at += 1;
      if (looked.stopped) return;
      const entry = queue.take();
      if (!entry.steps) { yield entry; continue; }
      const before = entry.walk, here = entry.there;
      const walk = { here, met: new Set([...before.met, ...meeting(here)]), full: before.full, passed: entry.passed,
        readings: undominated(entry.steps.map(([reading, ...step]) => longer(reading, ...step))) };
      if (isGoal[here] && (!asked.via || walk.passed)) {
        const best = finished(known, walk, Boolean(isFull[here]));
        if (best) queue.add(best.key, best);
      }
      if (mayPass[here] && walk.readings[0].items.length < asked.maxHops) goOn(walk);
    }
  }

  /** The walk as a trace: its best reading that arrives in time. */
  function finished({ asked, edges }, walk, fullGoal) {
    const made = walk.readings.filter((reading) => reading.earliest <= asked.deadline).map((reading) => {
      const certain = reading.certain && (asked.openAt !== null || reading.latest <= asked.deadline);
      const holds = reading.firm && certain && walk.full && fullGoal;
      return { ...reading, certain, holds, fullStart: walk.full, fullGoal, key: [holds ? 0 : 1, ...keyOf(reading).slice(1)],
        edges: reading.chosen.map((at) => edges[at]) };
    });
    return made.sort((one, other) => compareKeys(one.key, other.key))[0];
  }

  /** A queue by key, then by when it was added. */
  function heap() {
    const rows = [];
    let added = 0;
    const before = (one, other) => (compareKeys(rows[one].key, rows[other].key) || rows[one].added - rows[other].added) < 0;
    const swap = (one, other) => { [rows[one], rows[other]] = [rows[other], rows[one]]; };
    function add(key, entry) {
      rows.push({ key, entry, added: (added += 1) });
      for (let at = rows.length - 1, above; at > 0 && before(at, (above = (at - 1) >> 1)); at = above) swap(at, above);
    }
    function take() {
      const { entry } = rows[0], last = rows.pop();
      if (rows.length) rows[0] = last;
      for (let at = 0; ;) {
        const least = [2 * at + 1, 2 * at + 2].filter((below) => below < rows.length).reduce((one, other) => (before(other, one) ? other : one), at);
        if (least === at) return entry;
        swap(at, least);
        at = least;
      }
    }
    return { add, take, size: () => rows.length };
  }

  return { open, network, bounds, traces, timeOf, mannerOf, readingOf, takenOn, compareKeys, FILTERED, OTHER_SOURCE, PUBLISHED_LATER, BARRED, MAY_BE_BARRED, CONTESTED };
})();
