/** kubelite create job: by an image, or as a cron job would make it. Source: kubectl, cmd/create/create_job.go. */
import { formatApiVersion, type Unstructured } from '../../apimachinery/object.ts'
import type { CronJob } from '../../generated/types.ts'
import type { CommandContext } from '../command.ts'
import { aggregate, CliError } from '../errors.ts'
import { string } from '../flags/flag.ts'
import { planTargets } from '../resources/plan.ts'
import { readObjects } from '../resources/read.ts'
import { defineGenerator } from './generator.ts'
import { oneContainer } from './pod-template.ts'

export const createJob = defineGenerator({
  name: 'job',
  usage: 'NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]',
  short: 'Create a job with the specified name',
  long: ['Create a job with the specified name.'],
  examples: [
    { about: 'A job', line: 'create job my-job --image=busybox' },
    { about: 'With a command', line: 'create job my-job --image=busybox -- date' },
    { about: 'The job of a cron job, now', line: 'create job test-job --from=cronjob/a-cronjob' },
  ],
  flags: {
    from: string('', 'The cron job whose job to make, as in cronjob/name.'),
    image: string('', 'The image of the container.'),
  },
  refusal: 'failed to create job: ',
  async generate({ name, command, options: { from, image }, context }) {
    if ((image === '') === (from === '')) throw new CliError('either --image or --from must be specified')
    if (command.length > 0 && from !== '') throw new CliError('cannot specify --from and command')
    if (from !== '') return jobOf(name, await readCronJob(from, context))
    const spec = { template: oneContainer(name, image, command, 'Never') }
    return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec } as unknown as Unstructured
  },
})

async function readCronJob(from: string, context: CommandContext): Promise<CronJob> {
  const cluster = await context.cluster()
  const plan = await planTargets({ args: [from] }, context, cluster.registry)
  const { targets, errors } = await cluster.read((client) => readObjects(plan, client))
  if (errors.length > 0) throw aggregate(errors)
  const [found, ...more] = targets
  if (found === undefined || more.length > 0) throw new CliError('from must be an existing cronjob')
  const { group, version, kind } = found.resource
  if (kind === 'CronJob' && group === 'batch') return found.object as unknown as CronJob
  throw new CliError(`unknown object type ${goType(formatApiVersion(group, version), kind)}`)
}

/** As Go prints the type of a pointer to such an object. */
function goType(apiVersion: string, kind: string): string {
  return `*${apiVersion.replace(/^.*\//, '')}.${kind}`
}

/** The cron job owns it as one that it made itself, but does not keep it from being deleted first. */
function jobOf(name: string, { metadata, spec }: CronJob): Unstructured {
  const { annotations, labels } = spec?.jobTemplate.metadata ?? {}
  const owner = { apiVersion: 'batch/v1', kind: 'CronJob', name: metadata.name, uid: metadata.uid }
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', ...annotations },
      ...(labels !== undefined && { labels }),
      ownerReferences: [{ ...owner, controller: true }],
    },
    spec: spec?.jobTemplate.spec,
  } as unknown as Unstructured
}
