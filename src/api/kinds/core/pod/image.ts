/** Container image references. */

const REPOSITORY =
  /^(?:[A-Za-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*$/
const TAG = /^\w[\w.-]{0,127}$/

/**
 * The tag of an image: what follows its last colon, `latest` where there is neither tag nor digest, '' with a digest
 * alone and for what is no reference.
 */
function imageTag(image: string): string {
  const [name = '', ...digest] = image.split('@')
  const colon = name.lastIndexOf(':')
  const tagged = colon > name.lastIndexOf('/')
  const repository = tagged ? name.slice(0, colon) : name
  const tag = tagged ? name.slice(colon + 1) : undefined
  if (!REPOSITORY.test(repository) || (tag !== undefined && !TAG.test(tag))) return ''
  return tag ?? (digest.length > 0 ? '' : 'latest')
}

/** Always for the tag `latest`, which moves; else IfNotPresent. */
export function defaultPullPolicy(image: string): 'Always' | 'IfNotPresent' {
  return imageTag(image) === 'latest' ? 'Always' : 'IfNotPresent'
}
