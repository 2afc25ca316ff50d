// Measures, goals and names by words, ranked
//
// The best 100 of what holds some of the words in its text, its name or an alias, the more and the rarer the better.
// For Neo4j alone; `search` finds in every store the measures that hold all the words, and words of one character.
//
// param  words    LIST<STRING> one or several, of two or more characters
:param words => ['西部', '铁路'];
// column score    FLOAT        how well it fits, of use only to compare
// column kind     STRING       Measure, Goal, Document, Region, Programme, Body or Indicator
// column text     STRING       its text or name
// column document STRING       its name and number, and 〔draft〕, 〔report〕 or 〔interpretation〕 where it is one
// column ref      STRING       where it stands in the document
WITH reduce(query = '""', word IN $words[..200] |
  query + ' "' + replace(replace(word, '\\', '\\\\'), '"', '\\"') + '"'
) AS query
CALL (query) {
  CALL db.index.fulltext.queryNodes('statement_words', query, {limit: 100}) YIELD node, score
  RETURN node, score
  UNION
  CALL db.index.fulltext.queryNodes('name_words', query, {limit: 100}) YIELD node, score
  RETURN node, score
}
WITH node, score
ORDER BY score DESC, node.id
LIMIT 100
OPTIONAL MATCH (node)-[:PART_OF*1..12]->(d:Document)
RETURN round(score, 3) AS score,
  labels(node)[0] AS kind,
  coalesce(node.text, node.name) AS text,
  d.name + coalesce('（' + d.number + '）', '')
    + CASE WHEN d.nature IN ['draft', 'report', 'interpretation'] THEN '〔' + d.nature + '〕' ELSE '' END AS document,
  node.ref AS ref
ORDER BY score DESC, document, node.ordinal, text
