// The table of tasks of a document
//
// Every measure, and every goal with a date, with who leads, who else is in charge and by when: the 任务分工表 that
// offices draw up by hand. An empty lead means that the text names none.
//
// param  document STRING  a document's name, number or id
:param document => '关于新时代推进西部大开发形成新格局的指导意见';
// column number   INTEGER counts the tasks of the document
// column task     STRING  its text
// column kind     STRING  measure or goal
// column lead     STRING  who leads
// column others   STRING  who else is in charge; outside brackets of equal duty, with the role
// column due      STRING  by when, as written
// column where    STRING  its ref in the document
// column document STRING  its name and number, and 〔draft〕, 〔report〕 or 〔interpretation〕 where it is one
// none the document has no measures: `loader query document-outline DOCUMENT` shows what it has
MATCH (d:Document)
WHERE d.id = $document OR d.name = $document OR d.number = $document
MATCH (m:Measure|Goal)-[:PART_OF*1..12]->(d)
WHERE m:Measure OR m.due IS NOT NULL
WITH d, m
ORDER BY m.ordinal, m.id
WITH d, collect(m) AS tasks
UNWIND range(0, size(tasks) - 1) AS i
WITH d, i + 1 AS number, tasks[i] AS m
CALL (m) {
  OPTIONAL MATCH (b:Body)-[r:RESPONSIBLE_FOR]->(m)
  WITH b, r.role AS role, r.rank AS rank
  ORDER BY role
  WITH b, collect(role) AS roles, min(rank) AS rank
  ORDER BY NOT 'lead' IN roles, rank, b.name, b.id
  RETURN collect(CASE WHEN 'lead' IN roles THEN b.name END) AS leads,
    collect(
      CASE
        WHEN 'lead' IN roles THEN null
        WHEN 'duty' IN roles THEN b.name
        ELSE b.name + '（' + head(roles) + '）'
      END
    ) AS others
}
RETURN number,
  m.text AS task,
  CASE WHEN m:Goal THEN 'goal' ELSE 'measure' END AS kind,
  reduce(names = head(leads), name IN tail(leads) | names + '、' + name) AS lead,
  reduce(names = head(others), name IN tail(others) | names + '、' + name) AS others,
  coalesce(m.due_text, toString(m.due), m.recurs) AS due,
  m.ref AS where,
  d.name + coalesce('（' + d.number + '）', '')
  + CASE WHEN d.nature IN ['draft', 'report', 'interpretation'] THEN '〔' + d.nature + '〕' ELSE '' END AS document
ORDER BY document, d.id, number
