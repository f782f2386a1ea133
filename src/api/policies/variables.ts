/** What the expressions of admission policies can refer to (k8s.io/apiserver, plugin/cel/compile.go). */
import {
  BOOL,
  DYN,
  INT,
  listOf,
  mapOf,
  type ObjectType,
  parseType,
  STRING,
  TIMESTAMP,
  type Type,
} from '../../cel/type.ts'

const TEXTS = mapOf(STRING, STRING)

function objectOf(name: string, fields: Readonly<Record<string, Type>>): ObjectType {
  return { kind: 'object', name, fields: new Map(Object.entries(fields)) }
}

const groupVersionKind = objectOf('kubernetes.GroupVersionKind', {
  group: STRING,
  version: STRING,
  kind: STRING,
})
const groupVersionResource = objectOf('kubernetes.GroupVersionResource', {
  group: STRING,
  version: STRING,
  resource: STRING,
})

/** The request. */
const request = objectOf('kubernetes.AdmissionRequest', {
  kind: groupVersionKind,
  resource: groupVersionResource,
  subResource: STRING,
  requestKind: groupVersionKind,
  requestResource: groupVersionResource,
  requestSubResource: STRING,
  name: STRING,
  namespace: STRING,
  operation: STRING,
  userInfo: objectOf('kubernetes.UserInfo', {
    username: STRING,
    uid: STRING,
    groups: listOf(STRING),
    extra: mapOf(STRING, listOf(STRING)),
  }),
  dryRun: BOOL,
  options: DYN,
})

const condition = objectOf('kubernetes.NamespaceCondition', {
  status: STRING,
  type: STRING,
  lastTransitionTime: TIMESTAMP,
  message: STRING,
  reason: STRING,
})

/** The namespace of the object, as far as policies may see it. */
const namespaceObject = objectOf('kubernetes.Namespace', {
  metadata: objectOf('kubernetes.NamespaceMetadata', {
    name: STRING,
    generateName: STRING,
    namespace: STRING,
    labels: TEXTS,
    annotations: TEXTS,
    UID: STRING,
    creationTimestamp: TIMESTAMP,
    deletionGracePeriodSeconds: INT,
    deletionTimestamp: TIMESTAMP,
    generation: INT,
    resourceVersion: STRING,
    finalizers: listOf(STRING),
  }),
  spec: objectOf('kubernetes.NamespaceSpec', { finalizers: listOf(STRING) }),
  status: objectOf('kubernetes.NamespaceStatus', { phase: STRING, conditions: listOf(condition) }),
})

/** What is known of what a policy sees. */
export interface PolicyTypes {
  readonly object?: Type
  readonly params?: Type
}

/** The variables of a policy. `own` are those that it defines itself, by name. */
export function policyVariables({
  hasParams,
  hasAuthorizer,
  own,
  types = {},
}: {
  hasParams: boolean
  hasAuthorizer: boolean
  own: ReadonlyMap<string, Type>
  types?: PolicyTypes
}): ReadonlyMap<string, Type> {
  const { object = DYN, params = DYN } = types
  return new Map<string, Type>([
    ['object', object],
    ['oldObject', object],
    ['request', request],
    ['namespaceObject', namespaceObject],
    ...(hasParams ? [['params', params] as const] : []),
    ...(hasAuthorizer
      ? [
          ['authorizer', parseType('Authorizer')!] as const,
          ['authorizer.requestResource', parseType('ResourceCheck')!] as const,
        ]
      : []),
    ...(own.size > 0
      ? [['variables', { kind: 'object', name: 'kubernetes.variables', fields: own }] as const]
      : []),
  ])
}
