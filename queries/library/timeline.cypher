// How did requests and flows change by month, quarter, year, and where is a drop only missing records?
MATCH (giver)-[:GAVE]->(i:Item)-[:REACHED]->(taker)
WHERE NOT i.derived AND NOT i.sent
  AND (i.mode IN ['disclosed', 'available', 'requested', 'refused', 'blocked'] OR 'mode' IN i.masked
    OR (i.kind = 'request' AND i.mode = 'context'))
  // what has no standing passes with the worst
  AND CASE WHEN i.rank > 8 THEN 8 ELSE i.rank END <= $min_standing
  AND ($from_listed IS NULL OR i.holder IN $from_listed)
  AND ($to_listed IS NULL OR i.recipient IN $to_listed)
  AND ($data IS NULL OR i.data_type IN $data)
  AND ($channel IS NULL OR i.channel = $channel)
  AND ($source IS NULL OR i.dataset IN $source OR i.document IN $source)
  AND ($as_of IS NULL OR i.lo IS NULL OR i.lo <= $as_of)
  AND ($known_by IS NULL OR i.published_last <= $known_by)
// a period is a number, counted on from the year 0
WITH i, CASE WHEN $group = 'recipient' THEN taker ELSE giver END AS body,
     CASE $by WHEN 'month' THEN 12 WHEN 'quarter' THEN 4 ELSE 1 END AS parts,
     CASE $group WHEN 'holder' THEN i.holder WHEN 'recipient' THEN i.recipient
       WHEN 'channel' THEN coalesce(i.channel, '') WHEN 'data-type' THEN i.data_type
       WHEN 'mode' THEN CASE WHEN 'mode' IN i.masked THEN 'masked' ELSE i.mode END ELSE '' END AS name
ORDER BY i.item
// it surely was from the latest start to the earliest end; it speaks of its first day to its last
WITH i, body, parts, name, [day IN [i.hi, i.ended_lo, i.lo, i.last_day] |
       toInteger(substring(day, 0, 4)) * parts + (toInteger(substring(day, 5, 2)) - 1) * parts / 12] AS p
WITH parts, name, CASE i.time_kind WHEN 'event' THEN 'happened' ELSE 'held' END AS kind,
     coalesce(i.count_unit, '') AS counted_in,
     collect({i: i, body: body,
       first: CASE WHEN p[0] <= p[1] THEN p[0] END, last: CASE WHEN p[0] <= p[1] THEN p[1] END,
       since: CASE WHEN p[3] IS NOT NULL THEN p[2] END, until: CASE WHEN p[2] IS NOT NULL THEN p[3] END}) AS placed
CALL (placed) { UNWIND placed AS x UNWIND [x.first, x.since] AS period RETURN min(period) AS begun }
CALL (placed) { UNWIND placed AS x UNWIND [x.last, x.until] AS period RETURN max(period) AS ended }
WITH parts, collect({name: name, kind: kind, counted_in: counted_in, placed: placed, begun: begun, ended: ended}) AS all_series,
     max(ended) AS latest
UNWIND all_series AS s
WITH parts, latest, s.name AS name, collect(s) AS series
// the coverage of each body whose records would show it, and of its wholes
CALL (name, series) {
  UNWIND series AS s UNWIND s.placed AS x
  WITH name, x.body AS body, CASE WHEN $group = 'channel' THEN name ELSE coalesce($channel, '') END AS way
  WITH DISTINCT body, way
  MATCH (body)-[:PART_OF*0..9]->(whole)
  WITH way, body.id AS party, collect(whole.id) AS bodies
  OPTIONAL MATCH (c:Coverage)
  WHERE c.covers IN bodies AND c.side = CASE WHEN $group = 'recipient' THEN 'recipient' ELSE 'holder' END
    AND (way = '' OR c.channel IS NULL OR c.channel = way)
    AND ($source IS NULL OR c.dataset IN $source OR c.document IN $source)
    AND ($as_of IS NULL OR c.first_day IS NULL OR c.first_day <= $as_of)
    AND ($known_by IS NULL OR c.published_last <= $known_by)
  WITH way, party, c ORDER BY party, coalesce(c.first_day, '-')
  WITH party, collect(CASE WHEN c IS NOT NULL THEN
       {first: coalesce(c.first_day, '-'), last: coalesce(c.last_day, '9999'), after: coalesce(c.day_after, '9999'),
        // complete records of one channel are a part of those of every channel
        extent: CASE WHEN way = '' AND c.channel IS NOT NULL AND c.extent = 'complete' THEN 'partial' ELSE c.extent END}
       END) AS held
  RETURN collect(held) AS cover
}
UNWIND series AS s
WITH parts, latest, cover, s.name AS name, s.kind AS kind, s.counted_in AS counted_in, s.placed AS placed,
     s.begun AS begun, s.ended AS ended,
     [x IN s.placed WHERE x.first IS NULL AND x.since IS NULL | x.i] AS undated
UNWIND CASE WHEN begun IS NULL THEN [] ELSE range(begun, CASE WHEN ended < latest THEN ended + 1 ELSE latest END) END
     + CASE WHEN size(undated) > 0 THEN [null] ELSE [] END AS period
WITH parts, cover, name, kind, counted_in, period,
     [x IN placed WHERE x.first <= period AND period <= x.last | x.i] AS surely,
     CASE WHEN period IS NULL THEN undated
          ELSE [x IN placed WHERE x.since <= period AND period <= x.until
                  AND NOT coalesce(x.first <= period AND period <= x.last, false) | x.i] END AS perhaps,
     period / parts AS year, period % parts + 1 AS part, (period % parts) * (12 / parts) + 1 AS month
WITH *, month + 12 / parts - 1 AS closing, right('000' + toString(year), 4) AS y,
     [31, CASE WHEN year % 4 = 0 AND (year % 100 <> 0 OR year % 400 = 0) THEN 29 ELSE 28 END,
      31, 30, 31, 30, 31, 31, 30, 31, 30, 31] AS days
WITH *, y + '-' + right('0' + toString(month), 2) + '-01' AS opens,
     y + '-' + right('0' + toString(closing), 2) + '-' + toString(days[closing - 1]) AS closes
WITH *, CASE WHEN period IS NULL THEN null
     // rows joined leave no day of the period open, of any of the bodies
     WHEN size(cover) > 0 AND all(held IN cover WHERE reduce(open = opens, c IN held |
       CASE WHEN c.extent = 'complete' AND c.first <= open AND c.after > open THEN c.after ELSE open END) > closes)
       THEN 'complete'
     WHEN any(held IN cover WHERE any(c IN held WHERE c.extent IN ['complete', 'partial'] AND c.first <= closes AND c.last >= opens))
       THEN 'partial'
     WHEN any(held IN cover WHERE any(c IN held WHERE c.extent = 'withheld' AND c.first <= closes AND c.last >= opens))
       THEN 'withheld'
     WHEN any(held IN cover WHERE any(c IN held WHERE c.extent = 'not-asked' AND c.first <= closes AND c.last >= opens))
       THEN 'not asked'
     ELSE 'none' END AS coverage, surely + perhaps AS items
// distinct evidence: claims that hold the same share a voice
CALL (surely) { UNWIND surely AS i RETURN count(DISTINCT i.voice) AS in_it }
CALL (items) { UNWIND items AS i RETURN count(DISTINCT i.voice) AS in_all }
// the rows of one log are added; of logs and statements the largest counts
CALL (surely) {
  UNWIND surely AS i
  WITH i WHERE i.count_at_least IS NOT NULL AND NOT i.count_shared
  WITH i.kind AS kind, coalesce(i.document, i.dataset) AS log, i.voice AS voice, max(i.count_at_least) AS number
  WITH kind, log, sum(number) AS together, max(number) AS largest
  RETURN max(CASE kind WHEN 'request' THEN together ELSE largest END) AS at_least
}
CALL (surely) {
  UNWIND surely AS i
  WITH i WHERE i.count_words IS NOT NULL
  WITH i.voice AS voice, i.count_unit AS unit, min(i.item) AS first, head(collect(i.count_words)) AS words
  WITH words, min(first) AS first ORDER BY first
  WITH collect(words) AS spoken
  RETURN CASE WHEN size(spoken) > 0
              THEN reduce(s = head(spoken), w IN tail(spoken) | s + '; ' + w) END AS count_words
}
CALL (items) {
  UNWIND items AS i
  WITH DISTINCT i.document AS document WHERE document IS NOT NULL
  WITH document ORDER BY document
  RETURN collect(document) AS documents
}
WITH *, size(items) = 0 AND coverage <> 'complete' AS silent,
     all(i IN surely WHERE i.count_words IS NULL
       OR (NOT i.count_shared AND i.count_at_least IS NOT NULL AND i.count_at_least = i.count_at_most)) AS exact
WITH *, CASE WHEN silent OR period IS NULL THEN null ELSE in_it END AS surely_in,
     CASE WHEN silent THEN null ELSE in_all - in_it END AS some_of
ORDER BY name, kind, counted_in, coalesce(period, 99999999)
WITH name, kind, counted_in, collect({
       period: CASE WHEN period IS NOT NULL THEN CASE $by WHEN 'month' THEN y + '-' + right('0' + toString(part), 2)
         WHEN 'quarter' THEN y + '-Q' + toString(part) ELSE y END END,
       opens: CASE WHEN period IS NOT NULL THEN opens END, closes: CASE WHEN period IS NOT NULL THEN closes END,
       surely: surely_in, some_of: some_of, at_least: at_least, count_words: count_words, coverage: coverage,
       number: coalesce(at_least, surely_in), exact: exact,
       items: [i IN surely | i.item], items_in_some_of: [i IN perhaps | i.item], documents: documents}) AS told
UNWIND range(0, size(told) - 1) AS place
WITH name, kind, counted_in, place, told[place] AS t, CASE WHEN place > 0 THEN told[place - 1].number END AS before
RETURN CASE WHEN name <> '' THEN name END AS group, kind AS kind,
       CASE WHEN counted_in <> '' THEN counted_in END AS unit, t.period AS period, t.opens AS `start`, t.closes AS `end`,
       t.surely AS surely, t.some_of AS in_some_of, t.at_least AS at_least, t.count_words AS count_words,
       t.coverage AS coverage,
       CASE WHEN t.period IS NULL OR before IS NULL OR coalesce(t.number, 0) >= before THEN null
            WHEN t.some_of > 0 THEN 'cannot tell, dates straddle'
            WHEN t.coverage = 'complete' AND t.exact THEN 'a drop in complete records'
            ELSE 'only in what is held' END AS drop,
       t.items AS items, t.items_in_some_of AS items_in_some_of, t.documents AS documents
ORDER BY name, kind, counted_in, place
