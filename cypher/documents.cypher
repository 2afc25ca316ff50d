// The documents
//
// What is loaded, the newest first; with `cited`, also documents that are only named by others.
//
// param  cited    BOOLEAN optional also those that are only cited so far
:param cited => false;
// column document STRING  its name
// column number   STRING  such as 国发〔2018〕42号
// column kind     STRING  意见, 规划, 方案, 通知 …
// column nature   STRING  original, draft, report or interpretation
// column date     DATE    published, else written
// column status   STRING  in_force, repealed, expired or unknown
// column issuers  STRING  who issued it
// column measures INTEGER how many
// column goals    INTEGER how many
// column complete BOOLEAN false where the text itself says that it is cut
// column loaded   BOOLEAN false where it is only cited so far
// column id       STRING  for `loader show` and for the parameter `document` of other queries
MATCH (d:Document)
WHERE d.loaded OR $cited
CALL (d) {
  OPTIONAL MATCH (b:Body)-[r:ISSUED]->(d)
  WITH b, r
  ORDER BY r.rank, b.name, b.id
  RETURN collect(b.name) AS issuers
}
CALL (d) {
  OPTIONAL MATCH (s)-[:PART_OF*1..12]->(d)
  RETURN sum(CASE WHEN s:Measure THEN 1 ELSE 0 END) AS measures, sum(CASE WHEN s:Goal THEN 1 ELSE 0 END) AS goals
}
RETURN d.name AS document,
  d.number AS number,
  d.kind AS kind,
  d.nature AS nature,
  coalesce(d.published_on, d.written_on) AS date,
  d.status AS status,
  reduce(names = head(issuers), name IN tail(issuers) | names + '、' + name) AS issuers,
  measures,
  goals,
  d.complete AS complete,
  d.loaded AS loaded,
  d.id AS id
ORDER BY coalesce(toString(date), '') DESC, document, id
