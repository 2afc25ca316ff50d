// Measures that name nobody
//
// Measures for which the text makes no body responsible.
//
// param  document    STRING  optional only this one: a document's name, number or id
// param  all_natures BOOLEAN optional also what drafts, press reports and interpretations say; those of `document`, always
:param document => null;
:param all_natures => false;
// column document STRING its name and number, and 〔draft〕, 〔report〕 or 〔interpretation〕 where it is one
// column ref      STRING where the measure stands in it
// column measure  STRING its text
// column force    STRING require, encourage, permit, explore or prohibit
// none every measure names somebody
MATCH (m:Measure)
WHERE NOT EXISTS { (:Body)-[:RESPONSIBLE_FOR]->(m) }
MATCH (m)-[:PART_OF*1..12]->(d:Document)
WHERE ($document IS NULL AND ($all_natures OR coalesce(d.nature, 'original') = 'original'))
  OR d.id = $document OR d.name = $document OR d.number = $document
RETURN d.name + coalesce('（' + d.number + '）', '')
  + CASE WHEN d.nature IN ['draft', 'report', 'interpretation'] THEN '〔' + d.nature + '〕' ELSE '' END AS document,
  m.ref AS ref,
  m.text AS measure,
  m.force AS force
ORDER BY document, d.id, m.ordinal
