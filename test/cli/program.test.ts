/** The command line as a whole: calls that are not understood, global flags. */
import { describe, expect, it } from 'vitest'
import { createTestCli } from './test-cli.ts'

async function run(line: string) {
  await using cli = createTestCli()
  return cli.run(line)
}

describe('a call that is not understood', () => {
  const rows: [title: string, line: string, stderr: string][] = [
    ['names a command that does not exist', 'nosuch', 'error: unknown command "nosuch" for "kubelite"\n'],
    [
      'names a command with a slip of the pen',
      'gett pods',
      'error: unknown command "gett" for "kubelite"\n\nDid you mean this?\n\tset\n\tget\n',
    ],
    [
      'names the beginning of a command',
      'delet pod x',
      'error: unknown command "delet" for "kubelite"\n\nDid you mean this?\n\tdelete\n\treset\n',
    ],
    [
      'has an unknown flag',
      'get pods --nosuch',
      "error: unknown flag: --nosuch\nSee 'kubelite get --help' for usage.\n",
    ],
    [
      'has an unknown short flag',
      'get pods -Z',
      "error: unknown shorthand flag: 'Z' in -Z\nSee 'kubelite get --help' for usage.\n",
    ],
    [
      'has an unknown flag behind that for help',
      'get -h --nosuch',
      "error: unknown flag: --nosuch\nSee 'kubelite get --help' for usage.\n",
    ],
    [
      'has an unknown letter behind that for help',
      'get pods -hx',
      "error: unknown shorthand flag: 'x' in -x\nSee 'kubelite get --help' for usage.\n",
    ],
    [
      'is not sure whether it wants help',
      'get --help=perhaps',
      `error: invalid argument "perhaps" for "-h, --help" flag: strconv.ParseBool: parsing "perhaps": invalid syntax\nSee 'kubelite get --help' for usage.\n`,
    ],
    [
      'has an unknown short flag in a group',
      'get pods -AZ',
      "error: unknown shorthand flag: 'Z' in -Z\nSee 'kubelite get --help' for usage.\n",
    ],
    [
      'has a flag that is nearly one',
      'get pods --all-namespace',
      "error: unknown flag: --all-namespace\nSee 'kubelite get --help' for usage.\n",
    ],
    [
      'has a flag without its value',
      'get pods --output',
      "error: flag needs an argument: --output\nSee 'kubelite get --help' for usage.\n",
    ],
    [
      'has a short flag without its value',
      'get pods -n',
      "error: flag needs an argument: 'n' in -n\nSee 'kubelite get --help' for usage.\n",
    ],
    [
      'has text where a number belongs',
      'get pods --chunk-size=abc',
      `error: invalid argument "abc" for "--chunk-size" flag: strconv.ParseInt: parsing "abc": invalid syntax\nSee 'kubelite get --help' for usage.\n`,
    ],
    [
      'has text where a boolean belongs',
      'get pods --watch=maybe',
      `error: invalid argument "maybe" for "-w, --watch" flag: strconv.ParseBool: parsing "maybe": invalid syntax\nSee 'kubelite get --help' for usage.\n`,
    ],
    [
      'has a bad level of detail',
      'get pods --v=bogus',
      `error: invalid argument "bogus" for "-v, --v" flag: strconv.ParseInt: parsing "bogus": invalid syntax\nSee 'kubelite get --help' for usage.\n`,
    ],
    [
      'has a bad duration',
      'delete pod x --timeout=5',
      `error: invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"\nSee 'kubelite delete --help' for usage.\n`,
    ],
    [
      'has a bad request timeout',
      'get pods --request-timeout=bogus',
      'error: Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)\n',
    ],
    [
      'asks for another cluster',
      'get pods --server=https://kind:6443',
      'error: --server is not supported: kubelite works on its own cluster, chosen by --data-dir or KUBELITE_HOME\n',
    ],
    [
      'asks for a context that does not exist',
      'get pods --context=nosuch',
      'Error in configuration: context was not found for specified context: nosuch\n',
    ],
    [
      'asks for a cluster that does not exist',
      'get pods --cluster=nosuch',
      'error: no server found for cluster "nosuch"\n',
    ],
    [
      'asks for a user that does not exist',
      'get pods --user=nosuch',
      'error: auth info "nosuch" does not exist\n',
    ],
    [
      'asks for a kubeconfig that does not exist',
      'get pods --kubeconfig=nosuch',
      'error: stat nosuch: no such file or directory\n',
    ],
    [
      'demands equal versions',
      'get pods --match-server-version',
      expect.stringMatching(
        /^error: server version \(version\.Info\{.*\) differs from client version \(.*\)!\n$/,
      ),
    ],
    [
      'measures the program',
      'get pods --profile=cpu',
      'error: --profile=cpu is not supported: only "none" is\n',
    ],
    [
      'has a file of preferences',
      'get pods --kuberc=x',
      'error: --kuberc is not supported: kubelite has no file of preferences\n',
    ],
    [
      'has only a flag that does not exist',
      '--nosuch',
      "error: unknown flag: --nosuch\nSee 'kubelite --help' for usage.\n",
    ],
    [
      'names no object',
      'delete',
      "error: You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'\n",
    ],
    [
      'names no type',
      'get',
      `You must specify the type of resource to get. Use "kubelite api-resources" for a complete list of supported resources.\n\nerror: Required resource not specified.\nUse "kubelite explain <resource>" for a detailed description of that resource (e.g. kubelite explain pods).\nSee 'kubelite get -h' for help and examples\n`,
    ],
    ['applies without a file', 'apply', 'error: must specify one of -f and -k\n'],
    ['creates without a file', 'create', 'error: must specify one of -f and -k\n'],
    ['applies with both kinds of files', 'apply -f a -k b', 'error: only one of -f or -k can be specified\n'],
    [
      'passes a file without its flag',
      'apply -f a.yaml extra',
      "error: Unexpected args: [extra]\nSee 'kubelite apply -h' for help and examples\n",
    ],
    [
      'has a bad dry run',
      'apply -f a.yaml --dry-run=bogus',
      'error: Invalid dry-run value (bogus). Must be "none", "server", or "client".\n',
    ],
    [
      'has a bad validation',
      'apply -f a.yaml --validate=bogus',
      'error: invalid - validate option "bogus"; must be one of: strict (or true), warn, ignore (or false)\n',
    ],
    [
      'has a format that apply does not have',
      'apply -f a.yaml -o wide',
      'error: unable to match a printer suitable for the output format "wide", allowed formats are: go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,yaml\n',
    ],
    [
      'has a template without text',
      'get pods -o jsonpath=',
      'error: template format specified but no template given\n',
    ],
    [
      'has columns without text',
      'get pods -o custom-columns',
      'error: custom-columns format specified but no custom columns given\n',
    ],
    [
      'prunes without saying what',
      'apply --prune -f a.yaml',
      'error: all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector\n',
    ],
    [
      'deletes with force and with patience',
      'delete pod x --force --grace-period=5',
      'error: --force and --grace-period greater than 0 cannot be specified together\n',
    ],
    [
      'deletes with an unknown cascade',
      'delete deploy x --cascade=bogus',
      'error: invalid cascade value (bogus). Must be "background", "foreground", or "orphan"\n',
    ],
    ['scales without a number', 'scale deploy web', 'error: required flag(s) "replicas" not set\n'],
    [
      'scales below zero',
      'scale deploy web --replicas=-1',
      'error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0\n',
    ],
    ['asks for the version of something', 'version extra', 'error: extra arguments: [extra]\n'],
    ['asks for the version in no format', 'version -o bogus', "error: --output must be 'yaml' or 'json'\n"],
    [
      'explains nothing',
      'explain',
      'error: You must specify the type of resource to explain. Use "kubelite api-resources" for a complete list of supported resources.\n',
    ],
    [
      'resets without asking and without a terminal',
      'reset',
      'error: reset drops the whole cluster: pass --yes, since there is no terminal to ask on\n',
    ],
  ]
  it.each(rows)('%s', async (_title, line, stderr) => {
    expect(await run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
  })
})

describe('flags', () => {
  const same = [
    'version --client -o json',
    'version --client -ojson',
    'version --client -o=json',
    'version --output=json --client',
    'version --output json --client=true',
    '-v 3 version -o json --client',
    'version --client=false --client -o yaml -o json',
    'version -o json --client --',
  ]
  it.each(same)('are read as pflag reads them: %s', async (line) => {
    expect(await run(line)).toEqual(await run('version --client --output=json'))
  })
})

describe('version', () => {
  it('tells of client and server', async () => {
    const { stdout } = await run('version')
    expect(stdout).toMatch(
      /^Client Version: v1\.35\.\d+\nKustomize Version: v[\d.]+\nServer Version: v1\.36\.0\nKubelite Version: v[\d.]+\n$/,
    )
  })
  it('tells only of the client with --client', async () => {
    expect((await run('version --client')).stdout).not.toContain('Server')
  })
})

describe('a flag that a command has for itself', () => {
  it('does not choose a user of the kubeconfig', async () => {
    await using cli = createTestCli()
    const stdin = JSON.stringify({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'x' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    })
    await cli.run('create -f -', { stdin })
    const result = await cli.run('set subject clusterrolebinding x --user=jane')
    expect(result).toMatchObject({ stderr: '', exitCode: 0 })
  })
})
