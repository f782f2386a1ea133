/** The example of the README: a real application comes up, survives the loss of a node, grows, and goes away. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Pod } from '../../src/generated/types.ts'
import { createTestCli, type TestCli } from '../cli/test-cli.ts'
import { expectSession } from './transcript.ts'

const guestbook = new URL('../../examples/guestbook', import.meta.url).pathname

let cli: TestCli
beforeEach(async () => {
  cli = createTestCli()
  await cli.run(['apply', '-f', guestbook])
})
afterEach(() => cli[Symbol.asyncDispose]())

describe('the guestbook', () => {
  it('runs after one command', async () => {
    await expectSession(
      cli,
      `
      $ apply -f ${guestbook}
      configmap/frontend unchanged
      service/frontend unchanged
      deployment.apps/frontend unchanged
      service/redis-follower unchanged
      deployment.apps/redis-follower unchanged
      service/redis-leader unchanged
      deployment.apps/redis-leader unchanged

      $ get pods,svc,deploy
      NAME                           READY   STATUS    RESTARTS   AGE
      pod/frontend-HASH-SUFFIX       1/1     Running   0          0s
      pod/frontend-HASH-SUFFIX       1/1     Running   0          0s
      pod/frontend-HASH-SUFFIX       1/1     Running   0          0s
      pod/redis-follower-HASH-SUFFIX  1/1     Running   0          0s
      pod/redis-follower-HASH-SUFFIX  1/1     Running   0          0s
      pod/redis-leader-HASH-SUFFIX   1/1     Running   0          0s

      NAME                     TYPE           CLUSTER-IP      EXTERNAL-IP   PORT(S)        AGE
      service/frontend         LoadBalancer   SERVICE-IP   198.18.0.2    80:NODE-PORT/TCP   0s
      service/kubernetes       ClusterIP      SERVICE-IP       <none>        443/TCP        0s
      service/redis-follower   ClusterIP      SERVICE-IP   <none>        6379/TCP       0s
      service/redis-leader     ClusterIP      SERVICE-IP    <none>        6379/TCP       0s

      NAME                             READY   UP-TO-DATE   AVAILABLE   AGE
      deployment.apps/frontend         3/3     3            3           0s
      deployment.apps/redis-follower   2/2     2            2           0s
      deployment.apps/redis-leader     1/1     1            1           0s

      $ get rs -l app=redis -o wide
      NAME                DESIRED   CURRENT   READY   AGE   CONTAINERS   IMAGES      SELECTOR
      redis-follower-${await hashOf('redis-follower')}   2   2   2   0s   redis   redis:7.4   app=redis,pod-template-hash=${await hashOf('redis-follower')},role=follower
      redis-leader-${await hashOf('redis-leader')}   1   1   1   0s   redis   redis:7.4   app=redis,pod-template-hash=${await hashOf('redis-leader')},role=leader
      `,
    )
  })

  it('is spread over the workers, each pod with an address of its own', async () => {
    const pods = await allPods()
    expect(new Set(pods.map(({ spec }) => spec?.nodeName))).toEqual(new Set(['worker-1', 'worker-2']))
    expect(new Set(pods.map(({ status }) => status?.podIP)).size).toBe(6)
    expect(await endpointsOf('frontend')).toEqual(addresses(pods, 'role=frontend', 8080))
  })

  it('comes up elsewhere when a node is lost', async () => {
    const before = await allPods()
    await expectSession(
      cli,
      `
      $ delete node worker-1
      node "worker-1" deleted

      $ get nodes
      NAME            STATUS   ROLES           AGE   VERSION
      control-plane   Ready    control-plane   0s    v1.36.0
      worker-2        Ready    <none>          0s    v1.36.0

      $ get deploy
      NAME             READY   UP-TO-DATE   AVAILABLE   AGE
      frontend         3/3     3            3           0s
      redis-follower   2/2     2            2           0s
      redis-leader     1/1     1            1           0s

      $ get pods -l role=leader -o wide
      NAME                      READY   STATUS    RESTARTS   AGE   IP      NODE       NOMINATED NODE   READINESS GATES
      redis-leader-HASH-SUFFIX  1/1     Running   0          0s    POD-IP  worker-2   <none>           <none>
      `,
    )
    const after = await allPods()
    expect(after.map(({ spec, status }) => `${spec?.nodeName} ${status?.phase}`)).toEqual(
      Array(6).fill('worker-2 Running'),
    )
    const kept = before
      .filter(({ spec }) => spec?.nodeName === 'worker-2')
      .map(({ metadata }) => metadata.uid)
    const came = after.filter(({ metadata }) => !kept.includes(metadata.uid))
    expect(came).toHaveLength(6 - kept.length)
    const former = before.map(({ status }) => status?.podIP)
    expect(came.filter(({ status }) => former.includes(status?.podIP))).toEqual([])
    expect(await endpointsOf('frontend')).toEqual(addresses(after, 'role=frontend', 8080))
  })

  it('waits for a node where none is left', async () => {
    await cli.run('delete node worker-1 worker-2')
    const pods = await allPods()
    expect(pods.map(({ status }) => status?.phase)).toEqual(Array(6).fill('Pending'))
    expect(pods[0]?.status?.conditions?.[0]).toMatchObject({
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message:
        '0/1 nodes are available: 1 node(s) had untolerated taint(s). no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
    })
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'worker-3' } }
    await cli.run('create -f -', { stdin: JSON.stringify(node) })
    expect((await allPods()).map(({ spec, status }) => `${spec?.nodeName} ${status?.phase}`)).toEqual(
      Array(6).fill('worker-3 Running'),
    )
  })

  it('grows and shrinks', async () => {
    await expectSession(
      cli,
      `
      $ scale deployment frontend --replicas=5
      deployment.apps/frontend scaled

      $ get deploy frontend
      NAME       READY   UP-TO-DATE   AVAILABLE   AGE
      frontend   5/5     5            5           0s

      $ scale deployment frontend --current-replicas=3 --replicas=1
      [stderr] error: Expected replicas to be 3, was 5
      [exit 1]

      $ scale deployment frontend redis-follower --replicas=0
      deployment.apps/frontend scaled
      deployment.apps/redis-follower scaled

      $ get pods -o name
      pod/redis-leader-HASH-SUFFIX

      $ get endpointslices -l app=redis,role=leader --no-headers -o custom-columns=A:.addressType,E:.endpoints[*].addresses,P:.ports[*].port
      IPv4  [POD-IP]  6379

      $ get endpointslices -l role=frontend --no-headers -o custom-columns=A:.addressType,E:.endpoints[*].addresses
      IPv4  <none>
      `,
    )
  })

  it('goes away as it came', async () => {
    await cli.run(['delete', '-f', guestbook])
    await expectSession(
      cli,
      `
      $ get all,cm,endpointslices -l app
      [stderr] No resources found in default namespace.
      `,
    )
    expect(await allPods()).toEqual([])
  })
})

async function allPods(): Promise<Pod[]> {
  return (await cli.cluster()).read(async (client) => (await client.list('Pod')).items)
}

async function hashOf(deployment: string): Promise<string> {
  const { items } = await (await cli.cluster()).read((client) => client.list('ReplicaSet'))
  const set = items.find(({ metadata }) => metadata.ownerReferences?.[0]?.name === deployment)
  return set?.metadata.labels?.['pod-template-hash'] ?? ''
}

async function endpointsOf(name: string): Promise<string[]> {
  const { items } = await (await cli.cluster()).read((client) =>
    client.list('EndpointSlice', { labelSelector: `kubernetes.io/service-name=${name}` }),
  )
  return items
    .flatMap(({ endpoints, ports }) =>
      (endpoints ?? []).flatMap(({ addresses: each }) =>
        (ports ?? []).map(({ port }) => `${each[0]}:${port}`),
      ),
    )
    .toSorted()
}

function addresses(pods: readonly Pod[], label: string, port: number): string[] {
  const [key = '', value] = label.split('=')
  return pods
    .filter(({ metadata }) => metadata.labels?.[key] === value)
    .map(({ status }) => `${status?.podIP}:${port}`)
    .toSorted()
}
