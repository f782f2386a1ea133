/** Manifests that the benchmarks apply. */

/** A Deployment as a user writes it. @param {string} name @param {number} replicas @param {string} [namespace] */
export function deployment(name, replicas, namespace = 'default') {
  const labels = { app: name }
  const container = {
    name: 'server',
    image: 'registry.example.com/team/server:1.27',
    ports: [{ containerPort: 8080 }],
    resources: { requests: { cpu: '100m', memory: '64Mi' } },
  }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  }
}

/** A CronJob as a user writes it. @param {string} name @param {string} schedule */
export function cronJob(name, schedule) {
  const container = { name: 'work', image: 'registry.example.com/team/work:1', command: ['work', '--once'] }
  const template = { spec: { restartPolicy: 'OnFailure', containers: [container] } }
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name },
    spec: { schedule, jobTemplate: { spec: { template } } },
  }
}

/** @param {string} name @param {string} [namespace] */
export function service(name, namespace = 'default') {
  const spec = { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] }
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec }
}

/** @param {string} name @param {string} value */
export function configMap(name, value) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { value } }
}

/** A file of ten objects: three applications with their services, and settings. @param {string} value some setting */
export function tenObjects(value) {
  const applications = ['front', 'middle', 'back']
  return [
    ...applications.map((name) => ({ ...deployment(name, 2), ...withSetting(name, value) })),
    ...applications.map((name) => service(name)),
    ...['one', 'two', 'three', 'four'].map((name) => configMap(name, value)),
  ]
}

/** The first application rolls out anew with each setting. @param {string} name @param {string} value */
function withSetting(name, value) {
  const { spec } = deployment(name, 2)
  if (name !== 'front') return {}
  const metadata = { ...spec.template.metadata, annotations: { setting: value } }
  return { spec: { ...spec, template: { ...spec.template, metadata } } }
}

/** Nodes as `init -f` takes them. @param {number} count */
export function nodes(count) {
  return Array.from({ length: count }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: `worker-${index + 1}`,
      labels: {
        'kubernetes.io/hostname': `worker-${index + 1}`,
        'topology.kubernetes.io/zone': `zone-${index % 3}`,
      },
    },
    status: { capacity: { cpu: '32', memory: '128Gi', pods: '110' } },
  }))
}

/** The text of a file that holds the objects. @param {object[]} items */
export function jsonFile(items) {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
}

/** As YAML documents, which is what users write. JSON of one line a document is YAML as well, so no library is needed. @param {object[]} items */
export function yamlFile(items) {
  return items.map((item) => `${toYaml(item, 0)}\n`).join('---\n')
}

/** @param {unknown} value @param {number} depth @returns {string} */
function toYaml(value, depth) {
  const indent = `\n${'  '.repeat(depth)}`
  if (Array.isArray(value))
    return value.map((item) => `${indent}- ${toYaml(item, depth + 1).trimStart()}`).join('')
  if (typeof value !== 'object' || value === null) return ` ${JSON.stringify(value)}`
  const fields = Object.entries(value).map(([name, field]) => `${name}:${toYaml(field, depth + 1)}`)
  return depth === 0 ? fields.join('\n') : fields.map((field) => indent + field).join('')
}
