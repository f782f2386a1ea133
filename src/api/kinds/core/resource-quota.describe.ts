/** `kubectl describe resourcequota`. */
import type { ResourceQuota } from '../../../generated/types.ts'
import { writeNames } from '../../describe/metadata.ts'
import { createDescribeWriter } from '../../describe/writer.ts'
import { writeScopes, writeUsage } from './limits.describe.ts'

/** What is used of what may be. */
export async function describe(object: ResourceQuota): Promise<string> {
  const writer = createDescribeWriter()
  writeNames(writer, object)
  writeScopes(writer, 0, ' * ', object)
  writeUsage(writer, 0, object, '----')
  return writer.toString()
}
