/** IngressClass: which controller serves an Ingress. */
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
  tooLong,
} from '../../../apimachinery/field-error.ts'
import { checkDns1123Label } from '../../../apimachinery/names.ts'
import { checkDomainPrefixedPath } from '../../../apimachinery/qualified-name.ts'
import type { IngressClass, IngressClassParametersReference } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'
import { validateReference } from './typed-reference.ts'

const MAX_CONTROLLER_LENGTH = 250
const SCOPES = ['Cluster', 'Namespace']

/** IngressClass, `networking.k8s.io/v1`. */
export const ingressClass = defineKind<IngressClass>({
  kind: 'IngressClass',
  group: 'networking.k8s.io',
  generation: true,
  defaults({ spec }) {
    if (spec?.parameters) spec.parameters.scope ??= 'Cluster'
  },
  validate,
  validateUpdate: ({ spec }, { spec: old }) =>
    spec?.controller === old?.controller
      ? []
      : [invalidValue('spec.controller', spec?.controller, 'field is immutable')],
  columns: [
    nameColumn,
    column('Controller', ({ spec }) => spec?.controller ?? ''),
    column('Parameters', formatParameters),
    ageColumn,
  ],
  describe: () => import('./ingress-class.describe.ts'),
})

function formatParameters({ spec }: IngressClass): string {
  if (!spec?.parameters) return '<none>'
  const { kind, apiGroup, name } = spec.parameters
  return `${kind}${apiGroup === undefined ? '' : `.${apiGroup}`}/${name}`
}

function validate({ spec = {} }: IngressClass): FieldError[] {
  const { controller = '', parameters } = spec
  const long = controller.length > MAX_CONTROLLER_LENGTH
  return [
    ...(long ? [tooLong('spec.controller', MAX_CONTROLLER_LENGTH)] : []),
    ...checkDomainPrefixedPath('spec.controller', controller),
    ...(parameters ? validateParameters(parameters) : []),
  ]
}

function validateParameters(parameters: IngressClassParametersReference): FieldError[] {
  const { scope, namespace } = parameters
  const path = 'spec.parameters'
  const errors = validateReference(parameters, path)
  if (scope === undefined) return [...errors, required(`${path}.scope`)]
  if (!SCOPES.includes(scope)) return [...errors, notSupported(`${path}.scope`, scope, SCOPES)]
  if (scope === 'Namespace' && !namespace)
    errors.push(required(`${path}.namespace`, "`parameters.scope` is set to 'Namespace'"))
  if (scope === 'Namespace' && namespace)
    for (const message of checkDns1123Label(namespace))
      errors.push(invalidValue(`${path}.namespace`, namespace, message))
  if (scope === 'Cluster' && namespace !== undefined)
    errors.push(forbiddenField(`${path}.namespace`, "`parameters.scope` is set to 'Cluster'"))
  return errors
}
