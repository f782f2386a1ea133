/** The rules of an Ingress (pkg/apis/networking/validation/validation.go). */
import {
  type FieldError,
  invalidValue,
  notSupported,
  required,
} from '../../../../apimachinery/field-error.ts'
import { ipFamily } from '../../../../apimachinery/ip.ts'
import { checkDns1123Subdomain, checkWildcardDns1123Subdomain } from '../../../../apimachinery/names.ts'
import type { HTTPIngressPath, Ingress, IngressRule, IngressTLS } from '../../../../generated/types.ts'
import { validateBalancerAddress, validateBalancerName } from '../../load-balancer-entries.ts'
import { validateBackend } from './validate-backend.ts'

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class'
const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix']
const FORBIDDEN_SEQUENCES = ['//', '/./', '/../', '%2f', '%2F']
const FORBIDDEN_SUFFIXES = ['/..', '/.']

/** All errors of an ingress. */
export function validate({ spec = {} }: Ingress): FieldError[] {
  const { rules = [], defaultBackend, tls = [], ingressClassName } = spec
  const errors: FieldError[] = []
  if (rules.length === 0 && !defaultBackend)
    errors.push(invalidValue('spec', null, 'either `defaultBackend` or `rules` must be specified'))
  if (defaultBackend) errors.push(...validateBackend(defaultBackend, 'spec.defaultBackend'))
  rules.forEach((rule, index) => {
    errors.push(...validateRule(rule, `spec.rules[${index}]`))
  })
  tls.forEach((entry, index) => {
    errors.push(...validateTls(entry, `spec.tls[${index}]`))
  })
  if (ingressClassName !== undefined)
    for (const message of checkDns1123Subdomain(ingressClassName))
      errors.push(invalidValue('spec.ingressClassName', ingressClassName, message))
  return errors
}

/** A new ingress names its class in one way, or twice the same. */
export function validateCreate({ metadata, spec }: Ingress): FieldError[] {
  const annotation = metadata.annotations?.[CLASS_ANNOTATION]
  const name = spec?.ingressClassName
  if (annotation === undefined || name === undefined || annotation === name) return []
  const detail = 'must match `ingressClassName` when both are specified'
  return [invalidValue(`annotations.${CLASS_ANNOTATION}`, annotation, detail)]
}

/** What serves an ingress answers at addresses and names. */
export function validateStatusUpdate({ status }: Ingress): FieldError[] {
  const entries = status?.loadBalancer?.ingress ?? []
  return entries.flatMap(({ ip, hostname }, index) => {
    const path = `status.loadBalancer.ingress[${index}]`
    return [...validateBalancerAddress(ip, path), ...validateBalancerName(hostname, path)]
  })
}

function validateHost(host: string, path: string): FieldError[] {
  const check = host.includes('*') ? checkWildcardDns1123Subdomain : checkDns1123Subdomain
  return check(host).map((message) => invalidValue(path, host, message))
}

function validateRule({ host = '', http }: IngressRule, path: string): FieldError[] {
  const errors: FieldError[] = []
  if (host !== '') {
    if (ipFamily(host))
      errors.push(invalidValue(`${path}.host`, host, 'must be a DNS name, not an IP address'))
    errors.push(...validateHost(host, `${path}.host`))
  }
  if (!http) return errors
  if (!http.paths?.length) errors.push(required(`${path}.http.paths`))
  http.paths?.forEach((each, index) => {
    errors.push(...validatePath(each, `${path}.http.paths[${index}]`))
  })
  return errors
}

function validatePath(rule: HTTPIngressPath, path: string): FieldError[] {
  const { pathType, backend } = rule
  if (pathType === undefined) return [required(`${path}.pathType`, 'pathType must be specified')]
  return [...validatePathText(rule, path), ...validateBackend(backend ?? {}, `${path}.backend`)]
}

function validatePathText({ path: text = '', pathType }: HTTPIngressPath, path: string): FieldError[] {
  if (!PATH_TYPES.includes(pathType)) return [notSupported(`${path}.pathType`, pathType, PATH_TYPES)]
  const wrong = (detail: string) => invalidValue(`${path}.path`, text, detail)
  const mayBeEmpty = pathType === 'ImplementationSpecific'
  const errors =
    text.startsWith('/') || (mayBeEmpty && text === '') ? [] : [wrong('must be an absolute path')]
  if (mayBeEmpty) return errors
  for (const sequence of FORBIDDEN_SEQUENCES)
    if (text.includes(sequence)) errors.push(wrong(`must not contain '${sequence}'`))
  for (const suffix of FORBIDDEN_SUFFIXES)
    if (text.endsWith(suffix)) errors.push(wrong(`cannot end with '${suffix}'`))
  return errors
}

function validateTls({ hosts = [], secretName = '' }: IngressTLS, path: string): FieldError[] {
  const errors = hosts.flatMap((host, index) => validateHost(host, `${path}.hosts[${index}]`))
  if (secretName !== '')
    for (const message of checkDns1123Subdomain(secretName))
      errors.push(invalidValue(`${path}.secretName`, secretName, message))
  return errors
}
