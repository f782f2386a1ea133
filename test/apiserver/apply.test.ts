/** Server-side apply and field ownership, as the documentation of Kubernetes tells them. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { KubeObject, Unstructured } from '../../src/apimachinery/object.ts'
import { statusCause } from '../../src/apimachinery/status-error.ts'
import type { Client } from '../../src/apiserver/client.ts'
import { showManagedFields } from '../../src/apiserver/managers/showing-client.ts'
import type { SteppingClock } from '../../src/base/clock.ts'
import { configMap, named, rejection, testServer } from '../support/server.ts'

let client: Client
let clock: SteppingClock
beforeEach(async () => {
  const made = await testServer()
  clock = made.clock
  client = showManagedFields(made.client, made.server.registry)
})

type Manager = Record<string, unknown>

/** The managers of an object: `name/operation[/subresource]` with the fields as JSON. */
function managers(object: KubeObject): Record<string, unknown> {
  return Object.fromEntries(
    (object.metadata.managedFields ?? []).map((entry: Manager) => [
      [entry.manager, entry.operation, ...(entry.subresource ? [entry.subresource] : [])].join('/'),
      entry.fieldsV1,
    ]),
  )
}

const by = (fieldManager: string, more: object = {}) => ({ fieldManager, ...more })
const cm = (data: Record<string, string>, more: Partial<Unstructured> = {}) =>
  configMap('web', { data, ...more })
const get = async () => (await client.get('ConfigMap', named('web'))) as KubeObject & { data?: object }

function deployment(spec: object = {}, container: object = {}): Unstructured {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'app', image: 'app:1', ...container }] },
      },
      ...spec,
    },
  }
}

describe('an apply', () => {
  it('creates what is not there, owned by its manager', async () => {
    const made = await client.apply(
      'ConfigMap',
      cm({ a: '1' }, { metadata: { labels: { app: 'web' } } }),
      by('me'),
    )
    expect(made.metadata.managedFields).toEqual([
      {
        manager: 'me',
        operation: 'Apply',
        apiVersion: 'v1',
        time: '2026-01-01T00:00:00Z',
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:data': { 'f:a': {} }, 'f:metadata': { 'f:labels': { 'f:app': {} } } },
      },
    ])
  })

  it('needs a manager', async () => {
    const error = await rejection(client.apply('ConfigMap', cm({}), {}))
    expect(error.message).toBe(
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    )
  })

  it.each<[string, string, (fieldManager: string) => Promise<unknown>, string]>([
    [
      'too long for an apply',
      'x'.repeat(129),
      (fieldManager) => client.apply('ConfigMap', cm({}), { fieldManager }),
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Too long: may not be more than 128 bytes',
    ],
    [
      'too long to create',
      'x'.repeat(129),
      (fieldManager) => client.create('ConfigMap', cm({}), { fieldManager }),
      'CreateOptions.meta.k8s.io "" is invalid: fieldManager: Too long: may not be more than 128 bytes',
    ],
    [
      'not to be printed',
      'a\tb',
      (fieldManager) => client.update('ConfigMap', cm({}), { fieldManager }),
      'UpdateOptions.meta.k8s.io "" is invalid: fieldManager: Invalid value: "a\\tb": invalid character U+0009 (at position 1)',
    ],
  ])('refuses a manager whose name is %s', async (_, name, write, text) => {
    expect((await rejection(write(name))).message).toBe(text)
  })

  it('refuses a configuration that tells of managers', async () => {
    const error = await rejection(
      client.apply('ConfigMap', cm({}, { metadata: { managedFields: [] } }), by('me')),
    )
    expect(error.message).toBe('metadata.managedFields must be nil')
  })

  it('refuses a configuration in another version', async () => {
    const error = await rejection(
      client.apply('Deployment', { ...deployment(), apiVersion: 'apps/v1beta1' }, by('me')),
    )
    expect(error.message).toBe(
      'Incorrect version specified in apply patch. Specified patch version: apps/v1beta1, expected: apps/v1',
    )
  })

  it('takes a resourceVersion for a precondition', async () => {
    const made = await client.apply('ConfigMap', cm({ a: '1' }), by('me'))
    await client.apply('ConfigMap', cm({ a: '2' }), by('me'))
    const { resourceVersion } = made.metadata
    const error = await rejection(
      client.apply('ConfigMap', cm({ a: '3' }, { metadata: { resourceVersion } }), by('me')),
    )
    expect(error.message).toContain('the object has been modified')
  })

  it('writes nothing when nothing changes, however late', async () => {
    const made = await client.apply('ConfigMap', cm({ a: '1' }), by('me'))
    clock.stepTo(clock.now() + 5000)
    const again = await client.apply('ConfigMap', cm({ a: '1' }), by('me'))
    expect(again).toEqual(made)
  })

  it('stores nothing in a dry run, and tells what it would be', async () => {
    const seen = await client.apply('ConfigMap', cm({ a: '1' }), by('me', { dryRun: true }))
    expect(managers(seen)).toEqual({ 'me/Apply': { 'f:data': { 'f:a': {} } } })
    expect(await client.find('ConfigMap', named('web'))).toBeUndefined()
  })

  it.each([
    ['a field that does not exist', { bogus: 1 }, '.bogus: field not declared in schema'],
    ['a value of another type', { immutable: 'x' }, '.immutable: expected boolean, got &{x}'],
    [
      'a text that is a number',
      { data: { a: 1 } },
      '.data.a: expected string, got &value.valueUnstructured{Value:1}',
    ],
    ['something else than a map', { data: 'x' }, '.data: expected map, got &{x}'],
  ])('refuses %s', async (_, more, text) => {
    const error = await rejection(client.apply('ConfigMap', configMap('web', more), by('me')))
    expect(error.message).toBe(
      `failed to create typed patch object (default/web; /v1, Kind=ConfigMap): ${text}`,
    )
  })

  it('refuses items that cannot be told apart', async () => {
    const twice = deployment({}, { env: [{ name: 'A' }, { name: 'A' }] })
    const error = await rejection(client.apply('Deployment', twice, by('me')))
    expect(error.message).toBe(
      'failed to create typed patch object (default/web; apps/v1, Kind=Deployment): .spec.template.spec.containers[name="app"].env: duplicate entries for key [name="A"]',
    )
  })
})

describe('removal', () => {
  it('takes away what the manager applied before and does not any more', async () => {
    await client.apply('ConfigMap', cm({ a: '1', b: '2' }), by('me'))
    const after = await client.apply('ConfigMap', cm({ a: '1' }), by('me'))
    expect(after).toMatchObject({ data: { a: '1' } })
    expect(managers(after)).toEqual({ 'me/Apply': { 'f:data': { 'f:a': {} } } })
  })

  it('leaves what another manager owns, too', async () => {
    await client.apply('ConfigMap', cm({ a: '1', b: '2' }), by('me'))
    await client.apply('ConfigMap', cm({ b: '2' }), by('other'))
    await client.apply('ConfigMap', cm({ a: '1' }), by('me'))
    expect((await get()).data).toEqual({ a: '1', b: '2' })
  })

  it('leaves what was never applied', async () => {
    await client.create('ConfigMap', cm({ a: '1', b: '2' }), by('creator'))
    await client.apply('ConfigMap', cm({ a: '1' }), by('me'))
    await client.apply('ConfigMap', configMap('web'), by('me'))
    expect((await get()).data).toEqual({ a: '1', b: '2' })
  })

  it('takes items of lists by their keys', async () => {
    const env = (...names: string[]) => ({ env: names.map((name) => ({ name, value: name })) })
    await client.apply('Deployment', deployment({}, env('A', 'B')), by('me'))
    await client.apply('Deployment', deployment({}, env('C')), by('other'))
    const after = (await client.apply('Deployment', deployment({}, env('B')), by('me'))) as unknown as {
      spec: { template: { spec: { containers: { env: { name: string }[] }[] } } }
    }
    expect(after.spec.template.spec.containers[0]?.env.map(({ name }) => name)).toEqual(['B', 'C'])
  })
})

describe('a conflict', () => {
  it('is refused where another manager owns what would change', async () => {
    await client.apply('ConfigMap', cm({ a: '1', b: '2' }), by('me'))
    const error = await rejection(client.apply('ConfigMap', cm({ a: '9' }), by('other')))
    expect(error.message).toBe('Apply failed with 1 conflict: conflict with "me": .data.a')
    expect(statusCause(error, 'FieldManagerConflict')).toEqual({
      reason: 'FieldManagerConflict',
      message: 'conflict with "me"',
      field: '.data.a',
    })
  })

  it('tells all fields by manager', async () => {
    await client.apply('ConfigMap', cm({ a: '1', b: '2' }), by('me'))
    await client.patch('ConfigMap', named('web'), 'merge', { data: { c: '3' } }, by('patcher'))
    const error = await rejection(client.apply('ConfigMap', cm({ a: '9', b: '9', c: '9' }), by('other')))
    expect(error.message).toBe(
      [
        'Apply failed with 3 conflicts: conflicts with "me":',
        '- .data.a',
        '- .data.b',
        'conflicts with "patcher" using v1:',
        '- .data.c',
      ].join('\n'),
    )
  })

  it('is no conflict where the value is the same: both own it then', async () => {
    await client.apply('ConfigMap', cm({ a: '1' }), by('me'))
    await client.apply('ConfigMap', cm({ a: '1' }), by('other'))
    expect(managers(await get())).toEqual({
      'me/Apply': { 'f:data': { 'f:a': {} } },
      'other/Apply': { 'f:data': { 'f:a': {} } },
    })
  })

  it('is won by force, and the other owns the field no more', async () => {
    await client.apply('ConfigMap', cm({ a: '1', b: '2' }), by('me'))
    const after = await client.apply('ConfigMap', cm({ a: '9' }), by('other', { force: true }))
    expect(after).toMatchObject({ data: { a: '9', b: '2' } })
    expect(managers(after)).toEqual({
      'me/Apply': { 'f:data': { 'f:b': {} } },
      'other/Apply': { 'f:data': { 'f:a': {} } },
    })
  })

  it('is told of replicas that were scaled', async () => {
    await client.apply('Deployment', deployment({ replicas: 2 }), by('me'))
    await client.patch(
      'Deployment',
      named('web'),
      'merge',
      { spec: { replicas: 5 } },
      by('kubectl', { subresource: 'scale' }),
    )
    const error = await rejection(client.apply('Deployment', deployment({ replicas: 2 }), by('me')))
    expect(error.message).toBe(
      'Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas',
    )
    const after = await client.apply('Deployment', deployment(), by('me'))
    expect(after).toMatchObject({ spec: { replicas: 5 } })
  })

  describe('of a Scale', () => {
    const scale = (replicas?: number, more: object = {}) =>
      ({
        apiVersion: 'autoscaling/v1',
        kind: 'Scale',
        metadata: { name: 'web', namespace: 'default' },
        spec: replicas === undefined ? {} : { replicas },
        ...more,
      }) as unknown as KubeObject
    const applyScale = (object: KubeObject, manager: string, more: object = {}) =>
      client.apply('Deployment', object as never, by(manager, { subresource: 'scale', ...more }))

    it('owns the replicas of the object', async () => {
      await client.apply('Deployment', deployment(), by('me'))
      await applyScale(scale(4), 'scaler', { force: true })
      const after = await client.get('Deployment', named('web'))
      expect(after).toMatchObject({ spec: { replicas: 4 } })
      expect(managers(after)['scaler/Apply/scale']).toEqual({ 'f:spec': { 'f:replicas': {} } })
      const [entry] = (after.metadata.managedFields as Manager[]).filter(
        ({ manager }) => manager === 'scaler',
      )
      expect(entry).toMatchObject({ apiVersion: 'apps/v1', subresource: 'scale' })
      expect((await applyScale(scale(5), 'scaler')) as object).toMatchObject({ spec: { replicas: 5 } })
    })

    it('meets those who own them', async () => {
      await client.apply('Deployment', deployment({ replicas: 2 }), by('me'))
      expect((await rejection(applyScale(scale(4), 'scaler'))).message).toBe(
        'Apply failed with 1 conflict: conflict with "me": .spec.replicas',
      )
      await client.patch(
        'Deployment',
        named('web'),
        'merge',
        { spec: { replicas: 3 } },
        by('kubectl', { subresource: 'scale' }),
      )
      expect((await rejection(applyScale(scale(4), 'scaler'))).message).toBe(
        'Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" using autoscaling/v1: .spec.replicas',
      )
    })

    it('takes them with force, and shares what it does not change', async () => {
      await client.apply('Deployment', deployment({ replicas: 2 }), by('me'))
      await applyScale(scale(2), 'one')
      const shared = managers(await client.get('Deployment', named('web')))
      expect(shared).toMatchObject({ 'me/Apply': { 'f:spec': { 'f:replicas': {} } }, 'one/Apply/scale': {} })
      await applyScale(scale(4), 'two', { force: true })
      const after = managers(await client.get('Deployment', named('web')))
      expect(Object.keys(after)).not.toContain('one/Apply/scale')
      expect(after['me/Apply']).not.toMatchObject({ 'f:spec': { 'f:replicas': {} } })
    })

    it('is a Scale', async () => {
      await client.apply('Deployment', deployment(), by('me'))
      expect((await rejection(applyScale(deployment(), 'scaler'))).message).toBe(
        'Incorrect version specified in apply patch. Specified patch version: apps/v1, expected: autoscaling/v1',
      )
      expect((await rejection(applyScale(scale(4, { spec: { size: 4 } }), 'scaler'))).message).toBe(
        'failed to create typed patch object (default/web; autoscaling/v1, Kind=Scale): .spec.size: field not declared in schema',
      )
      await client.apply('ConfigMap', cm({}), by('me'))
      const none = client.apply('ConfigMap', scale(4) as never, by('scaler', { subresource: 'scale' }))
      expect((await rejection(none)).message).toBe('the server could not find the requested resource')
    })
  })

  it('is told of what the control plane changed in an object of a user', async () => {
    await client.apply('Deployment', deployment({ replicas: 2 }), by('me'))
    await client.patch(
      'Deployment',
      named('web'),
      'merge',
      { spec: { replicas: 5 } },
      { subresource: 'scale' },
    )
    const error = await rejection(client.apply('Deployment', deployment({ replicas: 2 }), by('me')))
    expect(error.message).toContain(
      'conflict with "kube-controller-manager" with subresource "scale" using apps/v1: .spec.replicas',
    )
  })

  it('is told of what the control plane made', async () => {
    await client.create('ConfigMap', cm({ a: '1' }))
    const error = await rejection(client.apply('ConfigMap', cm({ a: '2' }), by('me')))
    expect(error.message).toBe(
      'Apply failed with 1 conflict: conflict with "kube-controller-manager" using v1: .data.a',
    )
  })
})

describe('other writes', () => {
  it('make their manager the owner of all that was sent', async () => {
    await client.create('Deployment', deployment({ replicas: 2 }), by('kubectl-create'))
    const [entry] = (await client.get('Deployment', named('web'))).metadata.managedFields as Manager[]
    expect(entry).toMatchObject({ manager: 'kubectl-create', operation: 'Update', apiVersion: 'apps/v1' })
    expect(entry?.fieldsV1).toEqual({
      'f:spec': {
        'f:progressDeadlineSeconds': {},
        'f:replicas': {},
        'f:revisionHistoryLimit': {},
        'f:selector': {},
        'f:strategy': {
          'f:rollingUpdate': { '.': {}, 'f:maxSurge': {}, 'f:maxUnavailable': {} },
          'f:type': {},
        },
        'f:template': {
          'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
          'f:spec': {
            'f:containers': {
              'k:{"name":"app"}': {
                '.': {},
                'f:image': {},
                'f:imagePullPolicy': {},
                'f:name': {},
                'f:resources': {},
                'f:terminationMessagePath': {},
                'f:terminationMessagePolicy': {},
              },
            },
            'f:dnsPolicy': {},
            'f:restartPolicy': {},
            'f:schedulerName': {},
            'f:securityContext': {},
            'f:terminationGracePeriodSeconds': {},
          },
        },
      },
    })
  })

  it('do not own what admission fills in', async () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'default' } }
    const made = await client.create(
      'Pod',
      { ...pod, spec: { containers: [{ name: 'a', image: 'a' }] } } as never,
      by('me'),
    )
    expect(made.spec?.tolerations).toBeDefined()
    const fields = managers(made)['me/Update'] as { 'f:spec': object }
    expect(Object.keys(fields['f:spec'])).toEqual([
      'f:containers',
      'f:dnsPolicy',
      'f:enableServiceLinks',
      'f:restartPolicy',
      'f:schedulerName',
      'f:securityContext',
      'f:terminationGracePeriodSeconds',
    ])
  })

  it('make their manager the owner of what they change, alone', async () => {
    await client.create('ConfigMap', cm({ a: '1', b: '2' }), by('creator'))
    await client.patch('ConfigMap', named('web'), 'merge', { data: { b: '3' } }, by('patcher'))
    expect(managers(await get())).toEqual({
      'creator/Update': { 'f:data': { '.': {}, 'f:a': {} } },
      'patcher/Update': { 'f:data': { 'f:b': {} } },
    })
    await client.patch('ConfigMap', named('web'), 'merge', { data: { b: '4', c: '5' } }, by('creator'))
    expect(managers(await get())).toEqual({
      'creator/Update': { 'f:data': { '.': {}, 'f:a': {}, 'f:b': {}, 'f:c': {} } },
    })
  })

  it('take away what they remove', async () => {
    await client.apply('ConfigMap', cm({ a: '1', b: '2' }), by('me'))
    await client.patch('ConfigMap', named('web'), 'merge', { data: { b: null } }, by('patcher'))
    expect(managers(await get())).toEqual({ 'me/Apply': { 'f:data': { 'f:a': {} } } })
  })

  it('of a user in what the control plane made are told beside those of the control plane', async () => {
    await client.create('ConfigMap', cm({ a: '1' }))
    await client.patch(
      'ConfigMap',
      named('web'),
      'merge',
      { metadata: { labels: { x: 'y' } } },
      by('kubectl-label'),
    )
    expect(managers(await get())).toEqual({
      'kube-controller-manager/Update': { 'f:data': { '.': {}, 'f:a': {} } },
      'kubectl-label/Update': { 'f:metadata': { 'f:labels': { '.': {}, 'f:x': {} } } },
    })
  })

  it('have their time only where they changed something', async () => {
    await client.create('ConfigMap', cm({ a: '1' }), by('me'))
    clock.stepTo(clock.now() + 5000)
    const same = await client.update('ConfigMap', cm({ a: '1' }), by('me'))
    expect(same.metadata.managedFields?.[0]?.time).toBe('2026-01-01T00:00:00Z')
    const changed = await client.update('ConfigMap', cm({ a: '2' }), by('me'))
    expect(changed.metadata.managedFields?.[0]?.time).toBe('2026-01-01T00:00:05Z')
  })

  it('are told together where more than ten have updated', async () => {
    await client.create('ConfigMap', cm({}), by('creator'))
    for (let index = 0; index < 13; index++) {
      clock.stepTo(clock.now() + 1000)
      await client.patch(
        'ConfigMap',
        named('web'),
        'merge',
        { data: { [`k${index}`]: 'x' } },
        by(`m${index}`),
      )
    }
    const names = Object.keys(managers(await get()))
    expect(names).toEqual(
      ['ancient-changes', 'm4', 'm5', 'm6', 'm7', 'm8', 'm9', 'm10', 'm11', 'm12'].map(
        (name) => `${name}/Update`,
      ),
    )
  })
})

describe('the status', () => {
  const status = {
    replicas: 1,
    conditions: [{ type: 'Available', status: 'True', lastTransitionTime: '2026-01-01T00:10:00Z' }],
  }

  it('is the control plane’s, at the time of its newest condition', async () => {
    await client.create('Deployment', deployment(), by('me'))
    const made = await client.get('Deployment', named('web'))
    await client.update('Deployment', { ...made, status } as never, { subresource: 'status' })
    const after = await client.get('Deployment', named('web'))
    expect(after.metadata.managedFields?.[1]).toMatchObject({
      manager: 'kube-controller-manager',
      operation: 'Update',
      subresource: 'status',
      time: '2026-01-01T00:10:00Z',
      fieldsV1: {
        'f:status': {
          'f:conditions': {
            '.': {},
            'k:{"type":"Available"}': { '.': {}, 'f:lastTransitionTime': {}, 'f:status': {}, 'f:type': {} },
          },
          'f:replicas': {},
        },
      },
    })
  })

  it('is owned by the user who changed it, until the control plane does', async () => {
    await client.create('Deployment', deployment(), by('me'))
    const write = (replicas: number, options: object) =>
      client.patch(
        'Deployment',
        named('web'),
        'merge',
        { status: { replicas } },
        { subresource: 'status', ...options },
      )
    await write(3, by('kubectl-edit'))
    expect(managers(await client.get('Deployment', named('web')))['kubectl-edit/Update/status']).toEqual({
      'f:status': { 'f:replicas': {} },
    })
    await write(4, {})
    const after = managers(await client.get('Deployment', named('web')))
    expect(Object.keys(after)).toEqual(['kube-controller-manager/Update/status', 'me/Update'])
  })

  it('can be applied', async () => {
    await client.create('Deployment', deployment(), by('me'))
    const applied = await client.apply(
      'Deployment',
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: named('web'), status: { replicas: 7 } } as never,
      by('you', { subresource: 'status' }),
    )
    expect(applied.status?.replicas).toBe(7)
    expect(managers(applied)['you/Apply/status']).toEqual({ 'f:status': { 'f:replicas': {} } })
  })

  it('is not changed by applying the object itself', async () => {
    await client.apply('Deployment', { ...deployment(), status: { replicas: 7 } }, by('me'))
    const after = await client.get('Deployment', named('web'))
    expect(after.status).toEqual({})
    expect(managers(after)['me/Apply']).not.toHaveProperty('f:status')
  })
})

describe('managedFields in a request', () => {
  it('are dropped by an empty entry; the next apply owns with those before it', async () => {
    await client.create('ConfigMap', cm({ a: '1' }), by('me'))
    await client.patch('ConfigMap', named('web'), 'merge', { metadata: { managedFields: [{}] } }, by('me'))
    expect((await get()).metadata.managedFields).toBeUndefined()
    await client.patch('ConfigMap', named('web'), 'merge', { data: { b: '2' } }, by('me'))
    expect((await get()).metadata.managedFields).toBeUndefined()
    const error = await rejection(client.apply('ConfigMap', cm({ a: '2' }), by('me')))
    expect(error.message).toBe(
      'Apply failed with 1 conflict: conflict with "before-first-apply" using v1: .data.a',
    )
  })

  it.each([
    ['an empty list', []],
    ['null', null],
    ['what is not to be understood', [{ manager: 'x', operation: 'Guess', apiVersion: 'v1' }]],
  ])('are left as they are by %s', async (_, managedFields) => {
    await client.create('ConfigMap', cm({ a: '1' }), by('me'))
    await client.patch('ConfigMap', named('web'), 'merge', { metadata: { managedFields } }, by('me'))
    expect(managers(await get())).toEqual({ 'me/Update': { 'f:data': { '.': {}, 'f:a': {} } } })
  })

  it('may come back as they were shown, and the status stays the control plane’s', async () => {
    await client.create('Deployment', deployment(), by('me'))
    const made = await client.get('Deployment', named('web'))
    await client.update('Deployment', { ...made, status: { replicas: 1 } } as never, {
      subresource: 'status',
    })
    const shown = await client.get('Deployment', named('web'))
    const labelled = { ...shown, metadata: { ...shown.metadata, labels: { x: 'y' } } }
    const replaced = await client.update('Deployment', labelled, by('kubectl-replace'))
    expect(Object.keys(managers(replaced)).sort()).toEqual([
      'kube-controller-manager/Update/status',
      'kubectl-replace/Update',
      'me/Update',
    ])
    await client.update('Deployment', { ...replaced, status: {} } as never, { subresource: 'status' })
    const after = managers(await client.get('Deployment', named('web')))
    expect(Object.keys(after).sort()).toEqual(['kubectl-replace/Update', 'me/Update'])
  })

  it('can be changed one by one', async () => {
    await client.create('ConfigMap', cm({ a: '1' }), by('me'))
    const path = '/metadata/managedFields/0/manager'
    await client.patch('ConfigMap', named('web'), 'json', [{ op: 'replace', path, value: 'you' }], by('me'))
    expect(managers(await get())).toEqual({ 'you/Update': { 'f:data': { '.': {}, 'f:a': {} } } })
  })
})

describe('client-side apply', () => {
  const applied = (data: Record<string, string>) =>
    cm(data, {
      metadata: {
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(cm(data)),
        },
      },
    })

  it('hands over to kubectl what its annotation tells of, which is kept up', async () => {
    await client.create('ConfigMap', applied({ a: '1' }), by('kubectl-client-side-apply'))
    const after = await client.apply('ConfigMap', cm({ a: '2' }), by('kubectl'))
    expect(after).toMatchObject({ data: { a: '2' } })
    expect(after.metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration']).toBe(
      '{"apiVersion":"v1","data":{"a":"2"},"kind":"ConfigMap","metadata":{"name":"web","namespace":"default"}}\n',
    )
  })

  it('hands nothing over to others', async () => {
    await client.create('ConfigMap', applied({ a: '1' }), by('kubectl-client-side-apply'))
    const error = await rejection(client.apply('ConfigMap', cm({ a: '2' }), by('me')))
    expect(error.message).toBe(
      'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using v1: .data.a',
    )
  })
})
