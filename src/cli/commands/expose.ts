/** kubelite expose: makes a service for pods. */

import { kindName, type Registry } from '../../api/registry.ts'
import { groupKind } from '../../api/resource.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import type { Client } from '../../apiserver/client.ts'
import { messageOf } from '../../base/error-message.ts'
import type { Attempt } from '../carry-out.ts'
import { type CommandContext, defineCommand } from '../command.ts'
import { aggregate, CliError } from '../errors.ts'
import { serviceOf } from '../expose/service-of.ts'
import { type OptionsOf, string } from '../flags/flag.ts'
import {
  createGenerated,
  overrideFlags,
  saveConfigFlag,
  withOverrides,
} from '../generated/generated-object.ts'
import {
  type DryRun,
  dryRunFlag,
  fieldManagerFlag,
  fileFlags,
  printFlags,
  readDryRun,
} from '../output/flags.ts'
import { OBJECT_FORMATS, readFormat } from '../output/format.ts'
import { createOperationPrinter, type OperationPrinter } from '../output/operation.ts'
import { recordCause, recordFlag } from '../output/record.ts'
import { accessObjects } from '../resources/access.ts'
import type { TargetPlan } from '../resources/plan.ts'
import { type FoundObject, readObjects } from '../resources/read.ts'
import { collectOutput } from '../streams.ts'

const flags = {
  ...printFlags(OBJECT_FORMATS),
  ...fileFlags('with the objects to expose'),
  ...dryRunFlag,
  ...fieldManagerFlag('kubectl-expose'),
  ...overrideFlags,
  ...saveConfigFlag,
  ...recordFlag,
  clusterIp: string('', 'The cluster IP of the service; None makes it headless. Left out: one that is free.'),
  externalIp: string('', 'An address outside of the cluster by which the service is reached as well.'),
  labels: string('', 'Labels of the service, as in a=b,c=d. Left out: those of what is exposed.', {
    short: 'l',
  }),
  loadBalancerIp: string('', 'The address that a load balancer is to have.'),
  name: string('', 'The name of the service. Left out: that of what is exposed.'),
  port: string('', 'The port of the service, or several with commas. Left out: those of what is exposed.'),
  protocol: string('', 'The protocol of the ports. Left out: those of what is exposed, else TCP.'),
  selector: string('', 'Which pods the service selects, as in a=b,c=d. Left out: those of what is exposed.'),
  sessionAffinity: string('', "Whether a client stays with one pod: 'None' or 'ClientIP'."),
  targetPort: string('', 'The port of the pods, by number or name. Left out: the one of the service.'),
  type: string('', 'ClusterIP, NodePort, LoadBalancer, or ExternalName. Left out: ClusterIP.'),
}

export const expose = defineCommand({
  name: 'expose',
  group: 'Basic Commands (Beginner)',
  usage:
    '(-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]',
  short:
    'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
  long: [
    'Expose a resource as a new Kubernetes service.',
    'The service selects the pods that a deployment, service, replica set, replication controller or pod names by labels, and has its ports and labels unless flags name others. A selector that asks for more than labels cannot be exposed.',
  ],
  examples: [
    {
      about: 'Port 80 of a service, to port 8000 of the pods of a replication controller',
      line: 'expose rc nginx --port=80 --target-port=8000',
    },
    { about: 'What a file describes', line: 'expose -f nginx-controller.yaml --port=80 --target-port=8000' },
    { about: 'A pod, under another name', line: 'expose pod valid-pod --port=444 --name=frontend' },
    {
      about: 'The pods of a service, by another one',
      line: 'expose service nginx --port=443 --target-port=8443 --name=nginx-https',
    },
    { about: 'UDP', line: 'expose rc streamer --port=4100 --protocol=UDP --name=video-stream' },
    { about: 'A deployment', line: 'expose deployment nginx --port=80 --target-port=8000' },
  ],
  flags,
  async run({ context, args, options, line }) {
    const dryRun = readDryRun(options.dryRun, context.streams.stderr)
    const format = readFormat(options.output, options.template, OBJECT_FORMATS)
    const { filename, recursive, kustomize } = options
    const request = { args, files: { filename, recursive, kustomize } }
    const { registry, plan, carryOut } = await accessObjects(request, context, false)
    const print = await createOperationPrinter(format, dryRun, { ...options, cwd: context.cwd, typed: true })
    const run = { plan, options, dryRun, line, context, registry, print }
    await carryOut(dryRun !== 'none', (client) => exposeAll(client!, run))
  },
})

interface Run {
  plan: TargetPlan
  options: OptionsOf<typeof flags>
  dryRun: DryRun
  line: string
  context: CommandContext
  registry: Registry
  print: OperationPrinter
}

/** Goes on with the other objects where one cannot be exposed. Runs anew if the cluster asks for it. */
async function exposeAll(client: Client, run: Run): Promise<Attempt> {
  const { plan, print } = run
  const output = collectOutput()
  const failures: unknown[] = []
  for (const part of oneByOne(plan)) {
    // What a file describes need not exist.
    const { targets, errors } = await readObjects(part, part.from === 'files' ? undefined : client)
    failures.push(...errors)
    for (const target of targets)
      try {
        print(await exposeOne(target, client, run, output.warn), 'exposed', output)
      } catch (error) {
        failures.push(error)
      }
  }
  return { output, failure: aggregate(failures) }
}

/** What is named is read when its turn has come, so that failures are told in its order. */
function oneByOne(plan: TargetPlan): TargetPlan[] {
  return plan.from === 'names' ? plan.targets.map((target) => ({ ...plan, targets: [target] })) : [plan]
}

async function exposeOne(
  { resource, object }: FoundObject,
  client: Client,
  run: Run,
  onWarning: (message: string) => void,
): Promise<Unstructured> {
  const { options, dryRun, line, context, registry } = run
  const { expose } = (await registry.load(kindName(resource))).definition
  if (expose === undefined) {
    await (await import('../set/typed-files.ts')).requireBuiltIn(resource)
    throw new CliError(`cannot expose a ${groupKind(resource)}`)
  }
  const made = serviceOf(options, {
    name: object.metadata.name ?? '',
    labels: object.metadata.labels ?? {},
    selector: () => orUnfit(() => expose.selector(object)),
    ports: expose.ports(object),
  })
  const service = await withOverrides(made, options, registry)
  recordCause(service, options.record, line)
  return createGenerated(service, client, context, { ...options, dryRun, onWarning })
}

function orUnfit<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new CliError(
      `couldn't retrieve selectors via --selector flag or introspection: ${messageOf(error)}`,
      { cause: error },
    )
  }
}
