/** The schemas of metrics.k8s.io, which no package carries (k8s.io/metrics, pkg/apis/metrics/v1beta1). */
import type { JSONSchemaProps } from '../../../generated/types.ts'

const usage: JSONSchemaProps = {
  description: 'What is used of each resource.',
  type: 'object',
  additionalProperties: { 'x-kubernetes-int-or-string': true },
}

const measured: Record<string, JSONSchemaProps> = {
  timestamp: { description: 'When the window ended.', type: 'string', format: 'date-time' },
  window: { description: 'How long was measured, such as 15s.', type: 'string' },
}

const container: JSONSchemaProps = {
  type: 'object',
  required: ['name', 'usage'],
  properties: { name: { description: 'The name of the container.', type: 'string' }, usage },
}

/** By kind: its schema, in the form that the schemas of custom kinds have. */
export const metricsSchemas: Readonly<Record<string, JSONSchemaProps>> = {
  NodeMetrics: {
    description: 'What all pods on a node use.',
    type: 'object',
    required: ['timestamp', 'window', 'usage'],
    properties: { ...measured, usage },
  },
  PodMetrics: {
    description: 'What the containers of a pod use.',
    type: 'object',
    required: ['timestamp', 'window', 'containers'],
    properties: {
      ...measured,
      containers: {
        description: 'What each container uses that runs.',
        type: 'array',
        items: container,
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['name'],
      },
    },
  },
}
