// Which statements contradict records or each other, and in which of scope, unit, manner or date do the rest differ?
MATCH (a:Item)-[o:OPPOSES]->(b:Item)
WHERE true
  AND ($source IS NULL OR a.dataset IN $source OR a.document IN $source)
  AND ($as_of IS NULL OR a.lo IS NULL OR a.lo <= $as_of)
  AND ($known_by IS NULL OR a.published_last <= $known_by)
  AND ($source IS NULL OR b.dataset IN $source OR b.document IN $source)
  AND ($as_of IS NULL OR b.lo IS NULL OR b.lo <= $as_of)
  AND ($known_by IS NULL OR b.published_last <= $known_by)
// one side at least is what was asked about
WITH o, a, b, any(i IN [a, b] WHERE i.holder IS NOT NULL AND i.recipient IS NOT NULL
       AND CASE WHEN i.rank > 8 THEN 8 ELSE i.rank END <= $min_standing
       AND ($from_listed IS NULL OR i.holder IN $from_listed)
       AND ($to_listed IS NULL OR i.recipient IN $to_listed)
       AND ($data IS NULL OR i.data_type IN $data)
       AND ($channel IS NULL OR i.channel = $channel)) AS asked
ORDER BY a.item, b.item
// a log is one record: its rows within what a statement counts are added
WITH a, o.kind AS kind, o.one AS one, CASE o.kind WHEN 'log' THEN coalesce(b.document, '') ELSE o.other END AS other,
     o.differs_in AS differs_in, collect(b) AS items, max(CASE WHEN asked THEN 1 ELSE 0 END) AS asked
// the rows of one log are added; of logs and statements the largest counts
CALL (items) {
  UNWIND items AS i
  WITH i WHERE i.count_at_least IS NOT NULL AND NOT i.count_shared
  WITH i.kind AS kind, coalesce(i.document, i.dataset) AS log, i.voice AS voice, max(i.count_at_least) AS number
  WITH kind, log, sum(number) AS together, max(number) AS largest
  RETURN max(CASE kind WHEN 'request' THEN together ELSE largest END) AS at_least
}
WITH * WHERE kind <> 'log' OR at_least > a.count_at_most
WITH kind, one, other, differs_in, collect(a) AS givers, collect(items) AS takers, max(asked) AS asked
ORDER BY kind, one, other, size(differs_in), differs_in
// of two sides, the items that differ in least
WITH kind, one, other, collect({differs_in: differs_in, givers: givers, takers: takers, asked: asked})[0] AS nearest
WHERE nearest.asked = 1
WITH CASE kind WHEN 'log' THEN 'count' ELSE kind END AS kind, nearest.differs_in AS differs_in,
     nearest.givers AS givers, nearest.takers AS takers
CALL (givers) { UNWIND givers AS i WITH DISTINCT i ORDER BY i.item RETURN collect(i) AS ones }
CALL (takers) { UNWIND takers AS some UNWIND some AS i WITH DISTINCT i ORDER BY i.item RETURN collect(i) AS others }
WITH kind, differs_in, ones, others, ones + others AS items
CALL (ones) {
  UNWIND ones AS i
  WITH i WHERE i.count_words IS NOT NULL
  WITH i.voice AS voice, i.count_unit AS unit, min(i.item) AS first, head(collect(i.count_words)) AS words
  WITH words, min(first) AS first ORDER BY first
  WITH collect(words) AS spoken
  RETURN CASE WHEN size(spoken) > 0
              THEN reduce(s = head(spoken), w IN tail(spoken) | s + '; ' + w) END AS one_count
}
CALL (ones) {
  UNWIND ones AS i
  RETURN min(coalesce(i.lo, '-')) AS one_lo, max(coalesce(i.last_day, '9999')) AS one_hi
}
CALL (others) {
  UNWIND others AS i
  WITH i WHERE i.count_words IS NOT NULL
  WITH i.voice AS voice, i.count_unit AS unit, min(i.item) AS first, head(collect(i.count_words)) AS words
  WITH words, min(first) AS first ORDER BY first
  WITH collect(words) AS spoken
  RETURN CASE WHEN size(spoken) > 0
              THEN reduce(s = head(spoken), w IN tail(spoken) | s + '; ' + w) END AS other_count
}
CALL (others) {
  UNWIND others AS i
  RETURN min(coalesce(i.lo, '-')) AS other_lo, max(coalesce(i.last_day, '9999')) AS other_hi
}
CALL (items) {
  UNWIND items AS i
  WITH DISTINCT i.document AS document WHERE document IS NOT NULL
  WITH document ORDER BY document
  RETURN collect(document) AS documents
}
// a document that only repeats another is no second voice
CALL (items) {
  UNWIND items AS i
  OPTIONAL MATCH (d:Source) WHERE d.id = i.document
  RETURN count(DISTINCT coalesce(d.voice, i.document, '')) = 1 AS same_voice
}
WITH *, size(differs_in) = 0 AS against, CASE WHEN size(differs_in) > 0
       THEN reduce(s = '', d IN differs_in | CASE WHEN s = '' THEN '' ELSE s + ', ' END
         + CASE d WHEN 'hedge' THEN 'how firmly it is said' WHEN 'request' THEN 'which request is meant' ELSE d END)
       ELSE '' END AS named
RETURN CASE WHEN against THEN 'contradicts' ELSE 'differs' END AS verdict, kind AS kind,
       [d IN differs_in | CASE WHEN d = 'channel' THEN 'manner: channel'
         WHEN d IN ['unit', 'date', 'hedge', 'request'] THEN d ELSE 'scope: ' + d END] AS differs_in,
       CASE kind WHEN 'denial' THEN CASE WHEN against
           THEN 'What is denied is what the other says went or was open: its recipient, kind of data, channel and time are all within the denial.'
           ELSE 'The denial does not cover the other, which differs in or leaves open: ' END
         WHEN 'count' THEN CASE WHEN against
           THEN 'Both count the same, and the one proves more than the other allows.'
           ELSE 'The numbers are not of the same thing; they differ in, or one leaves open: ' END
         ELSE CASE WHEN against
           THEN 'It surely went, or was open, at a time at which the same is said to have stood refused or blocked.'
           ELSE 'Both can be true; the refusal and the other differ in, or one leaves open: ' END
         END + named AS why,
       others[0].holder AS `from`, others[0].recipient AS `to`, others[0].data_type AS data_type,
       ones[0].claim AS one,
       CASE WHEN 'mode' IN ones[0].masked THEN 'masked' ELSE ones[0].mode END AS one_says,
       ones[0].channel AS one_channel, one_count AS one_count,
       CASE WHEN one_lo <> '-' THEN one_lo END AS one_first,
       CASE WHEN one_hi <> '9999' THEN one_hi END AS one_last, ones[0].document AS one_document,
       others[0].claim AS other,
       CASE WHEN 'mode' IN others[0].masked THEN 'masked' ELSE others[0].mode END AS other_says,
       others[0].channel AS other_channel, other_count AS other_count,
       CASE WHEN other_lo <> '-' THEN other_lo END AS other_first,
       CASE WHEN other_hi <> '9999' THEN other_hi END AS other_last, others[0].document AS other_document,
       same_voice AS same_voice, [i IN items | i.item] AS items, documents AS documents
ORDER BY verdict, CASE kind WHEN 'denial' THEN 0 WHEN 'count' THEN 1 ELSE 2 END, one, other, items
