/** Where a resource comes from and who changed it, in annotations: `buildMetadata` (api, resource/origin.go). */
import { posix } from 'node:path'
import type { Resource } from './resource.ts'

/** A file, or a generator or transformer in a file. */
export interface Origin {
  path?: string
  configuredIn?: string
  configuredBy?: { apiVersion?: string; kind?: string; name?: string; namespace?: string }
}

/** Holds the origin of a resource. */
export const ORIGIN = 'config.kubernetes.io/origin'
/** Holds the list of transformers that changed a resource. */
export const TRANSFORMATIONS = 'alpha.config.kubernetes.io/transformations'

/** The path of a file or folder that is named in the folder of a path. */
export function appendPath(folder: string, path: string): string {
  return posix.join(folder, path)
}

/** Notes where the resource comes from, unless that is known. */
export function addOrigin(resource: Resource, origin: Origin): void {
  const { annotations } = resource
  if (annotations[ORIGIN] === undefined)
    resource.annotations = { ...annotations, [ORIGIN]: lines(origin).join('') }
}

/** Notes who changed the resource; who changes one without an origin has made it. */
export function addTransformation(resource: Resource, origin: Origin): void {
  const { annotations } = resource
  if (annotations[ORIGIN] === undefined) {
    addOrigin(resource, origin)
    return
  }
  const entry = lines(origin).map((line, index) => `${index === 0 ? '- ' : '  '}${line}`)
  const text = (annotations[TRANSFORMATIONS] ?? '') + entry.join('')
  resource.annotations = { ...annotations, [TRANSFORMATIONS]: text }
}

/** Takes annotations out. */
export function dropAnnotation(resource: Resource, name: string): void {
  const { [name]: _, ...annotations } = resource.annotations
  resource.annotations = annotations
}

/** The YAML of an origin, line by line. */
function lines({ path, configuredIn, configuredBy }: Origin): string[] {
  const by = Object.entries(configuredBy ?? {}).filter(([, value]) => value !== undefined && value !== '')
  return [
    ...(path === undefined ? [] : [`path: ${path}\n`]),
    ...(configuredIn === undefined ? [] : [`configuredIn: ${configuredIn}\n`]),
    ...(by.length === 0 ? [] : ['configuredBy:\n', ...by.map(([key, value]) => `  ${key}: ${value}\n`)]),
  ]
}
