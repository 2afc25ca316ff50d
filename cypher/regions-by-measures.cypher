// Regions by the number of measures
//
// How many measures name each region.
//
// param  kind        country|macro_region|province|prefecture|county|town|village|city_cluster|economic_belt|basin|natural_area|zone|abroad optional only regions of this kind
// param  all_natures BOOLEAN optional also what drafts, press reports and interpretations say
:param kind => null;
:param all_natures => false;
// column region    STRING  its name, with that of the region around it where others bear the same
// column kind      STRING  country, macro_region, province, prefecture, county …
// column code      STRING  GB/T 2260, where there is one
// column measures  INTEGER how many
// column documents INTEGER in how many documents they stand
// column example   STRING  one of them: its document and ref
MATCH (m:Measure)-[:LOCATED_IN]->(r:Region)
WHERE $kind IS NULL OR r.kind = $kind
MATCH (m)-[:PART_OF*1..12]->(d:Document)
WHERE $all_natures OR coalesce(d.nature, 'original') = 'original'
WITH r,
  count(DISTINCT m) AS measures,
  count(DISTINCT d) AS documents,
  min(m.id) AS first
MATCH (m:Measure)
WHERE m.id = first
MATCH (m)-[:PART_OF*1..12]->(d:Document)
RETURN coalesce(head([alias IN r.aliases WHERE r.code IS NOT NULL AND alias ENDS WITH r.name]), r.name) AS region,
  r.kind AS kind,
  r.code AS code,
  measures,
  documents,
  d.name + coalesce('（' + d.number + '）', '')
    + CASE WHEN d.nature IN ['draft', 'report', 'interpretation'] THEN '〔' + d.nature + '〕' ELSE '' END
    + ' ' + m.ref AS example
ORDER BY measures DESC, region, r.id
