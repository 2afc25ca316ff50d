// Who is responsible for measures touching a region
//
// Bodies by the number of measures that name the region, a place inside it or one that overlaps it.
//
// param  region      STRING  a region's name or alias, such as 成渝
// param  classes     BOOLEAN optional also classes of bodies, such as 各部门
// param  all_natures BOOLEAN optional also what drafts, press reports and interpretations say
:param region => '成渝';
:param classes => false;
:param all_natures => false;
// column body      STRING  its name
// column kind      STRING  ministry, local_government …
// column measures  INTEGER how many
// column leads     INTEGER how many of them it leads
// column documents INTEGER in how many documents they stand
// column example   STRING  one of them: its document and ref
// none no measure that names it or what lies in it names a body; --classes adds classes of bodies
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
MATCH (m:Measure)-[:LOCATED_IN]->(place)
WITH DISTINCT m
MATCH (b:Body)-[r:RESPONSIBLE_FOR]->(m)
WHERE $classes OR NOT b.generic
MATCH (m)-[:PART_OF*1..12]->(d:Document)
WHERE $all_natures OR coalesce(d.nature, 'original') = 'original'
WITH b,
  count(DISTINCT m) AS measures,
  count(DISTINCT CASE r.role WHEN 'lead' THEN m.id END) AS leads,
  count(DISTINCT d) AS documents,
  min(m.id) AS first
MATCH (m:Measure)
WHERE m.id = first
MATCH (m)-[:PART_OF*1..12]->(d:Document)
RETURN b.name AS body,
  b.kind AS kind,
  measures,
  leads,
  documents,
  d.name + coalesce('（' + d.number + '）', '')
    + CASE WHEN d.nature IN ['draft', 'report', 'interpretation'] THEN '〔' + d.nature + '〕' ELSE '' END
    + ' ' + m.ref AS example
ORDER BY measures DESC, body, b.id
