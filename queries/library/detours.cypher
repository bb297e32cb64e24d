// Where a direct route is barred, refused, blocked or denied: does the data get there another way?
// Each kind of data with all that it includes.
CALL () {
  MATCH (d:DataType)-[:INCLUDES*0..9]->(k:DataType)
  WITH d.id AS id, collect(DISTINCT k.id) AS below
  RETURN collect({id: id, below: below}) AS types
}
// The stops: what was refused, blocked or denied; and what a rule bars and was seen nonetheless.
MATCH (i:Item)
WHERE i.makes_flow
  AND ($from IS NULL OR i.holder IN $from OR i.holder IN $from_possible)
  AND ($to IS NULL OR i.recipient IN $to OR i.recipient IN $to_possible)
  AND ($source IS NULL OR i.dataset IN $source OR i.document IN $source)
  AND ($known_by IS NULL OR i.published_last <= $known_by)
  AND ($as_of IS NULL OR i.lo IS NULL OR i.lo <= $as_of)
WITH types, i, coalesce($data[0], 'driver-record') AS asked
WITH types, i, asked, coalesce(i.data_type, asked) AS own
WITH types, i, asked, own, coalesce(head([t IN types WHERE t.id = own | t.below]), [own]) AS below
WHERE $data IS NULL OR i.data_type IS NULL OR any(k IN below WHERE k IN $data)
OPTIONAL MATCH (i)-[j:JUDGED {judged: 'barred'}]->(r:Rule)
WITH types, i, CASE WHEN $data IS NOT NULL AND asked IN below THEN asked ELSE own END AS kind,
     CASE WHEN i.mode IN ['refused', 'blocked', 'denied'] AND NOT i.hedged THEN i.mode
          WHEN i.rank <= 4 AND r IS NOT NULL THEN 'barred' END AS how, r
WHERE how IS NOT NULL
WITH types, i, kind, how, CASE how WHEN 'barred' THEN r END AS r
WITH DISTINCT types, i, kind, how, r.id AS rule, r.may_from AS may_from, r.surely_from AS surely_from,
     r.surely_until AS surely_until, r.may_until AS may_until
ORDER BY i.item
WITH types, how, kind, rule, i.holder AS holder, i.recipient AS recipient, i.channel AS channel, i.database AS database,
     may_from, surely_from, surely_until, may_until,
     collect(i.item) AS stop_items, collect(DISTINCT i.flow) AS flow_ids, collect(DISTINCT i.document) AS cited,
     min(coalesce(i.lo, '-')) AS lo, min(coalesce(i.hi, '9999')) AS hi,
     max(CASE i.time_kind WHEN 'standing' THEN coalesce(i.ended_lo, '-') ELSE '9999' END) AS ended_lo,
     max(CASE i.time_kind WHEN 'standing' THEN coalesce(i.ended_hi, '9999') ELSE '9999' END) AS ended_hi
WITH types, how, kind, rule, holder, recipient, channel, database, stop_items, flow_ids, cited,
     CASE WHEN rule IS NULL THEN lo ELSE may_from END AS lo, CASE WHEN rule IS NULL THEN hi ELSE surely_from END AS hi,
     CASE WHEN rule IS NOT NULL THEN surely_until WHEN ended_hi = '9999' THEN '9999' ELSE ended_lo END AS ended_lo,
     CASE WHEN rule IS NULL THEN ended_hi ELSE may_until END AS ended_hi
CALL (flow_ids) { UNWIND flow_ids AS each WITH each ORDER BY each RETURN collect(each) AS stop }
CALL (cited) { UNWIND cited AS each WITH each ORDER BY each RETURN collect(each) AS stop_documents }
// Who answers for the same office and the same recipient: parts, a placeholder for its state; possibly wholes, groups.
CALL (holder) {
  OPTIONAL MATCH (p:Agency)-[:PART_OF*0..9]->(:Agency {id: holder})
  WITH holder, collect(DISTINCT p.id) AS parts
  OPTIONAL MATCH (o:Agency {id: holder})
  OPTIONAL MATCH (other:Agency)
  WHERE other.state = o.state AND other.kind = o.kind
    AND (coalesce(other.placeholder, false) OR coalesce(o.placeholder, false))
  WITH parts + [holder] AS own_givers, collect(other.id) AS others
  RETURN own_givers + others AS givers, own_givers
}
CALL (recipient) {
  OPTIONAL MATCH (p:Agency)-[:PART_OF*0..9]->(:Agency {id: recipient})
  WITH recipient, collect(DISTINCT p.id) AS parts
  RETURN parts + [recipient] AS takers
}
CALL (own_givers) {
  MATCH (a:Agency)-[:PART_OF*1..9]->(w:Agency) WHERE a.id IN own_givers
  RETURN collect(DISTINCT w.id) AS givers_wholes
}
CALL (own_givers) {
  MATCH (a:Agency)-[:MEMBER_OF]->(g:AgencyGroup) WHERE a.id IN own_givers
  RETURN collect(DISTINCT g.id) AS givers_groups
}
CALL (takers) {
  MATCH (a:Agency)-[:PART_OF*1..9]->(w:Agency) WHERE a.id IN takers
  RETURN collect(DISTINCT w.id) AS takers_wholes
}
CALL (takers) {
  MATCH (a:Agency)-[:MEMBER_OF]->(g:AgencyGroup) WHERE a.id IN takers
  RETURN collect(DISTINCT g.id) AS takers_groups
}
WITH types, how, kind, rule, holder, recipient, channel, database, stop_items, stop, stop_documents, lo, hi, ended_hi,
     givers, givers + givers_wholes + givers_groups AS all_givers,
     takers, takers + takers_wholes + takers_groups AS all_takers,
     // the times asked about: surely after the stop, perhaps after it, whenever
     [{number: 0, wanted: hi <> '9999', since: CASE WHEN hi > coalesce($since, '-') THEN hi ELSE coalesce($since, '-') END,
       until: CASE WHEN ended_lo < coalesce($as_of, '9999') THEN ended_lo ELSE coalesce($as_of, '9999') END},
      {number: 1, wanted: lo <> '9999', since: CASE WHEN lo > coalesce($since, '-') THEN lo ELSE coalesce($since, '-') END,
       until: CASE WHEN ended_hi < coalesce($as_of, '9999') THEN ended_hi ELSE coalesce($as_of, '9999') END},
      {number: 2, wanted: true, since: coalesce($since, '-'), until: coalesce($as_of, '9999')}] AS times
// The kinds of data that are stopped, the broadest first.
CALL (types, kind) {
  WITH coalesce(head([t IN types WHERE t.id = kind | t.below]), [kind]) AS below, types
  WITH [k IN below WHERE $data IS NULL OR k IN $data] AS wanted, types
  UNWIND wanted AS each
  WITH each, size([k IN coalesce(head([t IN types WHERE t.id = each | t.below]), [each]) WHERE k IN wanted]) AS breadth
  ORDER BY breadth DESC, each
  RETURN collect(each) AS kinds
}
UNWIND range(0, size(kinds) - 1) AS place
WITH how, kinds[place] AS kind, place, rule, holder, recipient, channel, database, stop_items, stop, stop_documents,
     lo, hi, ended_hi, givers, all_givers, takers, all_takers, times
CALL (kind, rule, stop, givers, all_givers, takers, all_takers, times) {
  MATCH p = (s)-[:CARRIES*1..6 {data_type: kind}]->(g)
  WHERE s.id IN all_givers AND g.id IN all_takers
  WITH s.id AS first, g.id AS last, nodes(p) AS parties, relationships(p) AS hops, rule, stop, givers, takers, times
  WHERE all(h IN hops WHERE h.rank <= $min_standing AND NOT h.flow IN stop AND NOT (rule IS NOT NULL AND h.barred)
        AND ($source IS NULL OR h.dataset IN $source OR h.document IN $source)
        AND ($known_by IS NULL OR h.published_last <= $known_by))
    AND all(n IN parties[1..-1] WHERE NOT n:AgencyGroup AND NOT n.id IN takers)
    AND all(i IN range(0, size(parties) - 2) WHERE 'AgencyGroup' IN labels(parties[i])
        OR none(n IN parties[i + 1..] WHERE n.id = parties[i].id))
  UNWIND times AS time
  WITH first, last, parties, hops, rule, givers, takers, time.number AS number, time.since AS since, time.wanted AS wanted,
       CASE time.until WHEN '-' THEN '9999' ELSE time.until END AS until,
       [i IN range(0, size(hops) - 1) |
         i > 0 AND any(w IN hops[i - 1].givers WHERE w IN hops[i].received_from)] AS joined
  WITH *, reduce(day = since, h IN hops |
         CASE WHEN day <= h.ended_hi THEN CASE WHEN h.lo > day THEN h.lo ELSE day END END) AS earliest,
       reduce(c = {before: since, until: since, sure: true}, i IN range(0, size(hops) - 1) |
         {before: c.until,
          until: CASE WHEN hops[i].time_kind = 'event' OR hops[i].hi > c.until THEN hops[i].hi ELSE c.until END,
          sure: c.sure AND CASE WHEN joined[i] THEN c.before ELSE c.until END <= hops[i].ended_lo}) AS clock
  WHERE wanted AND earliest IS NOT NULL AND earliest <= until
  WITH number, parties, hops, earliest, clock.until AS by_then, clock.sure AND clock.until <= until AS certain,
       all(h IN hops WHERE h.firm AND NOT (rule IS NOT NULL AND h.bar_cannot_tell))
         AND all(j IN tail(joined) WHERE j) AND first IN givers AND last IN takers AS sound,
       reduce(worst = 0, h IN hops | CASE WHEN h.rank > worst THEN h.rank ELSE worst END) AS weakest,
       [h IN hops | h.item] AS items, [h IN hops | h.flow] AS flows
  WITH *, CASE WHEN sound AND certain THEN 0 ELSE 1 END AS fails
  ORDER BY fails, weakest, earliest, size(hops), items
  WITH number, flows, collect({number: number, fails: fails, weakest: weakest, earliest: earliest, until: by_then,
    certain: certain, parties: [n IN parties | n.id], items: items, flows: flows, nodes: [h IN hops | h.item_node],
    channels: [h IN hops | coalesce(h.channel, '')],
    cited: [h IN hops WHERE h.document IS NOT NULL | h.document]})[0] AS way
  ORDER BY number, way.fails, way.weakest, way.earliest, size(flows), way.items
  WITH number, collect(way) AS ways
  WITH number, CASE number WHEN 0 THEN [w IN ways[0..50] WHERE w.certain] ELSE ways END AS ways
  WHERE size(ways) > 0
  WITH ways[0] AS way
  ORDER BY way.number
  RETURN collect(way)[0] AS best
}
WITH how, kind, place, rule, holder, recipient, channel, database, stop_items, stop, stop_documents, lo, hi, ended_hi,
     CASE WHEN best.number < 2 AND best.fails = 0 AND best.number = 0 THEN 0 ELSE 1 END AS fails,
     coalesce(best.number, 3) AS number, best
ORDER BY place
// what a narrower kind adds to the broadest: only another way
WITH how, rule, holder, recipient, channel, database, stop_items, stop, stop_documents, lo, hi, ended_hi,
     collect({kind: kind, place: place, number: number, fails: fails, best: best}) AS answers
UNWIND range(0, size(answers) - 1) AS each
WITH how, rule, holder, recipient, channel, database, stop_items, stop, stop_documents, lo, hi, ended_hi,
     answers[0].best.items AS whole, answers[each].place AS place, answers[each].kind AS kind,
     answers[each].number AS number, answers[each].fails AS fails, answers[each].best AS best
WHERE place = 0 OR (best IS NOT NULL AND (whole IS NULL OR whole <> best.items))
CALL (best) { UNWIND best.cited AS each WITH DISTINCT each ORDER BY each RETURN collect(each) AS documents }
CALL (best) {
  UNWIND coalesce(best.nodes, []) AS node
  MATCH (:Item {id: node})-[:DENIED_BY]->(d:Item)
  WHERE ($source IS NULL OR d.dataset IN $source OR d.document IN $source)
    AND ($known_by IS NULL OR d.published_last <= $known_by)
  RETURN count(*) AS denials
}
RETURN stop AS stop, how AS stopped, rule AS rule, holder AS `from`, recipient AS `to`, kind AS data_type,
       channel AS channel, database AS database,
       CASE WHEN NOT lo IN ['-', '9999'] THEN lo END AS stopped_from,
       CASE WHEN NOT hi IN ['-', '9999'] THEN hi END AS stopped_surely_by,
       CASE WHEN NOT ended_hi IN ['-', '9999'] THEN ended_hi END AS stopped_until,
       ['after it', 'perhaps after it', 'before it', 'none known'][number] AS answer,
       CASE WHEN size(best.items) > 1 THEN 'through others'
            WHEN best.channels[0] = coalesce(channel, '')
            THEN CASE coalesce(channel, '') WHEN '' THEN 'direct, channel not stated' ELSE 'direct, the same channel' END
            WHEN best.channels[0] <> '' AND channel IS NOT NULL THEN 'direct, another channel'
            WHEN best IS NOT NULL THEN 'direct, perhaps another channel' END AS way,
       stop_items AS stop_items, stop_documents AS stop_documents,
       CASE WHEN number > 1 THEN 'unknown' WHEN fails = 0 THEN 'holds' ELSE 'possible' END AS verdict,
       ['documented', 'acknowledged', 'records-reported', 'reported', 'available'][best.weakest] AS standing,
       size(best.flows) AS hops,
       CASE WHEN best IS NOT NULL
            THEN reduce(r = head(best.parties), n IN tail(best.parties) | r + ' → ' + n) END AS route,
       best.channels AS channels,
       CASE WHEN best.certain THEN 'certain' WHEN best IS NOT NULL THEN 'possible' END AS time,
       CASE WHEN best.earliest <> '-' THEN best.earliest END AS earliest,
       CASE WHEN best.certain AND best.until <> '9999' THEN best.until END AS certain_by,
       CASE WHEN best IS NOT NULL THEN denials > 0 END AS contested,
       best.flows AS flows, best.items AS items, CASE WHEN best IS NOT NULL THEN documents END AS documents
ORDER BY number, fails, CASE how WHEN 'barred' THEN 0 WHEN 'refused' THEN 1 WHEN 'blocked' THEN 2 ELSE 3 END,
         `from`, `to`, data_type, coalesce(channel, ''), coalesce(rule, ''), stop
