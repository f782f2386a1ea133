/** Pod security: the levels and their checks, what is refused and what is warned of. */
import { describe, expect, it } from 'vitest'
import type { Unstructured } from '../../src/apimachinery/object.ts'
import type { Client } from '../../src/apiserver/client.ts'
import type { Pod, PodSpec } from '../../src/generated/types.ts'
import { rejection, testServer } from '../support/server.ts'

const PREFIX = 'pod-security.kubernetes.io/'

async function labelled(labels: Record<string, string>): Promise<Client> {
  const { client } = await testServer()
  const prefixed = Object.fromEntries(Object.entries(labels).map(([key, value]) => [PREFIX + key, value]))
  await client.patch('Namespace', { namespace: '', name: 'default' }, 'merge', {
    metadata: { labels: prefixed },
  })
  return client
}

const pod = (spec: object = {}, name = 'p', annotations: Record<string, string> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', annotations },
  spec: { containers: [{ name: 'c', image: 'i' }], ...spec } as PodSpec,
})

/** A pod whose containers a and b have a security context. */
const secured = (a: object, b: object = {}, spec: object = {}) =>
  pod({
    containers: [
      { name: 'a', image: 'i', securityContext: a },
      { name: 'b', image: 'i', securityContext: b },
    ],
    ...spec,
  })

const harmless = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
}

const refusalOf = async (client: Client, object: Pod) =>
  (await rejection(client.create('Pod', object, { dryRun: true }))).message

describe('the baseline refuses', () => {
  it.each<[title: string, object: Pod, violation: string]>([
    [
      'privileged containers',
      secured({ privileged: true }),
      'privileged (container "a" must not set securityContext.privileged=true)',
    ],
    [
      'capabilities that are not given by default',
      secured({ capabilities: { add: ['NET_RAW', 'CHOWN'] } }, { capabilities: { add: ['SYS_ADMIN'] } }),
      'non-default capabilities (containers "a", "b" must not include "NET_RAW", "SYS_ADMIN" in securityContext.capabilities.add)',
    ],
    [
      'namespaces of the host',
      pod({ hostNetwork: true, hostPID: true }),
      'host namespaces (hostNetwork=true, hostPID=true)',
    ],
    [
      'folders of the host',
      pod({ volumes: [{ name: 'v', hostPath: { path: '/' } }] }),
      'hostPath volumes (volume "v")',
    ],
    [
      'ports of the host',
      pod({ containers: [{ name: 'c', image: 'i', ports: [{ containerPort: 80, hostPort: 8080 }] }] }),
      'hostPort (container "c" uses hostPort 8080)',
    ],
    [
      'probes of other hosts',
      pod({ containers: [{ name: 'c', image: 'i', livenessProbe: { httpGet: { port: 80, host: 'db' } } }] }),
      'probe or lifecycle host (container "c" uses probe or lifecycle host "db")',
    ],
    [
      'profiles of AppArmor that confine nothing',
      pod({ securityContext: { appArmorProfile: { type: 'Unconfined' } } }),
      'forbidden AppArmor profile (pod must not set AppArmor profile type to "Unconfined")',
    ],
    [
      'profiles of seccomp that confine nothing',
      secured(
        { seccompProfile: { type: 'Unconfined' } },
        {},
        { securityContext: { seccompProfile: { type: 'Unconfined' } } },
      ),
      'seccompProfile (pod and container "a" must not set securityContext.seccompProfile.type to "Unconfined")',
    ],
    [
      'options of SELinux',
      secured({ seLinuxOptions: { type: 'spc_t', user: 'u' } }),
      'seLinuxOptions (container "a" set forbidden securityContext.seLinuxOptions: type "spc_t"; user may not be set)',
    ],
    [
      'parameters of the kernel',
      pod({
        securityContext: {
          sysctls: [
            { name: 'kernel.msgmax', value: '1' },
            { name: 'net.ipv4.tcp_rmem', value: '1' },
          ],
        },
      }),
      'forbidden sysctls (kernel.msgmax)',
    ],
    [
      'processes of a Windows host',
      pod({
        hostNetwork: true,
        securityContext: { windowsOptions: { hostProcess: true }, runAsNonRoot: false },
        os: { name: 'windows' },
      }),
      'host namespaces (hostNetwork=true), hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)',
    ],
  ])('%s', async (_, object, violation) => {
    const client = await labelled({ enforce: 'baseline' })
    expect(await refusalOf(client, object)).toBe(
      `pods "p" is forbidden: violates PodSecurity "baseline:latest": ${violation}`,
    )
  })

  it('no simple pod', async () => {
    await expect((await labelled({ enforce: 'baseline' })).create('Pod', pod())).resolves.toBeDefined()
  })
})

describe('the restricted level refuses', () => {
  it.each<[title: string, object: Pod, violation: string]>([
    [
      'a pod that says nothing',
      pod(),
      'allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    ],
    [
      'what the baseline refuses, once',
      secured(
        harmless,
        { ...harmless, capabilities: { drop: ['ALL'], add: ['SYS_TIME'] } },
        { hostIPC: true },
      ),
      'host namespaces (hostIPC=true), unrestricted capabilities (container "b" must not include "SYS_TIME" in securityContext.capabilities.add)',
    ],
    [
      'volumes that reach out of the cluster',
      secured(harmless, harmless, {
        volumes: [
          { name: 'n', nfs: { server: 's', path: '/' } },
          { name: 'h', hostPath: { path: '/' } },
        ],
      }),
      'restricted volume types (volumes "n", "h" use restricted volume types "hostPath", "nfs")',
    ],
    [
      'root by its number',
      secured({ ...harmless, runAsUser: 0 }, harmless),
      'runAsUser=0 (container "a" must not set runAsUser=0)',
    ],
    [
      'who says to be root',
      secured({ ...harmless, runAsNonRoot: false }, harmless),
      'runAsNonRoot != true (container "a" must not set securityContext.runAsNonRoot=false)',
    ],
  ])('%s', async (_, object, violation) => {
    const client = await labelled({ enforce: 'restricted' })
    expect(await refusalOf(client, object)).toBe(
      `pods "p" is forbidden: violates PodSecurity "restricted:latest": ${violation}`,
    )
  })

  it.each<[title: string, object: Pod]>([
    ['a pod that gives up all of it', secured(harmless, harmless)],
    [
      'one that says so for all of its containers',
      secured(
        { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } },
        { ...harmless },
        {
          securityContext: {
            runAsNonRoot: true,
            seccompProfile: { type: 'Localhost', localhostProfile: 'x' },
          },
        },
      ),
    ],
    [
      'root in a user namespace',
      secured({ ...harmless, runAsNonRoot: false, runAsUser: 0 }, harmless, { hostUsers: false }),
    ],
  ])('but not %s', async (_, object) => {
    await expect((await labelled({ enforce: 'restricted' })).create('Pod', object)).resolves.toBeDefined()
  })

  it('only what its version knew', async () => {
    const client = await labelled({ enforce: 'restricted', 'enforce-version': 'v1.7' })
    const message = await refusalOf(client, pod({ volumes: [{ name: 'h', hostPath: { path: '/' } }] }))
    expect(message).toBe(
      'pods "p" is forbidden: violates PodSecurity "restricted:v1.7": restricted volume types (volume "h" uses restricted volume type "hostPath"), runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true)',
    )
  })
})

describe('a warning tells', () => {
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'd', namespace: 'default' },
    spec: {
      selector: { matchLabels: { a: 'b' } },
      template: {
        metadata: { labels: { a: 'b' } },
        spec: { hostPID: true, containers: [{ name: 'c', image: 'i' }] },
      },
    },
  } as Unstructured
  const told = 'would violate PodSecurity "baseline:latest": host namespaces (hostPID=true)'

  it.each<[title: string, labels: Record<string, string>, warnings: string[]]>([
    ['of a template that its namespace warns of', { warn: 'baseline' }, [told]],
    ['of a template whose pods will be refused', { enforce: 'baseline' }, [told]],
    ['nothing where the namespace wants none', { enforce: 'baseline', warn: 'privileged' }, []],
    ['nothing of what is only audited', { audit: 'restricted' }, []],
  ])('%s', async (_, labels, expected) => {
    const warnings: string[] = []
    const client = await labelled(labels)
    await client.create('Deployment', deployment as never, { onWarning: (text) => warnings.push(text) })
    expect(warnings).toEqual(expected)
  })

  it('of pods that are there when a level gets stricter', async () => {
    const client = await labelled({})
    for (const name of ['a', 'b', 'c']) await client.create('Pod', pod({ hostPID: name !== 'c' }, name))
    const warnings: string[] = []
    const labels = { metadata: { labels: { [`${PREFIX}enforce`]: 'baseline' } } }
    await client.patch('Namespace', { namespace: '', name: 'default' }, 'merge', labels, {
      onWarning: (text) => warnings.push(text),
    })
    expect(warnings).toEqual([
      'existing pods in namespace "default" violate the new PodSecurity enforce level "baseline:latest"',
      'a (and 1 other pod): host namespaces',
    ])
  })
})

it('refuses labels that cannot be read, and enforces the strictest where they are there already', async () => {
  const client = await labelled({})
  const broken = labelled({ enforce: 'strict', 'warn-version': '1.2' })
  expect((await rejection(broken)).message).toBe(
    `Namespace "default" is invalid: [metadata.labels[${PREFIX}enforce]: Invalid value: "strict": must be one of privileged, baseline, restricted, metadata.labels[${PREFIX}warn-version]: Invalid value: "1.2": must be "latest" or "v1.x"]`,
  )
  await expect(client.create('Pod', pod({ hostPID: true }))).resolves.toBeDefined()
})

it('looks at pods again when their image changes', async () => {
  const client = await labelled({})
  await client.create('Pod', pod({ hostPID: true }))
  await client.patch('Namespace', { namespace: '', name: 'default' }, 'merge', {
    metadata: { labels: { [`${PREFIX}enforce`]: 'baseline' } },
  })
  const change = (patch: object) =>
    client.patch('Pod', { namespace: 'default', name: 'p' }, 'strategic', patch)
  await expect(change({ metadata: { labels: { a: 'b' } } })).resolves.toBeDefined()
  expect((await rejection(change({ spec: { containers: [{ name: 'c', image: 'j' }] } }))).message).toMatch(
    /violates PodSecurity "baseline:latest"/,
  )
})
