/** The resources of metrics.k8s.io, which no package carries: metrics-server serves them beside the API server. */
import type { ResourceInfo } from '../../resource.ts'

/** The group of the resources. */
export const METRICS_GROUP = 'metrics.k8s.io'
const VERSION = 'v1beta1'
/** The apiVersion of their objects. */
export const METRICS_API_VERSION = `${METRICS_GROUP}/${VERSION}`

const common: Pick<
  ResourceInfo,
  'group' | 'version' | 'versions' | 'singular' | 'shortNames' | 'categories' | 'verbs' | 'subresources'
> = {
  group: METRICS_GROUP,
  version: VERSION,
  versions: [VERSION],
  singular: '',
  shortNames: [],
  categories: [],
  verbs: ['get', 'list'],
  subresources: [],
}

/** NodeMetrics and PodMetrics. They share their plurals with the core group's nodes and pods, which come first. */
export const metricsResources: readonly ResourceInfo[] = [
  { ...common, kind: 'NodeMetrics', plural: 'nodes', namespaced: false },
  { ...common, kind: 'PodMetrics', plural: 'pods', namespaced: true },
]
