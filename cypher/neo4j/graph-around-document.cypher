// The graph around a document
//
// A picture for Neo4j Browser: who issued the document, what it cites, changes or is a version of, at most 20, its
// files and main headings, and the 15 regions, programmes and bodies that most of its measures name, each with one of
// these measures and where that stands. Countries, macro-regions and class bodies (各部门) are left out.
//
// param  document STRING a document's name, number or id
:param document => '关于新时代推进西部大开发形成新格局的指导意见';
// column path     PATH   what is drawn
MATCH (asked:Document)
WHERE asked.id = $document OR asked.name = $document OR asked.number = $document
CALL (asked) {
  MATCH path = (asked)
  RETURN path
  UNION
  MATCH path = (asked)<-[:ISSUED|WITNESS_OF]-()
  RETURN path
  UNION
  MATCH path = (asked)-[:CITES|REPEALS|AMENDS|EXTENDS|VERSION_OF]-(other:Document)
  RETURN path
  ORDER BY other.id
  LIMIT 20
  UNION
  MATCH path = (asked)<-[:PART_OF]-(s:Section)
  RETURN path
  ORDER BY s.ordinal
  LIMIT 25
  UNION
  MATCH (asked)<-[:PART_OF*1..12]-(m:Measure)-[:LOCATED_IN|SUPPORTS|RESPONSIBLE_FOR]-(thing:Region|Programme|Body)
  WHERE NOT coalesce(thing.generic, false) AND NOT thing.kind IN ['country', 'macro_region']
  WITH asked, thing, collect(DISTINCT m) AS measures
  ORDER BY size(measures) DESC, thing.name
  LIMIT 15
  WITH asked, thing, reduce(first = head(measures), m IN measures | CASE WHEN m.ordinal < first.ordinal THEN m ELSE first END) AS m
  MATCH path = (thing)-[:LOCATED_IN|SUPPORTS|RESPONSIBLE_FOR]-(m)-[:PART_OF*1..12]->(asked)
  RETURN path
}
RETURN path
