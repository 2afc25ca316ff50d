// Measures that hold all the given words
//
// Every word must stand in the measure's text, in whatever order.
//
// param  words       LIST<STRING> one or several
// param  all_natures BOOLEAN      optional also what drafts, press reports and interpretations say
:param words => ['西部', '铁路'];
:param all_natures => false;
// column document STRING       its name and number, and 〔draft〕, 〔report〕 or 〔interpretation〕 where it is one
// column ref      STRING       where the measure stands in it
// column measure  STRING       its text
// none no measure holds all the words: try fewer or shorter ones
MATCH (m:Measure)
WHERE m.text CONTAINS $words[0] AND all(word IN $words WHERE m.text CONTAINS word)
MATCH (m)-[:PART_OF*1..12]->(d:Document)
WHERE $all_natures OR coalesce(d.nature, 'original') = 'original'
RETURN d.name + coalesce('（' + d.number + '）', '')
  + CASE WHEN d.nature IN ['draft', 'report', 'interpretation'] THEN '〔' + d.nature + '〕' ELSE '' END AS document,
  m.ref AS ref,
  m.text AS measure
ORDER BY document, d.id, m.ordinal
