/** Writes into the cluster of the recordings: objects with the status that they had, and events. */
import type { KubeObject } from '../../../src/apimachinery/object.ts'
import type { Client, KindName } from '../../../src/apiserver/client.ts'

/** When the recorder had filled the cluster. */
export const filledAt = Date.UTC(2026, 10, 22, 2, 57, 35)

/** Creates an object and gives it its status. */
export async function put(client: Client, object: object): Promise<KubeObject> {
  const { kind, metadata, status } = object as KubeObject & { status?: object }
  const created = await client.create(kind as KindName, object as never)
  if (status) await setStatus(client, kind, metadata.name ?? '', status, metadata.namespace ?? '')
  return created as KubeObject
}

/** Gives an object its status; those of the namespace shop when nothing else is said. */
export async function setStatus(
  client: Client,
  kind: string,
  name: string,
  status: object,
  namespace = 'shop',
): Promise<void> {
  await client.patch(kind as KindName, { namespace, name }, 'merge', { status }, { subresource: 'status' })
}

/** An event as the controllers recorded it. */
export interface RecordedEvent {
  about: Pick<KubeObject, 'kind' | 'metadata'>
  from: string
  reason: string
  message: string
  type?: 'Normal' | 'Warning'
  /** The part of the object that it is about. */
  fieldPath?: string
}

let events = 0

/** Records an event, each some moments after the one before. */
export async function recordEvent(client: Client, event: RecordedEvent): Promise<void> {
  const { about, from, reason, message, type = 'Normal', fieldPath } = event
  const { name = '', namespace, uid } = about.metadata
  const time = new Date(filledAt + ++events).toISOString().replace(/\.\d+/, '')
  await client.create('Event', {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: `${name}.${events.toString(16).padStart(16, '0')}`,
      namespace: namespace ?? 'default',
    },
    involvedObject: {
      kind: about.kind,
      name,
      ...(namespace && { namespace }),
      ...(uid && { uid }),
      ...(fieldPath && { fieldPath }),
    },
    reason,
    message,
    type,
    source: { component: from },
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  })
}

/** Name and namespace of an object in the namespace shop. */
export function inShop(name: string): { name: string; namespace: string } {
  return { name, namespace: 'shop' }
}

/** The reference to an object that it controls another. */
export function controllerOf({ apiVersion, kind, metadata }: KubeObject) {
  const { name = '', uid = '' } = metadata
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }
}
