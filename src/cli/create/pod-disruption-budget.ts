/** kubelite create poddisruptionbudget. Source: kubectl, cmd/create/create_pdb.go. */
import { parseIntOrString } from '../../apimachinery/int-or-string.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { CliError } from '../errors.ts'
import { string } from '../flags/flag.ts'
import { defineGenerator } from './generator.ts'
import { readLabelSelector } from './label-selector.ts'

export const createPodDisruptionBudget = defineGenerator({
  name: 'poddisruptionbudget',
  aliases: ['pdb'],
  usage: 'NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]',
  short: 'Create a pod disruption budget with the specified name',
  long: [
    'Create a pod disruption budget with the specified name, selector, and desired minimum available pods.',
  ],
  examples: [
    {
      about: 'One pod with the label app=rails must be left',
      line: 'create poddisruptionbudget my-pdb --selector=app=rails --min-available=1',
    },
    {
      about: 'Half of the pods with the label app=nginx must be left',
      line: 'create poddisruptionbudget my-pdb --selector=app=nginx --min-available=50%',
    },
  ],
  flags: {
    maxUnavailable: string('', 'How many pods, or which percentage of them, may be away.'),
    minAvailable: string('', 'How many pods, or which percentage of them, must be left.'),
    selector: string('', 'The labels of the pods that it protects, as in a=b,c=d.'),
  },
  refusal: 'failed to create poddisruptionbudgets: ',
  generate({ name, options: { selector, minAvailable, maxUnavailable } }) {
    if (selector === '') throw new CliError('a selector must be specified')
    if (minAvailable === '' && maxUnavailable === '')
      throw new CliError('one of min-available or max-unavailable must be specified')
    if (minAvailable !== '' && maxUnavailable !== '')
      throw new CliError('min-available and max-unavailable cannot be both specified')
    const spec = {
      ...(minAvailable !== '' && { minAvailable: readAmount('min-available', minAvailable) }),
      ...(maxUnavailable !== '' && { maxUnavailable: readAmount('max-unavailable', maxUnavailable) }),
      selector: readLabelSelector(selector),
    }
    return { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name }, spec } as Unstructured
  },
})

/** A number or a percentage, as it stands in the object. */
function readAmount(flag: string, text: string): number | string {
  if (!/^[0-9]+%?$/.test(text)) throw new CliError(`invalid format specified for ${flag}`)
  return parseIntOrString(text)
}
