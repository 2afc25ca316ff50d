// Regions named together
//
// Pairs of regions that the same measures name, most measures first. Several regions of one name (京津冀, 川渝) count as
// one, with what else is named beside any of them.
//
// param  region      STRING  optional only with this one: a region's name or alias
// param  all_natures BOOLEAN optional also what drafts, press reports and interpretations say
:param region => null;
:param all_natures => false;
// column region    STRING  one of the two; the one asked for comes first, of several those that are named
// column other     STRING  the other
// column measures  INTEGER how many
// column documents INTEGER in how many documents they stand
// column example   STRING  one of them: its document and ref
// none no measure names it together with another region
MATCH (r:Region)
WHERE $region IS NULL OR r.name = $region OR $region IN r.aliases OR r.id IN split($region, '|')
MATCH (r)<-[:LOCATED_IN]-(m:Measure)-[:LOCATED_IN]->(partner:Region)
WHERE CASE
  WHEN $region IS NULL THEN r.id < partner.id
  ELSE NOT (partner.name = $region OR $region IN partner.aliases OR partner.id IN split($region, '|'))
END
MATCH (m)-[:PART_OF*1..12]->(d:Document)
WHERE $all_natures OR coalesce(d.nature, 'original') = 'original'
WITH r, partner, m, d
ORDER BY r.id
WITH CASE WHEN $region IS NULL THEN r.id ELSE '' END AS pair,
  partner,
  collect(DISTINCT coalesce(head([alias IN r.aliases WHERE r.code IS NOT NULL AND alias ENDS WITH r.name]), r.name)) AS regions,
  count(DISTINCT m) AS measures,
  count(DISTINCT d) AS documents,
  min(m.id) AS first
MATCH (m:Measure)
WHERE m.id = first
MATCH (m)-[:PART_OF*1..12]->(d:Document)
RETURN reduce(names = head(regions), name IN tail(regions) | names + '、' + name) AS region,
  coalesce(head([alias IN partner.aliases WHERE partner.code IS NOT NULL AND alias ENDS WITH partner.name]), partner.name) AS other,
  measures,
  documents,
  d.name + coalesce('（' + d.number + '）', '')
    + CASE WHEN d.nature IN ['draft', 'report', 'interpretation'] THEN '〔' + d.nature + '〕' ELSE '' END
    + ' ' + m.ref AS example
ORDER BY measures DESC, region, other, pair, partner.id
