// What is left out of what is shown, by the legend and the date; and what the evidence that is left says of each exchange.

const filters = (() => {
  const KINDS = ["family", "known", "data", "channel", "standing", "dataset", "document"];
  const off = Object.fromEntries(KINDS.map((kind) => [kind, new Set()]));
  const rank = new Map(page.knowledge.map((known, at) => [known.id, at]));
  const strength = new Map(page.standings.map((standing, at) => [standing, at]));
  let type = "", day = "", known = new Map();

  /** Whether evidence is left out, so that what is known has to be said anew. */
  const fewer = () => Boolean(day || off.dataset.size || off.document.size);

  /** Whether an item is left: its source is not left out, and it can have begun by the day. */
  function left(item) {
    if (off.dataset.has(item.dataset || "") || off.document.has(item.document)) return false;
    return !day || !((item.time || {}).lo > day);
  }

  /** Whether it had certainly begun by the day. */
  const surely = (item) => !day || Boolean((item.time || {}).hi && item.time.hi <= day);

  /** What the evidence that is left says of an exchange; an uncertain date makes "did" "could have". Nothing if none is left. */
  function judge(flow) {
    if (!fewer()) return { known: flow.known, standing: flow.standing, unsure: false, items: flow.evidence };
    const items = flow.evidence.filter(left);
    if (!items.length) return flow.evidence.length ? null : bare(flow);
    const words = items.map((item) => (item.known === "did" && !surely(item) ? "could" : item.known));
    const best = words.reduce((one, other) => (rank.get(other) < rank.get(one) ? other : one));
    const standing = items.map((item) => item.standing || flow.standing).reduce((one, other) => (strength.get(other) < strength.get(one) ? other : one));
    return { known: best, standing, items, unsure: items.every((item, at) => words[at] !== best || !surely(item)) };
  }

  /** An exchange whose evidence is not on the page goes by its own dates. */
  function bare(flow) {
    if (day && flow.first > day) return null;
    const sure = !day || Boolean(flow.last && flow.last <= day);
    return { known: flow.known === "did" && !sure ? "could" : flow.known, standing: flow.standing, unsure: !sure, items: [] };
  }

  /** A narrower kind of data than the evidence names could have been among it; that it was is not shown. */
  function narrowed(flow, found) {
    if (!type || type === flow.data_type || found.known !== "did") return found;
    return { ...found, known: "could" };
  }

  function look(flow) {
    if ((type && !(type in flow.known_for)) || off.data.has(flow.data_type || "") || off.channel.has(flow.channel || "")) return null;
    if ([flow.from, flow.to].some((end) => off.family.has((page.agencies[end] || {}).family))) return null;
    const judged = judge(flow), found = judged && narrowed(flow, judged);
    return found && !off.known.has(found.known) && !off.standing.has(found.standing) ? found : null;
  }

  /** What is shown of an exchange: the word, the standing, the items; nothing if it is left out. */
  function seen(flow) {
    if (!known.has(flow.flow)) known.set(flow.flow, look(flow));
    return known.get(flow.flow);
  }

  /** The earliest day on which data can have come to the end of a route, by the evidence that is left; nothing if it cannot. */
  function arrival(route) {
    return route.steps.reduce((earliest, step) => {
      const found = flowOf.get(step.flow), judged = found && judge(found);
      if (earliest === null || !judged) return null;
      const days = judged.items.filter((item) => strength.get(item.standing) <= strength.get(page.floor))
        .map((item) => item.time || {}).filter((time) => !((time.kind === "standing" ? time.ended_hi : time.hi) < earliest))
        .map((time) => (time.lo > earliest ? time.lo : earliest));
      if (!judged.items.length) return earliest;
      return days.length ? days.reduce((one, other) => (other < one ? other : one)) : null;
    }, "");
  }

  /** The word for a route by the evidence that is left: "did" only where all that it rests on is left and surely in time. */
  function routeKnown(route) {
    const word = route.verdict === "holds" ? "did" : "could";
    if (!fewer()) return word;
    const earliest = arrival(route);
    if (earliest === null || (day && earliest > day)) return null;
    const chosen = route.steps.every((step) => {
      const judged = flowOf.has(step.flow) && judge(flowOf.get(step.flow));
      return judged && (step.chosen || []).every((id) => judged.items.some((item) => item.id === id));
    });
    const sure = !day || Boolean(route.certain_by && route.certain_by <= day);
    return word === "did" && chosen && sure ? "did" : "could";
  }

  function set(kind, id, out) {
    if (!off[kind]) return;
    if (out) off[kind].add(id);
    else off[kind].delete(id);
    known = new Map();
  }

  function clear() {
    KINDS.forEach((kind) => off[kind].clear());
    known = new Map();
  }

  /** What the evidence that is left says of an exchange, for the data type that is shown, whatever else the legend leaves out. */
  function judged(flow) {
    const found = (!type || type in flow.known_for) && judge(flow);
    return found ? narrowed(flow, found) : null;
  }

  return {
    KINDS, seen, judged, fewer, routeKnown, set, clear,
    isOff: (kind, id) => off[kind].has(id),
    out: () => KINDS.flatMap((kind) => [...off[kind]].map((id) => [kind, id])),
    family: (family) => !off.family.has(family),
    shown: () => page.flows.filter((flow) => seen(flow)),
    type: () => type, setType: (value) => { type = value; known = new Map(); },
    day: () => day, setDay: (value) => { day = value; known = new Map(); },
  };
})();
