/** The namespace shop of the recordings: its manifests, and what the controllers had made of them. */
import type { Client } from '../../../src/apiserver/client.ts'
import { bindVolumes, putEndpoints, putOtherEvents, putRevisions, setStatuses } from './shop-objects.ts'
import { limitedPods, unlimitedPods } from './shop-pods.ts'
import { inShop, put } from './writes.ts'

/** What filling needs besides the client. */
interface Shop {
  rest: string
  web: string
  apply(manifest: string): Promise<void>
  /** It is so many seconds after the filling began. */
  at(seconds: number): void
}

/** Applies the manifests and adds pods, endpoints, volumes' bindings, statuses and events as they were. */
export async function fillShop(client: Client, { rest, web, apply, at }: Shop): Promise<void> {
  const documents = withAddresses(rest).split(/^---\n/m)
  const limits = documents.findIndex((document) => document.includes('kind: ResourceQuota'))
  await apply(documents.slice(0, limits).join('---\n'))
  await unlimitedPods(client)
  await apply(documents.slice(limits).join('---\n'))
  await apply(withAddresses(web))
  await forgetAddresses(client)
  await limitedPods(client, at)
  await bindVolumes(client)
  await putEndpoints(client)
  await putRevisions(client)
  await putOtherEvents(client)
  await put(client, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: inShop('kube-root-ca.crt'),
    data: { 'ca.crt': '' },
  })
  await apply(cronTab)
  await setStatuses(client)
}

const addresses: Record<string, string> = { web: '10.0.0.84', 'web-np': '10.0.0.88', 'web-lb': '10.0.0.73' }

/** The services' manifests with the addresses that the recorded cluster chose for them. */
function withAddresses(manifests: string): string {
  return manifests
    .split(/^---\n/m)
    .map((document) => {
      const address =
        /^kind: Service$/m.test(document) && addresses[/name: ([\w-]+)/.exec(document)?.[1] ?? '']
      return address ? document.replace(/^spec:$/m, `spec:\n  clusterIP: ${address}`) : document
    })
    .join('---\n')
}

/** The recorded manifests did not name them. */
async function forgetAddresses(client: Client): Promise<void> {
  const annotation = 'kubectl.kubernetes.io/last-applied-configuration'
  for (const [name, address] of Object.entries(addresses)) {
    const { metadata } = await client.get('Service', inShop(name))
    const applied = metadata?.annotations?.[annotation]?.replace(`"clusterIP":"${address}",`, '')
    const annotations = { [annotation]: applied }
    await client.patch('Service', inShop(name), 'merge', { metadata: { annotations } })
  }
}

const cronTab = JSON.stringify({
  apiVersion: 'stable.example.com/v1',
  kind: 'CronTab',
  metadata: { name: 'my-cron' },
  spec: { cronSpec: '* * * * */5', replicas: 3 },
})
