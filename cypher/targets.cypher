// What is to be reached
//
// Targets in measures, goals and tables, by indicator and year.
//
// param  indicator   STRING  optional words of the indicator's name, such as 森林覆盖率
// param  year        INTEGER optional the year it is for
// param  document    STRING  optional only this one: a document's name, number or id
// param  all_natures BOOLEAN optional also what drafts, press reports and interpretations say; those of `document`, always
:param indicator => null;
:param year => null;
:param document => null;
:param all_natures => false;
// column indicator  STRING  what is counted
// column year       INTEGER by when; null where the text says none
// column comparator STRING  >=, <=, = or ~
// column value      STRING  as written
// column unit       STRING  %, 万人, 个 …
// column base_value STRING  from where
// column base_year  INTEGER when that was
// column form       STRING  level, growth, cumulative or annual_average
// column binding    STRING  约束性 or 预期性, where written
// column place      STRING  the region that a table gives it for
// column document   STRING  its name and number, and 〔draft〕, 〔report〕 or 〔interpretation〕 where it is one
// column ref        STRING  where it stands in it
// column clause     STRING  the words that state it
// none no target is for that year, or in that document: leave one or the other out to see which there are
MATCH (s)-[t:TARGETS]->(i:Indicator)
WHERE ($indicator IS NULL OR i.name CONTAINS $indicator) AND ($year IS NULL OR t.year = $year)
MATCH (s)-[:PART_OF*1..12]->(d:Document)
WHERE ($document IS NULL AND ($all_natures OR coalesce(d.nature, 'original') = 'original'))
  OR d.id = $document OR d.name = $document OR d.number = $document
WITH s, t, i, d, t.region AS place_id
OPTIONAL MATCH (r:Region)
WHERE r.id = place_id
RETURN i.name AS indicator,
  t.year AS year,
  t.comparator AS comparator,
  t.value AS value,
  t.unit AS unit,
  t.base_value AS base_value,
  t.base_year AS base_year,
  t.form AS form,
  t.binding AS binding,
  coalesce(head([alias IN r.aliases WHERE r.code IS NOT NULL AND alias ENDS WITH r.name]), r.name) AS place,
  d.name + coalesce('（' + d.number + '）', '')
  + CASE WHEN d.nature IN ['draft', 'report', 'interpretation'] THEN '〔' + d.nature + '〕' ELSE '' END AS document,
  coalesce(s.ref, s.number, s.name) AS ref,
  t.mention AS clause
ORDER BY indicator, year, document, d.id, s.ordinal, t.start, place, value
