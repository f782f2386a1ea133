/** kubelite auth can-i: asks whether something is allowed. Source: kubectl, cmd/auth/cani.go. */

import type { Registry } from '../../api/registry.ts'
import type { ResourceInfo } from '../../api/resource.ts'
import type { SelfSubjectAccessReview, SelfSubjectRulesReview } from '../../generated/types.ts'
import { type CommandContext, defineCommand, type Invocation } from '../command.ts'
import { CliError } from '../errors.ts'
import { bool, type OptionsOf, string } from '../flags/flag.ts'
import { printRules } from './rules-table.ts'

const flags = {
  allNamespaces: bool(false, 'Ask about all namespaces.', { short: 'A' }),
  list: bool(false, 'List all that is allowed.'),
  noHeaders: bool(false, 'List without headers.'),
  quiet: bool(false, 'Print nothing; the exit code tells.', { short: 'q' }),
  subresource: string('', 'Part of the resource, as log of pods or scale of deployments.'),
}

type Options = OptionsOf<typeof flags>

export const canI = defineCommand({
  name: 'can-i',
  usage: 'VERB [TYPE | TYPE/NAME | NONRESOURCEURL]',
  short: 'Check whether an action is allowed',
  long: [
    'Check whether an action is allowed.',
    'VERB is one of the API: get, list, watch, delete and so on. TYPE is a resource, by any of its names. NONRESOURCEURL is a path that begins with "/". NAME is the name of one object.',
    'With the global flag --as it is asked for somebody else.',
  ],
  examples: [
    { about: 'May I create pods in any namespace?', line: 'auth can-i create pods --all-namespaces' },
    { about: 'May I list deployments in my namespace?', line: 'auth can-i list deployments.apps' },
    {
      about: 'May the account "foo" of "dev" list pods in "prod"?',
      line: 'auth can-i list pods --as=system:serviceaccount:dev:foo -n prod',
    },
    { about: 'May I do everything in my namespace?', line: "auth can-i '*' '*'" },
    { about: 'May I read the job "bar" of namespace "foo"?', line: 'auth can-i get jobs.batch/bar -n foo' },
    { about: 'May I read the logs of pods?', line: 'auth can-i get pods --subresource=log' },
    { about: 'May I read the path /logs/?', line: 'auth can-i get /logs/' },
    { about: 'All that I may do in namespace "foo"', line: 'auth can-i --list --namespace=foo' },
  ],
  flags,
  run: (invocation) => (invocation.options.list ? listAllowed(invocation) : checkOne(invocation)),
})

type Call = Invocation<typeof flags>

async function listAllowed({ context, args, options }: Call): Promise<void> {
  if (args.length > 0) throw new CliError('list option must be specified with no arguments')
  if (options.quiet || options.allNamespaces || options.subresource !== '')
    throw new CliError(
      "list option can't be specified with neither quiet, all-namespaces nor subresource options",
    )
  const cluster = await context.cluster()
  const question = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectRulesReview',
    metadata: {},
    spec: { namespace: context.namespace },
  } as SelfSubjectRulesReview
  const { status } = await cluster.read((client) => client.create('SelfSubjectRulesReview', question))
  if (status?.incomplete) warn(context, `the list may be incomplete: ${status.evaluationError ?? ''}`, '\n')
  context.streams.stdout(printRules(status, options))
}

async function checkOne({ context, args, options }: Call): Promise<void> {
  const [verb = '', subject = ''] = args
  if (args.length !== 2)
    throw new CliError(
      `you must specify two arguments: verb resource or verb resource/resourceName.\nSee '${context.path} -h' for help and examples.`,
    )
  const cluster = await context.cluster()
  const spec = subject.startsWith('/')
    ? aboutUrl(verb, subject, context, options)
    : await aboutResource(verb, subject, { context, options, registry: cluster.registry })
  // kubectl looks for this mistake last.
  if (options.noHeaders) throw new CliError('--no-headers cannot be set without --list specified')
  const question = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    metadata: {},
    spec,
  } as SelfSubjectAccessReview
  const { status } = await cluster.read((client) => client.create('SelfSubjectAccessReview', question))
  if (!options.quiet) context.streams.stdout(verdict(status))
  if (!status?.allowed) throw new CliError('', { bare: true })
}

function verdict(status: SelfSubjectAccessReview['status']): string {
  if (status?.allowed) return 'yes\n'
  const reasons = [status?.reason, status?.evaluationError].filter(Boolean)
  return `${['no', ...reasons].join(' - ')}\n`
}

const RESOURCE_VERBS =
  'get list watch create update patch delete deletecollection use bind impersonate * approve sign escalate attest'.split(
    ' ',
  )
const URL_VERBS = 'get put post head options delete patch *'.split(' ')
/** What can be asked about and is no resource of the API. */
const VIRTUAL = ['users', 'groups']

function aboutUrl(verb: string, path: string, context: CommandContext, { subresource }: Options) {
  if (subresource !== '') throw new CliError('--subresource can not be used with NonResourceURL')
  if (!URL_VERBS.includes(verb)) warn(context, `verb '${verb}' is not a known verb`)
  return { nonResourceAttributes: { verb, path } }
}

async function aboutResource(
  verb: string,
  subject: string,
  { context, options, registry }: { context: CommandContext; options: Options; registry: Registry },
) {
  const [, type = '', name = ''] = /^([^/]*)(?:\/(.*))?$/s.exec(subject) ?? []
  const found = type === '*' ? undefined : await registry.findResource(type.toLowerCase())
  if (type !== '*' && found === undefined) warnUnknown(type, context)
  if (type !== '' && !options.allNamespaces) {
    if (found && !found.namespaced) warn(context, notNamespaced(found))
    if (!RESOURCE_VERBS.includes(verb)) warn(context, `verb '${verb}' is not a known verb`)
  }
  const { subresource } = options
  const namespace = options.allNamespaces ? '' : context.namespace
  const { group = '', plural = type } = found ?? {}
  return { resourceAttributes: { namespace, verb, group, resource: plural, subresource, name } }
}

function notNamespaced({ plural, group }: ResourceInfo): string {
  return `resource '${plural}' is not namespace scoped${group === '' ? '' : ` in group '${group}'`}`
}

function warnUnknown(type: string, context: CommandContext): void {
  const lower = type.toLowerCase()
  if (VIRTUAL.includes(lower)) return
  const dot = lower.indexOf('.')
  const [resource, group] = dot < 0 ? [lower] : [lower.slice(0, dot), lower.slice(dot + 1)]
  const place = group === undefined ? '' : ` in group '${group}'`
  warn(context, `the server doesn't have a resource type '${resource}'${place}`)
}

/** The texts have a line end of their own, so a line stays empty below them. */
function warn({ streams }: CommandContext, message: string, end = '\n\n'): void {
  streams.stderr(`Warning: ${message}${end}`)
}
