/** What becomes of volumes and claims, as commands show it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../../cli/test-cli.ts'

let cli: TestCli
beforeEach(() => {
  cli = createTestCli()
})
afterEach(() => cli[Symbol.asyncDispose]())

const storageClass = (name: string, more: object = {}) => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name },
  provisioner: 'disk.csi.example.com',
  ...more,
})
const claim = (name: string, spec: object = {}, size = '1Gi') => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name },
  spec: {
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'disks',
    resources: { requests: { storage: size } },
    ...spec,
  },
})
const pod = (name: string, claimName: string, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: {
    containers: [{ name: 'c', image: 'nginx', volumeMounts: [{ name: 'd', mountPath: '/data' }] }],
    volumes: [{ name: 'd', persistentVolumeClaim: { claimName } }],
    ...spec,
  },
})
const volume = (name: string, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name },
  spec: {
    capacity: { storage: '1Gi' },
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'disks',
    hostPath: { path: '/x' },
    ...spec,
  },
})

async function apply(...items: object[]): Promise<void> {
  const result = await cli.run('apply -f -', {
    stdin: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
  })
  expect(result).toMatchObject({ stderr: '', exitCode: 0 })
}

async function show(what: string, path: string): Promise<string> {
  const { stdout, stderr } = await cli.run(`get ${what} -o jsonpath={${path.replaceAll(' ', '}{')}}`)
  return stdout + stderr
}

/** 'Type Reason Message (source)' of what was told about an object. */
async function eventsOf(name: string): Promise<string[]> {
  const path = '{range .items[*]}{.type} {.reason} {.message}~{end}'
  const { stdout } = await cli.run([
    'get',
    'events',
    `--field-selector=involvedObject.name=${name}`,
    '-o',
    `jsonpath=${path}`,
  ])
  return stdout.split('~').slice(0, -1)
}

const grow = (size: string) =>
  cli.run([
    'patch',
    'pvc',
    'data',
    '--type=merge',
    '-p',
    JSON.stringify({ spec: { resources: { requests: { storage: size } } } }),
  ])

describe('a claim that is to grow', () => {
  it('does so at once where a pod runs with it', async () => {
    await apply(storageClass('disks', { allowVolumeExpansion: true }), claim('data'), pod('user', 'data'))
    expect(await grow('3Gi')).toMatchObject({ exitCode: 0 })
    const name = await show('pvc data', '.spec.volumeName')
    expect(await show('pvc data', '.status.capacity.storage .status.conditions')).toBe('3Gi')
    expect(await show(`pv ${name}`, '.spec.capacity.storage')).toBe('3Gi')
    const node = await show('pod user', '.spec.nodeName')
    expect((await eventsOf('data')).slice(-3)).toEqual([
      `Normal Resizing External resizer is resizing volume ${name}`,
      'Normal FileSystemResizeRequired Require file system resize of volume on node',
      `Normal FileSystemResizeSuccessful MountVolume.NodeExpandVolume succeeded for volume "${name}" ${node}`,
    ])
  })

  it('waits for a pod with its file system, and tells so', async () => {
    await apply(storageClass('disks', { allowVolumeExpansion: true }), claim('data'))
    await grow('3Gi')
    expect(await show('pvc data', '.status.capacity.storage')).toBe('1Gi')
    expect(await show('pvc data', '.status.conditions[*].type')).toBe('FileSystemResizePending')
    expect((await cli.run('describe pvc data')).stdout).toContain(
      'Waiting for user to (re-)start a pod to finish file system resize of volume on node.',
    )
    await apply(pod('user', 'data'))
    expect(await show('pvc data', '.status.capacity.storage')).toBe('3Gi')
    expect(await show('pvc data', '.status.conditions')).toBe('')
  })

  it('needs no pod where it is a block device', async () => {
    await apply(storageClass('disks', { allowVolumeExpansion: true }), claim('data', { volumeMode: 'Block' }))
    await grow('3Gi')
    expect(await show('pvc data', '.status.capacity.storage')).toBe('3Gi')
    expect(await eventsOf('data')).toContain('Normal VolumeResizeSuccessful Resize volume succeeded')
  })

  it.each([
    [
      'whose class does not let it',
      [storageClass('disks'), claim('data')],
      '3Gi',
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    ],
    [
      'without a class',
      [volume('v', { storageClassName: '' }), claim('data', { storageClassName: '' })],
      '3Gi',
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    ],
    [
      'to less than it has',
      [storageClass('disks', { allowVolumeExpansion: true }), claim('data')],
      '512Mi',
      'field can not be less than status.capacity',
    ],
  ])('%s is refused', async (_title, objects, size, message) => {
    await apply(...objects)
    const { stderr, exitCode } = await grow(size)
    expect(exitCode).toBe(1)
    expect(stderr).toContain(message)
  })
})

describe('a volume of a driver', () => {
  it('is attached to the node of its pod, and told so', async () => {
    await apply(storageClass('disks'), claim('data'), pod('user', 'data'))
    const name = await show('pvc data', '.spec.volumeName')
    const node = await show('pod user', '.spec.nodeName')
    expect(await show('pod user', '.status.phase')).toBe('Running')
    expect(await eventsOf('user')).toContain(
      `Normal SuccessfulAttachVolume AttachVolume.Attach succeeded for volume "${name}" `,
    )
    const { stdout } = await cli.run('get volumeattachments --no-headers')
    expect(stdout).toMatch(new RegExp(`^csi-[0-9a-f]{64} +disk.csi.example.com +${name} +${node} +true`))
    await cli.run('delete pod user')
    expect((await cli.run('get volumeattachments')).stderr).toBe('No resources found\n')
  })

  it('cannot be at two nodes at a time', async () => {
    await apply(
      storageClass('disks'),
      claim('data'),
      pod('one', 'data', { nodeName: 'worker-1' }),
      pod('two', 'data', { nodeName: 'worker-2' }),
    )
    const name = await show('pvc data', '.spec.volumeName')
    expect(await show('pod two', '.status.containerStatuses[0].state.waiting.reason')).toBe(
      'ContainerCreating',
    )
    expect(await eventsOf('two')).toContain(
      `Warning FailedAttachVolume Multi-Attach error for volume "${name}" Volume is already used by pod(s) one`,
    )
    await cli.run('delete pod one')
    expect(await show('pod two', '.status.phase')).toBe('Running')
  })

  it('is waited for by a pod that was put on a node before the claim was bound', async () => {
    await apply(claim('data'), pod('user', 'data', { nodeName: 'worker-1' }))
    expect(await show('pod user', '.status.phase')).toBe('Pending')
    await apply(storageClass('disks'))
    expect(await show('pod user', '.status.phase')).toBe('Running')
  })

  it('can be where its claim says that many may write', async () => {
    const shared = claim('data', { accessModes: ['ReadWriteMany'] })
    await apply(
      storageClass('disks'),
      shared,
      pod('one', 'data', { nodeName: 'worker-1' }),
      pod('two', 'data', { nodeName: 'worker-2' }),
    )
    expect(await show('pod two', '.status.phase')).toBe('Running')
  })

  it('stays for six minutes at a node that is lost', async () => {
    await apply(storageClass('disks'), claim('data'), pod('one', 'data', { nodeName: 'worker-1' }))
    await cli.run('fail node worker-1')
    await cli.run('delete pod one --force --grace-period=0')
    await apply(pod('two', 'data', { nodeName: 'worker-2' }))
    const name = await show('pvc data', '.spec.volumeName')
    expect(await eventsOf('two')).toContain(
      `Warning FailedAttachVolume Multi-Attach error for volume "${name}" Volume is already exclusively attached to one node and can't be attached to another`,
    )
    await cli.run('clock advance 5m59s')
    expect(await show('pod two', '.status.phase')).toBe('Pending')
    await cli.run('clock advance 1s')
    expect(await show('pod two', '.status.phase')).toBe('Running')
  })

  it('is let go at once by a node that is out of service', async () => {
    await apply(storageClass('disks'), claim('data'), pod('one', 'data', { nodeName: 'worker-1' }))
    await cli.run('fail node worker-1')
    await cli.run('clock advance 1m')
    await cli.run('taint node worker-1 node.kubernetes.io/out-of-service=nodeshutdown:NoExecute')
    await cli.run('delete pod one --force --grace-period=0')
    await apply(pod('two', 'data', { nodeName: 'worker-2' }))
    expect(await show('pod two', '.status.phase')).toBe('Running')
  })

  it.each([
    [
      'whose driver need not attach',
      storageClass('disks'),
      {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'CSIDriver',
        metadata: { name: 'disk.csi.example.com' },
        spec: { attachRequired: false },
      },
    ],
    [
      'of the simulated class',
      storageClass('disks', { provisioner: 'kubelite.dev/simulated' }),
      claim('other'),
    ],
  ])('is not attached if it is one %s', async (_title, first, second) => {
    await apply(first as object, second as object, claim('data'), pod('user', 'data'))
    expect(await show('pod user', '.status.phase')).toBe('Running')
    expect((await cli.run('get volumeattachments')).stderr).toBe('No resources found\n')
  })
})

describe('where a volume may be', () => {
  it('follows from the topologies of its class and the node that was chosen', async () => {
    await cli.run('label node worker-1 disktype=ssd')
    await cli.run('label node worker-2 disktype=nvme')
    const allowedTopologies = [{ matchLabelExpressions: [{ key: 'disktype', values: ['nvme', 'fast'] }] }]
    await apply(
      storageClass('disks', { volumeBindingMode: 'WaitForFirstConsumer', allowedTopologies }),
      claim('data'),
      pod('user', 'data'),
    )
    expect(await show('pod user', '.spec.nodeName')).toBe('worker-2')
    expect(
      await show(
        'pv',
        '.items[0].spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].values',
      ),
    ).toBe('["nvme"]')
  })

  it('is one node for a local volume', async () => {
    const required = {
      nodeSelectorTerms: [
        { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['worker-2'] }] },
      ],
    }
    const local = volume('disk', {
      hostPath: undefined,
      local: { path: '/mnt/disk' },
      nodeAffinity: { required },
    })
    await apply(
      storageClass('disks', {
        provisioner: 'kubernetes.io/no-provisioner',
        volumeBindingMode: 'WaitForFirstConsumer',
      }),
      local,
      claim('data'),
      pod('user', 'data'),
    )
    expect(await show('pod user', '.spec.nodeName')).toBe('worker-2')
    expect(await show('pvc data', '.spec.volumeName')).toBe('disk')
  })
})

describe('a claim that names no class', () => {
  it('gets the default one when there is one later', async () => {
    await cli.run('delete storageclass standard')
    await apply(claim('data', { storageClassName: undefined }))
    expect(await show('pvc data', '.status.phase')).toBe('Pending')
    await apply(
      storageClass('late', {
        metadata: { name: 'late', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      }),
    )
    expect(await show('pvc data', '.spec.storageClassName')).toBe('late')
    expect(await show('pvc data', '.status.phase')).toBe('Bound')
  })

  it('gets none if it says that it wants none', async () => {
    await apply(claim('data', { storageClassName: '' }))
    await cli.run('annotate storageclass standard a=b')
    expect(await show('pvc data', '.status.phase')).toBe('Pending')
  })
})

it('keeps the data of a volume that is retained, and gives it to nobody else', async () => {
  await apply(storageClass('disks', { reclaimPolicy: 'Retain' }), claim('data'))
  const name = await show('pvc data', '.spec.volumeName')
  await cli.run('delete pvc data')
  await apply(claim('data'))
  expect(await show(`pv ${name}`, '.status.phase')).toBe('Released')
  expect(await show('pvc data', '.spec.volumeName')).not.toBe(name)
})

it('changes the attributes of a volume as its claim says', async () => {
  const attributes = (name: string) => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'VolumeAttributesClass',
    metadata: { name },
    driverName: 'disk.csi.example.com',
  })
  await apply(storageClass('disks'), attributes('slow'), claim('data', { volumeAttributesClassName: 'slow' }))
  expect(await show('pvc data', '.status.currentVolumeAttributesClassName')).toBe('slow')
  await cli.run([
    'patch',
    'pvc',
    'data',
    '--type=merge',
    '-p',
    '{"spec":{"volumeAttributesClassName":"fast"}}',
  ])
  expect(await show('pvc data', '.status.modifyVolumeStatus.status')).toBe('Pending')
  await apply(attributes('fast'))
  expect(await show('pvc data', '.status.currentVolumeAttributesClassName')).toBe('fast')
  expect(await show('pv', '.items[0].spec.volumeAttributesClassName')).toBe('fast')
  expect(await eventsOf('data')).toContain(
    'Normal VolumeModifySuccessful external resizer modified volume data with vac fast successfully',
  )
})
