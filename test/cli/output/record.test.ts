/** --record: which commands keep their call, and where. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli

const deployment = (replicas: number) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: i, ports: [{containerPort: 80}]}]}}
`

beforeEach(() => {
  cli = createTestCli()
  cli.file('web.yaml', deployment(1))
  cli.file('two.yaml', deployment(2))
})
afterEach(() => cli[Symbol.asyncDispose]())

const causeOf = async (object: string) =>
  (await cli.run(['get', object, '-o', 'jsonpath={.metadata.annotations.kubernetes\\.io/change-cause}']))
    .stdout

describe('--record', () => {
  const rows: [title: string, before: string[], line: string, object: string][] = [
    ['create', [], 'create --filename=web.yaml --record=true', 'deploy/web'],
    ['apply, for what is new', [], 'apply --filename=web.yaml --record=true', 'deploy/web'],
    [
      'apply, for what is changed',
      ['apply -f web.yaml'],
      'apply --filename=two.yaml --record=true',
      'deploy/web',
    ],
    ['scale', ['create -f web.yaml'], 'scale deploy/web --replicas=2 --record=true', 'deploy/web'],
    ['autoscale', ['create -f web.yaml'], 'autoscale deploy web --max=2 --record=true', 'hpa/web'],
    ['expose', ['create -f web.yaml'], 'expose deploy web --record=true', 'svc/web'],
    ['run', [], 'run p --image=i --record=true', 'pod/p'],
    ['replace', ['create -f web.yaml'], 'replace --filename=two.yaml --record=true', 'deploy/web'],
    ['set', ['create -f web.yaml'], 'set sa deploy/web x --record=true', 'deploy/web'],
  ]
  it.each(rows)('is kept by %s', async (_title, before, line, object) => {
    for (const each of before) expect((await cli.run(each)).exitCode).toBe(0)
    const { stderr, exitCode } = await cli.run(line)
    expect(stderr).toMatch(/^Flag --record has been deprecated, --record will be removed in the future\n/)
    expect(exitCode).toBe(0)
    expect(await causeOf(object)).toBe(`kubelite ${line.replace('set sa', 'set serviceaccount')}`)
  })

  it('is what rollout history tells', async () => {
    await cli.run('create -f web.yaml')
    await cli.run('set image deploy/web c=i:2 --record')
    expect((await cli.run('rollout history deploy/web')).stdout).toBe(
      'deployment.apps/web \nREVISION  CHANGE-CAUSE\n1         <none>\n2         kubelite set image deploy/web c=i:2 --record=true\n\n',
    )
  })
})
