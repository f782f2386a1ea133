/** api-resources and api-versions. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli
beforeAll(() => {
  cli = createTestCli()
})
afterAll(() => cli[Symbol.asyncDispose]())

const apps = `NAME                  SHORTNAMES   APIVERSION   NAMESPACED   KIND
controllerrevisions                apps/v1      true         ControllerRevision
daemonsets            ds           apps/v1      true         DaemonSet
deployments           deploy       apps/v1      true         Deployment
replicasets           rs           apps/v1      true         ReplicaSet
statefulsets          sts          apps/v1      true         StatefulSet
`

const lines = async (line: string) => (await cli.run(line)).stdout.trimEnd().split('\n')

describe('api-resources', () => {
  it('tells of a group', async () => {
    expect(await cli.run('api-resources --api-group=apps')).toEqual({ stdout: apps, stderr: '', exitCode: 0 })
    expect(await cli.run('api-resources --api-group=nosuch')).toMatchObject({
      stdout: 'NAME   SHORTNAMES   APIVERSION   NAMESPACED   KIND\n',
    })
  })
  it('begins with the core group, sorted by name', async () => {
    const names = await lines('api-resources -o name')
    expect(names.slice(0, 3)).toEqual(['bindings', 'componentstatuses', 'configmaps'])
    expect(names).toContain('deployments.apps')
    const core = names.filter((name) => !name.includes('.'))
    expect(core).toEqual([...core].sort())
    expect(names.slice(0, core.length)).toEqual(core)
  })
  it('leaves headers out', async () => {
    expect(await lines('api-resources --api-group=apps --no-headers')).toHaveLength(5)
  })
  it('chooses by scope, verbs and categories', async () => {
    expect(await lines('api-resources --namespaced=false --api-group= -o name')).toEqual([
      'componentstatuses',
      'namespaces',
      'nodes',
      'persistentvolumes',
    ])
    const listed = await lines(
      'api-resources --verbs=list,create --api-group=rbac.authorization.k8s.io -o name',
    )
    expect(listed.map((name) => name.split('.')[0])).toEqual([
      'clusterrolebindings',
      'clusterroles',
      'rolebindings',
      'roles',
    ])
    expect((await lines('api-resources --categories=all -o name')).slice(0, 4)).toEqual([
      'pods',
      'replicationcontrollers',
      'services',
      'daemonsets.apps',
    ])
  })
  it('sorts by name and by kind', async () => {
    const byName = await lines('api-resources --sort-by=name --no-headers')
    expect(byName.map((line) => line.split(' ')[0])).toEqual(byName.map((line) => line.split(' ')[0]).sort())
    expect((await lines('api-resources --sort-by=kind'))[1]).toMatch(/ APIService$/)
  })
  it('shows verbs and categories', async () => {
    expect((await lines('api-resources --api-group=apps -o wide'))[2]).toBe(
      'daemonsets            ds           apps/v1      true         DaemonSet            create,delete,deletecollection,get,list,patch,update,watch   all',
    )
  })
  it('is an APIResourceList as JSON', async () => {
    const { stdout } = await cli.run('api-resources -o json --api-group=')
    expect(stdout).toMatch(
      /^\{\n {4}"kind": "APIResourceList",\n {4}"apiVersion": "v1",\n {4}"groupVersion": "",\n {4}"resources": \[\n {8}\{\n {12}"name": "bindings",/,
    )
    expect(JSON.parse(stdout).resources).toContainEqual(
      expect.objectContaining({ name: 'configmaps', shortNames: ['cm'] }),
    )
  })
  it.each([
    ['api-resources --sort-by=bogus', 'error: --sort-by accepts only name or kind\n'],
    [
      'api-resources -o bogus',
      'error: unable to match a printer suitable for the output format "bogus", allowed formats are: json,kyaml,name,wide,yaml\n',
    ],
    [
      'api-resources extra',
      "error: unexpected arguments: [extra]\nSee 'kubelite api-resources -h' for help and examples\n",
    ],
  ])('refuses: %s', async (line, stderr) => {
    expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
  })
})

describe('api-versions', () => {
  it('are sorted, each once', async () => {
    const versions = await lines('api-versions')
    expect(versions).toEqual([...new Set(versions)].sort())
    expect(versions).toEqual(expect.arrayContaining(['apps/v1', 'batch/v1', 'v1']))
  })
})
