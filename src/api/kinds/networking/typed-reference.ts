/** A reference to any object by group, kind and name: what Ingress backends and IngressClass parameters share. */
import { type FieldError, invalidValue, required } from '../../../apimachinery/field-error.ts'
import { checkDns1123Subdomain, checkPathSegmentName, type Messages } from '../../../apimachinery/names.ts'

interface Reference {
  apiGroup?: string
  kind?: string
  name?: string
}

/** Errors of a reference. */
export function validateReference({ apiGroup, kind, name }: Reference, path: string): FieldError[] {
  return [
    ...(apiGroup === undefined ? [] : invalid(apiGroup, `${path}.apiGroup`, checkDns1123Subdomain(apiGroup))),
    ...(kind
      ? invalid(kind, `${path}.kind`, checkPathSegmentName(kind))
      : [required(`${path}.kind`, 'kind is required')]),
    ...(name
      ? invalid(name, `${path}.name`, checkPathSegmentName(name))
      : [required(`${path}.name`, 'name is required')]),
  ]
}

function invalid(value: string, path: string, messages: Messages): FieldError[] {
  return messages.map((message) => invalidValue(path, value, message))
}
