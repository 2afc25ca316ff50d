// What a document cites, and what cites it
//
// The documents that its text names, and those whose texts name it, with what is said of them.
//
// param  document STRING a document's name, number or id
:param document => '关于新时代推进西部大开发形成新格局的指导意见';
// column how      STRING  cites or cited_by
// column kind     STRING  basis, implements, forwards, mentions, repeals, amends, extends or version_of
// column document STRING  the other document's name
// column number   STRING  such as 国发〔2018〕42号
// column loaded   BOOLEAN false where it is only cited so far
// column article  STRING  the part that is repealed, amended or prolonged, where only a part is
// column until    DATE    to when it is prolonged
// column mention  STRING  the words of the text that names the other
// column id       STRING  the other document's
// none it names no document, and none that is loaded names it
MATCH (d:Document)
WHERE d.id = $document OR d.name = $document OR d.number = $document
CALL (d) {
  MATCH (d)-[r:CITES|REPEALS|AMENDS|EXTENDS|VERSION_OF]->(other:Document)
  RETURN r, other, 'cites' AS how
  UNION
  MATCH (d)<-[r:CITES|REPEALS|AMENDS|EXTENDS|VERSION_OF]-(other:Document)
  RETURN r, other, 'cited_by' AS how
}
RETURN how,
  coalesce(r.kind, toLower(type(r))) AS kind,
  other.name AS document,
  other.number AS number,
  other.loaded AS loaded,
  r.article AS article,
  r.until AS until,
  r.mention AS mention,
  other.id AS id
ORDER BY how DESC, kind, document, id, mention
