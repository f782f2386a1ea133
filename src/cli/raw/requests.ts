/** Makes raw requests, and writes what the API server would answer. Source: kubectl, pkg/rawhttp/raw.go. */
import { kindName, type Registry } from '../../api/registry.ts'
import { formatApiVersion, type Unstructured } from '../../apimachinery/object.ts'
import { methodNotAllowed, noSuchResource } from '../../apimachinery/status-error.ts'
import { type Client, type DeleteOptions, nameOf, type WriteOptions } from '../../apiserver/client.ts'
import { scaleOf } from '../../apiserver/verbs/subresource.ts'
import { toCompactJson } from '../../printers/json.ts'
import { carryOut } from '../carry-out.ts'
import type { CommandContext } from '../command.ts'
import { CliError } from '../errors.ts'
import { reason } from '../resources/files.ts'
import { collectOutput } from '../streams.ts'
import { readBody, readOptions } from './body.ts'
import { discover } from './discovery.ts'
import { findTarget, type RawPath, type RawTarget, splitPath } from './path.ts'

/** A GET: documents of the API itself, objects, lists. */
export async function getRaw(raw: string, context: CommandContext): Promise<void> {
  const { segments, query } = splitPath(raw)
  const cluster = await context.cluster()
  const { registry } = cluster
  const target = await findTarget(segments, registry)
  if (target === undefined) return context.streams.stdout(asText(await discover(segments, registry)))
  if (target.subresource === 'log') return readLog(target, query, context)
  if (target.name === '' && ['true', '1'].includes(query.get('watch') ?? '')) {
    const { typedForm } = await import('../../api/schema/typed-form.ts')
    return (await import('./watch.ts')).watchRaw({ target, query, cluster, asAnswer: typedForm }, context)
  }
  const answer = await cluster.read((client) => read(target, query, client, registry))
  context.streams.stdout(asText(answer))
}

function asText(answer: string | object): string {
  return typeof answer === 'string' ? answer : `${toCompactJson(answer, 'given')}\n`
}

async function read(
  target: RawTarget,
  query: URLSearchParams,
  client: Client,
  registry: Registry,
): Promise<object> {
  const { resource, namespace, name } = target
  if (name === '') return list(target, query, client)
  const object = (await client.get(kindName(resource), { namespace, name })) as Unstructured
  const part = await partOf(object, target, registry)
  return target.subresource === 'scale' ? part : asAnswer(part)
}

async function list(
  { resource, namespace }: RawTarget,
  query: URLSearchParams,
  client: Client,
): Promise<object> {
  const limit = Number(query.get('limit') ?? 0)
  const { metadata, items } = await client.list(kindName(resource), {
    ...(namespace !== '' && { namespace }),
    ...pick(query, 'labelSelector', 'fieldSelector', 'continue'),
    ...(limit > 0 && { limit }),
  })
  const { group, version, kind } = resource
  const written = await Promise.all((items as Unstructured[]).map(asItem))
  return { kind: `${kind}List`, apiVersion: formatApiVersion(group, version), metadata, items: written }
}

function pick(query: URLSearchParams, ...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (query.get(name) ? [[name, query.get(name)!]] : [])))
}

async function partOf(
  object: Unstructured,
  { resource, subresource }: RawTarget,
  registry: Registry,
): Promise<Unstructured> {
  if (subresource === '') return object
  if (!resource.subresources.includes(subresource)) throw noSuchResource()
  if (subresource === 'status') return object
  if (subresource !== 'scale') throw methodNotAllowed()
  const { kind, apiVersion, ...scale } = scaleOf(await registry.load(kindName(resource)), object)
  return { kind, apiVersion, ...scale }
}

/** What the server knows the type of stands in the order of that type; custom objects are sorted. */
async function asAnswer(object: Unstructured): Promise<object> {
  const { typedForm } = await import('../../api/schema/typed-form.ts')
  return typedForm(object)
}

/** The items of a list do not say of what kind they are, unless they are custom. */
async function asItem(object: Unstructured): Promise<object> {
  const typed = (await asAnswer(object)) as Unstructured
  if (typed === object) return object
  const { kind: _, apiVersion: __, ...item } = typed
  return item
}

async function readLog(
  { namespace, name }: RawTarget,
  query: URLSearchParams,
  context: CommandContext,
): Promise<void> {
  const flags = [
    ['container', 'container'],
    ['tailLines', 'tail'],
    ['limitBytes', 'limit-bytes'],
    ['previous', 'previous'],
    ['timestamps', 'timestamps'],
    ['sinceTime', 'since-time'],
  ].flatMap(([parameter = '', flag]) => (query.has(parameter) ? [`--${flag}=${query.get(parameter)}`] : []))
  const since = query.has('sinceSeconds') ? [`--since=${query.get('sinceSeconds')}s`] : []
  const cluster = await context.cluster()
  const words = ['logs', name, ...flags, ...since, `--namespace=${namespace}`]
  const exitCode = await context.run(words, { cluster })
  if (exitCode !== 0) throw new CliError('', { bare: true, exitCode })
}

/** The methods that change something. */
export type RawMethod = 'POST' | 'PUT' | 'DELETE'

/** A request with the content of a file (or standard input, for -) as its body. */
export async function sendRaw(
  method: RawMethod,
  raw: string,
  file: string | undefined,
  context: CommandContext,
): Promise<void> {
  const path = splitPath(raw)
  const body = file === undefined ? undefined : await readFile(file, context)
  const cluster = await context.cluster()
  const target = await findTarget(path.segments, cluster.registry)
  if (target === undefined) {
    await discover(path.segments, cluster.registry)
    throw methodNotAllowed()
  }
  await carryOut(context, cluster, isDry(path), async (client) => {
    const output = collectOutput()
    const settings = writeOptions(path, target, output.warn)
    try {
      const answer = await (method === 'DELETE'
        ? remove(target, path, body, client)
        : write(method, target, body ?? new Uint8Array(), client, settings))
      output.stdout(asText(answer))
      return { output, failure: undefined }
    } catch (failure) {
      return { output, failure }
    }
  })
}

function isDry({ query }: RawPath): boolean {
  return query.get('dryRun') === 'All'
}

function writeOptions(
  path: RawPath,
  { subresource }: RawTarget,
  onWarning: (message: string) => void,
): WriteOptions {
  const asked = path.query.get('fieldValidation')
  const fieldValidation = asked === 'Strict' || asked === 'Ignore' ? asked : 'Warn'
  const fieldManager = path.query.get('fieldManager') || 'kubectl'
  return {
    ...{ dryRun: isDry(path), fieldManager, fieldValidation, onWarning },
    ...(subresource !== '' && { subresource }),
  }
}

async function readFile(file: string, { streams, cwd }: CommandContext): Promise<Uint8Array> {
  if (file === '-') return streams.readStdin()
  const [{ readFileSync }, { resolve }] = await Promise.all([import('node:fs'), import('node:path')])
  try {
    return readFileSync(resolve(cwd, file))
  } catch (error) {
    throw new CliError(`open ${file}: ${reason(error)}`, { cause: error })
  }
}

async function write(
  method: 'POST' | 'PUT',
  target: RawTarget,
  body: Uint8Array,
  client: Client,
  settings: WriteOptions,
): Promise<object> {
  const { resource, name, subresource } = target
  const isPart = subresource === 'status' || subresource === 'scale'
  const allowed = method === 'PUT' ? name !== '' : name === '' || (subresource !== '' && !isPart)
  if (!allowed) throw methodNotAllowed()
  const object = readBody(body, target)
  const kind = kindName(resource)
  const written =
    method === 'POST'
      ? await client.create(kind, object, settings)
      : await client.update(kind, object, settings)
  return asAnswer(written as Unstructured)
}

async function remove(
  target: RawTarget,
  path: RawPath,
  body: Uint8Array | undefined,
  client: Client,
): Promise<object> {
  const { resource, namespace, name, subresource } = target
  if (subresource !== '') throw methodNotAllowed()
  const options = deleteOptions(path, body)
  const kind = kindName(resource)
  if (name === '') {
    const selection = { namespace, ...pick(path.query, 'labelSelector', 'fieldSelector') }
    await client.deleteCollection(kind, selection, options)
    return success({})
  }
  const deleted = (await client.delete(kind, { namespace, name }, options)) as Unstructured
  // What stays for a while is given as it is; what is gone only by its name.
  if (!options.dryRun && (await client.find(kind, nameOf(deleted)))?.metadata.uid === deleted.metadata.uid)
    return asAnswer(deleted)
  const { group, plural } = resource
  return success({ details: { name, ...(group && { group }), kind: plural, uid: deleted.metadata.uid } })
}

function success(more: object): object {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', ...more }
}

function deleteOptions(path: RawPath, body: Uint8Array | undefined): DeleteOptions {
  const { gracePeriodSeconds, propagationPolicy, preconditions, dryRun } = readOptions(
    body,
  ) as DeleteOptions & {
    dryRun?: unknown
  }
  const grace = path.query.get('gracePeriodSeconds') ?? gracePeriodSeconds
  const policy = path.query.get('propagationPolicy') ?? propagationPolicy
  return {
    dryRun: isDry(path) || Array.isArray(dryRun),
    ...(grace !== undefined && { gracePeriodSeconds: Number(grace) }),
    ...(policy !== undefined && { propagationPolicy: policy as 'Background' }),
    ...(preconditions !== undefined && { preconditions }),
  }
}
