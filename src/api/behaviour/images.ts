/** Patterns of image names: what no registry has. */

/** Whether an image is one of those that a list of patterns means. */
export type ImagePatterns = readonly RegExp[]

/** Patterns parted by commas; `*` stands for any characters, and what has no tag means every tag. */
export function imagePatterns(text: string): ImagePatterns {
  const patterns = text.split(',').map((each) => each.trim())
  if (patterns.some((each) => each === '' || /\s/.test(each)))
    throw new Error('must be image names parted by commas, in which * stands for any characters')
  return patterns.map(toExpression)
}

function toExpression(pattern: string): RegExp {
  const text = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
  const anyTag = /[:@*][^/]*$/.test(pattern) ? '' : '(?:[:@].*)?'
  return new RegExp(`^${text}${anyTag}$`)
}
