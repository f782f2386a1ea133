/** RoleBinding and ClusterRoleBinding: who has a role. */
import { type FieldError, invalidValue, notSupported, required } from '../../../apimachinery/field-error.ts'
import {
  checkDns1123Subdomain,
  checkPathSegmentName,
  checkPathSegmentPrefix,
} from '../../../apimachinery/names.ts'
import { deepEqual } from '../../../base/json.ts'
import type { ClusterRoleBinding, RbacSubject, RoleBinding, RoleRef } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn, wideColumn } from '../../columns.ts'
import { type Column, defineKind } from '../../define-kind.ts'
import { subjectEntries } from './subjects.ts'

type Binding = RoleBinding | ClusterRoleBinding

const GROUP = 'rbac.authorization.k8s.io'

const columns: readonly Column<Binding>[] = [
  nameColumn,
  column('Role', ({ roleRef }) => `${roleRef?.kind ?? ''}/${roleRef?.name ?? ''}`),
  ageColumn,
  wideColumn('Users', (binding) => subjectNames(binding, 'User')),
  wideColumn('Groups', (binding) => subjectNames(binding, 'Group')),
  wideColumn('ServiceAccounts', (binding) => subjectNames(binding, 'ServiceAccount')),
]

const shared = {
  group: GROUP,
  defaults,
  indexes: subjectEntries,
  validateName: (name: string, prefix: boolean) => [
    ...(prefix ? checkPathSegmentPrefix(name) : checkPathSegmentName(name)),
  ],
  validateUpdate,
  columns,
  describe: () => import('./role-binding.describe.ts'),
}

/** RoleBinding, `rbac.authorization.k8s.io/v1`. */
export const roleBinding = defineKind<RoleBinding>({
  kind: 'RoleBinding',
  ...shared,
  validate: (binding) => validate(binding, true),
  initial: async () => (await import('./bootstrap/objects.ts')).roleBindings(),
})

/** ClusterRoleBinding, `rbac.authorization.k8s.io/v1`. */
export const clusterRoleBinding = defineKind<ClusterRoleBinding>({
  kind: 'ClusterRoleBinding',
  ...shared,
  validate: (binding) => validate(binding, false),
  initial: async () => (await import('./bootstrap/objects.ts')).clusterRoleBindings(),
})

function defaults({ roleRef, subjects }: Binding): void {
  if (roleRef) roleRef.apiGroup ||= GROUP
  for (const subject of subjects ?? [])
    if (subject.kind === 'User' || subject.kind === 'Group') subject.apiGroup ||= GROUP
}

function subjectNames({ subjects }: Binding, kind: string): string {
  return (subjects ?? [])
    .filter((subject) => subject.kind === kind)
    .map(({ name, namespace }) => (kind === 'ServiceAccount' ? `${namespace ?? ''}/${name}` : name))
    .join(', ')
}

function validate({ roleRef, subjects }: Binding, namespaced: boolean): FieldError[] {
  return [
    ...validateRoleRef(roleRef ?? {}, namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole']),
    ...(subjects ?? []).flatMap((subject, index) =>
      validateSubject(subject, `subjects[${index}]`, namespaced),
    ),
  ]
}

function validateRoleRef(
  { apiGroup = '', kind = '', name = '' }: Partial<RoleRef>,
  kinds: readonly string[],
): FieldError[] {
  const errors: FieldError[] = []
  if (apiGroup !== GROUP) errors.push(notSupported('roleRef.apiGroup', apiGroup, [GROUP]))
  if (!kinds.includes(kind)) errors.push(notSupported('roleRef.kind', kind, kinds))
  if (name === '') errors.push(required('roleRef.name'))
  else
    for (const message of checkPathSegmentName(name)) errors.push(invalidValue('roleRef.name', name, message))
  return errors
}

function validateSubject(subject: RbacSubject, path: string, namespaced: boolean): FieldError[] {
  const { kind = '', name = '', apiGroup = '', namespace = '' } = subject
  const errors: FieldError[] = []
  if (name === '') errors.push(required(`${path}.name`))
  if (kind === 'ServiceAccount') {
    if (name !== '')
      for (const message of checkDns1123Subdomain(name))
        errors.push(invalidValue(`${path}.name`, name, message))
    if (apiGroup !== '') errors.push(notSupported(`${path}.apiGroup`, apiGroup, ['']))
    if (!namespaced && namespace === '') errors.push(required(`${path}.namespace`))
  } else if (kind === 'User' || kind === 'Group') {
    if (apiGroup !== GROUP) errors.push(notSupported(`${path}.apiGroup`, apiGroup, [GROUP]))
  } else errors.push(notSupported(`${path}.kind`, kind, ['ServiceAccount', 'User', 'Group']))
  return errors
}

/** Who has a role may change, the role not. */
function validateUpdate({ roleRef }: Binding, old: Binding): FieldError[] {
  if (deepEqual(roleRef, old.roleRef)) return []
  const { apiGroup, kind, name } = roleRef
  return [invalidValue('roleRef', { APIGroup: apiGroup, Kind: kind, Name: name }, 'cannot change roleRef')]
}
