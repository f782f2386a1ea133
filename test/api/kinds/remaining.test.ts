/** Kinds that nothing in the cluster acts on: what a new cluster has of them, their tables and descriptions. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../../cli/test-cli.ts'

let cli: TestCli
beforeEach(() => {
  cli = createTestCli()
})
afterEach(() => cli[Symbol.asyncDispose]())

const run = async (line: string, stdin = '') => {
  const { stdout, stderr, exitCode } = await cli.run(line, { stdin })
  expect({ line, stderr, exitCode }).toEqual({ line, stderr: '', exitCode: 0 })
  return stdout
}
const rows = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/))

describe('APIServices', () => {
  it('has one for each version of a group that the server serves', async () => {
    const [head, ...lines] = rows(await run('get apiservices'))
    expect(head).toEqual(['NAME', 'SERVICE', 'AVAILABLE', 'AGE'])
    const names = lines.map(([name]) => name)
    expect(names).toContain('v1.')
    expect(names).toContain('v1.apps')
    expect(names).toContain('v2.autoscaling')
    expect(names).not.toContain('v1.apiregistration.k8s.io')
    for (const [, service, available] of lines) expect([service, available]).toEqual(['Local', 'True'])
  })

  it('knows where a group stands among the others', async () => {
    const { metadata, spec, status } = JSON.parse(await run('get apiservice v1.apps -o json'))
    expect(metadata.labels).toEqual({ 'kube-aggregator.kubernetes.io/automanaged': 'onstart' })
    expect(spec).toEqual({ group: 'apps', version: 'v1', groupPriorityMinimum: 17800, versionPriority: 15 })
    expect(status.conditions).toMatchObject([{ type: 'Available', status: 'True', reason: 'Local' }])
  })

  it.each([
    ['metrics.k8s.io', 'v1beta1', 'True'],
    ['custom.example.com', 'v1', 'False (FailedDiscoveryCheck)'],
  ])('tells of the server of %s whether it is there', async (group, version, available) => {
    const manifest = {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: `${version}.${group}` },
      spec: {
        group,
        version,
        groupPriorityMinimum: 100,
        versionPriority: 100,
        service: { namespace: 'kube-system', name: 'server' },
      },
    }
    await run('apply -f -', JSON.stringify(manifest))
    expect(await run('apply -f -', JSON.stringify(manifest))).toMatch(/ unchanged\n$/)
    const [, line] = rows(await run(`get apiservice ${version}.${group}`))
    expect(line?.slice(1, 3)).toEqual(['kube-system/server', available])
  })
})

describe('ComponentStatuses', () => {
  it('tells that all parts are well, and that nobody should ask', async () => {
    expect(await cli.run('get componentstatuses')).toEqual({
      stderr: 'Warning: v1 ComponentStatus is deprecated in v1.19+\n',
      exitCode: 0,
      stdout: [
        'NAME                 STATUS    MESSAGE   ERROR',
        'controller-manager   Healthy   ok        ',
        'etcd-0               Healthy   ok        ',
        'scheduler            Healthy   ok        ',
        '',
      ].join('\n'),
    })
    const type = await cli.run('get cs scheduler -o jsonpath={.conditions[0].type}')
    expect(type.stdout).toBe('Healthy')
    expect((await cli.run('get cs nosuch')).stderr).toContain(
      'Error from server (NotFound): componentstatuses "nosuch" not found\n',
    )
  })
})

describe('flow control', () => {
  it('has the levels of an API server, and schemas that lead to them', async () => {
    const levels = rows(await run('get prioritylevelconfigurations')).slice(1)
    expect(levels.map((line) => line.slice(0, 6))).toEqual([
      ['catch-all', 'Limited', '5', '<none>', '<none>', '<none>'],
      ['exempt', 'Exempt', '<none>', '<none>', '<none>', '<none>'],
      ['global-default', 'Limited', '20', '128', '6', '50'],
      ['leader-election', 'Limited', '10', '16', '4', '50'],
      ['node-high', 'Limited', '40', '64', '6', '50'],
      ['system', 'Limited', '30', '64', '6', '50'],
      ['workload-high', 'Limited', '40', '128', '6', '50'],
      ['workload-low', 'Limited', '100', '128', '6', '50'],
    ])
    const known = new Set(levels.map(([name]) => name))
    const schemas = rows(await run('get flowschemas')).slice(1)
    expect(schemas).toHaveLength(13)
    for (const [, level, , , , missing] of schemas) {
      expect(known).toContain(level)
      expect(missing).toBe('False')
    }
  })

  it('has nothing that it would not take itself', async () => {
    for (const kind of ['flowschemas', 'prioritylevelconfigurations', 'apiservices']) {
      const list = await run(`get ${kind} -o json`)
      expect(await run('replace -f - --dry-run=server', list)).toMatch(/ replaced \(server dry run\)\n$/)
    }
  })
})

describe('claims of devices', () => {
  const claim = (devices: object) => ({
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaim',
    metadata: { name: 'c' },
    spec: { devices },
  })
  const gpu = { name: 'gpu', exactly: { deviceClassName: 'gpu.example.com' } }

  it('asks for one device where nothing else is said, and then stays as it is', async () => {
    await run('create -f -', JSON.stringify(claim({ requests: [gpu] })))
    expect(await run('get resourceclaim c -o jsonpath={.spec.devices.requests[0].exactly}')).toBe(
      '{"allocationMode":"ExactCount","count":1,"deviceClassName":"gpu.example.com"}',
    )
    const { stderr } = await cli.run('replace -f -', { stdin: JSON.stringify(claim({ requests: [] })) })
    expect(stderr).toMatch(
      /^The ResourceClaim "c" is invalid: spec: Invalid value: .*: field is immutable\n$/,
    )
  })

  it.each([
    [
      'nothing asked for',
      { requests: [{ name: 'gpu' }] },
      'spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required',
    ],
    [
      'no class',
      { requests: [{ name: 'gpu', exactly: {} }] },
      'spec.devices.requests[0].exactly.deviceClassName: Required value',
    ],
    ['two of a name', { requests: [gpu, gpu] }, 'spec.devices.requests[1].name: Duplicate value: "gpu"'],
    [
      'a count of all',
      { requests: [{ name: 'gpu', exactly: { ...gpu.exactly, allocationMode: 'All', count: 2 } }] },
      "spec.devices.requests[0].exactly.count: Invalid value: 2: must not be specified when allocationMode is 'All'",
    ],
    [
      'a constraint of what is not asked for',
      { requests: [gpu], constraints: [{ requests: ['nic'], matchAttribute: 'a.b/c' }] },
      `spec.devices.constraints[0].requests[0]: Invalid value: "nic": must be the name of a request in the claim or the name of a request and a subrequest separated by '/'`,
    ],
  ])('is refused with %s', async (_, devices, text) => {
    const { stderr } = await cli.run('create -f -', { stdin: JSON.stringify(claim(devices)) })
    expect(stderr).toBe(`The ResourceClaim "c" is invalid: ${text}\n`)
  })

  it('refuses slices that are nowhere', async () => {
    const slice = {
      apiVersion: 'resource.k8s.io/v1',
      kind: 'ResourceSlice',
      metadata: { name: 's' },
      spec: { driver: 'gpu.example.com', pool: { name: 'p', generation: 1, resourceSliceCount: 1 } },
    }
    const { stderr } = await cli.run('create -f -', { stdin: JSON.stringify(slice) })
    expect(stderr).toBe(
      'The ResourceSlice "s" is invalid: spec: Required value: exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required\n',
    )
  })
})

describe('deprecated kinds', () => {
  it.each([['get endpoints'], ['get ep,svc -o yaml'], ['describe endpoints kubernetes']])(
    'are warned of once: %s',
    async (line) => {
      expect((await cli.run(line)).stderr).toContain(
        'Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\n',
      )
    },
  )
})

describe('tables', () => {
  it.each([
    [
      'IPAddress',
      'networking.k8s.io/v1',
      '10.96.0.9',
      { spec: { parentRef: { resource: 'services', namespace: 'default', name: 'web' } } },
      'NAME        PARENTREF\n10.96.0.9   services/default/web\n',
    ],
    [
      'ServiceCIDR',
      'networking.k8s.io/v1',
      'more',
      { spec: { cidrs: ['10.0.0.0/24', '2001:db8::/64'] } },
      'NAME   CIDRS                       AGE\nmore   10.0.0.0/24,2001:db8::/64   0s\n',
    ],
    [
      'PriorityLevelConfiguration',
      'flowcontrol.apiserver.k8s.io/v1',
      'free',
      { spec: { type: 'Exempt', exempt: { nominalConcurrencyShares: 5 } } },
      'NAME   TYPE     NOMINALCONCURRENCYSHARES   QUEUES   HANDSIZE   QUEUELENGTHLIMIT   AGE\nfree   Exempt   <none>                     <none>   <none>     <none>             0s\n',
    ],
    [
      'VolumeAttributesClass',
      'storage.k8s.io/v1',
      'fast',
      { driverName: 'csi.example.com', parameters: { iops: '100' } },
      'NAME   DRIVERNAME        AGE\nfast   csi.example.com   0s\n',
    ],
  ])('%s', async (kind, apiVersion, name, rest, table) => {
    await run('create -f -', JSON.stringify({ apiVersion, kind, metadata: { name }, ...rest }))
    expect(await run(`get ${kind} ${name}`)).toBe(table)
  })
})

describe('descriptions', () => {
  it.each([
    [
      'IPAddress',
      'networking.k8s.io/v1',
      '10.96.0.9',
      { spec: { parentRef: { resource: 'services', namespace: 'default', name: 'web' } } },
      `Name:         10.96.0.9
Labels:       <none>
Annotations:  <none>
Parent Reference:
  Group:      
  Resource:   services
  Namespace:  default
  Name:       web
Events:       <none>
`,
    ],
    [
      'ServiceCIDR',
      'networking.k8s.io/v1',
      'more',
      { spec: { cidrs: ['10.0.0.0/24', '2001:db8::/64'] } },
      `Name:         more
Labels:       <none>
Annotations:  <none>
CIDRs:        10.0.0.0/24, 2001:db8::/64
Status:
Conditions:
  Type   Status  LastTransitionTime               Reason  Message
  ----   ------  ------------------               ------  -------
  Ready  True    Sun, 22 Nov 2026 12:00:00 +0000          Kubernetes Service CIDR is ready
Events:  <none>
`,
    ],
    [
      'VolumeAttributesClass',
      'storage.k8s.io/v1',
      'fast',
      { driverName: 'csi.example.com', parameters: { iops: '100', a: 'b' } },
      `Name:         fast
Annotations:  <none>
DriverName:   csi.example.com
Parameters:   a=b,iops=100
Events:       <none>
`,
    ],
  ])('%s', async (kind, apiVersion, name, rest, text) => {
    await run('create -f -', JSON.stringify({ apiVersion, kind, metadata: { name }, ...rest }))
    expect(await run(`describe ${kind} ${name}`)).toBe(text)
  })
})
