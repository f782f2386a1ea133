/** Huge pages, the resources that carry their page size in the name. */

const PREFIX = 'hugepages-'

/** Whether a resource is huge pages of some size, such as `hugepages-2Mi`. */
export function isHugePages(resource: string): boolean {
  return resource.startsWith(PREFIX)
}

/** The size of one page, as the name of the resource tells it: `2Mi`. */
export function hugePageSize(resource: string): string {
  return resource.slice(PREFIX.length)
}
