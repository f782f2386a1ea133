/** Making and deleting pods on behalf of an owner, with the events that tell of it. Source: controller_utils.go. */
import type { KubeObject } from '../apimachinery/object.ts'
import { isNotFound, statusCause } from '../apimachinery/status-error.ts'
import { nameOf } from '../apiserver/client.ts'
import type { Pod, PodTemplateSpec } from '../generated/types.ts'
import type { ReconcileContext } from '../runtime/reconciler.ts'
import { controllerReference } from './ownership.ts'

/**
 * The pod that an owner makes out of its template: named after the owner, or as said, with a random end. Its spec is the
 * template's own.
 */
export function podFromTemplate(
  template: PodTemplateSpec,
  owner: KubeObject,
  generateName = `${owner.metadata.name}-`,
): Pod {
  const { labels, annotations, finalizers } = template.metadata ?? {}
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName,
      namespace: owner.metadata.namespace,
      ...(labels && { labels: { ...labels } }),
      ...(annotations && { annotations: { ...annotations } }),
      ...(finalizers && { finalizers: [...finalizers] }),
      ownerReferences: [controllerReference(owner)],
    },
    spec: template.spec,
  } as Pod
}

/**
 * Creates one pod. Gives the error if it was refused, after telling it in an event; in a namespace that is going
 * away a refusal is no failure, for nothing could be created there.
 */
export async function createPod(
  { client, recorder }: ReconcileContext,
  template: PodTemplateSpec,
  owner: KubeObject,
  generateName?: string,
): Promise<Error | undefined> {
  let pod: Pod
  try {
    pod = await client.create('Pod', podFromTemplate(template, owner, generateName))
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (statusCause(error, 'NamespaceTerminating')) return undefined
    await recorder.event(owner, 'Warning', 'FailedCreate', `Error creating: ${error.message}`)
    return error
  }
  await recorder.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`)
  return undefined
}

/**
 * Starts so many things in batches of 1, 2, 4, …: a batch with a failure is the last one, so that what would all fail
 * for one reason is not tried at once. Gives the first failure.
 */
export async function slowStart(
  count: number,
  start: (index: number) => Promise<Error | undefined>,
): Promise<Error | undefined> {
  for (let [from, batch] = [0, 1]; from < count; from += batch, batch *= 2) {
    let failure: Error | undefined
    for (let index = from; index < Math.min(from + batch, count); index++) {
      const error = await start(index)
      failure ??= error
    }
    if (failure !== undefined) return failure
  }
  return undefined
}

/** Deletes one pod. Gives the error if it was refused, after telling it in an event. */
export async function deletePod(
  { client, recorder }: ReconcileContext,
  pod: Pod,
  owner: KubeObject,
): Promise<Error | undefined> {
  try {
    await client.delete('Pod', nameOf(pod), { preconditions: { uid: pod.metadata.uid } })
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (isNotFound(error)) return undefined
    await recorder.event(owner, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`)
    return error
  }
  await recorder.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`)
  return undefined
}
