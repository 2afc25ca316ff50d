// Programmes of a region
//
// Programmes run in the region, in a place inside it or in one that overlaps it, wherever a text names them, and those
// that a measure names together with one of these.
//
// param  region      STRING  a region's name or alias, such as 成渝
// param  all_natures BOOLEAN optional also what drafts, press reports and interpretations say
:param region => '成渝';
:param all_natures => false;
// column programme STRING  its name
// column kind      STRING  strategy, initiative, campaign, project, plan, zone or pilot
// column how       STRING  named, inside or overlaps where it is run there; measure where only a measure names both
// column measures  INTEGER how many name it, for `measure` together with the place; 0 where only goals, headings or titles do
// column documents INTEGER how many documents name it
// column example   STRING  a measure that names it, else a goal, heading or title: its document and ref
// none no programme is run there, and no measure names one together with it
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
}
WITH place, min(distance) AS distance
CALL (place, distance) {
  MATCH (m:Measure)-[:SUPPORTS]->(p:Programme)-[:LOCATED_IN]->(place)
  MATCH (m)-[:PART_OF*1..12]->(d:Document)
  RETURN p, m.id AS measure, m.ref AS ref, d, distance AS rank
  UNION
  MATCH (s:Goal|Section)-[:SUPPORTS]->(p:Programme)-[:LOCATED_IN]->(place)
  MATCH (s)-[:PART_OF*1..12]->(d:Document)
  RETURN p, null AS measure, coalesce(s.ref, s.number, s.name) AS ref, d, distance AS rank
  UNION
  MATCH (d:Document)-[:SUPPORTS]->(p:Programme)-[:LOCATED_IN]->(place)
  RETURN p, null AS measure, null AS ref, d, distance AS rank
  UNION
  MATCH (p:Programme)<-[:SUPPORTS]-(m:Measure)-[:LOCATED_IN]->(place)
  MATCH (m)-[:PART_OF*1..12]->(d:Document)
  RETURN p, m.id AS measure, m.ref AS ref, d, 5 AS rank
}
WITH p, measure, ref, d, rank
WHERE $all_natures OR coalesce(d.nature, 'original') = 'original'
WITH p, measure, rank, d, d.name + coalesce('（' + d.number + '）', '')
  + CASE WHEN d.nature IN ['draft', 'report', 'interpretation'] THEN '〔' + d.nature + '〕' ELSE '' END
  + coalesce(' ' + ref, '') AS place
WITH p,
  min(rank) AS rank,
  count(DISTINCT measure) AS measures,
  count(DISTINCT d) AS documents,
  coalesce(min(CASE WHEN measure IS NOT NULL THEN place END), min(place)) AS example
RETURN p.name AS programme,
  p.kind AS kind,
  CASE rank WHEN 0 THEN 'named' WHEN 1 THEN 'inside' WHEN 2 THEN 'overlaps' ELSE 'measure' END AS how,
  measures,
  documents,
  example
ORDER BY rank, measures DESC, programme, p.id
