/** Requests for OpenAPI documents: which form the client reads, and what it keeps (k8s.io/kube-openapi, pkg/handler, pkg/handler3). */
import { createHash } from 'node:crypto'
import type { Registry } from '../../api/registry.ts'
import { openApiPaths } from './open-api-paths.ts'

/** A request below /openapi. */
export interface OpenApiRequest {
  /** What the path says: `['openapi', 'v3', 'apis', 'apps', 'v1']`. */
  segments: readonly string[]
  query: URLSearchParams
  /** The header Accept; '' without one. */
  accept: string
  /** The header If-None-Match; '' without one. */
  ifNoneMatch: string
}

/** What is answered. */
export interface OpenApiAnswer {
  status: number
  headers: Readonly<Record<string, string>>
  body: string | Uint8Array
}

const JSON_TYPE = 'application/json'
const V2_PROTOBUF = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'
/** What clients ask for, though the name of no media type may be like that: no answer is marked so. */
const V2_PROTOBUF_ASKED = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf'
/** Documents with a hash in their address never change. */
const FOREVER = 'public, immutable'
const A_YEAR = 'max-age=31536000'

/** The answer; undefined where there is no such document. */
export async function answerOpenApi(
  request: OpenApiRequest,
  registry: Registry,
): Promise<OpenApiAnswer | undefined> {
  const [root, version, ...below] = request.segments
  if (root !== 'openapi') return undefined
  if (version === 'v2' && below.length === 0) return answerV2(request, registry)
  if (version !== 'v3') return undefined
  if (below.length === 0) return tell(JSON.stringify(await openApiPaths(registry)), JSON_TYPE, request)
  return answerV3(below, request, registry)
}

async function answerV3(
  path: readonly string[],
  request: OpenApiRequest,
  registry: Registry,
): Promise<OpenApiAnswer | undefined> {
  const { paths } = await openApiPaths(registry)
  const address = paths[path.join('/')]?.serverRelativeURL
  if (address === undefined) return undefined
  if (!accepts(request.accept, [JSON_TYPE])) return NOT_ACCEPTABLE
  const [hash, asked] = [address.split('=')[1] ?? '', request.query.get('hash')]
  // Whoever asks by an old hash is led to what is there now.
  if (asked !== null && asked !== hash) return { status: 301, headers: { location: address }, body: '' }
  if (isKnown(request, hash)) return notModified(hash)
  const { openApiDocument } = await import('./document.ts')
  const answer = tell(JSON.stringify(await openApiDocument(path, registry)), JSON_TYPE, request, hash)
  return asked === null
    ? answer
    : { ...answer, headers: { ...answer.headers, 'cache-control': `${FOREVER}, ${A_YEAR}` } }
}

async function answerV2(request: OpenApiRequest, registry: Registry): Promise<OpenApiAnswer> {
  const type = accepts(request.accept, [JSON_TYPE, V2_PROTOBUF, V2_PROTOBUF_ASKED])
  if (type === undefined) return NOT_ACCEPTABLE
  const { swaggerDocument } = await import('./swagger.ts')
  const document = await swaggerDocument(registry)
  if (type === JSON_TYPE) return tell(JSON.stringify(document), type, request)
  const { encodeDocument } = await import('./gnostic.ts')
  return tell(encodeDocument(document), V2_PROTOBUF, request)
}

const NOT_ACCEPTABLE: OpenApiAnswer = { status: 406, headers: {}, body: '' }

/** The first of the types in the order of the client's liking; the first there is for one who likes all. */
function accepts(accept: string, served: readonly string[]): string | undefined {
  const asked = (accept === '' ? '*/*' : accept)
    .split(',')
    .map((clause) => clause.split(';').map((part) => part.trim()))
    .map(([type = '', ...parameters]) => ({ type, quality: qualityIn(parameters) }))
    .sort((a, b) => b.quality - a.quality)
  for (const { type } of asked) {
    const found = served.find((each) => type === each || type === '*/*' || type === 'application/*')
    if (found !== undefined) return found
  }
  return undefined
}

function qualityIn(parameters: readonly string[]): number {
  const quality = Number(parameters.find((each) => each.startsWith('q='))?.slice(2) ?? 1)
  return Number.isNaN(quality) ? 1 : quality
}

/** The document, or that the client has it already. */
function tell(
  body: string | Uint8Array,
  type: string,
  request: OpenApiRequest,
  known?: string,
): OpenApiAnswer {
  const hash = known ?? createHash('sha512').update(body).digest('hex').toUpperCase()
  if (isKnown(request, hash)) return notModified(hash)
  return { status: 200, headers: { 'content-type': type, etag: `"${hash}"`, vary: 'Accept' }, body }
}

function isKnown({ ifNoneMatch }: OpenApiRequest, hash: string): boolean {
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === `"${hash}"`)
}

function notModified(hash: string): OpenApiAnswer {
  return { status: 304, headers: { etag: `"${hash}"`, vary: 'Accept' }, body: '' }
}
