// For each state: which driver data reaches immigration enforcement, directly or through others?
// The kinds of data: those asked for, else the driver record, all that it includes, and what is made from these.
CALL () {
  MATCH (:DataType {id: 'driver-record'})-[:INCLUDES*0..9]->(k:DataType)
  WITH DISTINCT k.id AS id
  ORDER BY CASE id WHEN 'driver-record' THEN 0 ELSE 1 END, id
  RETURN collect(id) AS included
}
CALL (included) {
  MATCH (m:DataType)-[:MADE_FROM]->(k:DataType) WHERE k.id IN included
  WITH DISTINCT m.id AS id
  ORDER BY id
  RETURN collect(id) AS made
}
WITH coalesce($data, included + made) AS kinds
// The offices: one for each state, and one for each group of holders that names no state.
CALL () {
  MATCH (a:Agency|AgencyGroup)
  WHERE a.state IS NOT NULL AND ($state IS NULL OR a.state = $state)
    AND (a.kind = 'driver-licensing' OR a.class_kind = 'driver-licensing')
  WITH DISTINCT a.state AS state
  RETURN state, null AS grouped
  UNION ALL
  MATCH (g:AgencyGroup)-[:GAVE]->(:Item)
  WHERE g.class_kind = 'driver-licensing' AND g.state IS NULL AND $state IS NULL
  WITH DISTINCT g.id AS grouped
  RETURN null AS state, grouped
}
CALL (state, grouped) {
  MATCH (a:Agency|AgencyGroup)
  WHERE (a:Agency AND a.kind = 'driver-licensing' AND a.state = state) OR a.id = grouped
  RETURN collect(a.id) AS full
}
CALL (state) {
  MATCH (g:AgencyGroup) WHERE g.class_kind = 'driver-licensing' AND g.state = state
  RETURN collect(g.id) AS groups
}
CALL (full) {
  MATCH (a:Agency)-[:PART_OF*1..9]->(w:Agency) WHERE a.id IN full
  RETURN collect(DISTINCT w.id) AS wholes
}
CALL (full) {
  MATCH (a:Agency)-[:MEMBER_OF]->(g:AgencyGroup) WHERE a.id IN full
  RETURN collect(DISTINCT g.id) AS with_members
}
CALL (full, groups) {
  MATCH (a:Agency|AgencyGroup) WHERE a.id IN full OR a.id IN groups
  WITH a.name AS name, a:Agency AND NOT coalesce(a.placeholder, false) AS own
  ORDER BY name
  RETURN collect(CASE WHEN own THEN name END) AS own_names, collect(name) AS all_names
}
WITH kinds, state, grouped, full, groups + wholes + with_members AS possible,
     CASE WHEN size(own_names) > 0 THEN own_names ELSE all_names END AS names
ORDER BY state IS NULL, state, grouped
WITH kinds, collect({state: state, full: full, possible: possible,
     name: reduce(s = head(names), n IN tail(names) | s + '; ' + n)}) AS offices
UNWIND range(0, size(kinds) - 1) AS place
WITH offices, place, kinds[place] AS kind, CASE WHEN $min_standing > 3 THEN 3 ELSE $min_standing END AS floor
// Every reading of one kind of data, from anyone to whom it is asked of; `level`: what must be let pass for it.
CALL (kind, floor) {
  MATCH p = (s)-[:CARRIES*1..6 {data_type: kind}]->(g)
  WHERE $to IS NULL OR g.id IN $to OR g.id IN $to_possible
  WITH s.id AS first, g.id AS last, nodes(p) AS parties, relationships(p) AS hops
  WHERE all(h IN hops WHERE ($source IS NULL OR h.dataset IN $source OR h.document IN $source)
        AND ($known_by IS NULL OR h.published_last <= $known_by))
    AND all(n IN parties[1..-1] WHERE NOT n:AgencyGroup AND $to IS NOT NULL AND NOT n.id IN $to)
    AND all(i IN range(0, size(parties) - 2) WHERE 'AgencyGroup' IN labels(parties[i])
        OR none(n IN parties[i + 1..] WHERE n.id = parties[i].id))
  WITH first, last, parties, hops,
       [l IN range(0, 3) WHERE all(h IN hops WHERE h.rank <= floor
          OR (l = 1 AND h.rank <= 4) OR (l = 2 AND h.standing = 'requested')
          OR (l = 3 AND h.standing IN ['refused', 'blocked']))] AS levels,
       reduce(day = '-', h IN hops |
         CASE WHEN day <= h.ended_hi THEN CASE WHEN h.lo > day THEN h.lo ELSE day END END) AS earliest,
       [i IN range(0, size(hops) - 1) |
         i > 0 AND any(w IN hops[i - 1].givers WHERE w IN hops[i].received_from)] AS joined
  WHERE size(levels) > 0 AND earliest IS NOT NULL AND ($as_of IS NULL OR earliest <= $as_of)
  WITH first, last, parties, hops, levels[0] AS level, earliest, joined,
       reduce(c = {before: '-', until: '-', sure: true}, i IN range(0, size(hops) - 1) |
         {before: c.until,
          until: CASE WHEN hops[i].time_kind = 'event' OR hops[i].hi > c.until THEN hops[i].hi ELSE c.until END,
          sure: c.sure AND CASE WHEN joined[i] THEN c.before ELSE c.until END <= hops[i].ended_lo}) AS clock
  RETURN collect({first: first, level: level, earliest: earliest, until: clock.until,
    sound: clock.sure AND ($as_of IS NULL OR clock.until <= $as_of) AND all(h IN hops WHERE h.firm)
      AND all(j IN tail(joined) WHERE j) AND ($to IS NULL OR last IN $to),
    weakest: reduce(worst = 0, h IN hops | CASE WHEN h.rank > worst THEN h.rank ELSE worst END),
    parties: [n IN parties | n.id], items: [h IN hops | h.item], nodes: [h IN hops | h.item_node],
    flows: [h IN hops | h.flow]}) AS ways
}
UNWIND range(0, size(offices) - 1) AS number
WITH place, kind, floor, number, offices[number] AS office, ways
CALL (office, ways) {
  UNWIND ways AS way
  WITH office, way WHERE way.first IN office.full OR way.first IN office.possible
  WITH way, CASE WHEN way.sound AND way.first IN office.full THEN 0 ELSE 1 END AS fails
  ORDER BY way.level, fails, way.weakest, way.earliest, size(way.items), way.items
  WITH collect({way: way, fails: fails}) AS found
  RETURN found[0].way AS best, found[0].fails AS fails
}
CALL (best, kind, floor) {
  // all evidence of the flows on the best route, in the order of the route
  UNWIND range(0, size(coalesce(best.flows, [])) - 1) AS hop
  MATCH (:Agency|AgencyGroup {id: best.parties[hop]})-[h:CARRIES {data_type: kind}]->()
  WHERE h.flow = best.flows[hop]
    AND (h.rank <= floor OR (best.level = 1 AND h.rank <= 4) OR (best.level = 2 AND h.standing = 'requested')
      OR (best.level = 3 AND h.standing IN ['refused', 'blocked']))
    AND ($source IS NULL OR h.dataset IN $source OR h.document IN $source)
    AND ($known_by IS NULL OR h.published_last <= $known_by)
  WITH hop, h.item AS item, h.document AS document
  ORDER BY hop, item
  RETURN collect(item) AS items, collect(document) AS cited
}
CALL (cited) { UNWIND cited AS each WITH DISTINCT each ORDER BY each RETURN collect(each) AS documents }
CALL (best) {
  // each rule that touches the items chosen, with its gravest judgement
  UNWIND range(0, size(coalesce(best.nodes, [])) - 1) AS hop
  MATCH (:Item {id: best.nodes[hop]})-[j:JUDGED]->(r:Rule)
  WITH r.id AS rule, r.kind AS kind, j.place AS at, j,
       CASE j.judged WHEN 'barred' THEN 0 WHEN 'cannot tell' THEN 1 ELSE 2 END AS grave, hop
  ORDER BY grave, hop
  WITH rule, kind, at, collect({judged: j.judged, barred_from: j.barred_from})[0] AS j
  ORDER BY at
  RETURN collect(rule + CASE kind WHEN 'technical' THEN ' (technical)' ELSE '' END + ' ' + j.judged
    + CASE WHEN j.barred_from IS NULL THEN '' ELSE ', barred from ' + j.barred_from END) AS rules
}
CALL (best) {
  UNWIND coalesce(best.nodes, []) AS node
  MATCH (:Item {id: node})-[:DENIED_BY]->(d:Item)
  WHERE ($source IS NULL OR d.dataset IN $source OR d.document IN $source)
    AND ($known_by IS NULL OR d.published_last <= $known_by)
  RETURN count(*) AS denials
}
OPTIONAL MATCH (giver:Agency|AgencyGroup {id: best.parties[0]})
WITH place, kind, number, office, best, fails, items, documents, rules, denials, giver,
     CASE WHEN size(best.items) = 1 THEN 'direct' ELSE 'through others' END AS how
RETURN office.state AS state, CASE WHEN best IS NULL THEN office.name ELSE giver.name END AS office, kind AS data_type,
       CASE WHEN best IS NULL THEN 'nothing known' WHEN best.level = 0 OR best.weakest < 4 THEN how
            ELSE ['', 'access only', 'asked', 'refused or blocked'][best.level] END AS answer,
       CASE WHEN best IS NULL OR best.level > 0 THEN 'unknown' WHEN fails = 0 THEN 'holds' ELSE 'possible' END AS verdict,
       ['documented', 'acknowledged', 'records-reported', 'reported', 'available', 'requested', 'refused', 'blocked',
        'denied'][best.weakest] AS standing,
       CASE WHEN best IS NOT NULL
            THEN reduce(r = head(best.parties), n IN tail(best.parties) | r + ' → ' + n) END AS best_route,
       CASE WHEN best.earliest <> '-' THEN best.earliest
            WHEN best.until <> '9999' THEN 'by ' + best.until END AS since,
       items AS items, documents AS documents,
       denials > 0 AS contested,
       rules AS rules
ORDER BY number, place
