// How two things hang together
//
// The shortest way between two named things, of at most three steps. A step joins two of them that one measure or
// goal names together, or one that belongs to the other (a place in a place, a programme run there, a body of a
// place, one that took over). A document is joined with what its title, its measures and its goals name, with who
// issued it and with what it cites. No way goes up to a place and down to another one in it, for all that two places
// have in common there is their province; and none through a document, a section or a file, for that is a long text.
// Of several ways of one length the first by name is shown. Class bodies (各部门), countries and macro-regions join
// almost everything: leave them out with `avoid_hubs`.
//
// param  one        STRING  a region, programme, body, indicator or document, by name or alias
// param  other      STRING  a second region, programme, body, indicator or document
// param  avoid_hubs BOOLEAN optional no way through class bodies, countries and macro-regions
:param one => '成渝';
:param other => '财政部';
:param avoid_hubs => false;
// column step       INTEGER from 1
// column one        STRING  where the step starts
// column relations  STRING  how the two are joined, such as LOCATED_IN, RESPONSIBLE_FOR
// column other      STRING  where the step leads
// column document   STRING  its name and number, and 〔draft〕, 〔report〕 or 〔interpretation〕 where it is one
// column ref        STRING  where the text stands in it
// column text       STRING  the text that joins them; null where no text does
// none no way of three steps joins them, or they are one thing
MATCH (a:Region|Programme|Body|Indicator|Document)
WHERE a.name = $one OR $one IN a.aliases OR a.number = $one OR a.id = $one OR a.id IN split($one, '|')
MATCH (b:Region|Programme|Body|Indicator|Document)
WHERE (b.name = $other OR $other IN b.aliases OR b.number = $other OR b.id = $other OR b.id IN split($other, '|')) AND b.id <> a.id
CALL (a, b) {
  UNWIND [a, b] AS x
  CALL (x) {
    MATCH (x)-[:LOCATED_IN]->(t:Region)
    RETURN t, CASE WHEN x:Region THEN 'up' ELSE '' END AS how
    UNION
    MATCH (x)<-[:LOCATED_IN]-(t:Region|Programme|Body|Document)
    RETURN t, '' AS how
    UNION
    MATCH (x)-[:SUPPORTS|SUCCEEDED_BY|ISSUED|CITES]-(t:Programme|Body|Document)
    RETURN t, '' AS how
    UNION
    MATCH (x)-[:LOCATED_IN|SUPPORTS|RESPONSIBLE_FOR|TARGETS]-(:Measure|Goal)-[:LOCATED_IN|SUPPORTS|RESPONSIBLE_FOR|TARGETS]-(t:Region|Programme|Body|Indicator)
    RETURN t, '' AS how
    UNION
    MATCH (x)<-[:PART_OF*1..12]-(s:Measure|Goal)-[:LOCATED_IN|SUPPORTS|RESPONSIBLE_FOR|TARGETS]-(t:Region|Programme|Body|Indicator)
    RETURN t, '' AS how
  }
  WITH x, a, b, t, max(how) AS how
  WHERE t.id <> x.id AND (
    t.id IN [a.id, b.id]
    OR NOT t:Document AND NOT ($avoid_hubs AND (coalesce(t.generic, false) OR t.kind IN ['country', 'macro_region']))
  )
  WITH a, b, t, collect(x.id) AS sides, collect(CASE how WHEN 'up' THEN x.id END) AS below
  RETURN t, sides, below,
    CASE
      WHEN (t.id = b.id AND a.id IN sides) OR (t.id = a.id AND b.id IN sides) THEN 1
      WHEN size(sides) = 2 AND size(below) < 2 AND NOT t.id IN [a.id, b.id] THEN 2
      ELSE 3
    END AS rank
}
WITH a, b, t, rank, sides, below
ORDER BY rank, t.name, t.id
WITH a, b,
  head(collect({thing: t, rank: rank})) AS best,
  collect(CASE WHEN rank = 3 AND a.id IN sides THEN t END) AS first,
  collect(CASE WHEN a.id IN below THEN t.id END) AS above_a,
  collect(CASE WHEN rank = 3 AND b.id IN sides THEN t.id END) AS last,
  collect(CASE WHEN b.id IN below THEN t.id END) AS above_b
CALL (a, b, best, first, above_a, last, above_b) {
  WITH a, b, best
  WHERE best.rank = 1
  RETURN [a, b] AS way
  UNION
  WITH a, b, best
  WHERE best.rank = 2
  RETURN [a, best.thing, b] AS way
  UNION
  WITH a, b, best, first, above_a, last, above_b
  WHERE best.rank > 2
  UNWIND first AS t
  CALL (t) {
    MATCH (t)-[:LOCATED_IN]->(u:Region)
    RETURN u, CASE WHEN t:Region THEN 'up' ELSE '' END AS how
    UNION
    MATCH (t)<-[:LOCATED_IN]-(u:Region)
    RETURN u, 'down' AS how
    UNION
    MATCH (t)<-[:LOCATED_IN]-(u:Programme|Body)
    RETURN u, '' AS how
    UNION
    MATCH (t)-[:SUPPORTS|SUCCEEDED_BY]-(u:Programme|Body)
    RETURN u, '' AS how
    UNION
    MATCH (t)-[:LOCATED_IN|SUPPORTS|RESPONSIBLE_FOR|TARGETS]-(:Measure|Goal)-[:LOCATED_IN|SUPPORTS|RESPONSIBLE_FOR|TARGETS]-(u:Region|Programme|Body|Indicator)
    RETURN u, '' AS how
  }
  WITH a, b, t, u, last, above_a, above_b, max(how) AS how
  WHERE u.id IN last AND u.id <> t.id
    AND NOT (how = 'down' AND t.id IN above_a)
    AND NOT (how = 'up' AND u.id IN above_b)
  RETURN [a, t, u, b] AS way
}
WITH way
ORDER BY size(way), [thing IN way | thing.name], [thing IN way | thing.id]
LIMIT 1
UNWIND range(1, size(way) - 1) AS step
WITH step, way[step - 1] AS one, way[step] AS other
CALL (one, other) {
  MATCH (one)-[r:LOCATED_IN|SUPPORTS|SUCCEEDED_BY|ISSUED|CITES]-(t:Region|Programme|Body|Document)
  WHERE t.id = other.id
  RETURN one AS s, [type(r)] AS types
  UNION
  MATCH (one)<-[:PART_OF*1..12]-(s:Measure|Goal)-[r:LOCATED_IN|SUPPORTS|RESPONSIBLE_FOR|TARGETS]-(t:Region|Programme|Body|Indicator)
  WHERE t.id = other.id
  RETURN s, [type(r)] AS types
  UNION
  MATCH (other)<-[:PART_OF*1..12]-(s:Measure|Goal)-[r:LOCATED_IN|SUPPORTS|RESPONSIBLE_FOR|TARGETS]-(t:Region|Programme|Body|Indicator)
  WHERE t.id = one.id
  RETURN s, [type(r)] AS types
  UNION
  MATCH (one)-[r:LOCATED_IN|SUPPORTS|RESPONSIBLE_FOR|TARGETS]-(s:Measure|Goal)-[q:LOCATED_IN|SUPPORTS|RESPONSIBLE_FOR|TARGETS]-(t:Region|Programme|Body|Indicator)
  WHERE t.id = other.id
  RETURN s, [type(r), type(q)] AS types
}
WITH step, one, other, s, types
ORDER BY step, size(types), types, s.id
WITH step, one, other, head(collect({text: s, types: types})) AS found
WITH step, one, other, found.text AS s, found.types AS types
OPTIONAL MATCH (s)-[:PART_OF*1..12]->(d:Document)
RETURN step,
  one.name AS one,
  reduce(names = head(types), name IN tail(types) | names + ', ' + name) AS relations,
  other.name AS other,
  d.name + coalesce('（' + d.number + '）', '')
    + CASE WHEN d.nature IN ['draft', 'report', 'interpretation'] THEN '〔' + d.nature + '〕' ELSE '' END AS document,
  CASE WHEN d IS NULL THEN null ELSE coalesce(s.ref, s.number, s.name) END AS ref,
  CASE WHEN d IS NULL THEN null ELSE coalesce(s.text, s.name) END AS text
ORDER BY step
