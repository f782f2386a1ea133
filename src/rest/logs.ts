/** GET …/pods/NAME/log: what simulated containers have printed. Source: registry/core/pod/rest/log.go. */
import { kindName } from '../api/registry.ts'
import { type FieldError, forbiddenField, invalidValue } from '../apimachinery/field-error.ts'
import { badRequest, invalid } from '../apimachinery/status-error.ts'
import { parseTime } from '../apimachinery/time.ts'
import { type LogFilter, type LogSource, readLines, renderLines } from '../container/log-source.ts'
import type { Pod } from '../generated/types.ts'
import type { Exchange } from './exchange.ts'
import { followLines } from './follow-lines.ts'
import type { RestResponse } from './message.ts'
import { flagIn, numberIn } from './options.ts'
import { respondStream, respondText } from './respond.ts'

/** Answers with the log; with `follow`, goes on until the container's run is over. */
export async function answerLog(exchange: Exchange): Promise<RestResponse> {
  const { query, cluster, target, request, sleep } = exchange
  const { namespace, name, resource } = target
  checkOptions(query)
  const previous = flagIn(query, 'previous') ?? false
  const { source, text, now } = await cluster.read(async (client, books) => {
    const now = cluster.clock.now()
    const kind = kindName(resource)
    const reader = await client.authorize('get', kind, { namespace, name }, 'log')
    const source = sourceOf((await reader.get(kind, { namespace, name })) as Pod, query)
    const lines = await readLines(source, previous, books, now)
    return { source, text: renderLines(lines, filterOf(query, now), ''), now }
  })
  if (!flagIn(query, 'follow') || previous) return respondText(200, text)
  const timestamps = flagIn(query, 'timestamps') ?? false
  async function* follow() {
    if (text !== '') yield text
    for await (const lines of followLines(source, now, {
      cluster: exchange.owner,
      sleep,
      signal: request.signal,
    }))
      if (lines.length > 0) yield renderLines(lines, { from: 0, limitBytes: 0, timestamps }, '')
  }
  return respondStream('text/plain', follow())
}

function filterOf(query: URLSearchParams, now: number): LogFilter {
  const [tail, since] = [numberIn(query, 'tailLines'), numberIn(query, 'sinceSeconds')]
  const from = since === undefined ? (parseTime(query.get('sinceTime') ?? '') ?? 0) : now - since * 1000
  return {
    from,
    limitBytes: numberIn(query, 'limitBytes') ?? 0,
    timestamps: flagIn(query, 'timestamps') ?? false,
    ...(tail !== undefined && { tail }),
  }
}

/** The container that is named, or the only one (registry/core/pod/strategy.go, LogLocation). */
function sourceOf(pod: Pod, query: URLSearchParams): LogSource {
  const { initContainers = [], containers = [], ephemeralContainers = [] } = pod.spec ?? {}
  const all = [...initContainers, ...containers, ...ephemeralContainers].map(({ name }) => name)
  const { name } = pod.metadata
  const container = query.get('container') ?? ''
  if (container !== '' && !all.includes(container))
    throw badRequest(`container ${container} is not valid for pod ${name}`)
  if (container !== '') return { pod, container }
  const [only, ...others] = containers.map((each) => each.name)
  if (only !== undefined && others.length === 0) return { pod, container: only }
  if (only === undefined) throw badRequest(`a container name must be specified for pod ${name}`)
  const inits = initContainers.map((each) => each.name)
  const choice = `choose one of: [${containers.map((each) => each.name).join(' ')}]`
  const more = inits.length > 0 ? ` or one of the init containers: [${inits.join(' ')}]` : ''
  throw badRequest(`a container name must be specified for pod ${name}, ${choice}${more}`)
}

/** Throws Invalid as ValidatePodLogOptions does (apis/core/validation). */
function checkOptions(query: URLSearchParams): void {
  const errors: FieldError[] = []
  const tail = numberIn(query, 'tailLines')
  const limit = numberIn(query, 'limitBytes')
  const since = numberIn(query, 'sinceSeconds')
  if (tail !== undefined && tail < 0)
    errors.push(invalidValue('tailLines', tail, 'must be greater than or equal to 0'))
  if (limit !== undefined && limit < 1)
    errors.push(invalidValue('limitBytes', limit, 'must be greater than 0'))
  if (since !== undefined && query.get('sinceTime'))
    errors.push(forbiddenField('', 'at most one of `sinceTime` or `sinceSeconds` may be specified'))
  else if (since !== undefined && since < 1)
    errors.push(invalidValue('sinceSeconds', since, 'must be greater than 0'))
  if (errors.length > 0) throw invalid({ group: '', kind: 'PodLogOptions' }, '', errors)
}
