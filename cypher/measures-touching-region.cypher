// All measures touching a region
//
// Measures that name the region, a place inside it or one that overlaps it, or serve a programme run in one of
// these. A place that lies in a region which overlaps the one asked for does not touch it: 阿坝藏族羌族自治州 lies in
// 四川省, and not in 成渝. With `documents`, also what is said for it without a word of it: all measures under a title
// or heading that names it or a place inside it, and of the documents that a body of these issued. With `wider`, also
// those that name only a region around it, or a macro-region that holds a part of it.
//
// param  region      STRING  a region's name or alias, such as 成渝
// param  documents   BOOLEAN optional also all measures of its own documents, and under headings that name it
// param  wider       BOOLEAN optional also measures that name only a wider region, such as 西部地区
// param  all_natures BOOLEAN optional also what drafts, press reports and interpretations say
:param region => '成渝';
:param documents => false;
:param wider => false;
:param all_natures => false;
// column document STRING  its name and number, and 〔draft〕, 〔report〕 or 〔interpretation〕 where it is one
// column ref      STRING  where the measure stands in it
// column measure  STRING  its text
// column place    STRING  the regions that it names, the closest first; a programme with its region in brackets
// column role     STRING  of the first: place, scope, partner, benchmark or in_name; null where the measure names none
// column how      STRING  of the first: named, inside, overlaps, programme, heading, document or wider
// none no measure names it or what lies in it; --documents and --wider find more
MATCH (r:Region)
WHERE r.name = $region OR $region IN r.aliases OR r.id IN split($region, '|')
CALL (r) {
  RETURN r AS place, 0 AS distance
  UNION
  MATCH path = (place:Region)-[:LOCATED_IN*1..8]->(r)
  WHERE all(step IN tail(relationships(path)) WHERE step.extent = 'whole')
  RETURN place, CASE head(relationships(path)).extent WHEN 'whole' THEN 1 ELSE 2 END AS distance
  UNION
  MATCH (r)-[step:LOCATED_IN]->(place:Region)
  WHERE step.extent = 'part' AND place.kind <> 'macro_region'
  RETURN place, 2 AS distance
  UNION
  MATCH path = (r)-[:LOCATED_IN*1..8]->(place:Region)
  WHERE $wider
    AND all(step IN tail(relationships(path)) WHERE step.extent = 'whole')
    AND (length(path) > 1 OR head(relationships(path)).extent = 'whole' OR place.kind = 'macro_region')
  RETURN place, 6 AS distance
}
WITH place, min(distance) AS distance,
  coalesce(head([alias IN place.aliases WHERE place.code IS NOT NULL AND alias ENDS WITH place.name]), place.name) AS place_name
CALL (place, distance, place_name) {
  MATCH (m:Measure)-[l:LOCATED_IN]->(place)
  RETURN m, place_name AS named, l.role AS role, l.start AS start, distance AS rank
  UNION
  MATCH (m:Measure)-[s:SUPPORTS]->(p:Programme)-[:LOCATED_IN]->(place)
  RETURN m, p.name + '（' + place_name + '）' AS named, null AS role, s.start AS start,
    CASE WHEN distance < 3 THEN 3 ELSE distance END AS rank
  UNION
  MATCH (m:Measure)-[:PART_OF*1..12]->(s:Section)-[l:LOCATED_IN]->(place)
  WHERE $documents AND distance < 2
  RETURN m, place_name AS named, null AS role, l.start AS start, 4 AS rank
  UNION
  MATCH (m:Measure)-[:PART_OF*1..12]->(d:Document)-[:LOCATED_IN]->(place)
  WHERE $documents AND distance < 2
  RETURN m, place_name AS named, null AS role, 0 AS start, 5 AS rank
  UNION
  MATCH (m:Measure)-[:PART_OF*1..12]->(d:Document)<-[:ISSUED]-(b:Body)-[:LOCATED_IN]->(place)
  WHERE $documents AND distance < 2
  RETURN m, place_name AS named, null AS role, 0 AS start, 5 AS rank
}
WITH m, place, named, role, rank, start
ORDER BY rank, start, named
WITH m, place, head(collect({name: named, role: role, rank: rank, start: start})) AS first
WITH m, first
ORDER BY first.rank, first.start, first.name
WITH m, collect(first.name) AS places, head(collect(first)) AS closest
WITH m, places, closest.role AS role, closest.rank AS distance
MATCH (m)-[:PART_OF*1..12]->(d:Document)
WHERE $all_natures OR coalesce(d.nature, 'original') = 'original'
RETURN d.name + coalesce('（' + d.number + '）', '')
  + CASE WHEN d.nature IN ['draft', 'report', 'interpretation'] THEN '〔' + d.nature + '〕' ELSE '' END AS document,
  m.ref AS ref,
  m.text AS measure,
  reduce(names = head(places), name IN tail(places) | names + '、' + name) AS place,
  role,
  CASE distance
    WHEN 0 THEN 'named'
    WHEN 1 THEN 'inside'
    WHEN 2 THEN 'overlaps'
    WHEN 3 THEN 'programme'
    WHEN 4 THEN 'heading'
    WHEN 5 THEN 'document'
    ELSE 'wider'
  END AS how
ORDER BY distance, document, d.id, m.ordinal
