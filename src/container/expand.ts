/** `$(NAME)` in commands, arguments and values of variables (third_party/forked/golang/expansion). */

/** References to known variables become their values, others stay as they are; `$$` is a dollar sign. */
export function expand(text: string, lookUp: (name: string) => string | undefined): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (found, name?: string) =>
    name === undefined ? '$' : (lookUp(name) ?? found),
  )
}
