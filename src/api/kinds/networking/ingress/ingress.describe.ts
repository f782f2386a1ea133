/** `kubectl describe ingress`. */
import type { Ingress, IngressBackend, IngressTLS } from '../../../../generated/types.ts'
import { writeEvents } from '../../../describe/events.ts'
import { writeAnnotations, writeLabels } from '../../../describe/metadata.ts'
import { createDescribeWriter, type DescribeWriter } from '../../../describe/writer.ts'
import type { DescribeContext, ObjectReader } from '../../../describe-context.ts'
import { formatServiceEndpoints } from '../../core/service/format-endpoints.ts'
import { ingressAddresses } from './addresses.ts'

/** Each route with the endpoints that it leads to. */
export async function describe(object: Ingress, context: DescribeContext): Promise<string> {
  const { metadata, spec = {} } = object
  const namespace = metadata.namespace ?? ''
  const writer = createDescribeWriter()
  writer.line(0, `Name:\t${metadata.name ?? ''}`)
  writeLabels(writer, 'Labels', metadata.labels)
  writer.line(0, `Namespace:\t${namespace}`)
  writer.line(0, `Address:\t${ingressAddresses(object).join(',')}`)
  writer.line(0, `Ingress Class:\t${spec.ingressClassName ?? '<none>'}`)
  const fallback = spec.defaultBackend
    ? await formatBackend(context.client, namespace, spec.defaultBackend)
    : '<default>'
  writer.line(0, `Default backend:\t${fallback}`)
  if (spec.tls?.length) writeTls(writer, spec.tls)
  await writeRules(writer, context.client, object, fallback)
  writeAnnotations(writer, 'Annotations', metadata.annotations)
  await writeEvents(writer, context, object)
  return writer.toString()
}

function writeTls(writer: DescribeWriter, entries: readonly IngressTLS[]): void {
  writer.line(0, 'TLS:')
  for (const { secretName, hosts = [] } of entries)
    writer.line(
      1,
      secretName ? `${secretName} terminates ${hosts.join(',')}` : `SNI routes ${hosts.join(',')}`,
    )
}

async function writeRules(
  writer: DescribeWriter,
  client: ObjectReader,
  { metadata, spec }: Ingress,
  fallback: string,
): Promise<void> {
  writer.line(0, 'Rules:\n  Host\tPath\tBackends')
  writer.line(0, '  ----\t----\t--------')
  const rules = (spec?.rules ?? []).filter(({ http }) => http !== undefined)
  for (const { host, http } of rules) {
    writer.line(1, `${host || '*'}\t`)
    for (const { path = '', backend } of http?.paths ?? [])
      writer.line(2, `\t${path} \t${await formatBackend(client, metadata.namespace ?? '', backend)}`)
  }
  if (rules.length === 0) writer.line(1, `*\t*\t${fallback}`)
}

async function formatBackend(
  client: ObjectReader,
  namespace: string,
  { service, resource }: IngressBackend,
): Promise<string> {
  if (resource)
    return `APIGroup: ${resource.apiGroup ?? '<none>'}, Kind: ${resource.kind}, Name: ${resource.name}`
  if (!service) return ''
  const { name, port: { name: portName = '', number = 0 } = {} } = service
  const title = `${name}:${number === 0 ? portName : number}`
  const found = await client.find('Service', { namespace, name })
  if (!found) return `${title} (<error: services "${name}" not found>)`
  const matches = (found.spec?.ports ?? []).filter((port) =>
    number === 0 ? portName !== '' && port.name === portName : port.port === number,
  )
  const slices = await client.lookup('EndpointSlice', 'service', `${namespace}/${name}`)
  return `${title} (${formatServiceEndpoints(matches.at(-1)?.name ?? '', slices)})`
}
