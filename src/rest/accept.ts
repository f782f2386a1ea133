/** Which form of an answer the client accepts. Source: k8s.io/apiserver, endpoints/handlers/negotiation. */
import { notAcceptable } from '../apimachinery/status-error.ts'
import { headerOf, type RestRequest } from './message.ts'

/** What objects are made into before they are written. */
export type Transform = 'Table' | 'PartialObjectMetadata' | 'APIGroupDiscoveryList'

/** The form of an answer. */
export interface Form {
  media: 'application/json' | 'application/yaml'
  /** Laid out on lines. */
  pretty: boolean
  as?: { kind: Transform; version: string }
}

const SERVED = ['application/json', 'application/yaml'] as const

/** Which transforms there are, by what `as` may say. */
const TRANSFORMS: Readonly<Record<string, { kind: Transform; group: string; versions: readonly string[] }>> =
  {
    Table: { kind: 'Table', group: 'meta.k8s.io', versions: ['v1', 'v1beta1'] },
    PartialObjectMetadata: {
      kind: 'PartialObjectMetadata',
      group: 'meta.k8s.io',
      versions: ['v1', 'v1beta1'],
    },
    PartialObjectMetadataList: {
      kind: 'PartialObjectMetadata',
      group: 'meta.k8s.io',
      versions: ['v1', 'v1beta1'],
    },
    APIGroupDiscoveryList: { kind: 'APIGroupDiscoveryList', group: 'apidiscovery.k8s.io', versions: ['v2'] },
  }

interface Clause {
  media: string
  parameters: ReadonlyMap<string, string>
  quality: number
}

/** The first form of the client's liking that there is. Throws NotAcceptable. */
export function negotiate(request: RestRequest, query: URLSearchParams): Form {
  const accept = (request.headers.accept ?? []).join(',')
  const pretty = isPretty(request, query)
  if (accept.trim() === '') return { media: 'application/json', pretty }
  const clauses = accept.split(',').map(readClause)
  for (const clause of clauses.toSorted((a, b) => b.quality - a.quality)) {
    const media = mediaFor(clause.media)
    const as = transformIn(clause)
    if (media === undefined || as === 'unknown') continue
    return { media, pretty, ...(as && { as }) }
  }
  throw notAcceptable(SERVED)
}

function readClause(text: string): Clause {
  const [media = '', ...rest] = text.split(';').map((part) => part.trim())
  const parameters = new Map(
    rest.map((pair) => {
      const [name = '', value = ''] = pair.split('=')
      return [name.toLowerCase(), value.replace(/^"|"$/g, '')]
    }),
  )
  const quality = Number(parameters.get('q') ?? 1)
  return { media: media.toLowerCase(), parameters, quality: Number.isNaN(quality) ? 1 : quality }
}

function mediaFor(media: string): Form['media'] | undefined {
  if (media === '*/*' || media === 'application/*') return 'application/json'
  return SERVED.find((served) => served === media)
}

/** Undefined where the objects are wanted as they are. */
function transformIn({ parameters }: Clause): Form['as'] | 'unknown' | undefined {
  const as = parameters.get('as')
  if (as === undefined) return undefined
  const known = Object.hasOwn(TRANSFORMS, as) ? TRANSFORMS[as] : undefined
  const version = parameters.get('v') ?? ''
  if (known?.group !== parameters.get('g') || !known?.versions.includes(version)) return 'unknown'
  return { kind: known.kind, version }
}

/** People get lines without asking for them (responsewriters.isPrettyPrint). */
function isPretty(request: RestRequest, query: URLSearchParams): boolean {
  const asked = query.get('pretty')
  if (asked !== null) return !['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(asked)
  return /^(curl|Wget|Mozilla\/5\.0)/.test(headerOf(request, 'user-agent'))
}
