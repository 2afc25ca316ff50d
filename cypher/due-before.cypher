// What is due by a date
//
// Measures and goals with a date that is not later than the one given, the earliest first.
//
// param  date        DATE    a day, such as 2025-12-31; a year or a month (2025, 2025年6月底) means its last day
// param  body        STRING  optional only what this body is responsible for: its name or alias
// param  all_natures BOOLEAN optional also what drafts, press reports and interpretations say
:param date => date('2025-12-31');
:param body => null;
:param all_natures => false;
// column due      DATE   the day
// column due_text STRING as written
// column document STRING its name and number, and 〔draft〕, 〔report〕 or 〔interpretation〕 where it is one
// column ref      STRING where it stands in it
// column kind     STRING measure or goal
// column text     STRING its text
// column bodies   STRING who is responsible, each with its role
// none nothing has to be done by then: name a later date, or leave the body out
MATCH (m:Measure|Goal)
WHERE m.due <= $date
CALL (m) {
  OPTIONAL MATCH (b:Body)-[r:RESPONSIBLE_FOR]->(m)
  WITH b, r.role AS role, r.rank AS rank
  ORDER BY role
  WITH b, collect(role) AS roles, min(rank) AS rank
  ORDER BY NOT 'lead' IN roles, rank, b.name, b.id
  RETURN collect(b.name + '（' + reduce(names = head(roles), name IN tail(roles) | names + '、' + name) + '）') AS bodies,
    collect(b.name = $body OR $body IN b.aliases OR b.id = $body) AS asked
}
WITH m, bodies, asked
WHERE $body IS NULL OR true IN asked
MATCH (m)-[:PART_OF*1..12]->(d:Document)
WHERE $all_natures OR coalesce(d.nature, 'original') = 'original'
RETURN m.due AS due,
  m.due_text AS due_text,
  d.name + coalesce('（' + d.number + '）', '')
  + CASE WHEN d.nature IN ['draft', 'report', 'interpretation'] THEN '〔' + d.nature + '〕' ELSE '' END AS document,
  m.ref AS ref,
  CASE WHEN m:Goal THEN 'goal' ELSE 'measure' END AS kind,
  m.text AS text,
  reduce(names = head(bodies), name IN tail(bodies) | names + '、' + name) AS bodies
ORDER BY due, document, d.id, m.ordinal
