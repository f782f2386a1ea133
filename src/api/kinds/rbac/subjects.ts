/** Who a binding is about, as terms by which bindings are found. Source: pkg/registry/rbac/validation, appliesToUser. */

import type { ClusterRoleBinding, RbacSubject, RoleBinding } from '../../../generated/types.ts'
import type { IndexEntry } from '../../../store/store.ts'

const ACCOUNT = 'system:serviceaccount:'

/** What bindings know of a user. */
export interface Subject {
  name: string
  groups: readonly string[]
}

/** The terms of the index `subject` under which the bindings of a user stand; those of one namespace where it is named. */
export function subjectTerms({ name, groups }: Subject, namespace = ''): string[] {
  return [`${namespace}/User:${name}`, ...groups.map((group) => `${namespace}/Group:${group}`)]
}

/** The index entries of a binding. A service account is the user that it acts as. */
export function subjectEntries({ metadata, subjects }: ClusterRoleBinding | RoleBinding): IndexEntry[] {
  const { namespace = '' } = metadata
  const terms = (subjects ?? []).map((subject) => termOf(subject, namespace))
  return [...new Set(terms)].flatMap((term): IndexEntry[] => (term === undefined ? [] : [['subject', term]]))
}

function termOf({ kind, name, namespace: own = '' }: RbacSubject, namespace: string): string | undefined {
  if (kind !== 'ServiceAccount') return `${namespace}/${kind}:${name}`
  // In a binding of a namespace an account without one is of that namespace.
  const home = own || namespace
  return home === '' ? undefined : `${namespace}/User:${ACCOUNT}${home}:${name}`
}
