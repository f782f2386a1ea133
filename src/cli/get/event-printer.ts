/** Prints objects as they come in a watch: rows below the same headers, or each object whole. */
import { kindName } from '../../api/registry.ts'
import type { ResourceInfo } from '../../api/resource.ts'
import { tableOf } from '../../api/table-of.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import type { WatchEventType } from '../../apiserver/client.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { toCompactJson } from '../../printers/json.ts'
import { createTablePrinter } from '../../printers/table.ts'
import type { CommandContext } from '../command.ts'
import type { Format } from '../output/format.ts'
import { createObjectPrinter } from '../output/object-printer.ts'

/** What the user chose about the output. */
export interface EventPrintOptions {
  allNamespaces: boolean
  allowMissingTemplateKeys: boolean
  labelColumns: readonly string[]
  noHeaders: boolean
  outputWatchEvents: boolean
  serverPrint: boolean
  showKind: boolean
  showLabels: boolean
  showManagedFields: boolean
}

/** Writes objects to which the same has happened. */
export type EventPrinter = (objects: readonly Unstructured[], type: WatchEventType) => void

interface Call {
  context: CommandContext
  cluster: Cluster
  options: EventPrintOptions
  format: Format | undefined
}

/** A printer for the format: a table without one. */
export async function createEventPrinter(resource: ResourceInfo, call: Call): Promise<EventPrinter> {
  const { format } = call
  if (format === undefined || format.name === 'wide') return tablePrinter(resource, call)
  if (format.name.startsWith('custom-columns')) return columnsPrinter(format, call)
  return wholePrinter(format, call)
}

async function tablePrinter(
  resource: ResourceInfo,
  { context, cluster, options, format }: Call,
): Promise<EventPrinter> {
  const { definition } = await cluster.registry.load(kindName(resource))
  const printer = createTablePrinter({
    noHeaders: options.noHeaders,
    wide: format !== undefined,
    withNamespace: options.allNamespaces && resource.namespaced,
    ...(options.showKind && { withKind: resource }),
    columnLabels: options.labelColumns,
    showLabels: options.showLabels,
  })
  return (objects, type) => {
    const table = tableOf(definition, objects, cluster.clock.now(), !options.serverPrint)
    context.streams.stdout(printer.print(table, options.outputWatchEvents ? type : undefined))
  }
}

/** Headers come once. */
async function columnsPrinter(format: Format, { context, options }: Call): Promise<EventPrinter> {
  const settings = { ...options, cwd: context.cwd }
  const withHeaders = await createObjectPrinter(format, settings)
  const without = await createObjectPrinter(format, { ...settings, noHeaders: true })
  let print = withHeaders
  return (objects) => {
    if (objects.length === 0) return
    print({ items: objects }, context.streams)
    print = without
  }
}

/** Each object by itself; with --output-watch-events as what happened to it. */
async function wholePrinter(format: Format, { context, options }: Call): Promise<EventPrinter> {
  const print = await createObjectPrinter(format, { ...options, cwd: context.cwd })
  const asEvent = options.outputWatchEvents && format.name !== 'name'
  return (objects, type) => {
    for (const object of objects)
      if (!asEvent) print(object, context.streams)
      // Events are printed on one line each (cli-runtime, printers/json.go).
      else if (format.name === 'json')
        context.streams.stdout(`{"type":"${type}","object":${toCompactJson(object)}}\n`)
      else print({ type, object }, context.streams)
  }
}
