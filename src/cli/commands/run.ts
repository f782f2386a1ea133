/** kubelite run: makes a pod of an image. */
import { quote } from '../../apimachinery/go-format.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import type { Client } from '../../apiserver/client.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { type Attempt, carryOut } from '../carry-out.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { aggregate, CliError, usageError } from '../errors.ts'
import { bool, duration, int, string, texts } from '../flags/flag.ts'
import {
  createGenerated,
  overrideFlags,
  saveConfigFlag,
  withOverrides,
} from '../generated/generated-object.ts'
import { type DryRun, dryRunFlag, fieldManagerFlag, printFlags, readDryRun } from '../output/flags.ts'
import { type Format, OBJECT_FORMATS, readFormat } from '../output/format.ts'
import { createOperationPrinter } from '../output/operation.ts'
import { recordCause, recordFlag } from '../output/record.ts'
import { isImageReference, podOf, podService } from '../run/generate.ts'
import { collectOutput } from '../streams.ts'

/** kubectl takes the flags of its deletion here as well, and does nothing by them. */
const UNUSED = { hidden: true }
const unusedFlags = {
  cascade: string('background', '', { ...UNUSED, alone: 'background' }),
  filename: texts('', { ...UNUSED, short: 'f' }),
  force: bool(false, '', UNUSED),
  gracePeriod: int(-1, '', UNUSED),
  kustomize: string('', '', { ...UNUSED, short: 'k' }),
  recursive: bool(false, '', { ...UNUSED, short: 'R' }),
  timeout: duration('0s', '', UNUSED),
  wait: bool(false, '', UNUSED),
}

const flags = {
  ...unusedFlags,
  ...printFlags(OBJECT_FORMATS),
  ...dryRunFlag,
  ...fieldManagerFlag('kubectl-run'),
  ...overrideFlags,
  ...saveConfigFlag,
  ...recordFlag,
  annotations: texts('An annotation of the pod, as KEY=VALUE. May be given several times.'),
  attach: bool(false, 'Not supported: there is nothing to attach to.'),
  command: bool(false, "What stands behind -- is the container's command, instead of its arguments."),
  env: texts('A variable of the container, as KEY=VALUE. May be given several times.'),
  expose: bool(false, 'Make a service for the pod as well. Requires --port.'),
  image: string('', 'The image of the container. Required.'),
  imagePullPolicy: string('', 'When the image is pulled: Always, IfNotPresent, or Never.'),
  labels: string('', 'Labels of the pod, as in a=b,c=d. Left out: run=NAME.', { short: 'l' }),
  leaveStdinOpen: bool(false, 'Leave standard input of the container open after whoever attached has gone.'),
  podRunningTimeout: duration('1m0s', '', { hidden: true }),
  port: string('', 'The port that the container listens on.'),
  privileged: bool(false, 'Run the container in privileged mode.'),
  quiet: bool(false, 'Accepted as kubectl does; there are no prompts to suppress.', {
    short: 'q',
    hidden: true,
  }),
  restart: string('Always', 'Whether containers that end start again: Always, OnFailure, or Never.'),
  rm: bool(false, 'Not supported: goes together with --attach only.'),
  stdin: bool(false, 'Keep standard input of the container open. Attaches unless --attach=false.', {
    short: 'i',
  }),
  tty: bool(false, 'Give the container a terminal.', { short: 't' }),
}

type Call = Invocation<typeof flags>

export const run = defineCommand({
  name: 'run',
  group: 'Basic Commands (Beginner)',
  usage:
    'NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]',
  short: 'Run a particular image on the cluster',
  long: ['Create and run a particular image in a pod.'],
  examples: [
    { about: 'A pod of nginx', line: 'run nginx --image=nginx' },
    { about: 'With a port', line: 'run hazelcast --image=hazelcast/hazelcast --port=5701' },
    {
      about: 'With variables',
      line: 'run hazelcast --image=hazelcast/hazelcast --env="DNS_DOMAIN=cluster" --env="POD_NAMESPACE=default"',
    },
    {
      about: 'With labels',
      line: 'run hazelcast --image=hazelcast/hazelcast --labels="app=hazelcast,env=prod"',
    },
    { about: 'Only show what would be made', line: 'run nginx --image=nginx --dry-run=client -o yaml' },
    {
      about: 'With other fields',
      line: `run nginx --image=nginx --overrides='{"apiVersion":"v1","spec":{"nodeName":"worker-1"}}'`,
    },
    { about: 'Once only', line: 'run busybox --image=busybox --restart=Never -- true' },
    { about: 'With arguments', line: 'run nginx --image=nginx -- arg1 arg2' },
    { about: 'With another command', line: 'run nginx --image=nginx --command -- cmd arg1' },
  ],
  flags,
  async run(call) {
    const { context } = call
    const { dryRun, format } = validate(call)
    const cluster = await context.cluster()
    await carryOut(context, cluster, dryRun !== 'none', (client) =>
      createAll(client, cluster, call, dryRun, format),
    )
  },
})

function validate(call: Call): { dryRun: DryRun; format: Format | undefined } {
  const { context, args, options, given } = call
  if (!given('image')) throw new CliError('required flag(s) "image" not set')
  const dryRun = readDryRun(options.dryRun, context.streams.stderr)
  const format = readFormat(options.output, options.template, OBJECT_FORMATS)
  const fail = (message: string) => usageError(context.path, message)
  if (args.length === 0) throw fail('NAME is required for run')
  if (options.image === '') throw new CliError('--image is required')
  if (!isImageReference(options.image))
    throw new CliError(`Invalid image name ${quote(options.image)}: invalid reference format`)
  const { stdin, tty, port, restart, imagePullPolicy } = options
  if (tty && !stdin) throw fail('-i/--stdin is required for containers with -t/--tty=true')
  if (options.expose && port === '') throw fail('--port must be set when exposing a service')
  if (!['', 'Always', 'OnFailure', 'Never'].includes(restart))
    throw fail(`invalid restart policy: ${restart}`)
  const attach = given('attach') ? options.attach : stdin
  if (options.podRunningTimeout <= 0) throw fail('--pod-running-timeout must be higher than zero')
  if (options.rm && !attach) throw fail('--rm should only be used for attached containers')
  if (attach && dryRun !== 'none')
    throw fail(
      "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)",
    )
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(imagePullPolicy))
    throw fail(`invalid image pull policy: ${imagePullPolicy}`)
  if (attach)
    throw new CliError(
      'attaching to a container is not supported: leave out --attach and --rm, and give --attach=false together with --stdin',
    )
  return { dryRun, format }
}

/** Makes the pod, then the service, and tells of the service first, as kubectl does. */
async function createAll(
  client: Client,
  { registry }: Cluster,
  { context, args, options, line }: Call,
  dryRun: DryRun,
  format: Format | undefined,
): Promise<Attempt> {
  const output = collectOutput()
  const print = await createOperationPrinter(format, dryRun, { ...options, cwd: context.cwd, typed: true })
  const [name = '', ...rest] = args
  const create = (object: Unstructured) => {
    recordCause(object, options.record, line)
    return createGenerated(object, client, context, { ...options, dryRun })
  }
  const pod = await create(await withOverrides(podOf(name, rest, options), options, registry))
  const errors: unknown[] = []
  try {
    if (options.expose) {
      print(await create(podService(name, options)), 'created', output)
      // kubectl sets the documents apart twice.
      if (format?.name === 'yaml') output.stdout('---\n')
    }
  } catch (error) {
    errors.push(error)
  }
  print(pod, 'created', output)
  return { output, failure: aggregate(errors) }
}
