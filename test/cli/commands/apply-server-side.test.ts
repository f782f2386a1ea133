/** kubelite apply --server-side, and --show-managed-fields. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli
beforeEach(() => {
  cli = createTestCli()
})
afterEach(() => cli[Symbol.asyncDispose]())

const cm = (data: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: ${data}\n`

async function ok(line: string, stdin?: string): Promise<string> {
  const { stdout, stderr, exitCode } = await cli.run(line, stdin === undefined ? {} : { stdin })
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  return stdout
}

/** `manager operation[ subresource]` of each entry. */
async function managers(of: string): Promise<string[]> {
  const { metadata } = JSON.parse(await ok(`get ${of} -o json --show-managed-fields`))
  return metadata.managedFields.map((entry: Record<string, string>) =>
    [entry.manager, entry.operation, entry.subresource].filter((part) => part !== undefined).join(' '),
  )
}

describe('apply --server-side', () => {
  it('makes objects, changes them and prints them', async () => {
    expect(await ok('apply --server-side -f -', cm('{a: "1"}'))).toBe('configmap/web serverside-applied\n')
    expect(await ok('apply --server-side -f - -o name', cm('{a: "2"}'))).toBe('configmap/web\n')
    expect(await ok('apply --server-side -f - -o jsonpath={.data.a}', cm('{a: "3"}'))).toBe('3')
    expect(await ok('apply --server-side --dry-run=server -f -', cm('{a: "4"}'))).toBe(
      'configmap/web serverside-applied (server dry run)\n',
    )
    expect(await ok('get cm web -o jsonpath={.data.a}')).toBe('3')
  })

  it('tells of conflicts, and of ways out of them', async () => {
    await ok('apply --server-side -f -', cm('{a: "1"}'))
    const { stderr, exitCode } = await cli.run('apply --server-side --field-manager=other -f -', {
      stdin: cm('{a: "2"}'),
    })
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(
      /^error: Apply failed with 1 conflict: conflict with "kubectl": .data.a\nPlease review/,
    )
    await ok('apply --server-side --field-manager=other --force-conflicts -f -', cm('{a: "2"}'))
    expect(await managers('cm/web')).toEqual(['other Apply'])
  })

  it.each([
    [
      'apply --server-side --dry-run=client -f x.yaml',
      "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)",
    ],
    ['apply --force-conflicts -f x.yaml', '--force-conflicts only works with --server-side'],
    ['apply --server-side --force -f x.yaml', '--force cannot be used with --server-side'],
  ])('%s is refused', async (line, text) => {
    expect((await cli.run(line)).stderr).toBe(`error: ${text}\n`)
  })

  it('refuses objects whose names are to be made', async () => {
    const stdin = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: web-}\n'
    expect((await cli.run('apply --server-side -f -', { stdin })).stderr).toBe(
      'error: from web-: cannot use generate name with apply\n',
    )
  })

  it('takes over from client-side apply, and removes what is no longer said', async () => {
    await ok('apply -f -', cm('{a: "1", b: "2"}'))
    expect(await managers('cm/web')).toEqual(['kubectl-client-side-apply Update'])
    await ok('apply --server-side -f -', cm('{a: "3"}'))
    expect(await ok('get cm web -o jsonpath={.data}')).toBe('{"a":"3"}')
    expect(await managers('cm/web')).toEqual(['kubectl-last-applied Apply', 'kubectl Apply'])
    expect(await ok('apply view-last-applied cm web -o json')).toContain('"a": "3"')
  })

  it('warns in a dry run that the annotation of client-side apply cannot be handed over yet', async () => {
    await ok('apply -f -', cm('{a: "1"}'))
    const dryRun = 'apply --server-side --dry-run=server -f -'
    expect(await cli.run(dryRun, { stdin: cm('{a: "1"}') })).toEqual({
      stdout: 'configmap/web serverside-applied (server dry run)\n',
      stderr:
        'Warning: failed to migrate kubectl.kubernetes.io/last-applied-configuration for Server-Side Apply. This is non-fatal and will be retried next time you apply. Error: Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using v1: .metadata.annotations.kubectl.kubernetes.io/last-applied-configuration\n',
      exitCode: 0,
    })
    await ok('apply --server-side -f -', cm('{a: "1"}'))
    await ok(dryRun, cm('{a: "1"}'))
  })

  it('goes back to client-side apply', async () => {
    await ok('apply -f -', cm('{a: "1", b: "2"}'))
    await ok('apply --server-side -f -', cm('{a: "1", b: "2"}'))
    expect(await ok('apply -f -', cm('{a: "1"}'))).toBe('configmap/web configured\n')
    expect(await ok('get cm web -o jsonpath={.data}')).toBe('{"a":"1"}')
  })
})

describe('field managers', () => {
  it('are named for the commands', async () => {
    await ok('create deployment web --image=nginx')
    await ok('scale deployment web --replicas=2')
    await ok('set image deployment web nginx=nginx:2')
    await ok('label deployment web tier=front')
    await ok('annotate deployment web note=x')
    await ok('patch deployment web -p \'{"spec":{"minReadySeconds":1}}\'')
    await ok('rollout restart deployment web')
    await ok('label deployment web other=x --field-manager=mine')
    const names = await managers('deployment/web')
    expect(names.sort()).toEqual([
      'kube-controller-manager Update status',
      'kubectl Update scale',
      'kubectl-annotate Update',
      'kubectl-create Update',
      'kubectl-label Update',
      'kubectl-patch Update',
      'kubectl-rollout Update',
      'kubectl-set Update',
      'mine Update',
    ])
  })

  it('of the control plane own the status, and what it made', async () => {
    await ok('create deployment web --image=nginx')
    const pod = (await ok('get pods -o name')).trim()
    expect(await managers(pod)).toEqual(['kube-controller-manager Update', 'kubelet Update status'])
    await ok('taint node worker-1 key=value:NoSchedule')
    expect(await managers('node/worker-1')).toContain('kubectl-taint Update')
    expect(await managers('ns/default')).toEqual([
      'kube-apiserver Update',
      'kube-controller-manager Update status',
    ])
  })

  it('are told of replicas that an autoscaler or a user changed', async () => {
    const deployment =
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 2, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: nginx}]}}}\n'
    await ok('apply --server-side -f -', deployment)
    await ok('autoscale deployment web --min=3 --max=5 --cpu=50%')
    await ok('clock advance 1m')
    const { stderr } = await cli.run('apply --server-side -f -', { stdin: deployment })
    expect(stderr).toContain(
      'conflict with "kube-controller-manager" with subresource "scale" using apps/v1: .spec.replicas',
    )
  })
})

describe('managed fields', () => {
  beforeEach(() => ok('create cm web --from-literal=a=1'))

  it.each(['yaml', 'json'])('are left out of %s, unless they are asked for', async (format) => {
    expect(await ok(`get cm web -o ${format}`)).not.toContain('managedFields')
    expect(await ok(`get cm web -o ${format} --show-managed-fields`)).toContain('managedFields')
    expect(await ok(`get cm -o ${format}`)).not.toContain('managedFields')
    expect(await ok(`get cm -o ${format} --show-managed-fields`)).toContain('managedFields')
    expect(await ok(`label cm web a=b --overwrite -o ${format} --show-managed-fields`)).toContain(
      'managedFields',
    )
    expect(await ok(`create cm new --from-literal=a=1 -o ${format} --show-managed-fields`)).toContain(
      'kubectl-create',
    )
  })

  it.each([
    ['jsonpath={.metadata.managedFields[0].manager}', 'kubectl-create'],
    ['jsonpath={.metadata}', '"manager":"kubectl-create"'],
    ['go-template={{range .metadata.managedFields}}{{.manager}}{{end}}', 'kubectl-create'],
    ['custom-columns=M:.metadata.managedFields[*].manager', 'kubectl-create'],
  ])('are seen by -o %s', async (format, text) => {
    expect((await cli.run(['get', 'cm', 'web', '-o', format])).stdout).toContain(text)
  })

  it('can be edited where they are shown', async () => {
    await cli[Symbol.asyncDispose]()
    cli = createTestCli({ env: { KUBE_EDITOR: 'sh editor.sh', PATH: process.env.PATH ?? '' } })
    await ok('create cm web --from-literal=a=1')
    cli.file('editor.sh', 'sed -i.old s/kubectl-create/somebody/ "$1"; rm -f "$1.old"\n')
    expect((await cli.run('edit cm web')).stderr).toBe('Edit cancelled, no changes made.\n')
    expect(await ok('edit cm web --show-managed-fields')).toBe('configmap/web edited\n')
    expect(await managers('cm/web')).toEqual(['somebody Update'])
  })
})

describe('diff --server-side', () => {
  it('tells what would become of an object, and of conflicts', async () => {
    await ok('apply --server-side -f -', cm('{a: "1", b: "2"}'))
    const { stdout, exitCode } = await cli.run('diff --server-side -f -', { stdin: cm('{a: "3"}') })
    expect(exitCode).toBe(1)
    expect(stdout.split('\n').filter((line) => /^[-+] /.test(line))).toEqual([
      '-  a: "1"',
      '-  b: "2"',
      '+  a: "3"',
    ])
    const conflict = await cli.run('diff --server-side --field-manager=other -f -', { stdin: cm('{a: "3"}') })
    expect(conflict).toMatchObject({ exitCode: 2, stdout: '' })
    expect(conflict.stderr).toContain('Apply failed with 1 conflict: conflict with "kubectl": .data.a')
    const forced = 'diff --server-side --field-manager=other --force-conflicts -f -'
    expect((await cli.run(forced, { stdin: cm('{a: "3"}') })).exitCode).toBe(1)
  })
})
