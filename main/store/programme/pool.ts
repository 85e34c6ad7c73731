/** Ids, periods, units and texts come again and again in a file: one string of each is kept, not one a row. */
export type Pool = (text: string) => string;

/** To be let go when the file is read. */
export function createPool(): Pool {
  const known = new Map<string, string>();
  return (text) => {
    const one = known.get(text);
    if (one !== undefined) return one;
    known.set(text, text);
    return text;
  };
}

/** What hardly ever comes twice. */
const ALONE = new Set(['value', 'digest']);

/** In place: of what was just parsed, and belongs to nobody else. */
export function pooled(body: unknown, pool: Pool): unknown {
  if (typeof body !== 'object' || body === null) return body;
  const fields = body as Record<string, unknown>;
  for (const key of Object.keys(fields)) {
    const field = fields[key];
    if (typeof field !== 'string') pooled(field, pool);
    else if (!ALONE.has(key)) fields[key] = pool(field);
  }
  return body;
}
