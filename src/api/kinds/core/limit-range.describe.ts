/** `kubectl describe limitrange`. */
import type { LimitRange } from '../../../generated/types.ts'
import { writeNames } from '../../describe/metadata.ts'
import { createDescribeWriter } from '../../describe/writer.ts'
import { writeLimits } from './limits.describe.ts'

/** All limits in one table. */
export async function describe(object: LimitRange): Promise<string> {
  const writer = createDescribeWriter()
  writeNames(writer, object)
  writeLimits(writer, [object], '')
  return writer.toString()
}
