type Similar = { id: number; name: string; local: boolean; user_count: number; alike: number; domains: string[] }
type Ask = <T extends object>(name: string, text: string, values: unknown[]) => Promise<T[]>

/** `Name_1234` is what an import made of a name that was taken. */
const similar = `
  SELECT o.id, o.name, o.local, (SELECT count(*)::int FROM users u WHERE u.org_id = o.id) AS user_count,
    greatest(similarity(lower(o.name), lower($2)), (regexp_replace(o.name, '_\\d+$', '') = regexp_replace($2, '_\\d+$', ''))::int)::float AS alike,
    ARRAY(SELECT d FROM unnest($3::text[]) d WHERE o.restricted_to_domain ? d) AS domains
  FROM organisations o
  WHERE o.id <> $1 AND (
    similarity(lower(o.name), lower($2)) >= 0.5 OR o.restricted_to_domain ?| $3::text[]
    OR regexp_replace(o.name, '_\\d+$', '') = regexp_replace($2, '_\\d+$', ''))
  ORDER BY cardinality(ARRAY(SELECT d FROM unnest($3::text[]) d WHERE o.restricted_to_domain ? d)) DESC, alike DESC, o.id
  LIMIT 20`

/** Questions about organisations that Prisma cannot put. */
export const organisationSqlOf = (rows: Ask) => ({
  /** Others that may be the same: by trigrams of the name, or a domain in common; the likeliest first. */
  similarOrganisations: (id: number, name: string, domains: readonly string[]) =>
    rows<Similar>('similar_organisations', similar, [id, name, domains]),
})
