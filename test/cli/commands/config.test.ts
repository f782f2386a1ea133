/** kubelite config: kubeconfig files, and what other commands take from them. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

const two = {
  first: `apiVersion: v1
kind: Config
clusters:
- cluster: {server: "https://a", insecure-skip-tls-verify: true}
  name: c
contexts:
- context: {cluster: c, user: u}
  name: a
current-context: ""
`,
  second: `apiVersion: v1
kind: Config
clusters:
- cluster: {server: "https://b", tls-server-name: foo}
  name: c
- cluster: {server: "https://b", certificate-authority: ca}
  name: d
contexts:
- context: {cluster: c, user: u2, namespace: zz}
  name: a
current-context: a
users:
- name: u
  user: {token: xx, client-key-data: YWJj, password: p, username: z, foo: bar}
`,
}

async function withFiles(work: (cli: TestCli) => Promise<void>, env: Record<string, string> = {}) {
  await using cli = createTestCli({ env: { KUBECONFIG: 'first:second:third', ...env } })
  cli.file('first', two.first)
  cli.file('second', two.second)
  cli.file('ca', 'authority')
  await work(cli)
}

const read = (cli: TestCli, name: string) => readFileSync(join(cli.folder, name), 'utf8')
const out = async (cli: TestCli, line: string) => (await cli.run(line)).stdout

describe('without a file', () => {
  const own = async (work: (cli: TestCli) => Promise<void>) => {
    await using cli = createTestCli({ env: { KUBECONFIG: '' } })
    await work({ ...cli, run: (line, input) => cli.run(`${line} --data-dir ${cli.folder}/own`, input) })
  }

  it('there is the context of the cluster', () =>
    own(async (cli) => {
      expect(await out(cli, 'config current-context')).toBe('kubelite\n')
      expect(await out(cli, 'config get-contexts')).toBe(
        'CURRENT   NAME       CLUSTER    AUTHINFO           NAMESPACE\n*         kubelite   kubelite   kubernetes-admin   \n',
      )
      expect(await out(cli, 'config view')).toBe(
        'apiVersion: v1\nclusters:\n- cluster:\n    server: https://127.0.0.1:6443\n  name: kubelite\ncontexts:\n- context:\n    cluster: kubelite\n    user: kubernetes-admin\n  name: kubelite\ncurrent-context: kubelite\nkind: Config\nusers:\n- name: kubernetes-admin\n  user: {}\n',
      )
      expect(existsSync(join(cli.folder, 'own'))).toBe(false)
    }))

  it('the first change makes one in the folder of the cluster, and the namespace counts for all commands', () =>
    own(async (cli) => {
      expect(await cli.run('config set-context --current --namespace=shop')).toEqual({
        stdout: 'Context "kubelite" modified.\n',
        stderr: '',
        exitCode: 0,
      })
      expect(JSON.parse(read(cli, 'own/config'))).toMatchObject({
        contexts: [{ name: 'kubelite', context: { namespace: 'shop' } }],
        users: [{ name: 'kubernetes-admin', user: {} }],
        'current-context': 'kubelite',
      })
      expect((await cli.run('get pods')).stderr).toBe('No resources found in shop namespace.\n')
      expect((await cli.run('get pods -n default')).stderr).toBe('No resources found in default namespace.\n')
      await cli.run('config use-context kubelite')
      await cli.run('config unset contexts.kubelite.namespace')
      expect((await cli.run('get pods')).stderr).toBe('No resources found in default namespace.\n')
    }))

  it('what changes nothing writes nothing', () =>
    own(async (cli) => {
      expect(await out(cli, 'config use-context kubelite')).toBe('Switched to context "kubelite".\n')
      expect(existsSync(join(cli.folder, 'own'))).toBe(false)
    }))
})

describe('several files', () => {
  it('are merged: the first one that has an entry counts', () =>
    withFiles(async (cli) => {
      expect(await out(cli, 'config view')).toBe(`apiVersion: v1
clusters:
- cluster:
    insecure-skip-tls-verify: true
    server: https://a
  name: c
- cluster:
    certificate-authority: ca
    server: https://b
  name: d
contexts:
- context:
    cluster: c
    user: u
  name: a
current-context: a
kind: Config
users:
- name: u
  user:
    client-key-data: DATA+OMITTED
    password: REDACTED
    token: REDACTED
    username: z
`)
      expect(JSON.parse(await out(cli, 'config view --minify --raw -o json'))).toEqual({
        kind: 'Config',
        apiVersion: 'v1',
        clusters: [{ name: 'c', cluster: { server: 'https://a', 'insecure-skip-tls-verify': true } }],
        users: [
          { name: 'u', user: { 'client-key-data': 'YWJj', token: 'xx', username: 'z', password: 'p' } },
        ],
        contexts: [{ name: 'a', context: { cluster: 'c', user: 'u' } }],
        'current-context': 'a',
      })
      expect(await out(cli, 'config view --flatten -o jsonpath={.clusters[1].cluster}')).toBe(
        '{"certificate-authority-data":"YXV0aG9yaXR5","server":"https://b"}',
      )
    }))

  it('are changed where an entry stands; what is new goes into the first one that exists', () =>
    withFiles(async (cli) => {
      await cli.run('config set-context new --cluster=c --namespace=nn')
      await cli.run('config set-cluster d --server=zzz')
      await cli.run('config use-context new')
      expect(read(cli, 'first')).toContain(
        '    cluster: c\n    namespace: nn\n    user: ""\n  name: new\ncurrent-context: new\n',
      )
      expect(read(cli, 'second')).toContain('    certificate-authority: ca\n    server: zzz\n  name: d\n')
      expect(read(cli, 'second')).toContain('current-context: a\n')
      expect(await out(cli, 'config delete-user u')).toBe('deleted user u from first\n')
      expect(read(cli, 'second')).toContain('users: null\n')
      expect(existsSync(join(cli.folder, 'third'))).toBe(false)
    }))

  it('give way to --kubeconfig', () =>
    withFiles(async (cli) => {
      expect(
        await out(cli, 'config view --kubeconfig=second -o jsonpath={.contexts[0].context.namespace}'),
      ).toBe('zz')
      expect((await cli.run('get pods --kubeconfig=second')).stderr).toBe(
        'No resources found in zz namespace.\n',
      )
      expect(await out(cli, 'config set-context x --kubeconfig=below/new')).toBe('Context "x" created.\n')
      expect(read(cli, 'below/new')).toContain('  name: x\n')
    }))
})

describe('the user of a context', () => {
  const config = (server: string) => `apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: '${server}'}}]
users: [{name: jane, user: {as: jane}}]
contexts: [{name: a, context: {cluster: c, user: jane}}]
current-context: a
`
  const forbidden =
    'Error from server (Forbidden): pods is forbidden: User "jane" cannot list resource "pods"'

  it.each([
    ['acts in the cluster', 'https://127.0.0.1:6443', '', forbidden],
    ['has nothing to say in another cluster', 'https://elsewhere:6443', '', 'No resources found'],
    ['acts where the call names it', 'https://elsewhere:6443', '--user=jane', forbidden],
    ['acts where the call names the file', 'https://elsewhere:6443', '--kubeconfig=config', forbidden],
  ])('%s', async (_, server, flag, stderr) => {
    await using cli = createTestCli({ env: { KUBECONFIG: 'config' } })
    cli.file('config', config(server))
    expect((await cli.run(`get pods ${flag}`)).stderr).toContain(stderr)
  })
})

describe('entries', () => {
  const steps: [line: string, stdout: string][] = [
    ['config set-credentials k --token=t', 'User "k" set.\n'],
    ['config view --raw -o jsonpath={.users[0].user}', '{"token":"t"}'],
    ['config set-credentials k --username=n --password=p', 'User "k" set.\n'],
    ['config view --raw -o jsonpath={.users[0].user}', '{"password":"p","username":"n"}'],
    [
      'config set-credentials k --exec-command=c --exec-arg=a,b --exec-env=X=1 --exec-env=Y=2',
      'User "k" set.\n',
    ],
    ['config set-credentials k --exec-env=X- --exec-interactive-mode=Never', 'User "k" set.\n'],
    [
      'config view --raw -o jsonpath={.users[0].user.exec}',
      '{"args":["a","b"],"command":"c","env":[{"name":"Y","value":"2"}],"interactiveMode":"Never","provideClusterInfo":false}',
    ],
    ['config set-credentials k --auth-provider=oidc --auth-provider-arg=a=b', 'User "k" set.\n'],
    ['config view -o jsonpath={.users[0].user.auth-provider}', '{"config":{"a":"b"},"name":"oidc"}'],
    ['config set-cluster e --certificate-authority=ca --embed-certs', 'Cluster "e" set.\n'],
    [
      'config view --raw -o jsonpath={.clusters[2].cluster}',
      '{"certificate-authority-data":"YXV0aG9yaXR5","server":""}',
    ],
    ['config set-cluster e --insecure-skip-tls-verify --server=https://e', 'Cluster "e" set.\n'],
    [
      'config view --raw -o jsonpath={.clusters[2].cluster}',
      '{"insecure-skip-tls-verify":true,"server":"https://e"}',
    ],
    ['config set-cluster e --certificate-authority=ca', 'Cluster "e" set.\n'],
    ['config view -o jsonpath={.clusters[2].cluster}', '{"certificate-authority":"ca","server":"https://e"}'],
    ['config set clusters.e.f.server https://ef', 'Property "clusters.e.f.server" set.\n'],
    ['config view -o jsonpath={.clusters[3]}', '{"cluster":{"server":"https://ef"},"name":"e.f"}'],
    ['config set users.k.client-key-data abc --set-raw-bytes', 'Property "users.k.client-key-data" set.\n'],
    ['config view --raw -o jsonpath={.users[0].user.client-key-data}', 'YWJj'],
    ['config set users.k.act-as jane', 'Property "users.k.act-as" set.\n'],
    ['config view --raw -o jsonpath={.users[0].user.as}', 'jane'],
    ['config unset users.k', 'Property "users.k" unset.\n'],
    ['config rename-context a b', 'Context "a" renamed to "b".\n'],
    ['config current-context', 'b\n'],
    ['config get-contexts -o name', 'a\nb\n'],
    ['config get-clusters', 'NAME\nc\nd\ne\ne.f\n'],
    ['config get-users', 'NAME\nu\n'],
  ]
  it('are set, shown and taken away', () =>
    withFiles(async (cli) => {
      for (const [line, stdout] of steps)
        expect([line, await cli.run(line)]).toEqual([line, { stdout, stderr: '', exitCode: 0 }])
    }))

  it('are missed when they are gone', () =>
    withFiles(async (cli) => {
      expect(await cli.run('config delete-context a')).toEqual({
        stdout: 'deleted context a from first\n',
        stderr:
          'warning: this removed your active context, use "kubelite config use-context" to select a different one\n',
        exitCode: 0,
      })
    }))
})

describe('a mistake', () => {
  const rows: [line: string, stderr: string][] = [
    ['config use-context nosuch', 'error: no context exists with the name: "nosuch"\n'],
    ["config use-context ''", 'error: empty context names are not allowed\n'],
    ['config delete-context nosuch', 'error: cannot delete context nosuch, not in first\n'],
    ['config delete-cluster nosuch', 'error: cannot delete cluster nosuch, not in first\n'],
    ['config delete-user nosuch', 'error: cannot delete user nosuch, not in first\n'],
    [
      'config delete-user',
      "error: user to delete is required\nSee 'kubelite config delete-user -h' for help and examples\n",
    ],
    ['config rename-context nosuch x', 'error: cannot rename the context "nosuch", it\'s not in first\n'],
    [
      'config rename-context a a',
      'error: cannot rename the context "a", the context "a" already exists in first\n',
    ],
    ['config set-context', 'error: you must specify a non-empty context name or --current\n'],
    ['config set-context --current --kubeconfig=new', 'error: no current context is set\n'],
    ['config current-context --kubeconfig=new', 'error: current-context is not set\n'],
    ['config set nosuch.a b', 'error: unable to parse nosuch.a after [] at api.Config\n'],
    [
      'config set current-context.x b',
      'error: unable to parse one or more field values of current-context.x\n',
    ],
    ['config set clusters.c server', "error: can't set a map to a value: map[c d]\n"],
    [
      'config set clusters.c.insecure-skip-tls-verify maybe',
      'error: strconv.ParseBool: parsing "maybe": invalid syntax\n',
    ],
    [
      'config set clusters.c.certificate-authority-data xx',
      'error: error decoding input value: illegal base64 data at input byte 0\n',
    ],
    ["config set clusters.c.server ''", 'error: you cannot use set to unset a property\n'],
    ['config unset contexts.nosuch.namespace', 'error: current map key `nosuch` is invalid\n'],
    ['config view --merge=false', 'error: if merge==false a precise file must be specified\n'],
    ['config view --minify --context=nosuch', 'error: cannot locate context nosuch\n'],
    ['config view --minify --kubeconfig=new', 'error: current-context must exist in order to minify\n'],
    [
      'config get-contexts -o yaml',
      'error: --output yaml is not available in kubelite config get-contexts; resetting to default output format\n',
    ],
    [
      'config set-credentials k --token=a --username=b',
      'error: you cannot specify more than one authentication method at the same time: --token, --username/--password\n',
    ],
    [
      'config set-credentials k --embed-certs',
      'error: you must specify a --client-certificate or --client-key to embed\n',
    ],
    [
      'config set-credentials k --embed-certs --client-key=nosuch',
      'error: could not stat client-key file nosuch: stat nosuch: no such file or directory\n',
    ],
    ['config set-cluster c --embed-certs', 'error: you must specify a --certificate-authority to embed\n'],
    [
      'config set-cluster c --certificate-authority=ca --insecure-skip-tls-verify',
      'error: you cannot specify a certificate authority and insecure mode at the same time\n',
    ],
    ['config nosuch', 'error: unknown command "nosuch"\nSee \'kubelite config -h\' for help and examples\n'],
    [
      'config view --kubeconfig=bad',
      'error: error loading config file "bad": yaml: line 1: did not find expected node content\n',
    ],
    [
      'get pods --kubeconfig=bad',
      'error: error loading config file "bad": yaml: line 1: did not find expected node content\n',
    ],
  ]
  it.each(rows)('is told, and nothing is changed: %s', (line, stderr) =>
    withFiles(async (cli) => {
      cli.file('bad', 'x: [\n')
      expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
      expect([read(cli, 'first'), read(cli, 'second')]).toEqual([two.first, two.second])
    }),
  )

  it.each([
    ['config set clusters.c.server', 'error: Unexpected args: [clusters.c.server]\n'],
    ['config set-context a b', 'error: Unexpected args: [a b]\n'],
    ['config set-credentials', 'error: unexpected args: []\n'],
    ['config set-credentials k --exec-env=Z', 'error: invalid exec-env format: Z\n'],
    ['config use-context', 'error: Unexpected args: []\n'],
    ['config unset', 'error: Unexpected args: []\n'],
    ['config rename-context a', 'error: Unexpected args: [a]\n'],
  ])('in the arguments comes with the help: %s', (line, stderr) =>
    withFiles(async (cli) => {
      const help = await out(cli, `${line.split(' ').slice(0, 2).join(' ')} --help`)
      expect(await cli.run(line)).toEqual({ stdout: help, stderr, exitCode: 1 })
    }),
  )

  it('in the file concerns only what needs it', () =>
    withFiles(
      async (cli) => {
        cli.file('bad', 'x: [\n')
        expect((await cli.run('version --client')).exitCode).toBe(0)
        expect((await cli.run('get pods')).exitCode).toBe(1)
      },
      { KUBECONFIG: 'bad' },
    ))

  it('of one context among those asked for does not keep the others back', () =>
    withFiles(async (cli) => {
      expect(await cli.run('config get-contexts nosuch a')).toEqual({
        stdout: 'CURRENT   NAME   CLUSTER   AUTHINFO   NAMESPACE\n*         a      c         u          \n',
        stderr: 'error: context nosuch not found\n',
        exitCode: 1,
      })
    }))
})

it('fills up what a user runs, and leaves out preferences that are those of everybody', async () => {
  await withFiles(
    async (cli) => {
      cli.file(
        'odd',
        `apiVersion: v1
kind: Config
preferences: {colors: true}
users:
- name: runs
  user: {exec: {command: foo}}
- name: provided
  user: {auth-provider: {name: x}}
`,
      )
      await cli.run('config set preferences.colors false')
      expect(read(cli, 'odd')).toBe(`apiVersion: v1
clusters: null
contexts: null
current-context: ""
kind: Config
users:
- name: provided
  user:
    auth-provider:
      config: null
      name: x
- name: runs
  user:
    exec:
      args: null
      command: foo
      env: null
      provideClusterInfo: false
`)
    },
    { KUBECONFIG: 'odd' },
  )
})
