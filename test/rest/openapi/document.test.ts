/** The OpenAPI v3 documents: what they are called, what is in them, and that they hold together. */
import { describe, expect, it } from 'vitest'
import { builtInResources } from '../../../src/api/built-in-resources.ts'
import { openApiDocument } from '../../../src/rest/openapi/document.ts'
import { openApiPaths } from '../../../src/rest/openapi/open-api-paths.ts'
import { references, type SchemaObject } from '../../../src/rest/openapi/schema-object.ts'
import { changedRegistry, registry } from './crontabs.ts'

const document = async (path: string) => (await openApiDocument(path.split('/'), registry))!
const schemas = async (path: string) => (await document(path)).components.schemas
const { paths } = await openApiPaths(registry)

describe('the list of documents', () => {
  it.each([
    'api',
    'api/v1',
    'apis',
    'apis/apps',
    'apis/apps/v1',
    'apis/autoscaling/v2',
    'apis/stable.example.com/v1',
  ])('has %s, by an address that changes with what it says', (path) => {
    expect(paths[path]?.serverRelativeURL).toMatch(new RegExp(`^/openapi/v3/${path}\\?hash=[0-9A-F]{128}$`))
  })

  it('changes only the address of what has changed', async () => {
    const { paths: after } = await openApiPaths(changedRegistry)
    expect(after['apis/stable.example.com/v1']).not.toEqual(paths['apis/stable.example.com/v1'])
    expect(after['apis/stable.example.com/v1beta1']).toBeUndefined()
    expect(after['apis/apps/v1']).toEqual(paths['apis/apps/v1'])
  })

  it.each([
    'apis/apps/v2',
    'apis/nowhere.example.com',
    'apis/apps/v1/deployments',
    'apis/stable.example.com/v1alpha1',
    'version',
  ])('has no %s, nor is there such a document', async (path) => {
    expect(paths[path]).toBeUndefined()
    expect(await openApiDocument(path.split('/'), registry)).toBeUndefined()
  })
})

describe.each(Object.keys(paths))('the document %s', (path) => {
  it('refers only to what is in it', async () => {
    const made = await document(path)
    const missing = references(made).filter((name) => made.components.schemas[name] === undefined)
    expect([...new Set(missing)]).toEqual([])
  })
})

const versions = builtInResources.flatMap((resource) =>
  resource.versions.map((version) => ({
    ...resource,
    version,
    path: `${resource.group === '' ? 'api' : `apis/${resource.group}`}/${version}`,
  })),
)

describe.each(versions)('$kind of $path', ({ group, version, kind, plural, namespaced, verbs, path }) => {
  it('has a schema that is found by its kind', async () => {
    const gvk = { group, version, kind }
    const found = Object.values(await schemas(path)).filter((schema) =>
      JSON.stringify(schema['x-kubernetes-group-version-kind'] ?? []).includes(JSON.stringify(gvk)),
    )
    expect(found).toHaveLength(1)
    expect(found[0]!.properties).toMatchObject({ apiVersion: { type: 'string' }, kind: { type: 'string' } })
  })

  it('can be asked for whatever discovery says', async () => {
    const { paths: served } = await document(path)
    const place = namespaced ? `/${path}/namespaces/{namespace}/${plural}` : `/${path}/${plural}`
    const actions = [served[place], served[`${place}/{name}`]].flatMap((item) =>
      [item?.get, item?.put, item?.post, item?.patch, item?.delete].map(
        (each) => each?.['x-kubernetes-action'],
      ),
    )
    const words: Record<string, string> = { create: 'post', update: 'put' }
    const wanted = verbs.filter((verb) => verb !== 'watch').map((verb) => words[verb] ?? verb)
    expect(actions.filter((action) => action !== undefined).sort()).toEqual(wanted.sort())
  })
})

const APPS = 'io.k8s.api.apps.v1.'
const CORE = 'io.k8s.api.core.v1.'
const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.'
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

const fields: [type: string, field: string, schema: SchemaObject][] = [
  [`${APPS}Deployment`, 'metadata', { allOf: [ref(`${META}ObjectMeta`)], default: {} }],
  [`${APPS}DeploymentSpec`, 'replicas', { type: 'integer', format: 'int32' }],
  [
    `${APPS}DeploymentSpec`,
    'strategy',
    { allOf: [ref(`${APPS}DeploymentStrategy`)], default: {}, 'x-kubernetes-patch-strategy': 'retainKeys' },
  ],
  [
    `${APPS}DeploymentStatus`,
    'conditions',
    {
      type: 'array',
      items: { allOf: [ref(`${APPS}DeploymentCondition`)], default: {} },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['type'],
      'x-kubernetes-patch-merge-key': 'type',
      'x-kubernetes-patch-strategy': 'merge',
    },
  ],
  [
    `${APPS}DeploymentList`,
    'items',
    { type: 'array', items: { allOf: [ref(`${APPS}Deployment`)], default: {} } },
  ],
  [
    `${CORE}PodSpec`,
    'nodeSelector',
    {
      type: 'object',
      additionalProperties: { type: 'string', default: '' },
      'x-kubernetes-map-type': 'atomic',
    },
  ],
  [`${CORE}PodSpec`, 'restartPolicy', { type: 'string', enum: ['Always', 'Never', 'OnFailure'] }],
  [
    `${CORE}PodSpec`,
    'volumes',
    { 'x-kubernetes-patch-merge-key': 'name', 'x-kubernetes-patch-strategy': 'merge,retainKeys' },
  ],
  [`${CORE}Container`, 'name', { type: 'string', default: '' }],
  [
    `${CORE}Container`,
    'ports',
    {
      'x-kubernetes-list-map-keys': ['containerPort', 'protocol'],
      'x-kubernetes-patch-merge-key': 'containerPort',
    },
  ],
  [
    `${CORE}Container`,
    'args',
    { type: 'array', items: { type: 'string', default: '' }, 'x-kubernetes-list-type': 'atomic' },
  ],
  [`${CORE}ContainerPort`, 'protocol', { enum: ['SCTP', 'TCP', 'UDP'] }],
  [`${CORE}HTTPGetAction`, 'port', { allOf: [ref('io.k8s.apimachinery.pkg.util.intstr.IntOrString')] }],
  [
    `${CORE}PersistentVolumeClaimSpec`,
    'accessModes',
    {
      items: {
        type: 'string',
        default: '',
        enum: ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'],
      },
    },
  ],
  [
    `${CORE}ResourceRequirements`,
    'limits',
    {
      type: 'object',
      additionalProperties: ref('io.k8s.apimachinery.pkg.api.resource.Quantity'),
    },
  ],
  [`${META}ObjectMeta`, 'creationTimestamp', { allOf: [ref(`${META}Time`)] }],
  [`${META}ManagedFieldsEntry`, 'fieldsV1', { allOf: [ref(`${META}FieldsV1`)] }],
]

describe('the schemas of apps/v1', () => {
  it.each(fields)('%s says of %s what the server says', async (type, field, expected) => {
    expect((await schemas('apis/apps/v1'))[type]?.properties?.[field]).toMatchObject(expected)
  })

  const types: [type: string, schema: SchemaObject][] = [
    [`${APPS}DeploymentSpec`, { type: 'object', required: ['selector', 'template'] }],
    [`${META}LabelSelector`, { 'x-kubernetes-map-type': 'atomic' }],
    [`${META}Time`, { type: 'string', format: 'date-time' }],
    [`${META}Status`, { 'x-kubernetes-group-version-kind': [{ group: '', version: 'v1', kind: 'Status' }] }],
    ['io.k8s.apimachinery.pkg.api.resource.Quantity', { oneOf: [{ type: 'string' }, { type: 'number' }] }],
    [
      'io.k8s.api.autoscaling.v1.Scale',
      { 'x-kubernetes-group-version-kind': [{ group: 'autoscaling', version: 'v1', kind: 'Scale' }] },
    ],
  ]
  it.each(types)('%s is what it is in the server', async (type, expected) => {
    expect((await schemas('apis/apps/v1'))[type]).toMatchObject(expected)
  })

  it('tells what types and fields are for', async () => {
    const { description, properties } = (await schemas('apis/apps/v1'))[`${APPS}DeploymentSpec`]!
    expect(description).toBe('DeploymentSpec is the specification of the desired behavior of the Deployment.')
    expect(properties?.paused?.description).toBe('Indicates that the deployment is paused.')
  })
})

describe('types of several groups that share a name', () => {
  it.each([
    ['apis/events.k8s.io/v1', 'io.k8s.api.events.v1.Event', 'note'],
    ['api/v1', 'io.k8s.api.core.v1.Event', 'involvedObject'],
    ['apis/discovery.k8s.io/v1', 'io.k8s.api.discovery.v1.EndpointPort', 'appProtocol'],
    ['apis/rbac.authorization.k8s.io/v1', 'io.k8s.api.rbac.v1.Subject', 'apiGroup'],
    [
      'apis/apiregistration.k8s.io/v1',
      'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.ServiceReference',
      'port',
    ],
    [
      'apis/apiextensions.k8s.io/v1',
      'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ServiceReference',
      'path',
    ],
    [
      'apis/autoscaling/v1',
      'io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerSpec',
      'targetCPUUtilizationPercentage',
    ],
    ['apis/autoscaling/v2', 'io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerSpec', 'behavior'],
  ])('%s has %s with %s', async (path, name, field) => {
    expect(Object.keys((await schemas(path))[name]?.properties ?? {})).toContain(field)
  })
})
