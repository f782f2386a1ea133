/** kubelite rollout history: the templates that a workload has had. */
import type { Registry } from '../../api/registry.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import type { Client } from '../../apiserver/client.ts'
import { type CommandContext, defineCommand } from '../command.ts'
import { CliError, throwAggregate } from '../errors.ts'
import { int, type OptionsOf } from '../flags/flag.ts'
import { printFlags } from '../output/flags.ts'
import { OBJECT_FORMATS, readFormat } from '../output/format.ts'
import { createObjectPrinter, type ObjectPrinter } from '../output/object-printer.ts'
import { operationLine } from '../output/operation.ts'
import { type FoundObject, readObjects } from '../resources/read.ts'
import { type CollectedOutput, collectOutput } from '../streams.ts'
import { revisionTable, templateText } from './revision-text.ts'
import { demandCapability, nothingFound, planRollout, targetFlags } from './targets.ts'

const flags = {
  ...printFlags(OBJECT_FORMATS),
  ...targetFlags,
  revision: int(0, 'Show this revision with its pod template. 0 lists all.'),
}

export const history = defineCommand({
  name: 'history',
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  short: 'View rollout history',
  long: ['View previous rollout revisions and configurations.'],
  examples: [
    { about: 'All revisions of a deployment', line: 'rollout history deployment/abc' },
    { about: 'The third one of a daemon set', line: 'rollout history daemonset/abc --revision=3' },
  ],
  flags,
  async run({ context, args, options }) {
    const cluster = await context.cluster()
    const { registry } = cluster
    const plan = await planRollout(context, args, options, registry)
    if (options.revision < 0) throw new CliError(`revision must be a positive integer: ${options.revision}`)
    const format = readFormat(options.output, options.template, OBJECT_FORMATS)
    const print = format && (await createObjectPrinter(format, { ...options, cwd: context.cwd }))
    const errors = await cluster.read((client) =>
      tellAll(client, { plan, options, print, context, registry }),
    )
    throwAggregate(errors)
  },
})

interface Run {
  plan: Awaited<ReturnType<typeof planRollout>>
  options: OptionsOf<typeof flags>
  print: ObjectPrinter | undefined
  context: CommandContext
  registry: Registry
}

async function tellAll(client: Client, run: Run): Promise<unknown[]> {
  const { targets, errors } = await readObjects(run.plan, client)
  const output = collectOutput()
  if (targets.length === 0 && errors.length === 0) output.stderr(nothingFound(run.context))
  for (const target of targets)
    try {
      await tell(target, client, run, output)
    } catch (error) {
      errors.push(error)
    }
  run.context.finish(output)
  return errors
}

async function tell(
  { resource, object }: FoundObject,
  client: Client,
  { options: { revision }, print, registry }: Run,
  output: CollectedOutput,
): Promise<void> {
  const kind = await demandCapability(resource, registry, { role: 'history viewer', visitor: 'history' })
  const all = await kind.revisions(object, client)
  const chosen = revision > 0 ? all.filter(({ number }) => number === revision) : all
  if (revision > 0 && chosen.length === 0 && all.length > 0)
    throw new CliError('unable to find the specified revision')
  if (print !== undefined) for (const each of chosen) print(each.object, output)
  else if (revision > 0 && chosen[0])
    output.stdout(told(object, `with revision #${revision}\n${templateText(chosen[0].template)}`))
  else output.stdout(told(object, `\n${revisionTable(all)}`))
}

function told(object: Unstructured, text: string): string {
  return operationLine(object, text, 'none')
}
