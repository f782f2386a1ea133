/** kubelite apply edit-last-applied: opens what was applied last in the user's editor, and keeps what becomes of it. */
import { kindName } from '../../api/registry.ts'
import { type Client, nameOf, type WriteOptions } from '../../apiserver/client.ts'
import { annotationPatch, lastApplied } from '../../apply/last-applied.ts'
import { deepEqual } from '../../base/json.ts'
import { defineCommand } from '../command.ts'
import { textForm } from '../edit/edited-text.ts'
import { type Sent, sendEach } from '../edit/patch-edited.ts'
import { editObjects } from '../edit/session.ts'
import { CliError, throwAggregate } from '../errors.ts'
import { bool } from '../flags/flag.ts'
import { fieldManagerFlag, fileFlags, printFlags } from '../output/flags.ts'
import { readFormat } from '../output/format.ts'
import { createOperationPrinter, type OperationPrinter } from '../output/operation.ts'
import { readValidation, validateFlag } from '../output/validation.ts'
import { planTargets } from '../resources/plan.ts'
import { type FoundObject, readObjects } from '../resources/read.ts'

const HEADER = `# Please edit the 'last-applied-configuration' annotations below.
# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.
#
`

/** The formats that objects are edited in. */
const FORMATS = ['json', 'yaml']

export const editLastApplied = defineCommand({
  name: 'edit-last-applied',
  usage: '(RESOURCE/NAME | -f FILENAME)',
  short: 'Edit latest last-applied-configuration annotations of a resource/object',
  long: [
    'Edit what was applied last to objects, with the editor of your choice.',
    'The editor is the one of the variables KUBE_EDITOR or EDITOR, else vi, or notepad on Windows. Only the annotation in which "apply" keeps what it applied last is changed.',
  ],
  examples: [
    { about: 'Of one object, as YAML', line: 'apply edit-last-applied deployment/nginx' },
    { about: 'Of the objects of a file, as JSON', line: 'apply edit-last-applied -f deploy.yaml -o json' },
  ],
  flags: {
    ...printFlags(FORMATS),
    ...fileFlags('with the objects that were applied'),
    ...validateFlag,
    ...fieldManagerFlag('kubectl-client-side-apply'),
    windowsLineEndings: bool(
      process.platform === 'win32',
      'End lines as Windows does. The default is that of the platform.',
    ),
  },
  async run({ context, args, options }) {
    const fieldValidation = readValidation(options.validate)
    const format = readFormat(options.output, options.template, FORMATS)
    const cluster = await context.cluster()
    const { filename, recursive, kustomize, fieldManager, windowsLineEndings } = options
    const request = { args, files: { filename, recursive, kustomize }, typeAlone: true }
    const plan = await planTargets(request, context, cluster.registry)
    const { targets, errors } = await cluster.read((client) => readObjects(plan, client))
    throwAggregate(errors)
    const originals = targets.flatMap(appliedTo)
    if (originals.length === 0) throw neverApplied(context.program)
    const print = await createOperationPrinter(format, 'none', { ...options, cwd: context.cwd })
    await editObjects({
      ...(await textForm(format?.name === 'json')),
      header: HEADER,
      ...{ context, cluster, targets: originals, windowsLineEndings },
      send: (edited, client) => keepAll(originals, edited, client, { fieldManager, fieldValidation }, print),
    })
  },
})

function appliedTo({ resource, object }: FoundObject): FoundObject[] {
  const applied = lastApplied(object)
  return applied === undefined ? [] : [{ resource, object: applied as unknown as FoundObject['object'] }]
}

function neverApplied(program: string): CliError {
  return new CliError(
    `no last-applied-configuration annotation found on resources, to create the annotation, use command \`${program} apply set-last-applied --create-annotation\``,
  )
}

/** Keeps in the annotation what was edited. */
function keepAll(
  originals: readonly FoundObject[],
  edited: readonly FoundObject[],
  client: Client,
  write: WriteOptions,
  print: OperationPrinter,
): Promise<Sent> {
  return sendEach(edited, async ({ resource, object }, { output }) => {
    if (originals.some((original) => deepEqual(original.object, object)))
      return print(object, 'skipped', output)
    const settings = { ...write, onWarning: output.warn }
    await client.patch(kindName(resource), nameOf(object), 'merge', annotationPatch(object), settings)
    print(object, 'edited', output)
  })
}
