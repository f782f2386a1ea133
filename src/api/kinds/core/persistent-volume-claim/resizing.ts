/** What a claim's status says while its volume grows. */
import type { PersistentVolumeClaim } from '../../../../generated/types.ts'

/** The volume has grown, its file system has not yet. */
export const FILE_SYSTEM_PENDING = 'FileSystemResizePending'

/** Whether the file system is still to grow, which is the kubelet's work. */
export function isFileSystemPending({ status }: PersistentVolumeClaim): boolean {
  return (status?.conditions ?? []).some(
    ({ type, status: value }) => type === FILE_SYSTEM_PENDING && value === 'True',
  )
}
