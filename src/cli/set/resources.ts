/** kubelite set resources: sets what containers request and are limited to. Source: kubectl, cmd/set/set_resources.go. */
import type { Unstructured } from '../../apimachinery/object.ts'
import { defineCommand } from '../command.ts'
import { CliError } from '../errors.ts'
import { type Amounts, readAmounts } from '../flags/amounts.ts'
import { string } from '../flags/flag.ts'
import { refuseLocalTrial, selectorFlag } from '../output/flags.ts'
import { recordFlag } from '../output/record.ts'
import { type ChangeContext, changeObjects, setFlags } from './change-objects.ts'
import { podSpecOf, selectContainers } from './containers.ts'

const flags = {
  ...setFlags,
  ...selectorFlag,
  ...recordFlag,
  containers: string('*', 'The names of the containers to change; * stands for any text.', { short: 'c' }),
  limits: string('', 'What containers are limited to, as in "cpu=100m,memory=256Mi".'),
  requests: string('', 'What containers request, as in "cpu=100m,memory=256Mi".'),
}

export const resources = defineCommand({
  name: 'resources',
  usage: '(-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]',
  short: 'Update resource requests/limits on objects with pod templates',
  long: [
    'Specify compute resource requirements (CPU, memory) for any resource that defines a pod template.',
    'A pod that was placed on a node has what it requests for certain, and may use as much as it is limited to. Where only a limit is given, as much is requested.',
  ],
  examples: [
    {
      about: 'Limit the container nginx',
      line: 'set resources deployment nginx -c=nginx --limits=cpu=200m,memory=512Mi',
    },
    {
      about: 'Requests and limits for all containers',
      line: 'set resources deployment nginx --limits=cpu=200m,memory=512Mi --requests=cpu=100m,memory=256Mi',
    },
    {
      about: 'Ask for nothing, and be limited by nothing',
      line: 'set resources deployment nginx --limits=cpu=0,memory=0 --requests=cpu=0,memory=0',
    },
    {
      about: 'What would become of a file, without a look at the cluster',
      line: 'set resources -f path/to/file.yaml --limits=cpu=200m,memory=512Mi --local -o yaml',
    },
  ],
  flags,
  async run(invocation) {
    const { args, options } = invocation
    let wished: Wished = {}
    await changeObjects(invocation, {
      operation: 'resource requirements updated',
      resources: args,
      refused: (message) => `failed to patch resources update to pod template ${message}`,
      check() {
        refuseLocalTrial(options)
        wished = readWished(options.limits, options.requests)
      },
      change: (object, context) => setResources(object, wished, options.containers, context),
    })
  },
})

interface Wished {
  limits?: Amounts
  requests?: Amounts
}

function readWished(limits: string, requests: string): Wished {
  if (limits === '' && requests === '')
    throw new CliError(
      'you must specify an update to requests or limits (in the form of --requests/--limits)',
    )
  return {
    ...(limits !== '' && { limits: readAmounts(limits) }),
    ...(requests !== '' && { requests: readAmounts(requests) }),
  }
}

function setResources(
  object: Unstructured,
  { limits, requests }: Wished,
  pattern: string,
  { kind, report }: ChangeContext,
): boolean {
  const containers = selectContainers(podSpecOf(object, kind), pattern)
  for (const container of containers)
    container.resources = {
      ...container.resources,
      ...(limits && { limits: { ...container.resources?.limits, ...limits } }),
      ...(requests && { requests: { ...container.resources?.requests, ...requests } }),
    }
  if (containers.length === 0) report(new CliError(`error: unable to find container named ${pattern}`))
  return containers.length > 0
}
