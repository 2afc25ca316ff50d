// The graph around a body
//
// A picture for Neo4j Browser: measures that the body is responsible for, at most 25, those that it leads first, with
// up to five each of the other bodies in charge, the programmes and the regions; the documents that it issued, at most
// ten, its region, and the bodies before and after it. Countries, macro-regions and class bodies (各部门) hang on
// almost everything and are left out, unless they are asked for.
//
// param  body STRING a body's name or alias, such as 发改委
:param body => '国家发展改革委';
// column path PATH   what is drawn
MATCH (asked:Body)
WHERE asked.name = $body OR $body IN asked.aliases OR asked.id = $body
CALL (asked) {
  MATCH path = (asked)
  RETURN path
  UNION
  MATCH path = (asked)-[:LOCATED_IN|SUCCEEDED_BY]-()
  RETURN path
  UNION
  MATCH path = (asked)-[:ISSUED]->(d:Document)
  RETURN path
  ORDER BY coalesce(d.published_on, d.written_on) DESC, d.id
  LIMIT 10
  UNION
  MATCH (asked)-[duty:RESPONSIBLE_FOR]->(m:Measure)
  WITH asked, m, collect(duty.role) AS roles
  ORDER BY NOT 'lead' IN roles, m.id
  LIMIT 25
  CALL (asked, m) {
    MATCH path = (asked)-[:RESPONSIBLE_FOR]->(m)
    RETURN path
    UNION
    MATCH path = (m)<-[r:RESPONSIBLE_FOR]-(b:Body)
    WHERE b <> asked AND NOT b.generic
    RETURN path
    ORDER BY r.rank, b.name
    LIMIT 5
    UNION
    MATCH path = (m)-[s:SUPPORTS]->(:Programme)
    RETURN path
    ORDER BY s.start
    LIMIT 5
    UNION
    MATCH path = (m)-[l:LOCATED_IN]->(place:Region)
    WHERE NOT place.kind IN ['country', 'macro_region']
    RETURN path
    ORDER BY l.start
    LIMIT 5
  }
  RETURN path
}
RETURN path
