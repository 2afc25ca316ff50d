// The measures of a section
//
// What stands in a section and in those below it.
//
// param  document STRING a document's name, number or id
// param  section  STRING its number or heading: （十三）, 第三章; `loader query` takes 十三 for （十三） or 第十三条, too
:param document => '关于新时代推进西部大开发形成新格局的指导意见';
:param section => '（十三）';
// column document STRING its name and number, and 〔draft〕, 〔report〕 or 〔interpretation〕 where it is one
// column ref      STRING where the measure stands in it
// column measure  STRING its text
// column force    STRING require, encourage, permit, explore or prohibit
// column bodies   STRING who is responsible, each with its role
// column section  STRING number and heading
// none that section has no measures
MATCH (d:Document)
WHERE d.id = $document OR d.name = $document OR d.number = $document
MATCH (s:Section)-[:PART_OF*1..12]->(d)
WHERE s.number = $section OR s.name = $section
MATCH (m:Measure)-[:PART_OF*1..12]->(s)
CALL (m) {
  OPTIONAL MATCH (b:Body)-[r:RESPONSIBLE_FOR]->(m)
  WITH b, r.role AS role, r.rank AS rank
  ORDER BY role
  WITH b, collect(role) AS roles, min(rank) AS rank
  ORDER BY NOT 'lead' IN roles, rank, b.name, b.id
  RETURN collect(b.name + '（' + reduce(names = head(roles), name IN tail(roles) | names + '、' + name) + '）') AS bodies
}
RETURN d.name + coalesce('（' + d.number + '）', '')
  + CASE WHEN d.nature IN ['draft', 'report', 'interpretation'] THEN '〔' + d.nature + '〕' ELSE '' END AS document,
  m.ref AS ref,
  m.text AS measure,
  m.force AS force,
  reduce(names = head(bodies), name IN tail(bodies) | names + '、' + name) AS bodies,
  coalesce(s.number + ' ', '') + s.name AS section
ORDER BY document, d.id, s.ordinal, m.ordinal
