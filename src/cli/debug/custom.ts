/** --custom: a partial container that changes what a profile has made. Source: kubectl, cmd/debug/debug.go. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { patchSchemaOf } from '../../api/schema/patch-schema.ts'
import { applyStrategicMergePatch } from '../../apimachinery/patch/strategic-merge-patch.ts'
import { readDocuments } from '../../apimachinery/yaml/read-documents.ts'
import { messageOf } from '../../base/error-message.ts'
import { isJsonObject, type JsonObject } from '../../base/json.ts'
import { CliError } from '../errors.ts'
import { builtInRegistry } from '../resources/built-in-registry.ts'
import { reason } from '../resources/files.ts'
import type { Wish } from './drafts.ts'
import type { DraftPod } from './profiles.ts'

const FIXED = ['name', 'command', 'image', 'lifecycle', 'volumeDevices']

/** Reads the file; what it says changes the container of the name in one of the pod's lists. */
export async function readCustomProfile(path: string, cwd: string): Promise<Wish['customize']> {
  if (path === '') return (pod) => pod
  const custom = await readPartialContainer(path, cwd)
  if (FIXED.some((field) => custom[field] !== undefined))
    throw new CliError(
      'name, command, image, lifecycle and volume devices are not modifiable via custom profile',
    )
  const { resource } = await builtInRegistry().load('Pod')
  const schema = await patchSchemaOf(resource)
  return (pod, list, name) => {
    const patch = { spec: { [list]: [{ ...custom, name }] } }
    return applyStrategicMergePatch(pod as unknown as JsonObject, patch, schema) as unknown as DraftPod
  }
}

async function readPartialContainer(path: string, cwd: string): Promise<JsonObject> {
  const bytes = readBytes(path, cwd)
  try {
    for await (const { value } of readDocuments(bytes)) if (isJsonObject(value)) return value
  } catch (error) {
    throw new CliError(`${path} does not contain a valid container spec: ${messageOf(error)}`)
  }
  throw new CliError(`${path} does not contain a valid container spec`)
}

function readBytes(path: string, cwd: string): Uint8Array {
  try {
    return readFileSync(resolve(cwd, path))
  } catch (error) {
    throw new CliError(
      `must pass a container spec json file for custom profile: open ${path}: ${reason(error)}`,
    )
  }
}
