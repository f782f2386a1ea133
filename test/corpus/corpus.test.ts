/** Real manifests: what a real API server accepts applies, what it refuses is refused, and the pods come up. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { Pod } from '../../src/generated/types.ts'
import { createTestCli, type Result, type TestCli } from '../cli/test-cli.ts'
import { type CorpusFile, corpusFiles, corpusNodes, hasCorpus } from '../support/corpus.ts'
import { provideMissing } from './missing.ts'

const title = hasCorpus ? 'the corpus' : 'the corpus (skipped: there is no ../shared/corpus)'

describe.skipIf(!hasCorpus)(title, () => {
  const files = corpusFiles()
  const apps = [...new Set(files.map(({ app }) => app))]

  it.each(apps)('%s, file by file, ends with the pods it asks for', async (app) => {
    const ofApp = files.filter((file) => file.app === app)
    await using cli = await corpusCluster()
    for (const file of ofApp) {
      await createNamespaces(cli, file.createNamespaces)
      expectVerdict(await applyFile(cli, file), file, file.expected)
      if (file.expected === 'accepted') await expectNothingChanges(cli, file)
    }
    await untilProbed(cli, ofApp)
    const missing = await provideMissing(await cli.cluster())
    expect(missing).toEqual(INCOMPLETE[app] ?? [])
    if (missing.length > 0) await untilProbed(cli, ofApp)
    const pods = await podsOf(cli)
    const scaled = ofApp.some(({ flags }) => flags.includes('hpa'))
    expect({ pods: pods.length, pending: pods.filter(isUnbound).length }).toEqual({
      pods: scaled ? await replicasOf(cli) : (ENDING[app]?.pods ?? total(ofApp, 'pods')),
      pending: total(ofApp, 'pending'),
    })
    if (ENDING[app]) return expect(pods.filter(isReadyOrDone)).toEqual([])
    expect(pods.filter((pod) => !isUnbound(pod) && !isReadyOrDone(pod)).map(nameAndStatus)).toEqual([])
  })

  const parts = files.filter(({ file, app }) => file !== app)
  it.each(parts.map((file) => [file.file, file] as const))('%s alone', async (_file, file) => {
    await using cli = await corpusCluster()
    await createNamespaces(cli, namespacesOfOthers(file))
    expectVerdict(await applyFile(cli, file), file, file.alone)
    if (file.expected !== file.alone || isScaled(file) || NEEDS_CONTENT.has(file.file)) return
    await untilProbed(cli, [file])
    if ((await provideMissing(await cli.cluster())).length > 0) await untilProbed(cli, [file])
    expect(await podsOf(cli)).toHaveLength(ENDING[file.file]?.pods ?? podsAlone(file))
  })
})

/** Where the containers' own commands end, so that no pod stays ready: the corpus counts what there is before anything runs. */
const ENDING: Readonly<Record<string, { pods: number }>> = {
  // exit 42, for which its failure policy ends the Job with the pods that are at work.
  'docs/single/controllers/job-pod-failure-policy-example.yaml': { pods: 3 },
  // Takes away the file that its liveness probe looks for, and is killed for it again and again.
  'docs/single/pods/probe/exec-liveness.yaml': { pods: 1 },
  // Waits for a service that never comes.
  'container-solutions/broken-Pod/spec.initContainers/init-container.yaml': { pods: 1 },
  // Asks stress for more memory than its limit; the task that it is from shows it killed for that, again and again.
  'container-solutions/broken-Pod/broken-pods/oom-killed.yaml': { pods: 1 },
  // cat /etc/hosts, over and over again.
  'container-solutions/Pod/spec.hostAliases/host-aliases.yaml': { pods: 1 },
}

/** Scripts that copy files out of a config map of another file, which cannot be made up. */
const NEEDS_CONTENT = new Set(['docs/mysql-replicated/mysql-statefulset.yaml'])

/** What pods of the corpus refer to and nobody brings: a real kubelet holds them until it is there. */
const INCOMPLETE: Readonly<Record<string, readonly string[]>> = {
  'container-solutions/Pod/spec.containers.volumes.projected/projected.yaml': [
    'ConfigMap default/volumes-projected-configmap',
    'Secret default/volumes-projected-secret',
  ],
  'container-solutions/broken-Secret/simple-secret.yaml': [
    'Secret default/secrets-simple-secret-secret-doesnotexist',
  ],
  'docs/configmap-pod': ['ConfigMap default/game-demo'],
  'docs/single/pods/storage/projected-secret-downwardapi-configmap.yaml': [
    'ConfigMap default/myconfigmap',
    'Secret default/mysecret',
  ],
  'docs/wordpress-mysql': ['Secret default/mysql-pass'],
  'kuar/13-2-kuard-config.yaml': ['ConfigMap default/my-config'],
  'kuar/13-3-kuard-secret.yaml': ['Secret default/kuard-tls'],
  'kuar/13-4-kuard-secret-ips.yaml': ['Secret default/kuard-tls'],
  'kuar/16-13-mongo.yaml': ['ConfigMap default/mongo-init'],
  'strimzi-drain-cleaner': ['Secret strimzi-drain-cleaner/strimzi-drain-cleaner'],
}

/**
 * Lets the time pass that probes take: pods that wait for them to succeed are ready then, one after another. Where
 * there are schedules no time passes, for the corpus counts the pods that there are at once.
 */
async function untilProbed(cli: TestCli, files: readonly CorpusFile[]): Promise<void> {
  if (files.some(({ kinds }) => kinds.includes('CronJob'))) return
  await (await cli.cluster()).advance(10 * 60_000)
}

async function corpusCluster(): Promise<TestCli> {
  const cli = createTestCli()
  const made = await cli.run('init -f -', { stdin: corpusNodes })
  expect(made).toMatchObject({ exitCode: 0, stderr: '' })
  return cli
}

async function createNamespaces(cli: TestCli, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }
    const created = await cli.run('apply -f -', { stdin: JSON.stringify(namespace) })
    expect(created).toMatchObject({ exitCode: 0 })
  }
}

/** The namespaces that a file needs and does not bring. */
function namespacesOfOthers({ path, createNamespaces }: CorpusFile): string[] {
  const objects = parseAllDocuments(readFileSync(path, 'utf8')).map(
    (document) => document.toJS() as Pod | null,
  )
  const own = objects.filter((object) => object?.kind === 'Namespace').map((object) => object?.metadata?.name)
  const named = objects.flatMap((object) => object?.metadata?.namespace ?? [])
  return [...new Set([...createNamespaces, ...named])].filter(
    (name) => !own.includes(name) && !['default', 'kube-system'].includes(name),
  )
}

function applyFile(cli: TestCli, file: CorpusFile): Promise<Result> {
  return cli.run(['apply', ...namespaceFlag(file), '-f', file.path])
}

/** Without the flag, objects may name other namespaces. */
function namespaceFlag({ namespace }: CorpusFile): string[] {
  return namespace === 'default' ? [] : ['-n', namespace]
}

function expectVerdict(result: Result, file: CorpusFile, verdict: CorpusFile['alone']): void {
  const { stdout, stderr, exitCode } = result
  expect(stderr).not.toMatch(/\n {4}at /)
  expect({ file: file.file, exitCode, stderr: verdict === 'refused' ? '' : stderr }).toEqual({
    file: file.file,
    exitCode: verdict === 'refused' ? 1 : 0,
    stderr: verdict === 'refused' ? '' : expect.not.stringContaining('rror'),
  })
  const refused = verdict === 'accepted' ? 0 : refusedObjects(file)
  const done = stdout.split('\n').filter((line) => / (created|configured|unchanged)$/.test(line))
  expect(done).toHaveLength(file.objects - refused)
  if (verdict === 'refused') for (const reason of reasons(file)) expect(stderr).toContain(reason)
}

/** "1 of 2 refused; …": the others of the file go in. */
function refusedObjects({ why, objects }: CorpusFile): number {
  return Number(/^(\d+) of \d+ refused/.exec(why)?.[1] ?? objects)
}

/** What a message must hold: the missing kind, the whole of an admission's answer, or the fields with what is wrong. */
function reasons({ why }: CorpusFile): string[] {
  const missing = /^alone: no CRD for (\S+) (\S+)$/.exec(why)
  if (missing) return [`no matches for kind "${missing[1]}" in version "${missing[2]}"`]
  return why
    .replace(/^\d+ of \d+ refused; /, '')
    .split(' | ')
    .flatMap(
      (answer) =>
        answer.match(/no matches for kind .*|\w+ "[^"]+" is forbidden: .*|[a-z][\w.[\]]+: \w+ value\b/g) ??
        [],
    )
}

/** A second apply may send a patch (defaults in lists that are replaced whole), but it must not change anything. */
async function expectNothingChanges(cli: TestCli, file: CorpusFile): Promise<void> {
  const before = await revision(cli)
  expect(await applyFile(cli, file)).toMatchObject({ exitCode: 0 })
  expect(await revision(cli)).toBe(before)
}

async function revision(cli: TestCli): Promise<string | undefined> {
  const list = await (await cli.cluster()).read((client) => client.list('Pod'))
  return list.metadata.resourceVersion
}

async function podsOf(cli: TestCli): Promise<Pod[]> {
  return (await cli.cluster()).read(async (client) => (await client.list('Pod')).items)
}

/** What Deployments ask for, where the corpus counts what a HorizontalPodAutoscaler would raise it to. */
async function replicasOf(cli: TestCli): Promise<number> {
  const { items } = await (await cli.cluster()).read((client) => client.list('Deployment'))
  return items.reduce((sum, { spec }) => sum + (spec?.replicas ?? 0), 0)
}

function total(files: readonly CorpusFile[], column: 'pods' | 'pending'): number {
  return files.reduce((sum, file) => sum + file[column], 0)
}

/** Some need a service account or a class out of another file of their application. */
function podsAlone(file: CorpusFile): number {
  return file.flags.includes('alone-no-pods') ? 0 : total([file], 'pods')
}

function isScaled({ app }: CorpusFile): boolean {
  return corpusFiles().some((file) => file.app === app && file.flags.includes('hpa'))
}

function isUnbound({ spec }: Pod): boolean {
  return spec?.nodeName === undefined
}

function isReadyOrDone({ status }: Pod): boolean {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')
  return status?.phase === 'Succeeded' || (status?.phase === 'Running' && ready?.status === 'True')
}

function nameAndStatus({ metadata, status }: Pod): string {
  return `${metadata?.name}: ${JSON.stringify(status)}`
}
