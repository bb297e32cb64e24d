// Which disclosures show no warrant, subpoena or court order; and where was none required?
MATCH (i:Item)
WHERE i.makes_flow AND NOT i.sent AND i.rank <= $min_standing
  AND ($from_listed IS NULL OR i.holder IN $from_listed)
  AND ($to_listed IS NULL OR i.recipient IN $to_listed)
  AND ($data IS NULL OR i.data_type IN $data)
  AND ($channel IS NULL OR i.channel = $channel)
  AND ($source IS NULL OR i.dataset IN $source OR i.document IN $source)
  AND ($as_of IS NULL OR i.lo IS NULL OR i.lo <= $as_of)
  AND ($known_by IS NULL OR i.published_last <= $known_by)
WITH i,
     CASE WHEN 'threshold_required' IN i.masked_cells THEN 'masked' ELSE coalesce(i.threshold_required, '') END AS required,
     CASE WHEN 'threshold_shown' IN i.masked_cells THEN 'masked' ELSE coalesce(i.threshold_shown, '') END AS shown
ORDER BY i.item
WITH i.flow AS flow, i.holder AS holder, i.recipient AS recipient, i.data_type AS kind, coalesce(i.database, '') AS system,
     coalesce(i.channel, '') AS way, i.via AS relays, required, shown, coalesce(i.count_unit, '') AS counted_in,
     collect(i) AS items
// a form, a case number, a belief and consent are no process; blank is not "none"
WITH *, ['judicial-subpoena', 'judicial-warrant', 'court-order'] AS judicial
WITH *, CASE WHEN shown IN judicial THEN 'judicial' WHEN shown = 'administrative-subpoena' THEN 'administrative'
             WHEN shown IN ['', 'masked', 'unknown'] THEN shown ELSE 'none' END AS process,
     CASE WHEN required IN judicial OR required = 'administrative-subpoena' THEN 'process'
          WHEN required IN ['', 'masked', 'unknown'] THEN required ELSE 'none' END AS needed
WHERE $judicial OR process <> 'judicial'
WITH *, CASE WHEN process = 'none' AND needed = 'process' THEN 0
             WHEN process = 'none' AND needed = 'none' THEN 1
             WHEN process = 'none' THEN 2
             WHEN process = 'administrative' THEN 3
             WHEN process = 'unknown' THEN 4
             WHEN process = 'masked' THEN 5
             WHEN process = 'judicial' THEN 9
             WHEN needed = 'none' THEN 6
             WHEN needed = 'process' THEN 7
             ELSE 8 END AS place
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
RETURN flow AS flow, holder AS `from`, recipient AS `to`, kind AS data_type,
       CASE WHEN way <> '' THEN way END AS channel, relays AS via,
       ['no process shown, though required', 'no process shown, none required', 'no process shown',
        'shown, but not judicial', 'something shown, not told what', 'masked', 'not stated; no process required',
        'not stated; process required', 'not stated', 'judicial process shown'][place] AS finding,
       CASE WHEN shown <> '' THEN shown END AS threshold_shown,
       CASE WHEN required <> '' THEN required END AS threshold_required,
       ['documented', 'acknowledged', 'records-reported', 'reported', 'available'][rank] AS standing,
       CASE WHEN lo <> '-' THEN lo END AS first, CASE WHEN last_day <> '9999' THEN last_day END AS last,
       CASE WHEN counted_in <> '' THEN counted_in END AS unit, at_least AS at_least, count_words AS count_words,
       [i IN items | i.item] AS items, documents AS documents
ORDER BY place, holder, recipient, kind, system, way, relays, required, shown, counted_in
