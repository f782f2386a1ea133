/** What the documents say of requests: names, parameters, bodies and answers. */
import { describe, expect, it } from 'vitest'
import { openApiDocument } from '../../../src/rest/openapi/document.ts'
import type { Method } from '../../../src/rest/openapi/operation.ts'
import { registry } from './crontabs.ts'

async function operation(path: string, method: Method) {
  const [root = '', ...below] = path.split('/').filter((word) => word !== '')
  const version = root === 'api' ? [root, ...below.slice(0, 1)] : [root, ...below.slice(0, 2)]
  return (await openApiDocument(version, registry))?.paths[path]?.[method]
}

const NAMESPACED = '/apis/apps/v1/namespaces/{namespace}/deployments'
const CRONTABS = '/apis/stable.example.com/v1/namespaces/{namespace}/crontabs'
const POD = '/api/v1/namespaces/{namespace}/pods/{name}'

describe('operations', () => {
  it.each<[Method, path: string, id: string, action: string | undefined, kind: string | undefined]>([
    ['get', '/apis/apps/v1/', 'getAppsV1APIResources', undefined, undefined],
    ['get', '/apis/apps/v1/deployments', 'listAppsV1DeploymentForAllNamespaces', 'list', 'Deployment'],
    ['get', NAMESPACED, 'listAppsV1NamespacedDeployment', 'list', 'Deployment'],
    ['post', NAMESPACED, 'createAppsV1NamespacedDeployment', 'post', 'Deployment'],
    ['delete', NAMESPACED, 'deleteAppsV1CollectionNamespacedDeployment', 'deletecollection', 'Deployment'],
    ['get', `${NAMESPACED}/{name}`, 'readAppsV1NamespacedDeployment', 'get', 'Deployment'],
    ['put', `${NAMESPACED}/{name}`, 'replaceAppsV1NamespacedDeployment', 'put', 'Deployment'],
    ['patch', `${NAMESPACED}/{name}/status`, 'patchAppsV1NamespacedDeploymentStatus', 'patch', 'Deployment'],
    ['put', `${NAMESPACED}/{name}/scale`, 'replaceAppsV1NamespacedDeploymentScale', 'put', 'Scale'],
    ['post', `${POD}/eviction`, 'createCoreV1NamespacedPodEviction', 'post', 'Eviction'],
    ['get', `${POD}/log`, 'readCoreV1NamespacedPodLog', 'get', 'Pod'],
    ['post', `${POD}/exec`, 'connectCoreV1PostNamespacedPodExec', 'connect', 'PodExecOptions'],
    ['get', '/api/v1/nodes/{name}', 'readCoreV1Node', 'get', 'Node'],
    [
      'get',
      '/apis/rbac.authorization.k8s.io/v1/clusterroles',
      'listRbacAuthorizationV1ClusterRole',
      'list',
      'ClusterRole',
    ],
    ['get', CRONTABS, 'listStableExampleComV1NamespacedCronTab', 'list', 'CronTab'],
    ['patch', `${CRONTABS}/{name}/scale`, 'patchStableExampleComV1NamespacedCronTabScale', 'patch', 'Scale'],
    ['get', '/apis/', 'getAPIVersions', undefined, undefined],
    ['get', '/apis/apps/', 'getAppsAPIGroup', undefined, undefined],
  ])('%s %s is %s', async (method, path, id, action, kind) => {
    const [root = '', ...below] = path.split('/').filter((word) => word !== '')
    const depth = path.endsWith('/') ? below.length : 2
    const document = await openApiDocument([root, ...below.slice(0, root === 'api' ? 1 : depth)], registry)
    const found = document?.paths[path]?.[method]
    expect(found).toMatchObject({ operationId: id })
    expect(found?.['x-kubernetes-action']).toBe(action)
    expect(found?.['x-kubernetes-group-version-kind']?.kind).toBe(kind)
  })

  it.each<[Method, path: string, parameters: string[]]>([
    ['post', NAMESPACED, ['dryRun', 'fieldManager', 'fieldValidation']],
    ['put', `${NAMESPACED}/{name}`, ['dryRun', 'fieldManager', 'fieldValidation']],
    ['patch', `${NAMESPACED}/{name}`, ['dryRun', 'fieldManager', 'fieldValidation', 'force']],
    ['patch', `${CRONTABS}/{name}`, ['dryRun', 'fieldManager', 'fieldValidation', 'force']],
    ['patch', `${CRONTABS}/{name}/status`, ['dryRun', 'fieldManager', 'fieldValidation', 'force']],
    [
      'delete',
      `${NAMESPACED}/{name}`,
      ['dryRun', 'gracePeriodSeconds', 'orphanDependents', 'propagationPolicy'],
    ],
    ['get', `${NAMESPACED}/{name}`, []],
  ])('%s %s takes %j', async (method, path, parameters) => {
    const found = await operation(path, method)
    expect((found?.parameters ?? []).map(({ name }) => name)).toEqual(parameters)
    for (const { description } of found?.parameters ?? []) expect(description).not.toBe('')
  })

  it('says at the path what stands in the path', async () => {
    const { parameters } = (await openApiDocument(['apis', 'apps', 'v1'], registry))!.paths[
      `${NAMESPACED}/{name}`
    ]!
    expect(parameters?.map(({ name, in: place }) => `${place} ${name}`)).toEqual([
      'path name',
      'path namespace',
      'query pretty',
    ])
  })

  const STRATEGIC = 'application/strategic-merge-patch+json'
  it('offers strategic merge patches of built-in kinds only', async () => {
    const ofBuiltIn = await operation(`${NAMESPACED}/{name}`, 'patch')
    const ofCustom = await operation(`${CRONTABS}/{name}`, 'patch')
    expect(Object.keys(ofBuiltIn!.requestBody!.content)).toContain(STRATEGIC)
    expect(Object.keys(ofCustom!.requestBody!.content)).toEqual([
      'application/apply-patch+yaml',
      'application/json-patch+json',
      'application/merge-patch+json',
    ])
  })

  it.each<[Method, path: string, code: string, type: string]>([
    ['get', NAMESPACED, '200', 'io.k8s.api.apps.v1.DeploymentList'],
    ['post', NAMESPACED, '201', 'io.k8s.api.apps.v1.Deployment'],
    ['delete', `${NAMESPACED}/{name}`, '202', 'io.k8s.apimachinery.pkg.apis.meta.v1.Status'],
    ['get', `${NAMESPACED}/{name}/scale`, '200', 'io.k8s.api.autoscaling.v1.Scale'],
    ['get', CRONTABS, '200', 'com.example.stable.v1.CronTabList'],
  ])('%s %s answers %s with %s', async (method, path, code, type) => {
    const found = await operation(path, method)
    expect(found?.responses[code]?.content?.['application/json']?.schema).toEqual({
      $ref: `#/components/schemas/${type}`,
    })
  })

  it('tells logs as text', async () => {
    const found = await operation(`${POD}/log`, 'get')
    expect(found?.responses['200']?.content).toEqual({ 'text/plain': { schema: { type: 'string' } } })
  })
})
