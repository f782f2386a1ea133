/** wait --local: what files name is taken as created, since kubectl does not look for it (cmd/wait, Builder.Local). */
import type { CommandContext } from '../command.ts'
import { throwAggregate } from '../errors.ts'
import type { Format } from '../output/format.ts'
import type { PrintOptions } from '../output/object-printer.ts'
import { createOperationPrinter } from '../output/operation.ts'
import { accessObjects } from '../resources/access.ts'
import type { FileOptions } from '../resources/files.ts'
import { readObjects } from '../resources/read.ts'
import { collectOutput } from '../streams.ts'

/** Tells of each object of the files, without a look at the cluster. */
export async function tellLocal(
  { filename, recursive }: FileOptions,
  printing: Omit<PrintOptions, 'cwd'>,
  format: Format | undefined,
  context: CommandContext,
): Promise<void> {
  const { plan } = await accessObjects({ args: [], files: { filename, recursive } }, context, true)
  const { targets, errors } = await readObjects(plan, undefined)
  const output = collectOutput()
  const print = await createOperationPrinter(format, 'none', { ...printing, cwd: context.cwd })
  for (const { object } of targets) print(object, 'condition met', output)
  context.finish(output)
  throwAggregate(errors)
}
