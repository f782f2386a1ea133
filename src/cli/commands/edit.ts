/** kubelite edit: opens objects in the user's editor, and stores what becomes of them. */

import { noSuchResource } from '../../apimachinery/status-error.ts'
import { defineCommand } from '../command.ts'
import { textForm } from '../edit/edited-text.ts'
import { patchEdited } from '../edit/patch-edited.ts'
import { editObjects } from '../edit/session.ts'
import { aggregate, CliError } from '../errors.ts'
import { bool } from '../flags/flag.ts'
import { saveConfigFlag } from '../generated/generated-object.ts'
import { fieldManagerFlag, fileFlags, printFlags } from '../output/flags.ts'
import { readFormat } from '../output/format.ts'
import { createOperationPrinter } from '../output/operation.ts'
import { recordFlag } from '../output/record.ts'
import { readValidation, validateFlag } from '../output/validation.ts'
import { planTargets } from '../resources/plan.ts'
import { type FoundObject, readObjects } from '../resources/read.ts'
import { subresourceFlag } from '../resources/subresource.ts'

/** The formats that objects are edited in. */
const FORMATS = ['json', 'yaml']

export const edit = defineCommand({
  name: 'edit',
  group: 'Basic Commands (Intermediate)',
  usage: '(RESOURCE/NAME | -f FILENAME)',
  short: 'Edit a resource on the server',
  long: [
    'Edit a resource with the editor of your choice.',
    'The editor is the one of the variables KUBE_EDITOR or EDITOR, else vi, or notepad on Windows. Several objects are edited as a list. What is saved is stored when the editor is closed; if it is not valid, the editor is opened again with the reasons in comments. While the editor is open, others may change the cluster.',
  ],
  examples: [
    { about: 'A service', line: 'edit svc/registry' },
    { about: 'With another editor', line: 'KUBE_EDITOR=nano {program} edit svc/registry' },
    { about: 'As JSON', line: 'edit job.v1.batch/myjob -o json' },
    {
      about: 'Keep what is stored in the annotation that `apply` compares with',
      line: 'edit deployment/mydeployment -o yaml --save-config',
    },
    { about: 'The status', line: "edit deployment mydeployment --subresource='status'" },
  ],
  flags: {
    ...printFlags(FORMATS),
    ...fileFlags('that names the objects to edit'),
    ...validateFlag,
    ...fieldManagerFlag('kubectl-edit'),
    ...saveConfigFlag,
    ...recordFlag,
    ...subresourceFlag('Edit'),
    outputPatch: bool(false, 'Show the patch that is sent.'),
    windowsLineEndings: bool(
      process.platform === 'win32',
      'End lines as Windows does. The default is that of the platform.',
    ),
  },
  async run({ context, args, options, line }) {
    const { subresource } = options
    const fieldValidation = readValidation(options.validate)
    const format = readFormat(options.output, options.template, FORMATS)
    const cluster = await context.cluster()
    const { filename, recursive, kustomize } = options
    const request = { args, files: { filename, recursive, kustomize }, typeAlone: true, subresource }
    const plan = await planTargets(request, context, cluster.registry)
    const { targets, errors } = await cluster.read((client) => readObjects(plan, client))
    if (errors.length > 0) throw aggregate(errors)
    if (subresource !== '') checkSubresource(targets, subresource)
    if (targets.length === 0) throw new CliError('edit cancelled, no objects found')
    const { registry } = cluster
    const print = await createOperationPrinter(format, 'none', { ...options, cwd: context.cwd })
    const send = { ...options, fieldValidation, line, registry, print }
    await editObjects({
      ...(await textForm(format?.name === 'json')),
      context,
      cluster,
      targets,
      windowsLineEndings: options.windowsLineEndings,
      send: (edited, client) => patchEdited(targets, edited, client, send),
    })
  },
})

/** A part that the kind does not have is not found. */
function checkSubresource(targets: readonly FoundObject[], subresource: string): void {
  if (targets.some(({ resource }) => !resource.subresources.includes(subresource))) throw noSuchResource()
  if (subresource !== 'status')
    throw new CliError(
      `the subresource ${subresource} cannot be edited: use "patch --subresource=${subresource}"`,
    )
}
