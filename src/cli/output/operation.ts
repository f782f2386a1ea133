/** Tells what was done to an object: `deployment.apps/web created`, or the object in the format of -o. */
import type { Unstructured } from '../../apimachinery/object.ts'
import { parseApiVersion } from '../../apimachinery/object.ts'
import { qualifiedKind } from '../../printers/name.ts'
import type { Output } from '../streams.ts'
import { type DryRun, dryRunSuffix } from './flags.ts'
import type { Format } from './format.ts'
import type { ObjectPrinter, PrintOptions } from './object-printer.ts'

/** Writes one object with what was done to it. */
export type OperationPrinter = (object: Unstructured, operation: string, output: Output) => void

/** The line about an object: `pod/x created (dry run)`. */
export function operationLine(
  { kind, apiVersion, metadata }: Unstructured,
  operation: string,
  dryRun: DryRun,
): string {
  const name = `${qualifiedKind(kind, parseApiVersion(apiVersion).group)}/${metadata.name || '<unknown>'}`
  return `${name} ${operation}${dryRunSuffix(dryRun)}\n`
}

/** A printer for the format; without one it writes lines. */
export async function createOperationPrinter(
  format: Format | undefined,
  dryRun: DryRun,
  options: PrintOptions,
): Promise<OperationPrinter> {
  if (format === undefined)
    return (object, operation, output) => output.stdout(operationLine(object, operation, dryRun))
  const print: ObjectPrinter = await (await import('./object-printer.ts')).createObjectPrinter(
    format,
    options,
  )
  return (object, _operation, output) => print(object, output)
}
