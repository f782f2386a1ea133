/** `kubectl describe rolebinding` and `clusterrolebinding`. */
import type { ClusterRoleBinding, RoleBinding } from '../../../generated/types.ts'
import { writeMetadata } from '../../describe/metadata.ts'
import { createDescribeWriter } from '../../describe/writer.ts'

/** The role and who has it. */
export async function describe(object: RoleBinding | ClusterRoleBinding): Promise<string> {
  const writer = createDescribeWriter()
  writer.line(0, `Name:\t${object.metadata.name ?? ''}`)
  writeMetadata(writer, object)
  writer.line(0, 'Role:')
  writer.line(1, `Kind:\t${object.roleRef?.kind ?? ''}`)
  writer.line(1, `Name:\t${object.roleRef?.name ?? ''}`)
  writer.line(0, 'Subjects:')
  writer.line(1, 'Kind\tName\tNamespace')
  writer.line(1, '----\t----\t---------')
  for (const { kind, name, namespace = '' } of object.subjects ?? [])
    writer.line(1, `${kind}\t${name}\t${namespace}`)
  return writer.toString()
}
