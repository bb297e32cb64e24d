// Barred on paper, observed after the date it took effect: which flows, by which channel?
MATCH (i:Item)-[j:JUDGED]->(r:Rule)
WHERE r.effect = 'bars' AND ($rule IS NULL OR r.id = $rule)
  AND (j.judged = 'barred' OR j.surely_held OR ($cannot_tell AND j.judged = 'cannot tell'))
  AND i.makes_flow AND i.rank <= $min_standing
  AND ($from_listed IS NULL OR i.holder IN $from_listed)
  AND ($to_listed IS NULL OR i.recipient IN $to_listed)
  AND ($data IS NULL OR i.data_type IN $data)
  AND ($channel IS NULL OR i.channel = $channel)
  AND ($source IS NULL OR i.dataset IN $source OR i.document IN $source)
  AND ($as_of IS NULL OR i.lo IS NULL OR i.lo <= $as_of)
  AND ($known_by IS NULL OR i.published_last <= $known_by)
WITH i, r, j, j.judged = 'barred' OR j.surely_held AS gap
ORDER BY i.item
WITH r, i.flow AS flow, i.holder AS holder, i.recipient AS recipient, i.data_type AS kind,
     coalesce(i.database, '') AS system, coalesce(i.channel, '') AS way, i.via AS relays,
     CASE WHEN NOT gap THEN 2 WHEN i.firm THEN 0 ELSE 1 END AS place,
     CASE WHEN gap THEN [] ELSE j.why END AS doubts, coalesce(i.count_unit, '') AS counted_in,
     collect(i) AS items,
     // what stood before is barred from a day on
     min(CASE WHEN coalesce(j.barred_from, '-') > coalesce(i.lo, '-') THEN j.barred_from
              ELSE coalesce(i.lo, '-') END) AS since,
     min(CASE WHEN coalesce(j.barred_from, '-') > coalesce(i.hi, '9999') THEN j.barred_from
              ELSE coalesce(i.hi, '9999') END) AS until
// the rows of one log are added; of logs and statements the largest counts
CALL (items) {
  UNWIND items AS i
  WITH i WHERE i.count_at_least IS NOT NULL AND NOT i.count_shared
  WITH i.kind AS kind, coalesce(i.document, i.dataset) AS log, i.voice AS voice, max(i.count_at_least) AS number
  WITH kind, log, sum(number) AS together, max(number) AS largest
  RETURN max(CASE kind WHEN 'request' THEN together ELSE largest END) AS at_least
}
CALL (items) {
  UNWIND items AS i
  WITH i WHERE i.count_words IS NOT NULL
  WITH i.voice AS voice, i.count_unit AS unit, min(i.item) AS first, head(collect(i.count_words)) AS words
  WITH words, min(first) AS first ORDER BY first
  WITH collect(words) AS spoken
  RETURN CASE WHEN size(spoken) > 0
              THEN reduce(s = head(spoken), w IN tail(spoken) | s + '; ' + w) END AS count_words
}
CALL (items) {
  UNWIND items AS i
  RETURN min(coalesce(i.lo, '-')) AS lo, max(coalesce(i.last_day, '9999')) AS last_day, min(i.rank) AS rank
}
CALL (items) {
  UNWIND items AS i
  WITH DISTINCT i.document AS document WHERE document IS NOT NULL
  WITH document ORDER BY document
  RETURN collect(document) AS documents
}
RETURN r.id AS rule, r.name AS title, coalesce(r.kind, 'paper') AS kind, r.in_force AS in_force, r.until AS until,
       flow AS flow, holder AS `from`, recipient AS `to`, kind AS data_type,
       CASE WHEN way <> '' THEN way END AS channel, relays AS via,
       ['holds', 'possible', 'cannot tell'][place] AS verdict,
       CASE WHEN place = 2 THEN reduce(s = head(doubts), d IN tail(doubts) | s + '; ' + d) END AS why,
       ['documented', 'acknowledged', 'records-reported', 'reported', 'available'][rank] AS standing,
       CASE WHEN since <> '-' THEN since END AS since, CASE WHEN until <> '9999' THEN until END AS by,
       CASE WHEN last_day <> '9999' THEN last_day END AS last,
       CASE WHEN counted_in <> '' THEN counted_in END AS unit, at_least AS at_least, count_words AS count_words,
       [i IN items | i.item] AS items, documents AS documents, r.document AS rule_document
ORDER BY place, size(doubts), rule, holder, recipient, data_type, system, way, relays, doubts, counted_in
