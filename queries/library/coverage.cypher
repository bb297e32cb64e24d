// What do the sources cover, and what is missing?
MATCH (c:Coverage)
WHERE ($agency IS NULL OR c.covers IN $agency)
  AND ($source IS NULL OR c.dataset IN $source OR c.document IN $source)
  AND ($as_of IS NULL OR c.first_day IS NULL OR c.first_day <= $as_of)
  AND ($known_by IS NULL OR c.published_last <= $known_by)
RETURN c.covers AS agency, c.side AS side, c.channel AS channel, c.record_kind AS record_kind,
       c.first_day AS `start`, c.last_day AS `end`, c.extent AS extent, c.would_obtain AS would_obtain,
       c.document AS document, c.note AS note, c.dataset AS dataset, c.file AS file, c.row AS row
ORDER BY agency, side, coalesce(`start`, ''), coalesce(row, 0), coalesce(dataset, ''), coalesce(file, '')
