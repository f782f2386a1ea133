/** kubelite debug: containers to look around in, within a pod, in a copy of it, or on a node. */
import { quote } from '../../apimachinery/go-format.ts'
import { carryOut } from '../carry-out.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { readCustomProfile } from '../debug/custom.ts'
import type { Wish } from '../debug/drafts.ts'
import { openSessions } from '../debug/open-sessions.ts'
import { isProfile } from '../debug/profiles.ts'
import { CliError } from '../errors.ts'
import { bool, string, texts, variables } from '../flags/flag.ts'
import { planTargets } from '../resources/plan.ts'
import { isImageReference } from '../run/generate.ts'

const COPY_ONLY = '(This flag only works when used with --copy-to.)'
const flags = {
  argumentsOnly: bool(false, 'What stands behind -- is for the arguments of the container, not its command.'),
  attach: bool(
    false,
    'Attach to the container as soon as it runs, as attach does. Default true with --stdin.',
  ),
  container: string('', 'The name of the debugging container.', { short: 'c' }),
  copyTo: string('', 'Make a copy of the pod with this name.'),
  custom: string('', 'A JSON or YAML file with a partial container that changes what the profile has made.'),
  env: variables('Variables of the container, as KEY=VALUE.'),
  filename: texts('A file that identifies what to debug.', { short: 'f' }),
  image: string('', 'The image of the debugging container.'),
  imagePullPolicy: string('', 'When the image is pulled; left out, the server decides.'),
  keepAnnotations: bool(false, `Keep the annotations of the pod. ${COPY_ONLY}`),
  keepInitContainers: bool(true, `Run the init containers of the pod. ${COPY_ONLY}`),
  keepLabels: bool(false, `Keep the labels of the pod. ${COPY_ONLY}`),
  keepLiveness: bool(false, `Keep liveness probes. ${COPY_ONLY}`),
  keepReadiness: bool(false, `Keep readiness probes. ${COPY_ONLY}`),
  keepStartup: bool(false, `Keep startup probes. ${COPY_ONLY}`),
  profile: string('legacy', 'One of legacy, general, baseline, netadmin, restricted, sysadmin.'),
  quiet: bool(false, 'Print nothing but what the container prints.', { short: 'q' }),
  replace: bool(false, 'With --copy-to: delete the original pod.'),
  sameNode: bool(false, 'With --copy-to: put the copy on the same node.'),
  setImage: variables('With --copy-to: NAME=IMAGE pairs of containers whose image changes.'),
  shareProcesses: bool(true, 'With --copy-to: let the containers of the copy share their processes.'),
  stdin: bool(false, 'Keep standard input of the container open, also if nobody is attached.', {
    short: 'i',
  }),
  target: string('', 'For a container in the pod itself: whose processes it sees.'),
  tty: bool(false, 'Give the container a terminal.', { short: 't' }),
}

type Call = Invocation<typeof flags>

export const debug = defineCommand({
  name: 'debug',
  group: 'Troubleshooting and Debugging Commands',
  usage: '(POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]',
  short: 'Create debugging sessions for troubleshooting workloads and nodes',
  long: [
    'Debug pods and nodes with containers that are made for it: one more in a pod that runs, a copy of a pod with something changed, or a pod in the namespaces of a node.',
    'Containers are simulated: the new one has the network of the pod and files of its own, but no processes of others to look at.',
  ],
  examples: [
    { about: 'A shell in a container of its own, within a pod', line: 'debug mypod -i -t --image=busybox' },
    { about: 'With a name', line: 'debug --image=myproj/debug-tools -c debugger mypod' },
    { about: 'In a copy of the pod', line: 'debug mypod -i -t --image=busybox --copy-to=my-debugger' },
    {
      about: 'A copy in which a container runs something else',
      line: 'debug mypod -i -t --copy-to=my-debugger --container=mycontainer -- sh',
    },
    {
      about: 'A copy in which all containers have another image',
      line: 'debug mypod --copy-to=my-debugger --set-image=*=busybox',
    },
    { about: 'On a node', line: 'debug node/mynode -i -t --image=busybox' },
  ],
  flags,
  async run(call) {
    const { context, args, options, dashAt } = call
    const names = dashAt === undefined ? args : args.slice(0, dashAt)
    const wish = await validate(call, names)
    const cluster = await context.cluster()
    const files = { filename: options.filename, recursive: false }
    const plan = await planTargets({ args: names.map(asPod), files }, context, cluster.registry)
    const { sessions } = await carryOut(context, cluster, false, (client) =>
      openSessions(client, plan, { namespace: context.namespace, wish }),
    )
    if (!isAttaching(call)) return
    const { attachTo } = await import('../run/attach.ts')
    for (const { pod, container } of sessions)
      if (container !== '')
        await attachTo(pod, container, { context, cluster, options: { ...options, leaveStdinOpen: false } })
  },
})

function asPod(name: string): string {
  return name.includes('/') ? name : `pods/${name}`
}

function isAttaching({ options, given }: Call): boolean {
  return given('attach') ? options.attach : options.stdin
}

/** In the order in which kubectl checks. */
async function validate(call: Call, names: readonly string[]): Promise<Omit<Wish, 'tell'>> {
  const { context, args, options, given, dashAt } = call
  const { streams } = context
  if (!isProfile(options.profile)) throw new CliError(`unknown profile: ${options.profile}`)
  const words = dashAt === undefined ? [] : args.slice(dashAt)
  const customize = await readCustomProfile(options.custom, context.cwd)
  if (given('attach') && options.attach && options.image === '' && options.container === '')
    throw new CliError(
      'you must specify --container or create a new container using --image in order to attach.',
    )
  validateCopy(call, words)
  validateImages(call, names)
  if (options.target !== '') {
    if (options.copyTo !== '')
      throw new CliError('--target is incompatible with --copy-to. Use --share-processes instead.')
    if (!options.quiet)
      streams.stdout(
        `Targeting container ${quote(options.target)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`,
      )
  }
  if (options.tty && !options.stdin)
    throw new CliError('-i/--stdin is required for containers with -t/--tty=true')
  if (options.profile === 'legacy')
    streams.stderr(
      '--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a profile, for example "--profile=general".\n',
    )
  const shareProcesses = given('shareProcesses') ? options.shareProcesses : undefined
  return { options, words, env: options.env, images: options.setImage, shareProcesses, customize }
}

function validateCopy({ options }: Call, words: readonly string[]): void {
  const { copyTo, image, container, replace, sameNode, setImage } = options
  const hasImages = Object.keys(setImage).length > 0
  const faults: [wrong: boolean, message: string][] =
    copyTo !== ''
      ? [
          [
            image === '' && !hasImages && words.length === 0,
            'you must specify --image, --set-image or command arguments.',
          ],
          [
            words.length > 0 && container === '' && image === '',
            'you must specify an existing container or a new image when specifying args.',
          ],
        ]
      : [
          [replace, '--replace may only be used with --copy-to.'],
          [sameNode, '--same-node may only be used with --copy-to.'],
          [hasImages, '--set-image may only be used with --copy-to.'],
          [image === '', 'you must specify --image when not using --copy-to.'],
        ]
  const fault = faults.find(([wrong]) => wrong)
  if (fault) throw new CliError(fault[1])
}

function validateImages({ options }: Call, names: readonly string[]): void {
  const { image, imagePullPolicy, setImage, filename } = options
  if (image !== '' && !isImageReference(image))
    throw new CliError(`invalid image name ${quote(image)}: invalid reference format`)
  if (names.length === 0 && filename.length === 0)
    throw new CliError('NAME or filename is required for debug')
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(imagePullPolicy))
    throw new CliError(`invalid image pull policy: ${imagePullPolicy}`)
  for (const [name, each] of Object.entries(setImage))
    if (!isImageReference(each))
      throw new CliError(
        `invalid image name ${quote(each)} for container ${quote(name)}: invalid reference format`,
      )
}
