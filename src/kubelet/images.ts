/** Images: their full names, whether a registry has them, and in whose words a pull fails. */
import { hashText, hashToHex } from '../base/fnv.ts'
import { createRecent } from '../base/recent.ts'

/** What is known of an image by its name alone. */
export interface Image {
  /** The full name: 'nginx' is 'docker.io/library/nginx:latest'. */
  name: string
  /** The same image has the same digest everywhere, as if all nodes had pulled it from one place. */
  id: string
  bytes: number
}

const HOST = /^(?:localhost|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?:\.[A-Za-z0-9-]+|:\d+)(?::\d+)?)$/
const PATH = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*$/
const TAG = /^\w[\w.-]{0,127}$/
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9A-Fa-f]{32,}$/

const known = createRecent<Image>(1000)

/** The image of a well-formed name. */
export function imageOf(name: string): Image {
  const found = known.get(name)
  if (found) return found
  const full = imageName(name)
  const [tagged = '', digest = makeDigest(full)] = full.split('@')
  const repository = tagged.replace(/:[^/:]*$/, '')
  const bytes = 10_000_000 + (hashText(full) % 190_000_000)
  const image = { name: full, id: `${repository}@${digest}`, bytes }
  known.set(name, image)
  return image
}

/** There is no content that could be digested; node:crypto would only take longer to load than all else does here. */
function makeDigest(name: string): string {
  return `sha256:${hashToHex(name, 8)}`
}

/** The full name of an image: 'nginx' is 'docker.io/library/nginx:latest'. */
export function imageName(image: string): string {
  const { host, path } = splitHost(image)
  const full = host === undefined ? `docker.io/${path.includes('/') ? '' : 'library/'}${path}` : image
  const last = full.slice(full.lastIndexOf('/'))
  return /[:@]/.test(last) ? full : `${full}:latest`
}

function splitHost(image: string): { host?: string; path: string } {
  const slash = image.indexOf('/')
  const first = image.slice(0, Math.max(slash, 0))
  const isHost = slash > 0 && (/[.:]/.test(first) || first === 'localhost')
  return isHost ? { host: first, path: image.slice(slash + 1) } : { path: image }
}

/** What is wrong with the name of an image, in the words of the reference parser; undefined if nothing. */
export function imageNameProblem(image: string): string | undefined {
  const problem = (text: string) => `couldn't parse image name ${JSON.stringify(image)}: ${text}`
  const invalid = 'invalid reference format'
  const { host, path } = splitHost(image)
  const [tagged = '', digest, ...more] = path.split('@')
  const [repository = '', tag, ...rest] = tagged.split(':')
  if (host !== undefined && !HOST.test(host)) return problem(invalid)
  if (more.length > 0 || rest.length > 0 || (digest !== undefined && !DIGEST.test(digest)))
    return problem(invalid)
  if (tag !== undefined && !TAG.test(tag)) return problem(invalid)
  if (PATH.test(repository)) return undefined
  if (!PATH.test(repository.toLowerCase())) return problem(invalid)
  return problem(
    `${invalid}: repository name (${host === undefined && !repository.includes('/') ? 'library/' : ''}${repository}) must be lowercase`,
  )
}

/** How containerd says that a registry does not have the image. */
export function notFoundError(image: string): string {
  const { name } = imageOf(image)
  return `rpc error: code = NotFound desc = ${resolving(name)}: ${name}: not found`
}

/** How containerd says that the registry's host has no address. */
export function noSuchHostError(image: string): string {
  return requestError(image, (host) => `lookup ${host}: no such host`)
}

/** How containerd says that the registry does not answer. */
export function unreachableError(image: string): string {
  return requestError(image, (host) => `lookup ${host}: i/o timeout`)
}

/** Whether the image's registry has a name that never has an address (RFC 2606). */
export function isUnresolvable(image: string): boolean {
  const host = (splitHost(image).host ?? '').replace(/:\d+$/, '')
  return host.endsWith('.invalid')
}

function resolving(name: string): string {
  return `failed to pull and unpack image "${name}": failed to resolve reference "${name}"`
}

function requestError(image: string, cause: (host: string) => string): string {
  const { name } = imageOf(image)
  const slash = name.indexOf('/')
  const registry = name.slice(0, slash)
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry
  const [path = '', reference = 'latest'] = splitReference(name.slice(slash + 1))
  const url = `https://${host}/v2/${path}/manifests/${reference}`
  return `${resolving(name)}: failed to do request: Head "${url}": dial tcp: ${cause(host.replace(/:\d+$/, ''))}`
}

function splitReference(path: string): [string, string | undefined] {
  const [tagged = '', digest] = path.split('@')
  const [repository = '', tag] = tagged.split(':')
  return [repository, digest ?? tag]
}
