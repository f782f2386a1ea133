/** The objects that stories are about, by what matters of them. */

/** What can be said of a workload; anything else stands as Kubernetes defaults it. */
export interface Shape {
  image?: string
  /** How its containers fare: annotations of the simulation, without their prefix. */
  fate?: Readonly<Record<string, string>>
  /** More for the spec of the workload, of its pods and of their container. */
  spec?: object
  pod?: object
  container?: object
}

/** A workload of apps/v1 whose pods bear its name as label `app`. */
export function workload(
  kind: 'Deployment' | 'ReplicaSet' | 'StatefulSet' | 'DaemonSet',
  name: string,
  shape: Shape,
) {
  const selector = { matchLabels: { app: name } }
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name },
    spec: { selector, ...shape.spec, template: podTemplate(name, shape) },
  }
}

/** A job of batch/v1, whose pods are not restarted unless the shape says so. */
export function job(name: string, shape: Shape) {
  const template = podTemplate(name, { ...shape, pod: { restartPolicy: 'Never', ...shape.pod } })
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec: { ...shape.spec, template } }
}

/** A pod with a container that is called as it is. */
export function pod(name: string, shape: Shape) {
  const { metadata, spec } = podTemplate(name, shape)
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, ...metadata }, spec }
}

/** The template of the pods of a workload. */
export function podTemplate(
  name: string,
  { image = `${name}:1`, fate = {}, pod = {}, container = {} }: Shape,
) {
  const annotations = Object.fromEntries(
    Object.entries(fate).map(([key, value]) => [`kubelite.dev/${key}`, value]),
  )
  return {
    metadata: { labels: { app: name }, annotations },
    spec: { containers: [{ name, image, ...container }], ...pod },
  }
}

/** An object of policy, quota and the like: all that matters is its spec. */
export function object(apiVersion: string, kind: string, name: string, spec: object) {
  return { apiVersion, kind, metadata: { name }, spec }
}
