/** What may be said of a path on the host that pods or persistent volumes use. */

/** The types of a hostPath, in the order in which errors list them. */
export const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
]
