/** Errors of certificate signing requests. Source: pkg/apis/certificates/validation. */

import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from '../../../apimachinery/field-error.ts'
import { checkDns1123Subdomain } from '../../../apimachinery/names.ts'
import { parseCertificateRequest } from '../../../apimachinery/x509/certificate-request.ts'
import { KEY_USAGES } from '../../../apimachinery/x509/key-usages.ts'
import { attempt } from '../../../base/attempt.ts'
import { readDer } from '../../../base/der.ts'
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

type Request = CertificateSigningRequest

/** Conditions that stay once they are there. */
const LASTING = ['Approved', 'Denied', 'Failed']
/** Conditions that only an approval brings. */
export const DECISIONS = ['Approved', 'Denied']

/** What is wrong with a status: who signs does not decide, and who has signed does not sign again. */
export function validateStatusUpdate(csr: Request, old: Request): FieldError[] {
  const [certificate = '', before = ''] = [csr.status?.certificate, old.status?.certificate]
  const fault = certificateFault(before) === undefined ? certificateFault(certificate) : undefined
  const errors = validateConditions(csr)
  if (fault !== undefined) errors.push(invalidValue('status.certificate', '<certificate data>', fault))
  errors.push(...removals(csr, old))
  for (const type of DECISIONS)
    if (countOf(csr, type) > countOf(old, type))
      errors.push(forbiddenField('status.conditions', `updates may not add a condition of type "${type}"`))
  if (certificate !== before && before !== '')
    errors.push(forbiddenField('status.certificate', 'updates may not modify existing certificate content'))
  return errors
}

/** What is wrong with an approval: what was decided stays. */
export function validateApproval(csr: Request, old: Request): FieldError[] {
  return [...validateConditions(csr), ...removals(csr, old)]
}

function removals(csr: Request, old: Request): FieldError[] {
  return LASTING.filter((type) => countOf(csr, type) < countOf(old, type)).map((type) =>
    forbiddenField('status.conditions', `updates may not remove a condition of type "${type}"`),
  )
}

function countOf({ status }: Request, type: string): number {
  return (status?.conditions ?? []).filter((condition) => condition.type === type).length
}

/** What is wrong with certificates in PEM, in base64. */
function certificateFault(certificate: string): string | undefined {
  if (certificate === '') return undefined
  const text = Buffer.from(certificate, 'base64').toString()
  const blocks = [...text.matchAll(PEM_BLOCK)]
  for (const [, type = '', content = ''] of blocks) {
    if (type !== 'CERTIFICATE') return `only CERTIFICATE PEM blocks are allowed, found "${type}"`
    if (/^[^\n]*:/.test(content)) return 'no PEM block headers are permitted'
    const bytes = Buffer.from(content, 'base64')
    if (attempt(() => readDer(bytes).length === 1) !== true) return 'x509: malformed certificate'
  }
  return blocks.length === 0 ? 'must contain at least one CERTIFICATE PEM block' : undefined
}

const PEM_BLOCK = /-----BEGIN ([^-\n]+)-----\s([\s\S]*?)-----END \1-----/g

/** What is wrong with the conditions of a status. */
function validateConditions({ status }: Request): FieldError[] {
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
