/** The rules of an Event (pkg/apis/core/validation/events.go). */
import { type FieldError, invalidValue, required, tooLong } from '../../../../apimachinery/field-error.ts'
import { byteLength } from '../../../../apimachinery/names.ts'
import { checkQualifiedName } from '../../../../apimachinery/qualified-name.ts'
import type { Event } from '../../../../generated/types.ts'

const CLUSTER_NAMESPACES = ['', 'default', 'kube-system']
const MAX_LENGTH = 128

/** All errors of an event. The newer kind, which has an eventTime, must be told more fully. */
export function validate(event: Event): FieldError[] {
  return [...validateNamespace(event), ...(event.eventTime ? validateReport(event) : [])]
}

/** An event lives in the namespace of its object; about cluster-wide objects, in one of the system's. */
function validateNamespace({ metadata, involvedObject }: Event): FieldError[] {
  const own = metadata.namespace ?? ''
  const involved = involvedObject?.namespace ?? ''
  const fits = involved === '' ? CLUSTER_NAMESPACES.includes(own) : own === involved
  return fits ? [] : [invalidValue('involvedObject.namespace', involved, 'does not match event.namespace')]
}

function validateReport(event: Event): FieldError[] {
  const { reportingComponent = '', reportingInstance = '', action = '', reason = '' } = event
  const errors: FieldError[] = []
  if (reportingComponent === '') errors.push(required('reportingController'))
  else
    for (const message of checkQualifiedName(reportingComponent))
      errors.push(invalidValue('reportingController', reportingComponent, message))
  const texts = { reportingInstance, action, reason }
  for (const [field, text] of Object.entries(texts)) {
    if (text === '') errors.push(required(field))
    if (byteLength(text) > MAX_LENGTH) errors.push(tooLong(field, MAX_LENGTH))
  }
  return errors
}
