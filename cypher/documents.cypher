// The documents
//
// What is loaded, the newest first, and what is known of its validity on a day: whether another document repeals it, and
// when it expires by its own text or by one that prolongs it. Drafts and press reports repeal and prolong nothing. With
// `in_force`, without those that are known to be repealed, expired, or not yet in force; with `cited`, also documents
// that are only named by others.
//
// param  in_force BOOLEAN optional only what may be in force
// param  cited    BOOLEAN optional also those that are only cited so far
// param  day      DATE    optional the day in question; else today
:param in_force => false;
:param cited => false;
:param day => null;
// column document STRING  its name
// column number   STRING  such as 国发〔2018〕42号
// column kind     STRING  意见, 规划, 方案, 通知 …
// column nature   STRING  original, draft, report or interpretation
// column date     DATE    published, else written
// column status   STRING  in_force, repealed, expired or unknown
// column until    DATE    the last day on which it is valid
// column status_source STRING  id of the document that repeals or prolongs it; null where its own text says until when
// column issuers  STRING  who issued it
// column measures INTEGER how many
// column goals    INTEGER how many
// column complete BOOLEAN false where the text itself says that it is cut
// column loaded   BOOLEAN false where it is only cited so far
// column id       STRING  for `loader show` and for the parameter `document` of other queries
MATCH (d:Document)
WHERE d.loaded OR $cited
CALL (d) {
  OPTIONAL MATCH (a:Document)-[r:EXTENDS]->(d)
  WHERE coalesce(a.nature, 'original') = 'original'
  WITH a.id AS id, r.until AS until
  ORDER BY coalesce(toString(until), '9999') DESC, id
  RETURN collect({id: id, until: until})[0] AS longest, count(id) > 0 AS prolonged
}
CALL (d) {
  OPTIONAL MATCH (a:Document)-[:REPEALS]->(d)
  WHERE a.id = d.status_source
  RETURN min(coalesce(a.effective_on, a.written_on, a.published_on)) AS ended
}
WITH d, coalesce($day, date()) AS today, longest, ended,
  prolonged AND (longest.until IS NULL OR d.expires_on IS NULL OR longest.until > d.expires_on) AS prolonged
WITH d, today, longest, prolonged,
  d.status = 'repealed' AND coalesce(ended <= today, true) AS repealed,
  CASE WHEN prolonged THEN longest.until ELSE d.expires_on END AS until
WITH d, until,
  CASE WHEN repealed THEN d.status_source WHEN prolonged THEN longest.id ELSE null END AS status_source,
  coalesce(d.effective_on > today, false) AS early,
  CASE
    WHEN repealed THEN 'repealed'
    WHEN until < today THEN 'expired'
    WHEN until >= today AND coalesce(d.effective_on <= today, true) THEN 'in_force'
    ELSE 'unknown'
  END AS status
WHERE NOT $in_force OR NOT (early OR status IN ['repealed', 'expired'])
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
  status,
  until,
  status_source,
  reduce(names = head(issuers), name IN tail(issuers) | names + '、' + name) AS issuers,
  measures,
  goals,
  d.complete AS complete,
  d.loaded AS loaded,
  d.id AS id
ORDER BY coalesce(toString(date), '') DESC, document, id
