/** -o, in every command that prints objects: all take the same formats and refuse others alike. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli
beforeAll(async () => {
  cli = createTestCli()
  cli.file('cm.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {a: b}\n')
  cli.file('new.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: new}\n')
  cli.file('template', '{{.kind}}/{{.metadata.name}}')
  cli.file('path', '{.kind}')
  await cli.run('apply -f cm.yaml')
  await cli.run('create deployment web --image=nginx --replicas=1')
  await cli.run('set image deployment/web nginx=nginx:1')
  await cli.run('create rolebinding rb --clusterrole=view --user=u')
})
afterAll(() => cli[Symbol.asyncDispose]())

const DRY = '--dry-run=server'

/** Calls that print one object each and store nothing, so that they can be repeated; and what the object is. */
const calls: readonly [line: string, object: string][] = [
  [`create -f new.yaml ${DRY}`, 'ConfigMap/new'],
  [`create configmap made ${DRY}`, 'ConfigMap/made'],
  [`create deployment made --image=i ${DRY}`, 'Deployment/made'],
  ['create secret generic made --dry-run=client', 'Secret/made'],
  [`run made --image=i ${DRY}`, 'Pod/made'],
  [`expose deployment web --port=80 ${DRY}`, 'Service/web'],
  [`apply -f cm.yaml ${DRY}`, 'ConfigMap/cm'],
  ['apply -f new.yaml --dry-run=client', 'ConfigMap/new'],
  [`apply set-last-applied --create-annotation -f cm.yaml ${DRY}`, 'ConfigMap/cm'],
  [`replace -f cm.yaml ${DRY}`, 'ConfigMap/cm'],
  [`patch cm cm -p {} ${DRY}`, 'ConfigMap/cm'],
  ['patch -f cm.yaml -p {} --local', 'ConfigMap/cm'],
  [`label cm cm x=y ${DRY}`, 'ConfigMap/cm'],
  [`annotate cm cm x=y ${DRY}`, 'ConfigMap/cm'],
  [`scale deployment web --replicas=2 ${DRY}`, 'Deployment/web'],
  [`autoscale deployment web --max=3 ${DRY}`, 'HorizontalPodAutoscaler/web'],
  [`set image deployment/web nginx=nginx:2 ${DRY}`, 'Deployment/web'],
  [`set env deployment/web A=b ${DRY}`, 'Deployment/web'],
  [`set resources deployment/web --limits=cpu=1 ${DRY}`, 'Deployment/web'],
  [`set serviceaccount deployment/web sa ${DRY}`, 'Deployment/web'],
  [`set subject rolebinding rb --user=v ${DRY}`, 'RoleBinding/rb'],
  [`rollout undo deployment/web ${DRY}`, 'Deployment/web'],
  [`taint node NODE a=b:NoSchedule ${DRY}`, 'Node/NODE'],
  ['wait --for=condition=Available deployment/web', 'Deployment/web'],
  ['get cm cm', 'ConfigMap/cm'],
  ['get cm cm --watch --request-timeout=1', 'ConfigMap/cm'],
]

const ALLOWED =
  'go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,yaml'
const GET_ALLOWED =
  'custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml'

/** Flags, and how what they print shows kind and name. */
const formats: readonly [flags: readonly string[], see: (stdout: string) => string | undefined][] = [
  [['-o', 'json'], seeJson],
  [['-o', 'JSON'], seeJson],
  [['-o', 'yaml'], seeYaml],
  [['-o', 'kyaml'], seeYaml],
  [['-o', 'name'], (text) => /^([a-z.0-9]+\/.*)\n$/.exec(text)?.[1] ?? text],
  [['-o', 'jsonpath={.kind}/{.metadata.name}'], (text) => text],
  [['-o', 'jsonpath', '--template', '{.kind}/{.metadata.name}'], (text) => text],
  [['-o', 'jsonpath-as-json={.kind}'], (text) => JSON.parse(text)[0]],
  [['-o', 'jsonpath-file=path'], (text) => text],
  [['-o', 'go-template={{.kind}}'], (text) => text],
  [['-o', 'template={{.kind}}'], (text) => text],
  [['--template', '{{.kind}}'], (text) => text],
  [['-o', 'go-template-file=template'], withoutNoValue],
  [['-o', 'templatefile=template'], withoutNoValue],
]

function seeJson(text: string): string {
  const { kind, metadata } = JSON.parse(text)
  return `${kind}/${metadata.name ?? ''}`
}

function seeYaml(text: string): string {
  return seeJson(JSON.stringify(parse(text)))
}

function withoutNoValue(text: string): string {
  return text.replace('<no value>', '')
}

async function run(line: string, ...flags: readonly string[]) {
  const { stdout: node } = await cli.run(['get', 'nodes', '-o', 'jsonpath={.items[0].metadata.name}'])
  const result = await cli.run([...line.split(' ').map((word) => word.replace('NODE', node)), ...flags])
  return { ...result, stdout: result.stdout.replaceAll(node, 'NODE') }
}

describe.each(calls)('%s', (line, object) => {
  it.each(formats)('prints with %j', async (flags, see) => {
    const { stdout, stderr, exitCode } = await run(line, ...flags)
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    const seen = see(stdout)
    const [kind = '', name] = object.split('/')
    if (flags.includes('name')) expect(`${seen}`.endsWith(`/${name}`)).toBe(true)
    else expect([object, kind]).toContain(seen)
  })

  it.each(['nosuch', 'yaml=x', 'Jsonpath={.kind}'])(
    'refuses -o %s, and names what there is',
    async (format) => {
      const allowed = line.startsWith('get ') ? GET_ALLOWED : ALLOWED
      expect(await run(line, '-o', format)).toEqual({
        stdout: '',
        stderr: `error: unable to match a printer suitable for the output format "${format}", allowed formats are: ${allowed}\n`,
        exitCode: 1,
      })
    },
  )

  it.each([
    ['jsonpath', 'template format specified but no template given'],
    ['go-template=', 'template format specified but no template given'],
    ['jsonpath-file=nosuch', 'error reading --template nosuch, open nosuch: no such file or directory'],
    ['templatefile=nosuch', 'error reading --template nosuch, open nosuch: no such file or directory'],
    ['jsonpath={.a', 'error parsing jsonpath {.a, unclosed action'],
    ['go-template={{', 'error parsing template {{, template: output:1: unclosed action'],
  ])('refuses -o %s', async (format, text) => {
    expect(await run(line, '-o', format)).toEqual({ stdout: '', stderr: `error: ${text}\n`, exitCode: 1 })
  })

  it.each(['jsonpath={.nosuch.x}', 'go-template={{.nosuch.x}}'])(
    'fails for missing fields in %s only if it is told to',
    async (format) => {
      expect(await run(line, '-o', format)).toMatchObject({ stderr: '', exitCode: 0 })
      expect(await run(line, '-o', format, '--allow-missing-template-keys=false')).toMatchObject({
        exitCode: 1,
        stderr: expect.stringMatching(/^error: error executing /),
      })
    },
  )
})
