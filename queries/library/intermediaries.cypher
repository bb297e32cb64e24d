// Which agencies stand between holders and recipients, and on how many routes?
// A path is one reading: an item of evidence for each hop. Of each walk the best reading is kept.
UNWIND range(0, size($data) - 1) AS place
WITH place, $data[place] AS kind
MATCH p = (s)-[:CARRIES*1..6 {data_type: kind}]->(g)
WHERE ($from IS NULL OR s.id IN $from OR s.id IN $from_possible)
  AND ($to IS NULL OR g.id IN $to OR g.id IN $to_possible)
WITH place, kind, s.id AS first, g.id AS last, nodes(p) AS parties, relationships(p) AS hops
// every hop passes the filters
WHERE all(h IN hops WHERE h.rank <= $min_standing
      AND ($channel IS NULL OR h.channel = $channel)
      AND ($purpose IS NULL OR h.purpose IN $purpose)
      AND ($database IS NULL OR h.database = $database)
      AND ($source IS NULL OR h.dataset IN $source OR h.document IN $source)
      AND ($known_by IS NULL OR h.published_last <= $known_by)
      AND NOT ($obey_rules AND h.barred)
      AND NOT ($avoid_given AND any(v IN h.via WHERE $avoid IS NULL OR v IN $avoid)))
  // no group and nobody who answers in full is a step inside; no agency comes twice
  AND all(n IN parties[1..-1] WHERE NOT n:AgencyGroup AND $to IS NOT NULL AND NOT n.id IN $to
      AND NOT ($avoid_given AND ($avoid IS NULL OR n.id IN $avoid)))
  AND all(i IN range(0, size(parties) - 2) WHERE 'AgencyGroup' IN labels(parties[i])
      OR none(n IN parties[i + 1..] WHERE n.id = parties[i].id))
  AND (NOT $via_given OR any(n IN parties[1..-1] WHERE $via IS NULL OR n.id IN $via)
      OR any(h IN hops WHERE any(v IN h.via WHERE $via IS NULL OR v IN $via)))
WITH place, kind, first, last, parties, hops,
     // the earliest day of arrival; null where time rules the order out
     reduce(day = coalesce($since, '-'), h IN hops |
       CASE WHEN day <= h.ended_hi THEN CASE WHEN h.lo > day THEN h.lo ELSE day END END) AS earliest,
     // whether each item names, in received from, who gave the hop before
     [i IN range(0, size(hops) - 1) | i > 0 AND any(w IN hops[i - 1].givers WHERE w IN hops[i].received_from)] AS joined
WHERE earliest IS NOT NULL AND ($as_of IS NULL OR earliest <= $as_of)
WITH place, kind, first, last, parties, hops, earliest, joined,
     // the day by which it surely had, and whether the order is certain
     reduce(c = {before: coalesce($since, '-'), until: coalesce($since, '-'), sure: true}, i IN range(0, size(hops) - 1) |
       {before: c.until,
        until: CASE WHEN hops[i].time_kind = 'event' OR hops[i].hi > c.until THEN hops[i].hi ELSE c.until END,
        sure: c.sure AND CASE WHEN joined[i] THEN c.before ELSE c.until END <= hops[i].ended_lo}) AS clock
WITH place, kind, parties, hops, earliest, clock.until AS until,
     clock.sure AND ($as_of IS NULL OR clock.until <= $as_of) AS certain,
     all(h IN hops WHERE h.firm AND NOT ($obey_rules AND h.bar_cannot_tell)) AND all(j IN tail(joined) WHERE j)
       AND ($from IS NULL OR first IN $from) AND ($to IS NULL OR last IN $to) AS sound,
     reduce(worst = 0, h IN hops | CASE WHEN h.rank > worst THEN h.rank ELSE worst END) AS weakest,
     [h IN hops | h.item] AS items, [h IN hops | h.flow] AS flows
WITH *, CASE WHEN sound AND certain THEN 0 ELSE 1 END AS fails
ORDER BY fails, weakest, earliest, size(hops), items
WITH place, kind, flows, collect({fails: fails, weakest: weakest, earliest: earliest, until: until, certain: certain,
     flows: flows, parties: [n IN parties | n.id], state: parties[0].state, items: items,
     nodes: [h IN hops | h.item_node], channels: [h IN hops | coalesce(h.channel, '')],
     inner: [n IN parties[1..-1] | n.id], relays: reduce(told = [], h IN hops | told + h.via),
     cited: [h IN hops WHERE h.document IS NOT NULL | h.document]})[0] AS best
WITH place, kind, best
ORDER BY place, best.fails, best.weakest, best.earliest, size(best.flows), best.items
WITH place, kind, collect(best) AS routes
// who plays which part on which route; nobody, where nobody stands between
UNWIND range(0, size(routes) - 1) AS number
WITH place, kind, routes, number, routes[number] AS way
UNWIND [n IN way.inner | {agency: n, role: 'inner'}] + [v IN way.relays | {agency: v, role: 'via'}]
  + CASE WHEN size(way.inner) + size(way.relays) = 0 THEN [{agency: '', role: 'nobody'}] ELSE [] END AS part
WITH DISTINCT place, kind, routes, number, part.agency AS agency, part.role AS role
ORDER BY place, number
WITH place, kind, routes, agency, role, [n IN collect(number) | routes[n]] AS ways
CALL (agency) {
  OPTIONAL MATCH (p:Agency)-[:PART_OF*0..9]->(:Agency {id: agency})
  WITH agency, collect(DISTINCT p.id) AS parts
  RETURN parts + [agency] AS these
}
OPTIONAL MATCH (known:Agency|AgencyGroup {id: agency})
CALL (ways) {
  UNWIND ways AS way WITH DISTINCT way.state AS each WHERE each IS NOT NULL
  WITH each ORDER BY each
  RETURN collect(each) AS states
}
WITH place, kind, routes, agency, role, these, ways, states, known, ways[0] AS best
CALL (best) { UNWIND best.cited AS each WITH DISTINCT each ORDER BY each RETURN collect(each) AS documents }
RETURN kind AS data_type, CASE WHEN role <> 'nobody' THEN agency END AS agency,
       CASE WHEN role <> 'nobody' THEN CASE WHEN known IS NULL OR agency = 'masked' THEN agency ELSE known.name END
       END AS name,
       role AS role, size(ways) AS traces, size(routes) AS of, size([w IN ways WHERE w.fails = 0]) AS holding,
       size([w IN ways WHERE w.fails = 1]) AS possible,
       CASE WHEN role <> 'nobody'
            THEN all(w IN routes WHERE any(n IN w.inner + w.relays WHERE n IN these)) END AS every_route,
       states AS states, CASE best.fails WHEN 0 THEN 'holds' ELSE 'possible' END AS verdict,
       ['documented', 'acknowledged', 'records-reported', 'reported', 'available'][best.weakest] AS standing,
       size(best.flows) AS hops, reduce(r = head(best.parties), n IN tail(best.parties) | r + ' → ' + n) AS route,
       best.channels AS channels, CASE WHEN best.certain THEN 'certain' ELSE 'possible' END AS time,
       CASE WHEN best.earliest <> '-' THEN best.earliest END AS earliest,
       CASE WHEN best.certain AND best.until <> '9999' THEN best.until END AS certain_by,
       EXISTS {
         MATCH (i:Item)-[:DENIED_BY]->(d:Item)
         WHERE i.id IN best.nodes
           AND ($source IS NULL OR d.dataset IN $source OR d.document IN $source)
           AND ($known_by IS NULL OR d.published_last <= $known_by)
       } AS contested,
       best.flows AS flows, best.items AS items, documents AS documents
ORDER BY place, CASE role WHEN 'nobody' THEN 0 ELSE 1 END, traces DESC, best.fails, best.weakest, best.earliest, hops,
         coalesce(agency, ''), role
