/** The rules of the resources that policies and webhooks are about (validateResources). */
import { type FieldError, invalidValue, required } from '../../../apimachinery/field-error.ts'

/** The errors of a list of names such as `pods`, `pods/status`, `pods/*` and `*`. */
export function validateResources(resources: readonly string[], path: string): FieldError[] {
  if (resources.length === 0) return [required(path)]
  const errors = resources.flatMap((resource, index) =>
    resource === ''
      ? [required(`${path}[${index}]`)]
      : overlaps(resource, resources.slice(0, index)).map((detail) =>
          invalidValue(`${path}[${index}]`, resource, detail),
        ),
  )
  if (resources.length > 1 && resources.includes('*/*'))
    errors.push(invalidValue(path, resources, "if '*/*' is present, must not specify other resources"))
  const lastPlain = resources.findLast((resource) => resource !== '' && !resource.includes('/'))
  if (resources.includes('*') && lastPlain !== '*') {
    const detail = "if '*' is present, must not specify other resources without subresources"
    errors.push(invalidValue(path, resources, detail))
  }
  return errors
}

/** What an earlier name with a star says already. */
function overlaps(resource: string, before: readonly string[]): string[] {
  const slash = resource.indexOf('/')
  if (slash < 0) return []
  const [name, part] = [resource.slice(0, slash), resource.slice(slash + 1)]
  return [`${name}/*`, `*/${part}`]
    .filter((wide) => before.includes(wide))
    .map((wide) => `if '${wide}' is present, must not specify ${resource}`)
}
