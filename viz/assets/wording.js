// Days, ends and verdicts in words, as viz/words.py and queries/words.py have them. No page here.

const wording = (() => {
  const MONTHS = ["Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"];
  const VERDICTS = { holds: "did", possible: "could have", refuted: "shown not to", unknown: "not known" };

  // ---- days -------------------------------------------------------------------------------------------------

  const dated = (day) => { const date = new Date((day - 719163) * 864e5); return [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]; };
  const written = (day) => { const [year, month, at] = dated(day); return `${at} ${MONTHS[month]} ${year}`; };
  const isDay = (day) => Number.isFinite(day);

  /** Two days in the shortest words that say the same: a day, a month, a year, or from and to. */
  function span(first, last) {
    const [year, month, day] = dated(first), [lastYear, lastMonth] = dated(last);
    if (first === last) return written(first);
    if (day !== 1 || dated(last + 1)[2] !== 1) return `${written(first)} to ${written(last)}`;
    if (month === 0 && lastMonth === 11) return year === lastYear ? `${year}` : `${year} to ${lastYear}`;
    const [start, end] = [`${MONTHS[month]} ${year}`, `${MONTHS[lastMonth]} ${lastYear}`];
    return start === end ? start : `${start} to ${end}`;
  }

  /** An interval of days in words; an open end is said to be open. */
  function period(first, last) {
    if (isDay(first) && isDay(last)) return span(first, last);
    if (isDay(first)) return `from ${written(first)}`;
    return isDay(last) ? `by ${written(last)}` : "not dated";
  }

  /** The time of one item: an event happened within its days; what stands held from a start to an end. */
  function when([lo, hi, endedLo, endedHi], event) {
    const within = period(lo, hi);
    if (event) return within.includes(" to ") ? `within ${within}` : within;
    const since = isDay(lo) && isDay(hi) ? `since ${span(lo, hi)}` : isDay(lo) ? `since ${written(lo)} or later` : isDay(hi) && `since ${written(hi)} at the latest`;
    const until = isDay(endedLo) && isDay(endedHi) ? `until ${span(endedLo, endedHi)}`
      : isDay(endedLo) ? `so on ${written(endedLo)}, no end known` : isDay(endedHi) && `until ${written(endedHi)} at the latest`;
    return [since, until].filter(Boolean).join(", ") || "not dated";
  }

  // ---- who and whether --------------------------------------------------------------------------------------

  /** An end of a question: "Georgia's licensing agency", "any licensing agency", an agency's name. */
  function end({ parties, kind_words: kinds }, text, states) {
    if (text === "any") return "anyone";
    const party = parties.id.indexOf(text), [state, kind] = text.includes(":") ? text.split(":") : ["", text];
    if (party >= 0) return parties.name[party];
    const [noun, label] = kinds[parties.kinds.indexOf(kind)] || ["", kind];
    if (state) return `${states[state] || state}'s ${noun || label}`;
    return noun ? `any ${noun}` : label;
  }

  /** The first line: what is known of one kind of data, from the one end to the other. */
  function line({ verdict, traces, leftOut, absence, floor }, data, who, whom, words) {
    const number = traces.length + leftOut.count, routes = `${leftOut.exact ? "" : "at least "}${number} route${number === 1 ? "" : "s"}`;
    if (verdict === "holds") return `${data}: ${who} did hand it to ${whom} (${routes}, at least one shown).`;
    if (verdict === "possible") return `${data}: ${who} could have handed it to ${whom} (${routes}, none shown whole).`;
    if (verdict === "refuted") return `${data}: refuted, within records declared complete.`;
    return `${data}: not known whether ${who} handed it to ${whom}; ${absence ? reason(absence.reason, floor, words) : leftOut.why}.`;
  }

  const reason = (why, floor, { reasons, raised }) => (why === "below-floor" && !["reported", "available"].includes(floor) ? raised : reasons[why]);

  /** One trace in a sentence: "did" if it holds, else "could have". */
  function sentence(verdict, names, data) {
    const between = names.slice(1, -1).join(", then "), [giver, receiver] = [names[0], names[names.length - 1]];
    if (between) return `${data}: from ${giver} it ${verdict === "holds" ? "did reach" : "could have reached"} ${receiver}, through ${between}.`;
    return `${data}: ${giver} ${verdict === "holds" ? "did hand it over" : "could have handed it over"} to ${receiver}.`;
  }

  function leftOut({ count, exact, why }) {
    if (!count) return why ? `Not all was looked at: ${why}.` : "";
    const start = exact ? `${count}` : `At least ${count}`;
    return `${start} more route${count === 1 && exact ? " is" : "s are"} not listed${why ? ` (${why})` : ""}.`;
  }

  /** What breaks a step, without the names of the program's options. */
  const plainly = (breaks) => breaks.replace(/^filtered by --([a-z-]+)/, (_, option) => option.replace("-", " "));

  const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

  return { VERDICTS, period, when, end, line, sentence, leftOut, plainly, capital };
})();
