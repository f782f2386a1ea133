/** Metrics as autoscaling/v1 writes them in its annotations (pkg/apis/autoscaling/v1/conversion.go). */
import type { JsonObject } from '../../../../base/json.ts'
import type { MetricSpec, MetricStatus } from '../../../../generated/types.ts'

type Fields = Readonly<Record<string, unknown>>

/** Fields of v2's values, which have the part before their names in v1. */
const UTILIZATION = 'averageUtilization'
const AVERAGE = 'averageValue'
const VALUE = 'value'

/** What v2 has under `target` or `current`, v1 has in fields that begin with that word. */
interface Form {
  part: 'target' | 'current'
  /** Fields that are no pointers in v1, so that they are there even where v2 has nothing. */
  required: readonly string[]
}

const SPEC: Form = { part: 'target', required: ['object.value', 'pods.averageValue'] }
const STATUS: Form = {
  part: 'current',
  required: [...SPEC.required, 'resource.averageValue', 'containerResource.averageValue', 'external.value'],
}

/** A wished metric in v1's form: `{"type":"Resource","resource":{"name":"memory","targetAverageValue":"1Gi"}}`. */
export function specToV1(spec: MetricSpec): object {
  return toV1(spec as unknown as JsonObject, SPEC)
}

/** The inverse of specToV1. */
export function specFromV1(metric: JsonObject): MetricSpec {
  return fromV1(metric, SPEC, typed) as unknown as MetricSpec
}

/** A metric as it stands, in v1's form. */
export function statusToV1(status: MetricStatus): object {
  return toV1(status as unknown as JsonObject, STATUS)
}

/** The inverse of statusToV1. */
export function statusFromV1(metric: JsonObject): MetricStatus {
  return fromV1(metric, STATUS, present) as unknown as MetricStatus
}

function toV1(metric: JsonObject, { part, required }: Form): object {
  const { object, pods, resource, containerResource, external } = sources(metric)
  const named = (source: string, fields: Fields, ...names: string[]) =>
    Object.fromEntries(
      names.map((name) => {
        const value = (fields[part] as Fields)[name]
        return [inV1(part, name), value ?? (required.includes(`${source}.${name}`) ? '0' : undefined)]
      }),
    )
  const metricOf = (fields: Fields) => fields.metric as Fields
  return present({
    type: metric.type,
    object: object && {
      target: object.describedObject,
      metricName: metricOf(object).name,
      ...named('object', object, VALUE),
      selector: metricOf(object).selector,
      averageValue: (object[part] as Fields).averageValue,
    },
    pods: pods && {
      metricName: metricOf(pods).name,
      ...named('pods', pods, AVERAGE),
      selector: metricOf(pods).selector,
    },
    resource: resource && { name: resource.name, ...named('resource', resource, UTILIZATION, AVERAGE) },
    containerResource: containerResource && {
      name: containerResource.name,
      ...named('containerResource', containerResource, UTILIZATION, AVERAGE),
      container: containerResource.container,
    },
    external: external && {
      metricName: metricOf(external).name,
      metricSelector: metricOf(external).selector,
      ...named('external', external, VALUE, AVERAGE),
    },
  })
}

function fromV1(metric: JsonObject, { part }: Form, values: (fields: Fields) => Fields): Fields {
  const { object, pods, resource, containerResource, external } = sources(metric)
  const named = (fields: Fields, name: string) => fields[inV1(part, name)]
  const average = (fields: Fields) => ({ [part]: values({ [AVERAGE]: named(fields, AVERAGE) }) })
  const either = (value: unknown, averageValue: unknown) => ({
    [part]: values(averageValue === undefined ? { value } : { averageValue }),
  })
  const ofResource = (fields: Fields) => ({
    [part]: values({ [UTILIZATION]: named(fields, UTILIZATION), [AVERAGE]: named(fields, AVERAGE) }),
  })
  const metricOf = (name: unknown, selector: unknown) => ({ metric: { name, selector } })
  return present({
    type: metric.type,
    object: object && {
      describedObject: object.target,
      ...metricOf(object.metricName, object.selector),
      ...either(named(object, VALUE), object.averageValue),
    },
    pods: pods && { ...metricOf(pods.metricName, pods.selector), ...average(pods) },
    resource: resource && { name: resource.name, ...ofResource(resource) },
    containerResource: containerResource && {
      name: containerResource.name,
      ...ofResource(containerResource),
      container: containerResource.container,
    },
    external: external && {
      ...metricOf(external.metricName, external.metricSelector),
      ...either(named(external, VALUE), named(external, AVERAGE)),
    },
  })
}

/** A target of v2, which says of which type it is. */
function typed({ value, averageValue, averageUtilization }: Fields): Fields {
  if (averageUtilization !== undefined) return { type: 'Utilization', averageUtilization }
  return averageValue === undefined && value !== undefined
    ? { type: 'Value', value }
    : { type: 'AverageValue', averageValue }
}

function inV1(part: string, name: string): string {
  return part + name[0]!.toUpperCase() + name.slice(1)
}

function sources(metric: JsonObject): Readonly<Record<string, Fields | undefined>> {
  return metric as Readonly<Record<string, Fields | undefined>>
}

/** Without what is undefined, at any depth, as Go leaves out what is nil. */
function present(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, isFields(value) ? present(value) : value]),
  )
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
