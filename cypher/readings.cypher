// Where the files of a document differ
//
// Every reading of another file that differs from the text that counts.
//
// param  document  STRING  optional only this one: a document's name, number or id
:param document => null;
// column document  STRING  its name and number, and 〔draft〕, 〔report〕 or 〔interpretation〕 where it is one
// column ref       STRING  where it stands: a measure's or goal's ref, a section's number
// column base_text STRING  what the text that counts has; null for an insertion
// column text      STRING  what the other file has; null where it leaves it out
// column kind      STRING  substitution, omission, insertion or punctuation
// column file      STRING  the other file
// column start     INTEGER where base_text starts in the text that counts
// column stop      INTEGER where it stops
// none no document here has files that differ
MATCH (w:Witness)-[r:READS]->(n)
MATCH (w)-[:WITNESS_OF]->(d:Document)
WHERE $document IS NULL OR d.id = $document OR d.name = $document OR d.number = $document
RETURN d.name + coalesce('（' + d.number + '）', '')
  + CASE WHEN d.nature IN ['draft', 'report', 'interpretation'] THEN '〔' + d.nature + '〕' ELSE '' END AS document,
  coalesce(n.ref, n.number, n.name) AS ref,
  r.base_text AS base_text,
  r.text AS text,
  r.kind AS kind,
  w.path AS file,
  r.start AS start,
  r.stop AS stop
ORDER BY document, d.id, start, stop, file, text
