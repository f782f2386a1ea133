/** Errors of certificate signing requests. Source: pkg/apis/certificates/validation. */

import {
  duplicate,
  type FieldError,
  invalidValue,
  notSupported,
  required,
} from '../../../apimachinery/field-error.ts'
import { checkDns1123Subdomain } from '../../../apimachinery/names.ts'
import { parseCertificateRequest } from '../../../apimachinery/x509/certificate-request.ts'
import { KEY_USAGES } from '../../../apimachinery/x509/key-usages.ts'
import { messageOf } from '../../../base/error-message.ts'
import type { CertificateSigningRequest } from '../../../generated/types.ts'

type Spec = CertificateSigningRequest['spec'] | undefined

const SHORTEST_SECONDS = 600
const LEGACY_SIGNER = 'kubernetes.io/legacy-unknown'

/** What is wrong with what is asked for. */
export function validateSpec(spec: Spec): FieldError[] {
  return [...validateUsages(spec), ...validateSigner(spec?.signerName ?? ''), ...validateDuration(spec)]
}

/** What is wrong with the request itself: it must be readable, and signed by who holds the key. */
export function validateRequest(spec: Spec): FieldError[] {
  const { request = '', signerName } = spec ?? {}
  const errors: FieldError[] = []
  try {
    parseCertificateRequest(Buffer.from(request, 'base64').toString())
  } catch (error) {
    errors.push(invalidValue('spec.request', request, messageOf(error)))
  }
  if (signerName === LEGACY_SIGNER)
    errors.push(
      invalidValue(
        'spec.signerName',
        signerName,
        'the legacy signerName is not allowed via this API version',
      ),
    )
  return errors
}

function validateUsages(spec: Spec): FieldError[] {
  const usages = spec?.usages ?? []
  if (usages.length === 0) return [required('spec.usages', 'usages must be provided')]
  return usages.flatMap((usage, index) => {
    const path = `spec.usages[${index}]`
    if (!KEY_USAGES.includes(usage)) return [notSupported(path, usage, KEY_USAGES)]
    return usages.indexOf(usage) < index ? [duplicate(path, usage)] : []
  })
}

/** `example.com/signer`: a domain with at least two parts, and a path of one. */
function validateSigner(signer: string): FieldError[] {
  const path = 'spec.signerName'
  if (signer === '') return [required(path)]
  const [domain = '', name = '', ...more] = signer.split('/')
  if (domain === '' || name === '' || more.length > 0)
    return [
      invalidValue(
        path,
        signer,
        'must be a fully qualified domain and path of the form "example.com/signer-name"',
      ),
    ]
  const messages = [...checkDns1123Subdomain(domain), ...checkDns1123Subdomain(name)]
  if (!domain.includes('.')) messages.push('should be a domain with at least two segments separated by dots')
  return messages.map((message) => invalidValue(path, signer, message))
}

function validateDuration(spec: Spec): FieldError[] {
  const seconds = spec?.expirationSeconds
  if (seconds === undefined || seconds >= SHORTEST_SECONDS) return []
  const detail = 'may not specify a duration less than 600 seconds (10 minutes)'
  return [invalidValue('spec.expirationSeconds', seconds, detail)]
}

/** What is wrong with the conditions of a status. */
export function validateApproval({ status }: CertificateSigningRequest): FieldError[] {
  const conditions = status?.conditions ?? []
  const errors = conditions.flatMap(({ type, status: value }, index) => {
    const path = `status.conditions[${index}]`
    if (!type) return [required(`${path}.type`)]
    if (!value) return [required(`${path}.status`)]
    if (['Approved', 'Denied', 'Failed'].includes(type) && value !== 'True')
      return [notSupported(`${path}.status`, value, ['True'])]
    return conditions.findIndex((each) => each.type === type) < index ? [duplicate(`${path}.type`, type)] : []
  })
  const types = conditions.map(({ type }) => type)
  if (types.includes('Approved') && types.includes('Denied'))
    errors.push(
      invalidValue('status.conditions', 'Denied', 'Approved and Denied conditions are mutually exclusive'),
    )
  return errors
}
