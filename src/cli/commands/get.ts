/** kubelite get: objects as a table, or whole in the format of -o. */
import type { Unstructured } from '../../apimachinery/object.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { type CommandContext, defineCommand, type Invocation } from '../command.ts'
import { aggregate, aggregateListed, CliError, flattenError, throwAggregate, usageError } from '../errors.ts'
import { bool, int, type OptionsOf, string, strings } from '../flags/flag.ts'
import { fieldSelectorFlag, fileFlags, printFlags, selectorFlag } from '../output/flags.ts'
import { type Format, GET_FORMATS, readFormat } from '../output/format.ts'
import { checkPath, rawFlag } from '../raw/flags.ts'
import { warnOfDeprecated } from '../resources/deprecated.ts'
import { hasFiles, planTargets, type TargetPlan } from '../resources/plan.ts'
import { type ReadResult, readTargets } from '../resources/read.ts'
import { type CollectedOutput, collectOutput } from '../streams.ts'

const flags = {
  ...printFlags(GET_FORMATS),
  ...fileFlags('with the objects to get'),
  ...selectorFlag,
  ...fieldSelectorFlag,
  allNamespaces: bool(false, 'Look into all namespaces; --namespace does not count then.', { short: 'A' }),
  ...rawFlag('GET'),
  chunkSize: int(500, 'Read long lists in parts of so many objects. 0 reads them in one.'),
  ignoreNotFound: bool(false, 'Say nothing of named objects that do not exist.'),
  labelColumns: strings('Labels to show as columns, joined by commas.', { short: 'L' }),
  noHeaders: bool(false, 'Leave the headers of tables out.'),
  outputWatchEvents: bool(false, 'Tell the kind of each change. Only together with --watch or --watch-only.'),
  serverPrint: bool(true, 'Show the columns of each kind; otherwise only name and age.'),
  showKind: bool(false, 'Write the kind before each name.'),
  showLabels: bool(false, 'Show all labels in a last column.'),
  sortBy: string('', "Order of the list: the JSONPath of a field, such as '.metadata.name'."),
  subresource: string('', 'Get a part of the object that has a path of its own: status or scale.'),
  watch: bool(false, 'After the list, follow the changes.', { short: 'w' }),
  watchOnly: bool(false, 'Follow the changes without listing first.'),
}

type Options = OptionsOf<typeof flags>

export const get = defineCommand({
  name: 'get',
  group: 'Basic Commands (Intermediate)',
  usage:
    '[(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file|custom-columns|custom-columns-file|wide] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]',
  short: 'Display one or many resources',
  long: [
    'Display one or many resources.',
    'Prints a table of what matters most about each object, or with -o the objects themselves. Labels (-l) and fields (--field-selector) narrow a list down. Kinds that live in namespaces are looked up in one namespace, unless -A asks for all.',
    'The list of all types is the output of "kubelite api-resources".',
  ],
  examples: [
    { about: 'All pods of the namespace', line: 'get pods' },
    { about: 'The same with node and address', line: 'get pods -o wide' },
    { about: 'One deployment as YAML', line: 'get deployment web -o yaml' },
    {
      about: 'Deployments of the group apps in its version v1, as JSON',
      line: 'get deployments.v1.apps -o json',
    },
    { about: 'The objects that a file names', line: 'get -f pod.yaml' },
    { about: 'Only the phase of a pod', line: "get pod web-0 -o jsonpath='{.status.phase}'" },
    { about: 'Chosen columns', line: 'get pods -o custom-columns=NAME:.metadata.name,NODE:.spec.nodeName' },
    { about: 'Several kinds at once', line: 'get deploy,svc' },
    { about: 'Several objects of several kinds', line: 'get deploy/web svc/web pod/web-0' },
    { about: 'Pods, and then each change of one', line: 'get pods --watch' },
    {
      about: 'Pods of all namespaces, the oldest first',
      line: 'get pods -A --sort-by=.metadata.creationTimestamp',
    },
  ],
  flags,
  async run(invocation) {
    const { context, args, options } = invocation
    const format = validate(invocation)
    if (options.raw !== '') return (await import('../raw/requests.ts')).getRaw(options.raw, context)
    const cluster = await context.cluster()
    const { filename, recursive, kustomize } = options
    const plan = await planTargets(
      { ...options, args, files: { filename, recursive, kustomize }, typeAlone: true },
      context,
      cluster.registry,
    )
    if (options.watch || options.watchOnly) {
      const { watchPlan } = await import('../get/watch.ts')
      return watchPlan(plan, { context, cluster, options, format })
    }
    const output = collectOutput()
    const chunkSize = options.sortBy === '' ? options.chunkSize : 0
    const failure = await cluster.read(async (client) => {
      const result = await readTargets(plan, client, { ignoreNotFound: options.ignoreNotFound, chunkSize })
      await warnOfDeprecated(plan, cluster.registry, output)
      if (options.subresource) await replaceBySubresource(result, options.subresource, cluster)
      return format === undefined || format.name === 'wide'
        ? printTables(result, plan, options, format, context, cluster, output)
        : printWhole(result, plan, options, format, context, output)
    })
    context.finish(output)
    if (failure !== undefined) throw failure
  },
})

/** Checks what can be checked before anything is read. Gives the format; undefined for the table. */
function validate({ context, args, options }: Invocation<typeof flags>): Format | undefined {
  const { watch, watchOnly, outputWatchEvents, filename, kustomize } = options
  if (options.raw !== '') checkRaw(args, options)
  if (outputWatchEvents && !watch && !watchOnly)
    throw new CliError('--output-watch-events option can only be used with --watch or --watch-only')
  if ((watch || watchOnly) && options.sortBy !== '')
    context.streams.stderr(
      `warning: --${watch ? 'watch' : 'watch-only'} requested, --sort-by will be ignored\n`,
    )
  if (options.showLabels && options.output !== '' && options.output !== 'wide')
    throw new CliError(`--show-labels option cannot be used with ${options.output} printer`)
  const format = readFormat(options.output, options.template, GET_FORMATS)
  if (args.length === 0 && options.raw === '' && !hasFiles({ filename, recursive: false, kustomize })) {
    context.streams.stderr(
      `You must specify the type of resource to get. Use "${context.program} api-resources" for a complete list of supported resources.\n\n`,
    )
    throw usageError(
      context.path,
      `Required resource not specified.\nUse "${context.program} explain <resource>" for a detailed description of that resource (e.g. ${context.program} explain pods).`,
    )
  }
  return format
}

/** What goes together with --raw. */
function checkRaw(args: readonly string[], { watch, watchOnly, selector, output, raw }: Options): void {
  if (args.length > 0) throw new CliError('arguments may not be passed when --raw is specified')
  if (watch || watchOnly || selector !== '')
    throw new CliError(
      '--raw may not be specified with other flags that filter the server request or alter the output',
    )
  if (output !== '') throw new CliError('--raw and --output are mutually exclusive')
  checkPath(raw)
}

async function replaceBySubresource(result: ReadResult, name: string, cluster: Cluster): Promise<void> {
  const { readSubresource } = await import('../resources/subresource.ts')
  const { found, errors } = result
  result.found = []
  for (const each of found)
    try {
      result.found.push(await readSubresource(each, name, cluster.registry))
    } catch (error) {
      errors.push(error)
    }
}

/** Writes tables; gives the error to end with, if any. */
async function printTables(
  { found, errors }: ReadResult,
  plan: TargetPlan,
  options: Options,
  format: Format | undefined,
  context: CommandContext,
  cluster: Cluster,
  output: CollectedOutput,
): Promise<unknown> {
  const { printTables: write } = await import('../output/tables.ts')
  const written = await write(found, output, {
    ...options,
    wide: format !== undefined,
    now: cluster.clock.now(),
    load: async (resource) =>
      options.subresource === 'scale'
        ? (await import('../../api/scale-columns.ts')).scaleColumns
        : (await cluster.registry.load(resource)).definition,
  })
  if (!written && !options.ignoreNotFound && errors.length === 0)
    output.stderr(nothingFound(plan, options, context))
  return aggregateListed(errors)
}

function nothingFound(plan: TargetPlan, { allNamespaces }: Options, { namespace }: CommandContext): string {
  const resources = plan.from === 'selection' ? plan.selections : plan.targets
  const namespaced = !allNamespaces && resources.every(({ resource }) => resource.namespaced)
  return namespaced ? `No resources found in ${namespace} namespace.\n` : 'No resources found\n'
}

/** Writes objects whole: the one that was asked for, or a list. Gives the error to end with, if any. */
async function printWhole(
  { found, errors }: ReadResult,
  plan: TargetPlan,
  options: Options,
  format: Format,
  context: CommandContext,
  output: CollectedOutput,
): Promise<unknown> {
  const single = plan.from !== 'selection' && plan.single
  if (single) throwAggregate(errors)
  const objects = found.flatMap((each) => each.objects)
  if (objects.length === 0 && options.ignoreNotFound && plan.from !== 'selection') return aggregate(errors)
  const { createObjectPrinter } = await import('../output/object-printer.ts')
  const print = await createObjectPrinter(format, { ...options, cwd: context.cwd })
  const [only] = objects
  const whole = single && objects.length === 1 && only ? only : await asList(objects, options.sortBy)
  try {
    print(whole, output)
  } catch (error) {
    // What was printed before the failure is to be seen.
    if (error instanceof CliError) errors.push(error)
    else throw error
  }
  return aggregate(errors.flatMap(flattenError))
}

async function asList(objects: Unstructured[], sortBy: string): Promise<object> {
  let items = objects
  if (sortBy !== '') items = (await import('../../printers/sort-by.ts')).sortObjects(objects, sortBy)
  return { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items }
}
