// What a body is responsible for, and with whom
//
// The measures that a text gives to the body; with `classes`, also those given to a class of bodies that it is one
// of (各部门, 各市（州）人民政府), as far as the class's name tells; a field that it names must be the body's own
// (教育行政部门: 教育部), and in a local document a class is one of that place.
//
// param  body        STRING  a body's name or alias, such as 发改委
// param  classes     BOOLEAN optional also what falls to it as one of a class
// param  all_natures BOOLEAN optional also what drafts, press reports and interpretations say
:param body => '国家发展改革委';
:param classes => false;
:param all_natures => false;
// column document  STRING  its name and number, and 〔draft〕, 〔report〕 or 〔interpretation〕 where it is one
// column ref       STRING  where the measure stands in it
// column measure   STRING  its text
// column role      STRING  lead, duty, participate or subject; several where the text gives several
// column with_whom STRING  the others in charge, each with its role
// column due       STRING  by when, as written
// column named_as  STRING  the body, or the class, that the text names
// none no text makes the body itself responsible: --classes adds what falls to it as one of a class
MATCH (b:Body)
WHERE b.name = $body OR $body IN b.aliases OR b.id = $body
OPTIONAL MATCH (b)-[:LOCATED_IN]->(home:Region)
WITH b, head(collect(home.kind)) AS level
WITH b,
  CASE
    WHEN b.kind = 'party' THEN ['党委', '党组织']
    WHEN b.kind <> 'local_government' THEN ['部门', '单位', '部委', '机关']
    WHEN level = 'province' THEN ['各级', '各地', '地方', '省']
    WHEN level = 'prefecture' THEN ['各级', '各地', '地方', '市', '州', '盟']
    ELSE ['各级', '各地', '地方', '县', '区', '旗']
  END AS words,
  CASE
    WHEN level IS NULL THEN ['地方', '省', '市', '县', '州级', '区级', '基层']
    WHEN b.kind <> 'local_government' THEN ['国务院', '中央']
    WHEN level = 'province' THEN ['国务院', '中央', '有关部门', '主管部门']
    ELSE ['国务院', '中央', '有关部门', '主管部门', '省', '直辖市']
  END AS foreign,
  ['人民政府', '政府', '党委', '党组织', '部门', '单位', '部委', '机关', '国务院', '中央', '国家', '行政', '主管', '管理',
   '政务', '行业', '职能', '成员', '责任', '牵头', '有关', '相关', '其他', '各', '级', '所属', '直属', '地区', '地方', '地', '自治', '直辖',
   '以上', '省', '市', '州', '盟', '县', '区', '旗', '直', '本', '和', '及', '等', '、', '（', '）', '〔', '〕', ','] AS common
CALL (b, words, foreign, common) {
  RETURN b AS named
  UNION
  MATCH (named:Body)
  WHERE $classes AND named.generic
    AND any(word IN words WHERE named.name CONTAINS word)
    AND none(word IN foreign WHERE named.name CONTAINS word)
    AND (b.kind = 'party' OR NOT named.name CONTAINS '党' OR named.name CONTAINS '政府')
    AND any(name IN [b.name] + b.aliases WHERE name CONTAINS reduce(field = named.name, word IN common | replace(field, word, '')))
    AND (
      NOT EXISTS { (named)-[:LOCATED_IN]->(:Region) }
      OR EXISTS { (named)-[:LOCATED_IN]->(:Region)<-[:LOCATED_IN*0..6]-(:Region)<-[:LOCATED_IN]-(b) }
    )
  RETURN named
}
MATCH (named)-[r:RESPONSIBLE_FOR]->(m:Measure)
WITH b, named, m, r.role AS role, r.rank AS rank
ORDER BY rank, role
WITH b, named, m, collect(DISTINCT role) AS roles
MATCH (m)-[:PART_OF*1..12]->(d:Document)
WHERE ($all_natures OR coalesce(d.nature, 'original') = 'original')
  AND (
    named.id = b.id
    OR NOT EXISTS { (d)<-[:ISSUED]-(:Body)-[:LOCATED_IN]->(:Region) }
    OR EXISTS { (d)<-[:ISSUED]-(:Body)-[:LOCATED_IN]->(:Region)<-[:LOCATED_IN*0..6]-(:Region)<-[:LOCATED_IN]-(b) }
  )
WITH DISTINCT named, m, roles, d
CALL (named, m) {
  OPTIONAL MATCH (other:Body)-[r:RESPONSIBLE_FOR]->(m)
  WHERE other.id <> named.id
  WITH other, r.role AS role, r.rank AS rank
  ORDER BY role
  WITH other, collect(role) AS shared, min(rank) AS rank
  ORDER BY NOT 'lead' IN shared, rank, other.name, other.id
  RETURN collect(other.name + '（' + reduce(names = head(shared), name IN tail(shared) | names + '、' + name) + '）') AS others
}
RETURN d.name + coalesce('（' + d.number + '）', '')
  + CASE WHEN d.nature IN ['draft', 'report', 'interpretation'] THEN '〔' + d.nature + '〕' ELSE '' END AS document,
  m.ref AS ref,
  m.text AS measure,
  reduce(names = head(roles), name IN tail(roles) | names + '、' + name) AS role,
  reduce(names = head(others), name IN tail(others) | names + '、' + name) AS with_whom,
  coalesce(m.due_text, toString(m.due)) AS due,
  named.name AS named_as
ORDER BY document, d.id, m.ordinal, named_as
