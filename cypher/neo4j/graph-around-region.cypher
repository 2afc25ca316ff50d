// The graph around a region
//
// A picture for Neo4j Browser: measures that name the region, a place directly inside it or one that overlaps it, at
// most 25, the closest first, with up to five each of the regions, programmes and bodies that they name. Countries,
// macro-regions and class bodies (各部门) hang on almost everything and are left out, unless they are asked for.
//
// param  region STRING a region's name or alias, such as 成渝
:param region => '成渝';
// column path   PATH   what is drawn
MATCH (asked:Region)
WHERE asked.name = $region OR $region IN asked.aliases OR asked.id IN split($region, '|')
CALL (asked) {
  RETURN asked AS place, 0 AS distance
  UNION
  MATCH (place:Region)-[step:LOCATED_IN]->(asked)
  RETURN place, CASE step.extent WHEN 'whole' THEN 1 ELSE 2 END AS distance
}
WITH collect(DISTINCT asked) AS asked, collect({place: place, distance: distance}) AS near
CALL (near) {
  UNWIND near AS one
  WITH one.place AS place, one.distance AS distance
  MATCH (m:Measure)-[:LOCATED_IN]->(place)
  WITH m, min(distance) AS distance
  ORDER BY distance, m.id
  LIMIT 25
  RETURN m
}
CALL (asked, m) {
  MATCH path = (m)-[l:LOCATED_IN]->(place:Region)
  WHERE place IN asked OR NOT place.kind IN ['country', 'macro_region']
  RETURN path
  ORDER BY NOT place IN asked, l.start
  LIMIT 5
  UNION
  MATCH path = (m)-[s:SUPPORTS]->(:Programme)
  RETURN path
  ORDER BY s.start
  LIMIT 5
  UNION
  MATCH path = (m)<-[r:RESPONSIBLE_FOR]-(b:Body)
  WHERE NOT b.generic
  RETURN path
  ORDER BY r.rank, b.name
  LIMIT 5
  UNION
  MATCH path = (m)-[:LOCATED_IN]->(:Region)-[:LOCATED_IN]->(around:Region)
  WHERE around IN asked
  RETURN path
  LIMIT 5
}
RETURN path
