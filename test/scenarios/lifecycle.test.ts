/** What comes with objects and what goes with them: owners, namespaces, custom kinds, dry runs, applying again. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ReplicaSet } from '../../src/generated/types.ts'
import { createTestCli, type TestCli } from '../cli/test-cli.ts'
import { expectSession } from './transcript.ts'

let cli: TestCli
beforeEach(() => {
  cli = createTestCli()
})
afterEach(() => cli[Symbol.asyncDispose]())

const web = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: "web:1" }] }
`

describe('the deletion of a deployment', () => {
  beforeEach(() => cli.run('apply -f -', { stdin: web }))

  it.each(['background', 'foreground'])('takes everything along: %s', async (cascade) => {
    await expectSession(
      cli,
      `
      $ delete deployment web --cascade=${cascade}
      deployment.apps "web" deleted from default namespace

      $ get deployments,replicasets,pods
      [stderr] No resources found in default namespace.
      `,
    )
  })

  it('leaves its replica set behind: orphan', async () => {
    await expectSession(
      cli,
      `
      $ delete deployment web --cascade=orphan
      deployment.apps "web" deleted from default namespace

      $ get deployments
      [stderr] No resources found in default namespace.

      $ get pods
      NAME             READY   STATUS    RESTARTS   AGE
      web-HASH-SUFFIX  1/1     Running   0          0s
      web-HASH-SUFFIX  1/1     Running   0          0s
      `,
    )
    const { items } = await (await cli.cluster()).read((client) => client.list('ReplicaSet'))
    expect(items.map((set: ReplicaSet) => set.metadata.ownerReferences)).toEqual([undefined])
  })

  it('lets a new one of the same name take the orphans', async () => {
    const before = (await cli.run('get pods -o name')).stdout
    await cli.run('delete deployment web --cascade=orphan')
    await cli.run('apply -f -', { stdin: web })
    expect((await cli.run('get pods -o name')).stdout).toBe(before)
    await cli.run('delete deployment web')
    expect((await cli.run('get pods -o name')).stdout).toBe('')
  })

  it('that a finalizer holds is finished when the finalizer goes', async () => {
    const hold = { metadata: { finalizers: ['example.com/hold'] } }
    const name = { namespace: 'default', name: 'web' }
    const cluster = await cli.cluster()
    await cluster.write((client) => client.patch('Deployment', name, 'merge', hold))
    await cli.run('delete deployment web --wait=false')
    const held = await cluster.read((client) => client.get('Deployment', name))
    expect(held.metadata.deletionTimestamp).toBeDefined()
    await cluster.write((client) =>
      client.patch('Deployment', name, 'merge', { metadata: { finalizers: null } }),
    )
    await expectSession(
      cli,
      `
      $ get deployments,replicasets,pods
      [stderr] No resources found in default namespace.
      `,
    )
  })
})

describe('a namespace', () => {
  it('goes with all that is in it, and comes back empty', async () => {
    await cli.run('create -f -', { stdin: 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n' })
    await cli.run('apply -n shop -f -', { stdin: `${web}---\n${claim}` })
    await expectSession(
      cli,
      `
      $ get pods,pvc -n shop --no-headers -o custom-columns=K:.kind,P:.status.phase
      Pod  Running
      Pod  Running
      PersistentVolumeClaim  Bound

      $ delete namespace shop
      namespace "shop" deleted

      $ get namespace shop
      [stderr] Error from server (NotFound): namespaces "shop" not found
      [exit 1]

      $ get pods,replicasets,deployments,pvc,sa,cm -n shop
      [stderr] No resources found in shop namespace.

      $ get pv
      [stderr] No resources found
      `,
    )
    await cli.run('create -f -', { stdin: 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n' })
    await expectSession(
      cli,
      `
      $ get all,sa,cm -n shop -o name
      serviceaccount/default
      configmap/kube-root-ca.crt
      `,
    )
  })

  it('that is needed by the cluster itself stays', async () => {
    await expectSession(
      cli,
      `
      $ delete namespace kube-system
      [stderr] Error from server (Forbidden): namespaces "kube-system" is forbidden: this namespace may not be deleted
      [exit 1]

      $ get namespaces -o name
      namespace/default
      namespace/kube-node-lease
      namespace/kube-public
      namespace/kube-system
      `,
    )
  })
})

const claim = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
`

const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: backups.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { plural: backups, kind: Backup, shortNames: [bu], categories: [all] }
  versions:
  - name: v1
    served: true
    storage: true
    additionalPrinterColumns:
    - { name: Schedule, type: string, jsonPath: .spec.schedule }
    - { name: Keep, type: integer, jsonPath: .spec.keep }
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            required: [schedule]
            properties:
              schedule: { type: string }
              keep: { type: integer, minimum: 1, default: 3 }
`

const backup = (name: string, spec: string) =>
  `apiVersion: example.com/v1\nkind: Backup\nmetadata: {name: ${name}}\nspec: ${spec}\n`

describe('a custom kind', () => {
  it('lives with its definition', async () => {
    const objects = `${backup('daily', '{schedule: "0 0 * * *"}')}---\n${backup('hourly', '{schedule: "0 * * * *", keep: 24}')}`
    expect(await cli.run('apply -f -', { stdin: objects })).toMatchObject({
      stdout: '',
      stderr: expect.stringContaining('no matches for kind "Backup" in version "example.com/v1"'),
      exitCode: 1,
    })
    await expectSession(
      cli,
      '$ apply -f -\ncustomresourcedefinition.apiextensions.k8s.io/backups.example.com created',
      definition,
    )
    await expectSession(
      cli,
      '$ apply -f -\nbackup.example.com/daily created\nbackup.example.com/hourly created\n$ apply -f -\nbackup.example.com/daily unchanged\nbackup.example.com/hourly unchanged',
      objects,
    )
    await expectSession(
      cli,
      `
      $ get bu
      NAME     SCHEDULE    KEEP
      daily    0 0 * * *   3
      hourly   0 * * * *   24

      $ get all -o name
      service/kubernetes
      backup.example.com/daily
      backup.example.com/hourly

      $ explain backup.spec.keep
      GROUP:      example.com
      KIND:       Backup
      VERSION:    v1
      FIELD: keep <integer>
      DESCRIPTION:
      <empty>

      $ delete crd backups.example.com
      customresourcedefinition.apiextensions.k8s.io "backups.example.com" deleted

      $ get backups
      [stderr] error: the server doesn't have a resource type "backups"
      [exit 1]
      `,
    )
    await expectSession(
      cli,
      '$ apply -f -\ncustomresourcedefinition.apiextensions.k8s.io/backups.example.com created',
      definition,
    )
    await expectSession(cli, '$ get backups\n[stderr] No resources found in default namespace.')
  })

  it.each([
    [
      'a value of another type',
      '{schedule: 5}',
      'spec.schedule: Invalid value: "integer": spec.schedule in body must be of type string: "integer"',
    ],
    [
      'a value out of range',
      '{schedule: a, keep: 0}',
      'spec.keep: Invalid value: 0: spec.keep in body should be greater than or equal to 1',
    ],
    ['without what is required', '{keep: 1}', 'spec.schedule: Required value'],
  ])('refuses %s', async (_title, spec, message) => {
    await cli.run('apply -f -', { stdin: definition })
    expect(await cli.run('apply -f -', { stdin: backup('x', spec) })).toEqual({
      stdout: '',
      stderr: `The Backup "x" is invalid: ${message}\n`,
      exitCode: 1,
    })
  })
})

describe('a dry run', () => {
  const rows: [line: string, stdin: string, says: string][] = [
    [
      'apply -f - --dry-run=client',
      web.replace('replicas: 2', 'replicas: 3'),
      'deployment.apps/web configured (dry run)',
    ],
    [
      'apply -f - --dry-run=server',
      web.replace('replicas: 2', 'replicas: 3'),
      'deployment.apps/web configured (server dry run)',
    ],
    ['apply -f - --dry-run=server', web, 'deployment.apps/web unchanged (server dry run)'],
    ['apply -f - --dry-run=client', claim, 'persistentvolumeclaim/data created (dry run)'],
    ['create -f - --dry-run=server', claim, 'persistentvolumeclaim/data created (server dry run)'],
    ['create -f - --dry-run=client', claim, 'persistentvolumeclaim/data created (dry run)'],
    [
      'delete deployment web --dry-run=client',
      '',
      'deployment.apps "web" deleted from default namespace (dry run)',
    ],
    [
      'delete deployment web --dry-run=server',
      '',
      'deployment.apps "web" deleted from default namespace (server dry run)',
    ],
    ['scale deployment web --replicas=9 --dry-run=client', '', 'deployment.apps/web scaled (dry run)'],
    ['scale deployment web --replicas=9 --dry-run=server', '', 'deployment.apps/web scaled (server dry run)'],
  ]
  it.each(rows)('stores nothing: %s', async (line, stdin, says) => {
    await cli.run('apply -f -', { stdin: web })
    const before = await everything()
    expect(await cli.run(line, { stdin })).toEqual({ stdout: `${says}\n`, stderr: '', exitCode: 0 })
    expect(await everything()).toBe(before)
  })
})

describe('a manifest applied twice', () => {
  const pod = `apiVersion: v1
kind: Pod
metadata: { name: a }
spec:
  containers: [{ name: c, image: "c:1" }]
  tolerations: [{ key: x, operator: Exists, effect: NoSchedule }]
`
  const scaler = `apiVersion: autoscaling/v1
kind: HorizontalPodAutoscaler
metadata: { name: a }
spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: a }, maxReplicas: 3 }
`
  const rows: [title: string, manifest: string, says: string][] = [
    // The list of tolerations is replaced whole, then the server adds its own again.
    ['a pod with tolerations of its own', pod, 'pod/a configured\n'],
    ['an object of an older version', scaler, 'horizontalpodautoscaler.autoscaling/a unchanged\n'],
  ]
  it.each(rows)('changes nothing: %s', async (_title, manifest, says) => {
    await cli.run('apply -f -', { stdin: manifest })
    const before = await everything()
    expect(await cli.run('apply -f -', { stdin: manifest })).toEqual({
      stdout: says,
      stderr: '',
      exitCode: 0,
    })
    expect(await everything()).toBe(before)
  })
})

async function everything(): Promise<string> {
  const { stdout } = await cli.run('get all,cm,pvc,pv,events,ns,nodes,hpa -A -o yaml')
  return stdout
}
