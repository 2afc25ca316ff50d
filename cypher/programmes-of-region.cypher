// Programmes of a region
//
// Programmes run in the region, in a place inside it or in one that overlaps it, and those that a measure names
// together with one of these.
//
// param  region      STRING  a region's name or alias, such as 成渝
// param  all_natures BOOLEAN optional also what drafts, press reports and interpretations say
:param region => '成渝';
:param all_natures => false;
// column programme STRING  its name
// column kind      STRING  strategy, initiative, campaign, project, plan, zone or pilot
// column how       STRING  named, inside or overlaps where it is run there; measure where only a measure names both
// column measures  INTEGER how many name it, for `measure` together with the place
// column documents INTEGER in how many documents they stand
// column example   STRING  one of them: its document and ref
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
  MATCH (p:Programme)-[:LOCATED_IN]->(place)
  RETURN p, null AS m, null AS d, distance AS rank
  UNION
  MATCH (m:Measure)-[:SUPPORTS]->(p:Programme)-[:LOCATED_IN]->(place)
  MATCH (m)-[:PART_OF*1..12]->(d:Document)
  WHERE $all_natures OR coalesce(d.nature, 'original') = 'original'
  RETURN p, m, d, distance AS rank
  UNION
  MATCH (p:Programme)<-[:SUPPORTS]-(m:Measure)-[:LOCATED_IN]->(place)
  MATCH (m)-[:PART_OF*1..12]->(d:Document)
  WHERE $all_natures OR coalesce(d.nature, 'original') = 'original'
  RETURN p, m, d, 5 AS rank
}
WITH p, m, rank, d, d.name + coalesce('（' + d.number + '）', '')
  + CASE WHEN d.nature IN ['draft', 'report', 'interpretation'] THEN '〔' + d.nature + '〕' ELSE '' END + ' ' + m.ref AS example
WITH p, min(rank) AS rank, count(DISTINCT m) AS measures, count(DISTINCT d) AS documents, min(example) AS example
RETURN p.name AS programme,
  p.kind AS kind,
  CASE rank WHEN 0 THEN 'named' WHEN 1 THEN 'inside' WHEN 2 THEN 'overlaps' ELSE 'measure' END AS how,
  measures,
  documents,
  example
ORDER BY rank, measures DESC, programme, p.id
