/**
 * Files that are made only when a script reads them: to make them, code may have to be loaded, which the package just-bash
 * forbids to whatever runs within a script unless it is said to be trusted.
 */
import type { JustBash } from './file-system.ts'
import type { ContainerView, Mount } from './view.ts'
import type { VolumeFile } from './volumes.ts'

/** The container, whose files are made by trusted work. */
export function withTrustedFiles(view: ContainerView, justBash: JustBash): ContainerView {
  const trust = (files: readonly VolumeFile[]) => files.map((file) => trustedFile(file, justBash))
  const mounts = view.mounts.map(({ files, course, ...mount }): Mount => {
    const later = course?.map((each) => ({ ...each, files: trust(each.files) }))
    return { ...mount, ...(files && { files: trust(files) }), ...(later && { course: later }) }
  })
  return { ...view, mounts }
}

function trustedFile(file: VolumeFile, { DefenseInDepthBox }: JustBash): VolumeFile {
  const { data } = file
  return typeof data === 'function' ? { ...file, data: () => DefenseInDepthBox.runTrustedAsync(data) } : file
}
