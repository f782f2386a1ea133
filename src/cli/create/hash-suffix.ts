/** --append-hash: the end of a name that changes with what the object holds. */

/** `-k897ggf589`. What makes the hash is loaded with its first use: cryptography takes its time. */
export async function hashSuffix(content: object): Promise<string> {
  const [{ contentHash }, { toCompactJson }] = await Promise.all([
    import('../../apimachinery/content-hash.ts'),
    import('../../printers/json.ts'),
  ])
  return `-${contentHash(toCompactJson(content))}`
}
