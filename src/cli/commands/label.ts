/** kubelite label: changes the labels of objects. */
import { quote } from '../../apimachinery/go-format.ts'
import { checkLabelValue } from '../../apimachinery/labels.ts'
import { deepEqual } from '../../base/json.ts'
import { toCompactJson } from '../../printers/json.ts'
import { defineCommand } from '../command.ts'
import { CliError, throwAggregate } from '../errors.ts'
import type { Pairs } from '../flags/pairs.ts'
import { changeMetadata, type MetadataCommand, metadataFlags } from '../metadata/change-metadata.ts'

export const label = defineCommand({
  name: 'label',
  group: 'Settings Commands',
  usage: '[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  short: 'Update the labels on a resource',
  long: [
    'Update the labels on a resource.',
    'KEY=VALUE sets a label, KEY- removes it. Keys and values begin with a letter or number, and may hold letters, numbers, hyphens, dots and underscores, up to 63 characters each; a DNS subdomain and a slash may stand before a key, as in example.com/my-app.',
    'A label that is there with another value is changed only with --overwrite.',
  ],
  examples: [
    { about: 'Set a label', line: 'label pods foo unhealthy=true' },
    { about: 'Give a label another value', line: 'label --overwrite pods foo status=unhealthy' },
    { about: 'All pods of the namespace', line: 'label pods --all status=unhealthy' },
    { about: 'What a file names', line: 'label -f pod.json status=unhealthy' },
    {
      about: 'Only if nobody has changed the pod',
      line: 'label pods foo status=unhealthy --resource-version=1',
    },
    { about: 'Remove a label', line: 'label pods foo bar-' },
  ],
  flags: metadataFlags('label'),
  run: (invocation) => changeMetadata(invocation, labels),
})

const labels: MetadataCommand = {
  noun: 'label',
  field: 'labels',
  fileExample: 'pod',
  readPairs: readLabels,
  refuseOverwrites(present, added) {
    throwAggregate(
      [...added.keys()]
        .filter((key) => Object.hasOwn(present, key))
        .filter((key) => present[key] !== added.get(key))
        .map(
          (key) => new CliError(`'${key}' already has a value (${present[key]}), and --overwrite is false`),
        ),
    )
  },
  tell(present, { removed }, output) {
    for (const key of removed)
      if (!Object.hasOwn(present, key)) output.stdout(`label ${quote(key)} not found.\n`)
  },
  /** By the length of the objects, as kubectl does. */
  operation(before, after, overwrite) {
    if (deepEqual(before, after)) return 'not labeled'
    const shorter = toCompactJson(after).length < toCompactJson(before).length
    return shorter && !overwrite ? 'unlabeled' : 'labeled'
  },
}

function readLabels(pairs: readonly string[]): Pairs {
  const read: Pairs = { added: new Map(), removed: [] }
  for (const pair of pairs) {
    const [key = '', value, ...more] = pair.split('=')
    if (more.length > 0) throw new CliError(`invalid label spec: ${pair}`)
    if (value === undefined) read.removed.push(pair.slice(0, -1))
    else {
      const faults = checkLabelValue(value)
      if (faults.length > 0) throw new CliError(`invalid label value: ${quote(pair)}: ${faults.join(';')}`)
      read.added.set(key, value)
    }
  }
  if (read.removed.some((key) => read.added.has(key)))
    throw new CliError('can not both modify and remove a label in the same command')
  return read
}
