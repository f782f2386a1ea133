/** Which object an owner reference means: the keys of the garbage collector. */
import type { KubeObject, OwnerReference } from '../../apimachinery/object.ts'

/** An object by all that identifies it. */
export interface Identity {
  apiVersion: string
  kind: string
  /** '' for objects without one. */
  namespace: string
  name: string
  uid: string
}

/** The identity of an object. */
export function identityOf({ apiVersion, kind, metadata }: KubeObject): Identity {
  const { namespace = '', name = '', uid = '' } = metadata
  return { apiVersion, kind, namespace, name, uid }
}

/** The owner that a dependent in a namespace means. */
export function referenced({ apiVersion, kind, name, uid }: OwnerReference, namespace: string): Identity {
  return { apiVersion, kind, namespace, name, uid }
}

/** The identity as a key. None of its parts holds a space. */
export function formatIdentity({ apiVersion, kind, namespace, name, uid }: Identity): string {
  return [apiVersion, kind, namespace, name, uid].join(' ')
}

/** The inverse of formatIdentity. */
export function parseIdentity(key: string): Identity {
  const [apiVersion = '', kind = '', namespace = '', name = '', uid = ''] = key.split(' ')
  return { apiVersion, kind, namespace, name, uid }
}

/** As upstream's events show it. */
export function describeIdentity({ apiVersion, kind, namespace, name, uid }: Identity): string {
  return `[${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}]`
}
