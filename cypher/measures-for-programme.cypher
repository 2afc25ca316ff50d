// Measures that serve a programme
//
// Measures that name the programme, or another that is part of it; with `wider`, also those of a section or a
// document that names it in its heading or title.
//
// param  programme   STRING  a programme's name or alias, such as 西部大开发
// param  wider       BOOLEAN optional also measures of sections and documents that serve it as a whole
// param  all_natures BOOLEAN optional also what drafts, press reports and interpretations say
:param programme => '西部大开发';
:param wider => false;
:param all_natures => false;
// column document  STRING  its name and number, and 〔draft〕, 〔report〕 or 〔interpretation〕 where it is one
// column ref       STRING  where the measure stands in it
// column measure   STRING  its text
// column programme STRING  the programme that is named
// column how       STRING  named, part, section or document
// none no measure names it: --wider adds those of sections and documents that name it
MATCH (asked:Programme)
WHERE asked.name = $programme OR $programme IN asked.aliases OR asked.id = $programme
CALL (asked) {
  RETURN asked AS p, 0 AS step
  UNION
  MATCH (p:Programme)-[:SUPPORTS*1..4]->(asked)
  RETURN p, 1 AS step
}
WITH p, min(step) AS step
CALL (p, step) {
  MATCH (m:Measure)-[:SUPPORTS]->(p)
  RETURN m, step AS rank
  UNION
  MATCH (m:Measure)-[:PART_OF*1..12]->(:Section)-[:SUPPORTS]->(p)
  WHERE $wider
  RETURN m, 2 AS rank
  UNION
  MATCH (m:Measure)-[:PART_OF*1..12]->(:Document)-[:SUPPORTS]->(p)
  WHERE $wider
  RETURN m, 3 AS rank
}
WITH m, p.name AS name, rank
ORDER BY rank, name
WITH m, min(rank) AS rank, head(collect(name)) AS programme
MATCH (m)-[:PART_OF*1..12]->(d:Document)
WHERE $all_natures OR coalesce(d.nature, 'original') = 'original'
RETURN d.name + coalesce('（' + d.number + '）', '')
  + CASE WHEN d.nature IN ['draft', 'report', 'interpretation'] THEN '〔' + d.nature + '〕' ELSE '' END AS document,
  m.ref AS ref,
  m.text AS measure,
  programme,
  CASE rank WHEN 0 THEN 'named' WHEN 1 THEN 'part' WHEN 2 THEN 'section' ELSE 'document' END AS how
ORDER BY rank, document, d.id, m.ordinal
