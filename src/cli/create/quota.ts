/** kubelite create quota. Source: kubectl, cmd/create/create_quota.go. */
import type { Unstructured } from '../../apimachinery/object.ts'
import { CliError } from '../errors.ts'
import { readAmounts } from '../flags/amounts.ts'
import { string } from '../flags/flag.ts'
import { defineGenerator } from './generator.ts'

export const createQuota = defineGenerator({
  name: 'quota',
  aliases: ['resourcequota'],
  usage: 'NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]',
  short: 'Create a quota with the specified name',
  long: ['Create a resource quota with the specified name, hard limits, and optional scopes.'],
  examples: [
    {
      about: 'Limits of what a namespace may use and hold',
      line: 'create quota my-quota --hard=cpu=1,memory=1G,pods=2,services=3,replicationcontrollers=2,resourcequotas=1,secrets=5,persistentvolumeclaims=10',
    },
    {
      about: 'Only for pods that ask for nothing',
      line: 'create quota best-effort --hard=pods=100 --scopes=BestEffort',
    },
  ],
  flags: {
    hard: string('', 'What may be used at most, as RESOURCE=QUANTITY pairs with commas between them.'),
    scopes: string('', 'Which objects count: scopes, with commas between them, all of which must match.'),
  },
  refusal: 'failed to create quota: ',
  generate({ name, options: { hard, scopes } }) {
    const spec = {
      ...(hard !== '' && { hard: readAmounts(hard) }),
      ...(scopes !== '' && { scopes: readScopes(scopes) }),
    }
    return { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name }, spec } as Unstructured
  },
})

function readScopes(text: string): string[] {
  const scopes = text.split(',')
  if (scopes.includes('')) throw new CliError('invalid resource quota scope ""')
  return scopes
}
