/** What a service of an object's pods is made out of (kubectl expose). Sources: kubectl, polymorphichelpers/{portsforobject,protocolsforobject,mapbasedselectorforobject}.go. */
import type { LabelSelector } from '../apimachinery/label-selector.ts'
import type { Labels } from '../apimachinery/object.ts'
import type { PodSpec } from '../generated/types.ts'

/** A port that something listens on. */
export interface ExposedPort {
  port: number
  protocol: string
}

/** How a kind's objects are exposed. */
export interface ExposeCapability<T> {
  /** The labels of the object's pods. Throws an Error in kubectl's words where there are none that a service can name. */
  selector(object: T): Labels
  ports(object: T): ExposedPort[]
}

/** The ports that containers name, in their order. */
export function containerPorts(spec: PodSpec | undefined): ExposedPort[] {
  const containers = spec?.containers ?? []
  return containers.flatMap(({ ports = [] }) =>
    ports.map(({ containerPort, protocol = 'TCP' }) => ({ port: containerPort, protocol })),
  )
}

/** The labels of a selector. Throws where it asks for more than labels. */
export function mapSelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): Labels {
  if (matchExpressions.length === 0) return matchLabels
  const texts = matchExpressions.map(
    ({ key, operator, values = [] }) => `{Key:${key} Operator:${operator} Values:[${values.join(' ')}]}`,
  )
  throw new Error(`couldn't convert expressions - "[${texts.join(' ')}]" to map-based selector format`)
}
