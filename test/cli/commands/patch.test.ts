/** patch. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: api, labels: {app: api}}
spec:
  replicas: 1
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: api, image: api:1}]}
`
const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: crontabs.stable.example.com}
spec:
  group: stable.example.com
  scope: Namespaced
  names: {plural: crontabs, singular: crontab, kind: CronTab}
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {replicas: {type: integer, maximum: 10}}}}}}
`
const cronTab = `apiVersion: stable.example.com/v1\nkind: CronTab\nmetadata: {name: my-cron}\nspec: {replicas: 1}\n`
const configMap = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {a: "1"}\n`

beforeEach(async () => {
  cli = createTestCli()
  cli.file('api.yaml', deployment)
  cli.file('crd.yaml', crd)
  cli.file('cron.yaml', cronTab)
  cli.file('cm.yaml', configMap)
  cli.file('patch.json', '{"data":{"b":"2"}}')
  await cli.run('create -f api.yaml -f cm.yaml')
})
afterEach(() => cli[Symbol.asyncDispose]())

const read = async (object: string, path: string) =>
  (await cli.run(['get', ...object.split(' '), '-o', `jsonpath={${path}}`])).stdout

describe('patch', () => {
  const rows: [title: string, line: string, stdout: string, after?: [string, string, string]][] = [
    [
      'merges',
      `deploy api -p '{"spec":{"replicas":3}}'`,
      'deployment.apps/api patched\n',
      ['deploy api', '.spec.replicas', '3'],
    ],
    [
      'tells where nothing changes',
      `deploy api -p '{"spec":{"replicas":1}}'`,
      'deployment.apps/api patched (no change)\n',
    ],
    [
      'takes YAML',
      `deploy/api -p 'spec: {replicas: 2}'`,
      'deployment.apps/api patched\n',
      ['deploy api', '.spec.replicas', '2'],
    ],
    [
      'merges lists by their keys',
      `deploy api --type=strategic -p '{"spec":{"template":{"spec":{"containers":[{"name":"side","image":"side:1"}]}}}}'`,
      'deployment.apps/api patched\n',
      ['deploy api', '.spec.template.spec.containers[*].name', 'side api'],
    ],
    [
      'replaces lists by a JSON merge patch',
      `deploy api --type=merge -p '{"spec":{"template":{"spec":{"containers":[{"name":"only","image":"o:1"}]}}}}'`,
      'deployment.apps/api patched\n',
      ['deploy api', '.spec.template.spec.containers[*].name', 'only'],
    ],
    [
      'does the operations of a JSON patch',
      `cm cm --type=json -p '[{"op":"add","path":"/data/b","value":"2"},{"op":"move","from":"/data/a","path":"/data/c"}]'`,
      'configmap/cm patched\n',
      ['cm cm', '.data', '{"b":"2","c":"1"}'],
    ],
    ['reads a file', 'cm cm --patch-file=patch.json', 'configmap/cm patched\n', ['cm cm', '.data.b', '2']],
    [
      'several',
      `deploy/api cm/cm -p '{"metadata":{"labels":{"m":"n"}}}'`,
      'deployment.apps/api patched\nconfigmap/cm patched\n',
    ],
    [
      'what a file names',
      `-f cm.yaml -p '{"data":{"b":"2"}}'`,
      'configmap/cm patched\n',
      ['cm cm', '.data.b', '2'],
    ],
    ['in short', `cm cm -p '{"data":{"b":"2"}}' -o name`, 'configmap/cm\n'],
    [
      'for show, told as of the real thing',
      `cm cm -p '{"data":{"b":"2"}}' --dry-run=client`,
      'configmap/cm patched\n',
      ['cm cm', '.data', '{"a":"1"}'],
    ],
    [
      'on trial',
      `cm cm -p '{"data":{"b":"2"}}' --dry-run=server -o jsonpath={.data}`,
      '{"a":"1","b":"2"}',
      ['cm cm', '.data', '{"a":"1"}'],
    ],
    [
      'the scale',
      `deploy api --subresource=scale --type=merge -p '{"spec":{"replicas":2}}'`,
      'scale.autoscaling/api patched\n',
      ['deploy api', '.spec.replicas', '2'],
    ],
    [
      'the scale, where nothing changes',
      `deploy api --subresource=scale -p '{"spec":{"replicas":1}}'`,
      'scale.autoscaling/api patched (no change)\n',
    ],
    [
      'the status alone',
      `cm cm --type=merge -p '{"data":{"a":"2"}}' --dry-run=server -o jsonpath={.data.a}`,
      '2',
    ],
    ['a file alone', `-f cm.yaml --local -p '{"data":{"b":"2"}}' -o jsonpath={.data}`, '{"a":"1","b":"2"}'],
    ['a file alone, for nothing', `-f cm.yaml --local -p '{}'`, 'configmap/cm patched (no change)\n'],
    [
      'a file alone, by its kind',
      `-f cron.yaml --local --type=merge -p '{"spec":{"x":1}}' -o jsonpath={.spec.x}`,
      '1',
    ],
  ]
  it.each(rows)('%s', async (_title, line, stdout, after) => {
    expect(await cli.run(`patch ${line}`)).toEqual({ stdout, stderr: '', exitCode: 0 })
    if (after) expect(await read(after[0], after[1])).toBe(after[2])
  })

  it('warns of unknown fields', async () => {
    expect(await cli.run(`patch deploy api -p '{"spec":{"bogus":1}}'`)).toEqual({
      stdout: 'deployment.apps/api patched (no change)\n',
      stderr: 'Warning: unknown field "spec.bogus"\n',
      exitCode: 0,
    })
  })

  it('keeps the call', async () => {
    await cli.run(`patch cm cm --record -p 'data: {b: "2"}'`)
    expect(await read('cm cm', '.metadata.annotations.kubernetes\\.io/change-cause')).toBe(
      `kubelite patch cm cm --record=true --patch=data: {b: "2"}`,
    )
  })

  it('patches custom resources', async () => {
    await cli.run('create -f crd.yaml')
    await cli.run('create -f cron.yaml')
    expect((await cli.run(`patch crontab my-cron --type=merge -p '{"spec":{"replicas":4}}'`)).stdout).toBe(
      'crontab.stable.example.com/my-cron patched\n',
    )
    expect((await cli.run(`patch crontab my-cron -p '{"spec":{"replicas":4}}'`)).stderr).toBe(
      'error: application/strategic-merge-patch+json is not supported by stable.example.com/v1, Kind=CronTab: the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml\n',
    )
    expect(
      (await cli.run(`patch crontab my-cron -p '{"spec":{"replicas":4}}' --dry-run=client`)).stderr,
    ).toBe(
      'error: strategic merge patch is not supported for stable.example.com/v1, Kind=CronTab locally, try --type merge\n',
    )
  })

  const NO_PATCH = 'error: must specify --patch or --patch-file containing the contents of the patch'
  const refused: [title: string, words: string[], stderr: string][] = [
    [
      'a test that fails',
      ['cm', 'cm', '--type=json', '-p', '[{"op":"test","path":"/data/a","value":"9"}]'],
      'The request is invalid: the server rejected our request due to an error in our request',
    ],
    [
      'operations on one',
      ['cm', 'cm', '--type=json', '-p', '{"a":1}'],
      'Error from server (BadRequest): json: cannot unmarshal object into Go value of type jsonpatch.Patch',
    ],
    [
      'a text',
      ['cm', 'cm', '-p', 'bad'],
      'Error from server (BadRequest): json: cannot unmarshal string into Go value of type map[string]interface {}',
    ],
    // A strategic merge patch is converted (apimachinery's pkg/runtime/converter.go), the others are read as JSON.
    [
      'a text for a number',
      ['deploy', 'api', '-p', '{"spec":{"replicas":"two"}}'],
      'The request is invalid: patch: Invalid value: "map[spec:map[replicas:two]]": unrecognized type: int32',
    ],
    [
      'a number for a text',
      ['cm', 'cm', '-p', '{"data":{"a":1}}'],
      'The request is invalid: patch: Invalid value: "map[data:map[a:1]]": cannot convert int64 to string',
    ],
    [
      'half a number',
      ['deploy', 'api', '-p', '{"spec":{"replicas":1.5}}'],
      'The request is invalid: patch: Invalid value: "map[spec:map[replicas:1.5]]": cannot convert float64 to int32',
    ],
    [
      'a switch for a text',
      ['cm', 'cm', '-p', '{"data":{"a":true}}'],
      'The request is invalid: patch: Invalid value: "map[data:map[a:true]]": unrecognized type: string',
    ],
    [
      'a text for a map',
      ['cm', 'cm', '-p', '{"data":"a"}'],
      'The request is invalid: patch: Invalid value: "map[data:a]": cannot restore map from string',
    ],
    [
      'a list for an object',
      ['deploy', 'api', '-p', '{"spec":{"template":{"spec":{"securityContext":[1]}}}}'],
      'The request is invalid: patch: Invalid value: "map[spec:map[template:map[spec:map[securityContext:[1]]]]]": cannot restore struct from: slice',
    ],
    [
      'a text for a switch, merged',
      ['cm', 'cm', '--type=merge', '-p', '{"data":null,"metadata":null,"immutable":"yes"}'],
      String.raw`The request is invalid: patch: Invalid value: "{\"apiVersion\":\"v1\",\"immutable\":\"yes\",\"kind\":\"ConfigMap\"}": json: cannot unmarshal string into Go struct field ConfigMap.immutable of type bool`,
    ],
    ['half an object', ['cm', 'cm', '-p', '{'], 'Error from server (BadRequest): unexpected EOF'],
    [
      'bad YAML',
      ['cm', 'cm', '-p', 'a: ['],
      'error: unable to parse "a: [": yaml: line 1: did not find expected node content',
    ],
    ['no patch', ['cm', 'cm'], NO_PATCH],
    ['an empty patch', ['cm', 'cm', '-p', ''], NO_PATCH],
    [
      'two patches',
      ['cm', 'cm', '-p', 'a', '--patch-file', 'b'],
      'error: cannot specify --patch and --patch-file together',
    ],
    [
      'a file that is not there',
      ['cm', 'cm', '--patch-file=nosuch'],
      'error: unable to read patch file: open nosuch: no such file or directory',
    ],
    ['no name', ['cm', '-p', '{}'], 'error: resource(s) were provided, but no name was specified'],
    [
      'what does not exist',
      ['cm', 'nosuch', '-p', '{}'],
      'Error from server (NotFound): configmaps "nosuch" not found',
    ],
    [
      'other types',
      ['cm', 'cm', '--type=bogus', '-p', '{}'],
      'error: --type must be one of [json merge strategic], not "bogus"',
    ],
    [
      'another name',
      ['deploy', 'api', '-p', '{"metadata":{"name":"other"}}'],
      'Error from server (BadRequest): the name of the object (other) does not match the name on the URL (api)',
    ],
    [
      'an old version',
      ['cm', 'cm', '-p', '{"metadata":{"resourceVersion":"1"},"data":{"b":"2"}}'],
      'Error from server (Conflict): Operation cannot be fulfilled on configmaps "cm": the object has been modified; please apply your changes to the latest version and try again',
    ],
    [
      'a subresource that is not there',
      ['cm', 'cm', '--subresource=scale', '-p', '{}'],
      'Error from server (NotFound): the server could not find the requested resource',
    ],
    [
      'names with --local',
      ['cm', 'cm', '--local', '-p', '{}'],
      'error: cannot specify --local and server resources',
    ],
    [
      '--local on trial',
      ['-f', 'cm.yaml', '--local', '-p', '{}', '--dry-run=server'],
      'error: cannot specify --local and --dry-run=server - did you mean --dry-run=client?',
    ],
    ['half an object with --local', ['-f', 'cm.yaml', '--local', '-p', '{'], 'error: invalid JSON document'],
    ['a text with --local', ['-f', 'cm.yaml', '--local', '-p', 'a'], 'error: invalid JSON document'],
    [
      'no kind with --local',
      ['-f', 'cm.yaml', '--local', '-p', '{"kind":null}'],
      `error: Object 'Kind' is missing in '{"apiVersion":"v1","data":{"a":"1"},"metadata":{"name":"cm"}}'`,
    ],
    [
      'items without names with --local',
      ['-f', 'api.yaml', '--local', '-p', '{"spec":{"template":{"spec":{"containers":[{"image":"b"}]}}}}'],
      'error: map: map[image:b] does not contain declared merge key: name',
    ],
    [
      'to remove what is not there, with --local',
      ['-f', 'cm.yaml', '--local', '--type=json', '-p', '[{"op":"remove","path":"/nosuch"}]'],
      "error: error in remove for path: '/nosuch': Unable to remove nonexistent key: nosuch: missing value",
    ],
  ]
  it.each(refused)('refuses %s', async (_title, words, stderr) => {
    expect(await cli.run(['patch', ...words])).toEqual({ stdout: '', stderr: `${stderr}\n`, exitCode: 1 })
    expect(await read('cm cm', '.data')).toBe('{"a":"1"}')
  })
})
