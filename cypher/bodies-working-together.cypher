// Bodies that work together
//
// Pairs of bodies that are responsible for the same measures, most measures first.
//
// param  body        STRING  optional only with this one: a body's name or alias
// param  classes     BOOLEAN optional also classes of bodies, such as 各部门
// param  all_natures BOOLEAN optional also what drafts, press reports and interpretations say
:param body => null;
:param classes => false;
:param all_natures => false;
// column body      STRING  one of the two; the one asked for comes first
// column other     STRING  the other
// column measures  INTEGER how many
// column documents INTEGER in how many documents they stand
// column example   STRING  one of them: its document and ref
MATCH (b:Body)
WHERE ($body IS NULL OR b.name = $body OR $body IN b.aliases OR b.id = $body)
  AND ($classes OR NOT b.generic OR $body IS NOT NULL)
MATCH (b)-[:RESPONSIBLE_FOR]->(m:Measure)<-[:RESPONSIBLE_FOR]-(partner:Body)
WHERE ($classes OR NOT partner.generic) AND (b.id < partner.id OR ($body IS NOT NULL AND b.id <> partner.id))
MATCH (m)-[:PART_OF*1..12]->(d:Document)
WHERE $all_natures OR coalesce(d.nature, 'original') = 'original'
WITH b, partner,
  count(DISTINCT m) AS measures,
  count(DISTINCT d) AS documents,
  min(m.id) AS first
MATCH (m:Measure)
WHERE m.id = first
MATCH (m)-[:PART_OF*1..12]->(d:Document)
RETURN b.name AS body,
  partner.name AS other,
  measures,
  documents,
  d.name + coalesce('（' + d.number + '）', '')
    + CASE WHEN d.nature IN ['draft', 'report', 'interpretation'] THEN '〔' + d.nature + '〕' ELSE '' END
    + ' ' + m.ref AS example
ORDER BY measures DESC, body, other, b.id, partner.id
