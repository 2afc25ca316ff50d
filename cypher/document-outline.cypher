// The sections of a document
//
// Its headings in order, each with what stands in it and in the sections below it.
//
// param  document STRING  a document's name, number or id
:param document => '关于新时代推进西部大开发形成新格局的指导意见';
// column number   STRING  as written
// column heading  STRING  indented by its level
// column level    INTEGER 1 for the outermost
// column measures INTEGER how many
// column goals    INTEGER how many
// column chars    INTEGER how long
// column document STRING  its name and number, and 〔draft〕, 〔report〕 or 〔interpretation〕 where it is one
// none the document is only cited by others, and not loaded
MATCH (d:Document)
WHERE d.id = $document OR d.name = $document OR d.number = $document
MATCH (s:Section)-[:PART_OF*1..12]->(d)
CALL (s) {
  OPTIONAL MATCH (n)-[:PART_OF*1..12]->(s)
  RETURN sum(CASE WHEN n:Measure THEN 1 ELSE 0 END) AS measures, sum(CASE WHEN n:Goal THEN 1 ELSE 0 END) AS goals
}
RETURN s.number AS number,
  reduce(indent = '', i IN range(2, s.level) | indent + '　') + s.name AS heading,
  s.level AS level,
  measures,
  goals,
  s.stop - s.start AS chars,
  d.name + coalesce('（' + d.number + '）', '')
  + CASE WHEN d.nature IN ['draft', 'report', 'interpretation'] THEN '〔' + d.nature + '〕' ELSE '' END AS document
ORDER BY document, d.id, s.ordinal
