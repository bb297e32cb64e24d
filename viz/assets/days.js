// The date: only what can have happened by then, what is not certain of it drawn as "could have".

const days = (() => {
  const MONTHS = ["Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"];
  const slider = document.getElementById("day"), play = document.getElementById("play");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let moved = () => {}, timer = null;

  const pad = (number) => String(number).padStart(2, "0");

  /** The last day of each month that the evidence speaks of. */
  const ends = (() => {
    if (!page.days || !page.days.length) return [];
    const [first, last] = page.days.map((day) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1);
    return Array.from({ length: Math.min(last - first + 1, 2400) }, (_, at) => {
      const year = Math.floor((first + at) / 12), month = (first + at) % 12;
      return `${String(year).padStart(4, "0")}-${pad(month + 1)}-${pad(new Date(Date.UTC(year, month + 1, 0)).getUTCDate())}`;
    });
  })();

  const inWords = (day) => `${Number(day.slice(8))} ${MONTHS[Number(day.slice(5, 7)) - 1]} ${Number(day.slice(0, 4))}`;

  const dayAt = (at) => ends[at] || "";
  const placeOf = (day) => { const at = ends.indexOf(day); return at < 0 ? ends.length : at; };

  function show() {
    const day = filters.day();
    slider.value = placeOf(day);
    const flows = filters.shown(), unsure = flows.filter((flow) => filters.seen(flow).unsure).length;
    const words = day ? `By ${inWords(day)}: ${flows.length} exchanges` + (unsure ? `, ${unsure} of them (~) by then or later` : "") : `All dates: ${flows.length} exchanges`;
    slider.setAttribute("aria-valuetext", words);
    document.getElementById("by").textContent = words;
  }

  function go(at) {
    filters.setDay(dayAt(Math.max(0, Math.min(at, ends.length))));
    moved();
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    play.textContent = still.matches ? "Next change" : "Play";
    play.setAttribute("aria-pressed", "false");
  }

  /** The next month-end by which something else can have happened, or is certain. */
  function nextChange() {
    const dates = new Set(page.items.flatMap((item) => [(item.time || {}).lo, (item.time || {}).hi]).filter(Boolean).map((day) => day.slice(0, 7)));
    const from = Number(slider.value) >= ends.length ? -1 : Number(slider.value);
    const at = ends.findIndex((day, place) => place > from && dates.has(day.slice(0, 7)));
    go(at < 0 ? ends.length : at);
  }

  function start(whenMoved) {
    moved = whenMoved;
    if (ends.length < 2) { document.getElementById("time").hidden = true; return; }
    slider.max = ends.length;
    slider.addEventListener("input", () => { stop(); go(Number(slider.value)); });
    const stride = Math.max(1, Math.round(ends.length / 48));
    play.addEventListener("click", () => {
      if (still.matches) return nextChange();
      if (timer) return stop();
      if (Number(slider.value) >= ends.length) go(0);
      play.textContent = "Pause";
      play.setAttribute("aria-pressed", "true");
      timer = setInterval(() => { go(Number(slider.value) + stride); if (Number(slider.value) >= ends.length) stop(); }, 400);
      return undefined;
    });
    still.addEventListener("change", stop);
    document.getElementById("all-dates").addEventListener("click", () => { stop(); go(ends.length); });
    const [first, last] = [ends[0], ends[ends.length - 1]].map((day) => day.slice(0, 4));
    document.getElementById("first-year").textContent = first;
    document.getElementById("last-year").textContent = last;
    stop();
    show();
  }

  return { start, show, inWords, has: (day) => ends.includes(day) };
})();
