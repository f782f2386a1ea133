/** kubelite run: makes a pod of an image. */
import type { Registry } from '../../api/registry.ts'
import { quote } from '../../apimachinery/go-format.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import type { Client } from '../../apiserver/client.ts'
import type { Pod } from '../../generated/types.ts'
import { type Attempt, carryOut, conclude } from '../carry-out.ts'
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
import { builtInRegistry } from '../resources/built-in-registry.ts'
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
  attach: bool(
    false,
    'Show what the container prints, and end with its exit code where it does not start again. Default true with --stdin.',
  ),
  command: bool(false, "What stands behind -- is the container's command, instead of its arguments."),
  env: texts('A variable of the container, as KEY=VALUE. May be given several times.'),
  expose: bool(false, 'Make a service for the pod as well. Requires --port.'),
  image: string('', 'The image of the container. Required.'),
  imagePullPolicy: string('', 'When the image is pulled: Always, IfNotPresent, or Never.'),
  labels: string('', 'Labels of the pod, as in a=b,c=d. Left out: run=NAME.', { short: 'l' }),
  leaveStdinOpen: bool(false, 'Leave standard input of the container open after whoever attached has gone.'),
  podRunningTimeout: duration(
    '1m0s',
    "How long to wait, in the cluster's time, for the pod to run, and at last for its end.",
  ),
  port: string('', 'The port that the container listens on.'),
  privileged: bool(false, 'Run the container in privileged mode.'),
  quiet: bool(false, 'Print nothing but what the container prints.', { short: 'q' }),
  restart: string('Always', 'Whether containers that end start again: Always, OnFailure, or Never.'),
  rm: bool(false, 'Delete the pod when nobody is attached any more. Requires --attach or --stdin.'),
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
    {
      about: 'A shell, and nothing left of it',
      line: 'run busybox --image=busybox --restart=Never -i -t --rm -- sh',
    },
    { about: 'Once only', line: 'run busybox --image=busybox --restart=Never -- true' },
    { about: 'With arguments', line: 'run nginx --image=nginx -- arg1 arg2' },
    { about: 'With another command', line: 'run nginx --image=nginx --command -- cmd arg1' },
  ],
  flags,
  async run(call) {
    const { context, options } = call
    const choices = validate(call)
    if (choices.dryRun === 'client') {
      conclude(context, await createAll(undefined, builtInRegistry(), call, choices))
      return
    }
    const cluster = await context.cluster()
    const { pod, others } = await carryOut(context, cluster, choices.dryRun !== 'none', (client) =>
      createAll(client, cluster.registry, call, choices),
    )
    if (!choices.attach) return
    const { attachToNew } = await import('../run/attach.ts')
    try {
      await attachToNew(pod as unknown as Pod, {
        context,
        cluster,
        options,
        limit: options.podRunningTimeout,
      })
    } finally {
      const { removeCreated } = await import('../run/remove.ts')
      if (options.rm) await removeCreated([pod, ...others], { context, cluster, quiet: options.quiet })
    }
  },
})

interface Choices {
  dryRun: DryRun
  format: Format | undefined
  attach: boolean
}

function validate(call: Call): Choices {
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
  if (args[0] === '') throw new CliError('Parameter: name is required')
  return { dryRun, format, attach }
}

/** What was made. */
interface Made extends Attempt {
  pod: Unstructured
  others: readonly Unstructured[]
}

/** Makes the pod, then the service, and tells of the service first, as kubectl does; of the pod unless it is attached to. */
async function createAll(
  client: Client | undefined,
  registry: Registry,
  { context, args, options, line }: Call,
  { dryRun, format, attach }: Choices,
): Promise<Made> {
  const output = collectOutput()
  const print = await createOperationPrinter(format, dryRun, { ...options, cwd: context.cwd, typed: true })
  const [name = '', ...rest] = args
  const create = (object: Unstructured) => {
    recordCause(object, options.record, line)
    return createGenerated(object, client, context, { ...options, dryRun, onWarning: output.warn })
  }
  const pod = await create(await withOverrides(podOf(name, rest, options), options, registry))
  const others: Unstructured[] = []
  const errors: unknown[] = []
  try {
    if (options.expose) {
      const service = await create(podService(name, options))
      others.push(service)
      print(service, 'created', output)
      // kubectl sets the documents apart twice.
      if (format?.name === 'yaml') output.stdout('---\n')
    }
  } catch (error) {
    errors.push(error)
  }
  if (!attach) print(pod, 'created', output)
  return { output, failure: aggregate(errors), pod, others }
}
