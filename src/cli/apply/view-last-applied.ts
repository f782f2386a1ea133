/** kubelite apply view-last-applied: what was applied last, out of the annotation in which apply keeps it. */
import type { Unstructured } from '../../apimachinery/object.ts'
import { lastApplied, lastAppliedText } from '../../apply/last-applied.ts'
import { indentJson } from '../../printers/indent-json.ts'
import { toYaml } from '../../printers/yaml.ts'
import { defineCommand } from '../command.ts'
import { CliError, throwAggregate, usageError } from '../errors.ts'
import { bool, string } from '../flags/flag.ts'
import { fileFlags, selectorFlag } from '../output/flags.ts'
import { planTargets, type TargetPlan } from '../resources/plan.ts'
import { readObjects } from '../resources/read.ts'

export const viewLastApplied = defineCommand({
  name: 'view-last-applied',
  usage: '(TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)',
  short: 'View the latest last-applied-configuration annotations of a resource/object',
  long: [
    'Show what was applied last to objects, by their type and name or by a file that names them.',
    'It is shown as YAML, or in the format of -o.',
  ],
  examples: [
    { about: 'Of one object, as YAML', line: 'apply view-last-applied deployment/nginx' },
    { about: 'Of the objects of a file, as JSON', line: 'apply view-last-applied -f deploy.yaml -o json' },
  ],
  flags: {
    ...fileFlags('with the objects that were applied'),
    ...selectorFlag,
    all: bool(false, 'Take all objects of the types, in the namespace.'),
    output: string('yaml', 'How to print. One of: (yaml, json).', { short: 'o' }),
  },
  async run({ context, args, options }) {
    const { filename, recursive, kustomize, output, ...rest } = options
    const cluster = await context.cluster()
    // kubectl takes a type alone for all of its objects only where a namespace is given.
    const typeAlone = context.namespaceGiven
    const files = { filename, recursive, kustomize }
    const plan = await planTargets({ ...rest, args, files, typeAlone }, context, cluster.registry)
    const { targets, errors } = await cluster.read((client) => readObjects(plan, client))
    throwAggregate(errors)
    const applied = targets.flatMap(({ object }, index) => demandApplied(object, plan, index))
    if (applied.length > 0 && output !== 'yaml' && output !== 'json')
      throw usageError(
        context.path,
        `Unexpected -o output mode: ${output}, the flag 'output' must be one of yaml|json`,
      )
    for (const object of applied)
      context.streams.stdout(
        output === 'json' ? indentJson(lastAppliedText(object) ?? '') : toYaml(lastApplied(object)),
      )
  },
})

/** The object, if anything was applied to it. kubectl tells of those that files name, and passes over others. */
function demandApplied(object: Unstructured, plan: TargetPlan, index: number): Unstructured[] {
  if (lastAppliedText(object) !== undefined) return [object]
  const source = plan.from === 'files' ? plan.targets[index]?.source : undefined
  if (source === undefined) return []
  throw new CliError(
    `error when no last-applied-configuration annotation found on resource: ${object.metadata.name}\n "${source}": <nil>`,
  )
}
