/** What goes with objects that are deleted: dependents by owner, what a namespace holds. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ReplicaSet } from '../../src/generated/types.ts'
import { createTestCli, type TestCli } from '../cli/test-cli.ts'
import { claim, web } from './manifests.ts'
import { expectSession } from './transcript.ts'

let cli: TestCli
beforeEach(() => {
  cli = createTestCli()
})
afterEach(() => cli[Symbol.asyncDispose]())

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
