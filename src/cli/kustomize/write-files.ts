/** Writes built objects where --output says: all into one file, or each into a file of its own (kustomize, build). */
import { statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isJsonObject, type JsonObject } from '../../base/json.ts'
import { effectiveNamespaceOf, gvkOf } from '../../kustomize/describe.ts'
import { toYaml, toYamlDocuments } from '../../printers/yaml.ts'
import { CliError } from '../errors.ts'
import { reason } from '../resources/files.ts'

/** Writes into the folder, or the file, at the path. Throws a CliError where that cannot be done. */
export function writeObjects(objects: readonly JsonObject[], path: string, cwd: string): void {
  if (!isFolder(resolve(cwd, path))) write(path, toYamlDocuments(objects), cwd)
  else for (const [name, object] of fileNames(objects)) write(join(path, name), toYaml(object), cwd)
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

function write(path: string, text: string, cwd: string): void {
  try {
    writeFileSync(resolve(cwd, path), text)
  } catch (error) {
    throw new CliError(`open ${path}: ${reason(error)}`, { cause: error })
  }
}

/** `apps_v1_deployment_web.yaml`; the namespace comes first where there are several. */
function fileNames(objects: readonly JsonObject[]): Map<string, JsonObject> {
  const namespaces = new Set(objects.map(effectiveNamespaceOf).filter((each) => each !== undefined))
  const files = new Map<string, JsonObject>()
  for (const object of objects) {
    const { group, version, kind } = gvkOf(object)
    const namespace = effectiveNamespaceOf(object)
    const name = isJsonObject(object.metadata) ? String(object.metadata.name ?? '') : ''
    const parts = [namespaces.size > 1 ? (namespace ?? '') : '', group, version, kind, name]
    files.set(
      `${parts
        .filter((part) => part !== '')
        .join('_')
        .toLowerCase()}.yaml`,
      object,
    )
  }
  return files
}
