// Who refuses, who complies, how fast, by threshold and channel?
MATCH (i:Item)
WHERE NOT i.derived AND NOT i.sent AND i.holder IS NOT NULL AND i.recipient IS NOT NULL
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
MATCH (i)<-[:GAVE]-(giver)
WITH i, CASE $by WHEN 'holder' THEN i.holder WHEN 'recipient' THEN i.recipient ELSE coalesce(giver.state, '') END AS who,
     coalesce(i.channel, '') AS channel, coalesce(i.count_unit, '') AS unit,
     CASE WHEN 'threshold_required' IN i.masked_cells THEN 'masked' ELSE coalesce(i.threshold_required, '') END AS required,
     CASE WHEN 'threshold_shown' IN i.masked_cells THEN 'masked' ELSE coalesce(i.threshold_shown, '') END AS shown,
     CASE WHEN 'mode' IN i.masked THEN 'masked' ELSE i.mode END AS outcome
ORDER BY i.item
WITH who, channel, required, shown, unit, outcome, collect(i) AS items
// distinct evidence: claims that hold the same share a voice
CALL (items) { UNWIND items AS i RETURN count(DISTINCT i.voice) AS told }
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
  WITH i.voice AS voice, min(i.item) AS first, head(collect(i.count_words)) AS words
  WITH words, min(first) AS first ORDER BY first
  WITH collect(words) AS spoken
  RETURN CASE WHEN size(spoken) > 0 THEN reduce(s = head(spoken), w IN tail(spoken) | s + '; ' + w) END AS count_words
}
// how many exchanges the rows of logs are
CALL (items) {
  UNWIND items AS i
  WITH i.claim AS claim, max(CASE WHEN i.count_words IS NULL THEN 1 ELSE i.count_at_least END) AS number,
       max(CASE i.kind WHEN 'request' THEN 0 ELSE 1 END) AS stated
  RETURN toInteger(sum(number)) AS part, max(stated) AS stated
}
CALL (items) {
  UNWIND items AS i
  WITH i WHERE i.timed
  WITH i.claim AS claim, min(i.days_least) AS least, min(coalesce(i.days_most, -1)) AS most
  RETURN count(claim) AS timed, min(least) AS days_least, min(most) AS shortest, max(most) AS longest
}
CALL (items) {
  UNWIND items AS i
  WITH i WHERE i.timed AND i.days_least = i.days_most
  WITH i.claim AS claim, min(i.days_least) AS days ORDER BY days
  RETURN collect(days) AS exact
}
CALL (items) {
  UNWIND items AS i
  WITH DISTINCT i.document AS document WHERE document IS NOT NULL
  WITH document ORDER BY document
  RETURN collect(document) AS documents
}
WITH who, channel, required, shown, unit,
     collect({outcome: outcome, told: told, at_least: at_least, count_words: count_words, part: part, stated: stated,
       timed: timed, days_least: days_least, days_most: CASE WHEN shortest >= 0 THEN longest END, exact: exact,
       items: [i IN items | i.item], documents: documents}) AS outcomes
WITH *, reduce(n = 0, o IN outcomes | n + o.part) AS whole,
     all(o IN outcomes WHERE o.stated = 0) AS logged
UNWIND outcomes AS o
RETURN CASE WHEN who <> '' THEN who END AS group,
       CASE WHEN channel <> '' THEN channel END AS channel,
       CASE WHEN required <> '' THEN required END AS threshold_required,
       CASE WHEN shown <> '' THEN shown END AS threshold_shown,
       o.outcome AS outcome, o.told AS told,
       CASE WHEN unit <> '' THEN unit END AS unit,
       o.at_least AS at_least, o.count_words AS count_words,
       CASE WHEN logged THEN toString(o.part) + ' of ' + toString(whole) END AS share,
       o.timed AS timed, o.days_least AS days_least, o.days_most AS days_most,
       CASE WHEN size(o.exact) > 0
            THEN (o.exact[(size(o.exact) - 1) / 2] + o.exact[size(o.exact) / 2]) / 2.0 END AS median_days,
       size(o.exact) AS median_of, o.items AS items, o.documents AS documents
ORDER BY who, coalesce(channel, ''), required, shown, coalesce(unit, ''), outcome
