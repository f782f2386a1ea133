/** kubelite cp: copies files into simulated containers and out of them. */
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { attempt } from '../../base/attempt.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import type { Shell } from '../../container/shell.ts'
import { type CommandContext, defineCommand, type Invocation } from '../command.ts'
import { CliError } from '../errors.ts'
import { bool, int, string } from '../flags/flag.ts'
import { tellOnce } from '../pods/notices.ts'
import { openContainer } from '../pods/open-container.ts'
import { chooseContainer } from '../pods/resolve-pod.ts'

const flags = {
  container: string('', 'The container; without it the default one of the pod, or its first.', {
    short: 'c',
  }),
  noPreserve: bool(false, 'Taken for compatibility: owners are not simulated.'),
  retries: int(0, 'Taken for compatibility: a copy is made or not.'),
}

export const cp = defineCommand({
  name: 'cp',
  group: 'Troubleshooting and Debugging Commands',
  usage: '<file-spec-src> <file-spec-dest>',
  short: 'Copy files to and from containers',
  long: [
    'Copy files to and from containers.',
    'A file in a container is written as [NAMESPACE/]POD:PATH. Files and whole folders are copied out of the simulated file system of a container, single files into it; what is written there is bounded to 1Mi a volume.',
  ],
  examples: [
    { about: 'A file into a pod', line: 'cp ./app.conf web:/tmp/app.conf' },
    {
      about: 'Into one of its containers, in another namespace',
      line: 'cp ./a.txt shop/web:/tmp/a.txt -c app',
    },
    { about: 'Out of a pod', line: 'cp web:/etc/config ./config' },
  ],
  flags,
  async run(invocation) {
    const { context, args } = invocation
    const [source, target] = args
    if (source === undefined || target === undefined || args.length > 2)
      throw new CliError('source and destination are required')
    const [from, to] = [readPlace(source, context), readPlace(target, context)]
    if (from.pod !== undefined && to.pod !== undefined)
      throw new CliError('one of src or dest must be a local file specification')
    const cluster = await context.cluster()
    if (from.pod !== undefined) return copyOut(from, resolve(context.cwd, to.path), cluster, invocation)
    if (to.pod !== undefined) return copyIn(resolve(context.cwd, from.path), to, cluster, invocation)
    throw new CliError('one of src or dest must be a remote file specification')
  },
})

/** A path, in a container if there is a pod. */
interface Place {
  namespace: string
  pod?: string
  path: string
}

function readPlace(text: string, { namespace }: CommandContext): Place {
  const colon = text.indexOf(':')
  if (colon < 0 || text.startsWith('/') || text.startsWith('.')) return { namespace, path: text }
  const [first = '', second, ...more] = text.slice(0, colon).split('/')
  const path = text.slice(colon + 1)
  if (first === '' || more.length > 0 || path === '')
    throw new CliError('filespec must match the canonical format: [[namespace/]pod:]file/path')
  return second === undefined ? { namespace, pod: first, path } : { namespace: first, pod: second, path }
}

async function inContainer<T>(
  { namespace, pod: name = '' }: Place,
  cluster: Cluster,
  { options, context }: Invocation<typeof flags>,
  work: (shell: Shell) => Promise<T>,
): Promise<T> {
  const tell = tellOnce(context.streams, { quiet: false })
  return cluster.write(async (client, books) => {
    const pod = await client.get('Pod', { namespace, name })
    const { container, notice } = chooseContainer(pod, options.container)
    tell(notice)
    const shell = await openContainer(pod, container, { client, books, now: cluster.clock.now() })
    return work(shell)
  })
}

async function copyIn(
  local: string,
  to: Place,
  cluster: Cluster,
  invocation: Invocation<typeof flags>,
): Promise<void> {
  const found = attempt(() => statSync(local))
  if (found === undefined) throw new CliError(`${local} doesn't exist in local filesystem`)
  if (found.isDirectory())
    throw new CliError(`${local} is a folder: only single files are copied into a simulated container`)
  const data = readFileSync(local)
  await inContainer(to, cluster, invocation, async ({ files }) => {
    const isFolder =
      to.path.endsWith('/') ||
      ((await files.fs.exists(to.path)) && (await files.fs.stat(to.path)).isDirectory)
    const path = isFolder ? join(to.path, basename(local)) : to.path
    if (!(await files.fs.exists(dirname(path))))
      throw new CliError(`${dirname(path)}: No such file or directory`)
    await files.fs.writeFile(path, data)
    const refused = await files.save()
    if (refused.length > 0) throw new CliError(refused.join('\n'))
  })
}

async function copyOut(
  from: Place,
  local: string,
  cluster: Cluster,
  invocation: Invocation<typeof flags>,
): Promise<void> {
  const copied = await inContainer(from, cluster, invocation, async ({ files: { fs } }) => {
    if (!(await fs.exists(from.path))) throw new CliError(`${from.path}: No such file or directory`)
    return collect(fs, from.path, '')
  })
  const isFolder = attempt(() => statSync(local))?.isDirectory() ?? false
  const root = isFolder && copied.every(({ path }) => path === '') ? join(local, basename(from.path)) : local
  for (const { path, data } of copied) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), data)
  }
}

/** All files below a path, by their paths relative to it; '' for a file itself. */
async function collect(
  fs: Shell['files']['fs'],
  path: string,
  relative: string,
): Promise<{ path: string; data: Uint8Array }[]> {
  if (!(await fs.stat(path)).isDirectory) return [{ path: relative, data: await fs.readFileBuffer(path) }]
  const found: { path: string; data: Uint8Array }[] = []
  // In volumes of configuration, those are what the links beside them lead to.
  for (const name of (await fs.readdir(path)).filter((each) => !each.startsWith('..')))
    found.push(...(await collect(fs, join(path, name), join(relative, name))))
  return found
}
