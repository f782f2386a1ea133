/** What a command acts on: objects named by arguments, chosen by selectors, or written in files. */

import type { ResourceInfo } from '../../api/resource.ts'
import { quote } from '../../apimachinery/go-format.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { StatusError } from '../../apimachinery/status-error.ts'
import { messageOf } from '../../base/error-message.ts'
import { CliError } from '../errors.ts'

/** One object, named. */
export interface Target {
  resource: ResourceInfo
  /** '' for kinds without namespaces. */
  namespace: string
  name: string
  /** The file that it comes from, or `STDIN`; '' for arguments. */
  source: string
}

/** An object written in a file. The object is the command's own: it may be changed. */
export interface ManifestTarget extends Target {
  object: Unstructured
}

/** All objects of a kind in a namespace, or in all of them. */
export interface Selection {
  resource: ResourceInfo
  /** Undefined: all namespaces, or a kind without. */
  namespace?: string
}

/** `apps/v1, Resource=deployments`, as Go prints a GroupVersionResource. */
export function formatResource({ group, version, plural }: ResourceInfo): string {
  return `${group}/${version}, Resource=${plural}`
}

/** The lines by which kubectl tells which object a failed step was about. */
export function formatTarget({ resource, name, namespace }: Target): string {
  const kind = `${resource.group}/${resource.version}, Kind=${resource.kind}`
  return `Resource: ${quote(formatResource(resource))}, GroupVersionKind: ${quote(kind)}\nName: ${quote(name)}, Namespace: ${quote(namespace)}`
}

/** The error of a step on an object of a file, told with the file: `error when creating "x.yaml": …`. */
export function withSource(step: string, source: string, error: unknown): unknown {
  if (source === '') return error
  const message = `error when ${step} ${quote(source)}: ${messageOf(error)}`
  return error instanceof StatusError
    ? new StatusError({ ...error.status, message }, { cause: error })
    : new CliError(message, { cause: error })
}

/** The object as it is sent to be created: one exported from a cluster still names the version it had there. */
export function asNew(object: Unstructured): Unstructured {
  const { resourceVersion: _, ...metadata } = object.metadata
  return { ...object, metadata }
}
