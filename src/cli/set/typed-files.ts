/** What set commands read with --local: files, of whose kinds kubectl must know the types. */

import type { ResourceInfo } from '../../api/resource.ts'
import { quote } from '../../apimachinery/go-format.ts'
import { formatApiVersion, type Unstructured } from '../../apimachinery/object.ts'
import { isBadRequest } from '../../apimachinery/status-error.ts'
import { messageOf } from '../../base/error-message.ts'
import { CliError } from '../errors.ts'
import { isBuiltIn } from '../resources/access.ts'
import type { TargetPlan } from '../resources/plan.ts'
import type { FoundObject } from '../resources/read.ts'

/** The objects of the files as Go's types hold them, and what cannot be decoded. */
export async function decodeFiles(plan: TargetPlan): Promise<{ targets: FoundObject[]; errors: unknown[] }> {
  if (plan.from !== 'files') return { targets: [], errors: [] }
  const targets: FoundObject[] = []
  const errors = [...plan.errors]
  for (const { resource, object, source } of plan.targets)
    try {
      targets.push({ resource, object: await decode(resource, object) })
    } catch (error) {
      errors.push(new CliError(`unable to decode ${quote(source)}: ${messageOf(error)}`, { cause: error }))
    }
  return { targets, errors }
}

async function decode(resource: ResourceInfo, object: Unstructured): Promise<Unstructured> {
  await requireBuiltIn(resource)
  const { typedForm } = await import('../../api/schema/typed-form.ts')
  try {
    return typedForm(object)
  } catch (error) {
    if (!isBadRequest(error)) throw error
    throw new CliError(messageOf(error).replace(/^.*? cannot be handled as a \w+: /, ''), { cause: error })
  }
}

/** Throws, in kubectl's words, for a kind of which it does not know the type. */
export async function requireBuiltIn({ group, version, kind }: ResourceInfo): Promise<void> {
  if (await isBuiltIn({ group, version, kind })) return
  throw new CliError(
    `no kind ${quote(kind)} is registered for version ${quote(formatApiVersion(group, version))} in scheme "pkg/scheme/scheme.go:28"`,
  )
}
