/** The built command. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const program = join(import.meta.dirname, '../../bin/kubelite.js')
const isBuilt = existsSync(join(import.meta.dirname, '../../dist/cli.all.cjs'))

let home: string
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'kubelite-bundle-'))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

function run(args: string[], { input = '', script = program, env = {} } = {}) {
  const environment = { PATH: process.env.PATH, KUBELITE_HOME: join(home, 'cluster'), ...env }
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, ...args], {
    input,
    encoding: 'utf8',
    env: environment,
  })
  return { stdout, stderr, exitCode: status }
}

const configMap = (name: string, size = 1) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {a: ${'x'.repeat(size)}}\n`

describe.skipIf(!isBuilt)('the built program', () => {
  it('keeps its cluster between calls, readable for the user alone', () => {
    expect(run(['apply', '-f', '-'], { input: configMap('kept') })).toEqual({
      stdout: 'configmap/kept created\n',
      stderr: '',
      exitCode: 0,
    })
    expect(run(['get', 'cm', 'kept', '-o', 'name'])).toEqual({
      stdout: 'configmap/kept\n',
      stderr: '',
      exitCode: 0,
    })
    expect(statSync(join(home, 'cluster')).mode & 0o777).toBe(0o700)
    expect(statSync(join(home, 'cluster/data.mdb')).mode & 0o777).toBe(0o600)
  })

  it('ends with exit code 1 and one line where something is wrong', () => {
    expect(run(['get', 'cm', 'nosuch'])).toEqual({
      stdout: '',
      stderr: 'Error from server (NotFound): configmaps "nosuch" not found\n',
      exitCode: 1,
    })
  })

  it.each([
    ['explain', ['explain', 'cm.data'], /^KIND: {7}ConfigMap/],
    ['describe', ['describe', 'cm', 'kept'], /^Name: +kept\n/],
    ['help', ['get', '--help'], /^Display one or many resources\./],
    ['JSON', ['get', 'nodes', '-o', 'json'], /^\{\n {4}"apiVersion": "v1",/],
    ['another command', ['label', '--help'], /^Update the labels on a resource\./],
    ['templates', ['get', 'cm', 'kept', '-o', 'go-template={{.kind}}'], /^ConfigMap$/],
    ['summaries', ['init', '--data-dir', 'other'], /│ control-plane │/],
  ])('finds what it loads late: %s', (_title, args, stdout) => {
    const result = run(args.map((word) => (word === 'other' ? join(home, 'other') : word)))
    expect(result).toMatchObject({ stderr: '', exitCode: 0 })
    expect(result.stdout).toMatch(stdout)
  })

  it('lets scripts in containers read what has to be made for them', () => {
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: shell}\nspec: {containers: [{name: c, image: busybox}]}\n'
    run(['apply', '-f', '-'], { input: pod })
    const folder = '/var/run/secrets/kubernetes.io/serviceaccount'
    expect(run(['exec', 'shell', '--', 'sh', '-c', `cat ${folder}/token`])).toEqual({
      stdout: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      stderr: '',
      exitCode: 0,
    })
  })

  it('writes all of a long answer to a pipe', () => {
    run(['create', '-f', '-'], {
      input: Array.from({ length: 8 }, (_, i) => configMap(`long-${i}`, 100_000)).join('---\n'),
    })
    expect(JSON.parse(run(['get', 'cm', '-o', 'json']).stdout).items.length).toBeGreaterThan(8)
  })

  it('waits for input from a descriptor that does not block', async () => {
    // In more parts than Node lets anybody listen for at once without a warning.
    const parts = [...configMap('late').match(/.{1,4}/gs)!]
    const server = createServer((socket) => {
      const timer = setInterval(() => {
        const part = parts.shift()
        if (part !== undefined) return socket.write(part)
        clearInterval(timer)
        return socket.end('---\n')
      }, 30)
    })
    const path = join(home, 'socket')
    await once(server.listen(path), 'listening')
    const socket = createConnection(path)
    await once(socket, 'connect')
    // What a child gets as 0, 1 or 2 is made to block; as 3 it is left alone.
    const child = spawn('sh', ['-c', `exec "${process.execPath}" "${program}" apply -f - <&3`], {
      stdio: ['ignore', 'pipe', 'pipe', socket],
      env: { PATH: process.env.PATH, KUBELITE_HOME: join(home, 'cluster') },
    })
    const [stdout, stderr] = await Promise.all([text(child.stdout!), text(child.stderr!)])
    server.close()
    expect({ stdout, stderr }).toEqual({ stdout: 'configmap/late created\n', stderr: '' })
  })

  it('works in a folder that was removed', () => {
    const line = `mkdir gone && cd gone && rmdir ../gone && "${process.execPath}" "${program}" WORDS`
    const env = { PATH: process.env.PATH, KUBELITE_HOME: join(home, 'cluster') }
    const run = (words: string) => {
      const { stdout, stderr } = spawnSync('sh', ['-c', line.replace('WORDS', words)], {
        encoding: 'utf8',
        env,
        cwd: home,
      })
      return { stdout, stderr }
    }
    expect(run('get cm kept -o name')).toEqual({ stdout: 'configmap/kept\n', stderr: '' })
    expect(run('get -f x.yaml')).toEqual({ stdout: '', stderr: 'error: the path "x.yaml" does not exist\n' })
  })

  it('ends quietly when its reader goes away', () => {
    const line = `"${process.execPath}" "${program}" get cm -o json | head -n 1`
    const env = { PATH: process.env.PATH, KUBELITE_HOME: join(home, 'cluster') }
    const { stdout, stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8', env })
    expect({ stdout, stderr }).toEqual({ stdout: '{\n', stderr: '' })
  })

  it.each([
    ['missing', undefined],
    ['of another version', 'not a cache'],
  ])('does without a cache that is %s', (_title, content) => {
    const copy = join(home, 'copy')
    cpSync(join(import.meta.dirname, '../../dist'), join(copy, 'dist'), { recursive: true })
    cpSync(join(import.meta.dirname, '../../bin'), join(copy, 'bin'), { recursive: true })
    symlinkSync(join(import.meta.dirname, '../../node_modules'), join(copy, 'node_modules'))
    for (const name of readdirSync(join(copy, 'dist')).filter((name) => name.endsWith('.cache')))
      if (content === undefined) rmSync(join(copy, 'dist', name))
      else writeFileSync(join(copy, 'dist', name), content)
    for (const args of [
      ['version', '--client'],
      ['get', 'nodes'],
      ['label', 'node', 'worker-1', 'cache=none', '--overwrite'],
    ])
      expect(run(args, { script: join(copy, 'bin/kubelite.js') })).toMatchObject({ stderr: '', exitCode: 0 })
    rmSync(copy, { recursive: true })
  })

  it('gives the same bytes for the same seed and time', () => {
    const once = (name: string) => {
      const env = {
        KUBELITE_HOME: join(home, name),
        KUBELITE_SEED: 's',
        KUBELITE_NOW: '2026-01-31T12:00:00Z',
      }
      run(['apply', '-f', '-'], { input: configMap('a'), env })
      return run(['get', 'cm,nodes,svc', '-A', '-o', 'yaml'], { env })
    }
    const first = once('one')
    expect(first.exitCode).toBe(0)
    expect(once('two')).toEqual(first)
  })

  it('says where the cluster cannot be', () => {
    writeFileSync(join(home, 'file'), '')
    const { stdout, stderr, exitCode } = run(['get', 'nodes', '--data-dir', join(home, 'file/below')])
    expect([stdout, exitCode]).toEqual(['', 1])
    expect(stderr).toMatch(/^error: [^\n]+\n$/)
  })
})
