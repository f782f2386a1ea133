/** kubelite annotate: changes the annotations of objects. */
import { CHANGE_CAUSE } from '../../api/rollout.ts'
import { defineCommand } from '../command.ts'
import { CliError } from '../errors.ts'
import { readPairs } from '../flags/pairs.ts'
import { changeMetadata, type MetadataCommand, metadataFlags } from '../metadata/change-metadata.ts'

export const annotate = defineCommand({
  name: 'annotate',
  group: 'Settings Commands',
  usage: '[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  short: 'Update the annotations on a resource',
  long: [
    'Update the annotations on one or more resources.',
    'KEY=VALUE sets an annotation, KEY- removes it. Annotations hold any text, JSON for example, for tools and for people; nothing is selected by them.',
    'An annotation that is there with another value is changed only with --overwrite.',
  ],
  examples: [
    { about: 'Set an annotation', line: "annotate pods foo description='my frontend'" },
    { about: 'What a file names', line: "annotate -f pod.json description='my frontend'" },
    {
      about: 'Give an annotation another value',
      line: "annotate --overwrite pods foo description='my frontend running nginx'",
    },
    {
      about: 'All pods of the namespace',
      line: "annotate pods --all description='my frontend running nginx'",
    },
    {
      about: 'Only if nobody has changed the pod',
      line: "annotate pods foo description='my frontend running nginx' --resource-version=1",
    },
    { about: 'Remove an annotation', line: 'annotate pods foo description-' },
  ],
  flags: metadataFlags('annotation'),
  run: (invocation) => changeMetadata(invocation, annotations),
})

const annotations: MetadataCommand = {
  noun: 'annotation',
  field: 'annotations',
  fileExample: 'rsrc',
  readPairs(pairs) {
    const read = readPairs(pairs, 'annotation', true)
    const both = read.removed.filter((key) => read.added.has(key))
    if (both.length === 0) return read
    throw new CliError(
      `can not both modify and remove the following annotation(s) in the same command: ${both.join(', ')}`,
    )
  },
  refuseOverwrites(present, added) {
    const texts = [...added.keys()]
      // Why something was changed may always be said anew.
      .filter((key) => key !== CHANGE_CAUSE && Object.hasOwn(present, key))
      .filter((key) => present[key] !== added.get(key))
      .map((key) => `'${key}' already has a value (${present[key]})`)
    if (texts.length > 0)
      throw new CliError(
        `--overwrite is false but found the following declared annotation(s): ${texts.join('; ')}`,
      )
  },
  operation: () => 'annotated',
}
