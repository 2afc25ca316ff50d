// Programmes by the number of measures
//
// How many measures name each programme.
//
// param  kind        strategy|initiative|campaign|project|plan|zone|pilot optional only programmes of this kind
// param  all_natures BOOLEAN optional also what drafts, press reports and interpretations say
:param kind => null;
:param all_natures => false;
// column programme STRING  its name
// column kind      STRING  strategy, initiative, campaign, project, plan, zone or pilot
// column measures  INTEGER how many
// column documents INTEGER in how many documents they stand
// column example   STRING  one of them: its document and ref
MATCH (m:Measure)-[:SUPPORTS]->(p:Programme)
WHERE $kind IS NULL OR p.kind = $kind
MATCH (m)-[:PART_OF*1..12]->(d:Document)
WHERE $all_natures OR coalesce(d.nature, 'original') = 'original'
WITH p,
  count(DISTINCT m) AS measures,
  count(DISTINCT d) AS documents,
  min(m.id) AS first
MATCH (m:Measure)
WHERE m.id = first
MATCH (m)-[:PART_OF*1..12]->(d:Document)
RETURN p.name AS programme,
  p.kind AS kind,
  measures,
  documents,
  d.name + coalesce('（' + d.number + '）', '')
    + CASE WHEN d.nature IN ['draft', 'report', 'interpretation'] THEN '〔' + d.nature + '〕' ELSE '' END
    + ' ' + m.ref AS example
ORDER BY measures DESC, programme, p.id
