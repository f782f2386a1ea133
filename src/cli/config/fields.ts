/** The fields that entries of a kubeconfig have, in the order in which they are declared: JSON is printed so. */
import type { Section } from './kubeconfig.ts'

/** What `set` makes of its text; `none`: it cannot. */
export type FieldType = 'text' | 'bytes' | 'bool' | 'none'

/** A field as files name it. */
export interface Field {
  name: string
  type: FieldType
  /** As `set` and `unset` name it, where that differs. Source: client-go, tools/clientcmd/api/types.go. */
  property?: string
  /** Written even where it is empty. */
  always?: true
  /** Hidden by `view`, as this. */
  shown?: 'REDACTED' | 'DATA+OMITTED'
  /** The path of a file; `view --flatten` puts its content into this field. */
  inlinedAs?: string
}

const secret = { type: 'bytes', shown: 'DATA+OMITTED' } as const
const hidden = { type: 'text', shown: 'REDACTED' } as const

/** The fields of `exec` of a user. */
export const EXEC_FIELDS = [
  'command',
  'args',
  'env',
  'apiVersion',
  'installHint',
  'provideClusterInfo',
  'interactiveMode',
]

/** Source: client-go, tools/clientcmd/api/v1/types.go. */
export const FIELDS: Readonly<Record<Section, readonly Field[]>> = {
  clusters: [
    { name: 'server', type: 'text', always: true },
    { name: 'tls-server-name', type: 'text' },
    { name: 'insecure-skip-tls-verify', type: 'bool' },
    { name: 'certificate-authority', type: 'text', inlinedAs: 'certificate-authority-data' },
    { name: 'certificate-authority-data', ...secret },
    { name: 'proxy-url', type: 'text' },
    { name: 'disable-compression', type: 'bool' },
    { name: 'extensions', type: 'none' },
  ],
  users: [
    { name: 'client-certificate', type: 'text', inlinedAs: 'client-certificate-data' },
    { name: 'client-certificate-data', ...secret },
    { name: 'client-key', type: 'text', inlinedAs: 'client-key-data' },
    { name: 'client-key-data', ...secret },
    { name: 'token', ...hidden },
    { name: 'tokenFile', type: 'text' },
    { name: 'as', type: 'text', property: 'act-as' },
    { name: 'as-uid', type: 'text', property: 'act-as-uid' },
    { name: 'as-groups', type: 'none', property: 'act-as-groups' },
    { name: 'as-user-extra', type: 'none', property: 'act-as-user-extra' },
    { name: 'username', type: 'text' },
    { name: 'password', ...hidden },
    { name: 'auth-provider', type: 'none' },
    { name: 'exec', type: 'none' },
    { name: 'extensions', type: 'none' },
  ],
  contexts: [
    { name: 'cluster', type: 'text', always: true },
    { name: 'user', type: 'text', always: true },
    { name: 'namespace', type: 'text' },
    { name: 'extensions', type: 'none' },
  ],
}
