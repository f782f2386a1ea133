/** Completion: what can stand at the cursor, and the scripts that ask for it. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli
beforeAll(async () => {
  cli = createTestCli({ env: { KUBECONFIG: 'config' } })
  await cli.run('create ns shop')
  for (const name of ['web', 'worker']) await cli.run(`run ${name} --image=nginx`)
  await cli.run('run front --image=nginx -n shop')
  for (const name of ['dev', 'test']) await cli.run(`config set-context ${name} --cluster=c --user=u`)
})
afterAll(() => cli[Symbol.asyncDispose]())

/** A line as the script of a shell sends it: split at blanks, the last word is the one at the cursor. */
async function complete(line: string): Promise<string[]> {
  const { stdout, stderr, exitCode } = await cli.run(['__completeNoDesc', ...line.split(' ')])
  expect([stderr, exitCode]).toEqual(['', 0])
  return stdout.trimEnd().split('\n')
}

describe('what can stand at the cursor', () => {
  const rows: [line: string, answer: string[]][] = [
    ['ge', ['get', ':4']],
    ['roll', ['rollout', ':4']],
    ['nosuch ', [':4']],
    ['rollout re', ['restart', 'resume', ':4']],
    ['-n shop rollout st', ['status', ':4']],
    ['help rollout re', ['restart', 'resume', ':4']],
    ['get replicas', ['replicasets', ':4']],
    ['get po', ['poddisruptionbudgets', 'pods', 'pods.metrics.k8s.io', 'podtemplates', ':4']],
    ['get pods,deplo', ['pods,deployments', ':4']],
    ['get pods w', ['web', 'worker', ':4']],
    ['get pods web w', ['worker', ':4']],
    ['get pods -n shop ', ['front', ':4']],
    ['get -n shop pods ', ['front', ':4']],
    ['get pod/w', ['pod/web', 'pod/worker', ':4']],
    ['get nosuch ', [':4']],
    ['describe nod', ['nodes', 'nodes.metrics.k8s.io', ':4']],
    ['logs ', ['web', 'worker', ':4']],
    ['debug we', ['web', ':4']],
    ['logs pod/we', ['pod/web', ':4']],
    ['logs web -c ', ['web', ':4']],
    ['exec web --container=', ['web', ':4']],
    ['drain work', ['worker-1', 'worker-2', ':4']],
    ['taint ', ['nodes', ':4']],
    ['taint nodes control', ['control-plane', ':4']],
    ['explain replicas', ['replicasets', ':4']],
    ['get pods -n sh', ['shop', ':4']],
    ['get pods --namespace=sh', ['shop', ':4']],
    ['get pods --context ', ['dev', 'test', ':4']],
    ['config use-context t', ['test', ':4']],
    ['config use-context test ', [':4']],
    ['completion ', ['bash', 'fish', 'powershell', 'zsh', ':4']],
    ['get pods -o js', ['json', 'jsonpath', 'jsonpath-as-json', 'jsonpath-file', ':4']],
    ['version -o ', ['yaml', 'json', ':4']],
    ['create cm x --dry-run=', ['none', 'server', 'client', ':4']],
    ['delete --cascade=f', ['foreground', ':4']],
    ['get pods --show-l', ['--show-labels', ':4']],
    ['apply -f ', [':8']],
    ['apply -k ', [':16']],
    ['cp ', [':0']],
    ['get pods -l ', [':0']],
    ['get pods --nosuch x ', ['web', 'worker', ':4']],
  ]
  it.each(rows)('%s', async (line, answer) => {
    if (answer[0] === ':8') answer.unshift('json', 'yaml', 'yml')
    expect(await complete(line)).toEqual(answer)
  })

  it('comes with a word on each, if wanted', async () => {
    const { stdout } = await cli.run(['__complete', 'cord'])
    expect(stdout).toBe('cordon\tMark node as unschedulable\n:4\n')
  })

  it('are all commands', async () => {
    const answer = await complete('')
    expect(answer).toContain('get')
    expect(answer).toContain('config')
    expect(answer.at(-1)).toBe(':4')
  })

  it('is nothing where the kubeconfig is broken', async () => {
    cli.file('broken', 'x: [')
    expect(await complete('get pods --kubeconfig=broken ')).toEqual([':0'])
  })
})

describe('the scripts', () => {
  const hasBash = spawnSync('bash', ['-c', 'true']).status === 0

  const hasFish = spawnSync('fish', ['--no-config', '-c', 'true']).status === 0

  /** What bash would put in for a line: candidates come from a program that tells how it was called. */
  function inBash(script: string, line: string, answer: string): string[] {
    const test = `${script}
kubelite() { [[ $1 == __completeNoDesc ]] && printf '${answer}'; printf '%s|' "$@" >&2; }
alias k='kubelite -n shop'
COMP_LINE='${line}' COMP_POINT=\${#COMP_LINE}
__start_kubelite
printf '%s\\n' "\${COMPREPLY[@]}"`
    return put('bash', ['--norc', '-c', test])
  }

  /** What fish would offer for a line. */
  function inFish(script: string, line: string, answer: string): string[] {
    const test = `${script}
function kubelite; test $argv[1] = __complete; and printf '${answer}'; end
complete -C '${line}'`
    return put('fish', ['--no-config', '-c', test])
  }

  function put(shell: string, args: string[]): string[] {
    const cwd = fileURLToPath(new URL('../../../examples/guestbook', import.meta.url))
    const { stdout, stderr } = spawnSync(shell, args, { encoding: 'utf8', cwd })
    expect(stderr).toBe('')
    return stdout.trimEnd().split('\n')
  }

  it.skipIf(!hasBash).each([
    ['kubelite get po', 'pods\\npodtemplates\\n:4', ['pods', 'podtemplates']],
    ['kubelite get pods --namespace=sh', 'shop\\n:4', ['shop']],
    ['kubelite get pod/w', 'pod/web\\npod/worker\\n:4', ['pod/web', 'pod/worker']],
    ['kubelite get x', ':4', ['']],
    ['kubelite use a:b', 'a:bc\\n:4', ['bc']],
    ['k get po', 'pods\\n:4', ['pods']],
    ['kubelite apply -f f', 'json\\nyaml\\nyml\\n:8', ['frontend.yaml']],
    ['kubelite apply -f R', 'json\\nyaml\\nyml\\n:8', ['']],
    ['kubelite apply -k ../guest', ':16', ['../guestbook']],
    ['kubelite cp R', ':0', ['README.md']],
  ])('bash: %s', async (line, answer, expected) => {
    const { stdout } = await cli.run('completion bash')
    expect(inBash(stdout, line, answer)).toEqual(expected)
  })

  it.skipIf(!hasFish).each([
    ['kubelite get po', 'pods\\nports\\n:4', ['pods', 'ports']],
    ['kubelite cord', 'cordon\\tMark node\\n:4', ['cordon\tMark node']],
    ['kubelite get pods --namespace=sh', 'shop\\n:4', ['--namespace=shop']],
    ['kubelite get x', ':4', ['']],
    ['kubelite apply -f fron', 'json\\nyaml\\nyml\\n:8', ['frontend.yaml']],
  ])('fish: %s', async (line, answer, expected) => {
    const { stdout } = await cli.run('completion fish')
    expect(inFish(stdout, line, answer)).toEqual(expected)
  })

  it.each(['bash', 'zsh', 'fish', 'powershell'])('%s: asks the program', async (shell) => {
    const { stdout, stderr, exitCode } = await cli.run(`completion ${shell}`)
    expect([stderr, exitCode]).toEqual(['', 0])
    expect(stdout).toMatch(/ __complete(NoDesc)? /)
    expect(stdout).not.toContain('undefined')
  })

  it.each([
    ['completion', 'Shell not specified.'],
    ['completion tcsh', 'Unsupported shell type "tcsh".'],
    ['completion bash zsh', 'Too many arguments. Expected only the shell type.'],
  ])('are for one shell: %s', async (line, message) => {
    const stderr = `error: ${message}\nSee 'kubelite completion -h' for help and examples\n`
    expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
  })
})
