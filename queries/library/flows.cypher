// Who gets what from whom, how, how often, since when, on what evidence?
MATCH (i:Item)
WHERE i.makes_flow
  AND ($from_listed IS NULL OR i.holder IN $from_listed)
  AND ($to_listed IS NULL OR i.recipient IN $to_listed)
  AND ($data IS NULL OR i.data_type IN $data)
  AND ($channel IS NULL OR i.channel = $channel)
  AND ($source IS NULL OR i.dataset IN $source OR i.document IN $source)
  AND ($as_of IS NULL OR i.lo IS NULL OR i.lo <= $as_of)
  AND ($known_by IS NULL OR i.published_last <= $known_by)
WITH i, EXISTS {
  MATCH (i)-[:DENIED_BY]->(d:Item)
  WHERE ($source IS NULL OR d.dataset IN $source OR d.document IN $source)
    AND ($known_by IS NULL OR d.published_last <= $known_by)
} AS denied
ORDER BY i.item
WITH i.flow AS flow, i.holder AS holder, i.recipient AS recipient, i.data_type AS data_type,
     i.database AS database, i.channel AS channel, i.via AS via,
     min(i.rank) AS rank, max(CASE WHEN denied THEN 1 ELSE 0 END) AS denied,
     min(coalesce(i.lo, '-')) AS lo, max(coalesce(i.last_day, '9999')) AS last_day,
     collect(i.item) AS items, collect(DISTINCT i.document) AS cited, collect(DISTINCT i.read) AS how_read,
     // the counts, each claim's own: those that hold the same evidence share a voice
     collect(CASE WHEN i.count_words IS NOT NULL THEN
       {key: i.voice + '|' + i.count_unit, words: i.count_words, unit: i.count_unit, shared: i.count_shared,
        least: i.count_at_least, most: i.count_at_most} END) AS told
WHERE rank <= $min_standing
WITH flow, holder, recipient, data_type, database, channel, via, rank, denied, lo, last_day, items, cited, how_read,
     reduce(kept = [], c IN told |
       CASE WHEN any(k IN kept WHERE k.key = c.key) THEN kept ELSE kept + [c] END) AS counts
WITH flow, holder, recipient, data_type, database, channel, via, rank, denied, lo, last_day, items, cited, how_read,
     counts, [c IN counts WHERE NOT c.shared] AS own,
     reduce(kept = [], c IN counts | CASE WHEN c.words IN kept THEN kept ELSE kept + [c.words] END) AS words,
     reduce(kept = [], c IN counts | CASE WHEN c.unit IN kept THEN kept ELSE kept + [c.unit] END) AS units
CALL (cited) { UNWIND cited AS each WITH each ORDER BY each RETURN collect(each) AS documents }
CALL (how_read) { UNWIND how_read AS each WITH each ORDER BY each RETURN collect(each) AS read }
RETURN flow AS flow, holder AS `from`, recipient AS `to`, data_type AS data_type, database AS database,
       channel AS channel, via AS via,
       ['documented', 'acknowledged', 'records-reported', 'reported', 'available', 'requested', 'refused',
        'blocked', 'denied'][rank] AS standing,
       denied = 1 AS contested,
       CASE WHEN lo <> '-' THEN lo END AS first, CASE WHEN last_day <> '9999' THEN last_day END AS last,
       CASE WHEN size(words) > 0
            THEN reduce(s = head(words), w IN tail(words) | s + '; ' + w) END AS count_words,
       CASE WHEN size(units) = 1
            THEN reduce(most = null, c IN own |
              CASE WHEN most IS NULL OR c.least > most THEN c.least ELSE most END) END AS at_least,
       CASE WHEN size(counts) = 1 AND size(own) = 1 THEN own[0].most END AS at_most,
       CASE WHEN size(units) = 1 THEN units[0] END AS unit,
       items AS items, documents AS documents, read AS read
ORDER BY `from`, `to`, coalesce(data_type, ''), coalesce(database, ''), coalesce(channel, ''), via
