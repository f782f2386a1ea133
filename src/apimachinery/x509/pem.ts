/** PEM: base64 between lines that say what it is. */

/** The bytes of the first block; undefined without one, or if it is of another type. */
export function decodePem(text: string, types: readonly string[]): Buffer | undefined {
  const [, type = '', body = ''] = /-----BEGIN ([A-Z0-9 ]+)-----\s([\s\S]*?)-----END \1-----/.exec(text) ?? []
  return types.includes(type) ? Buffer.from(body, 'base64') : undefined
}

/** A block of the type. */
export function encodePem(type: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${type}-----`, ...lines, `-----END ${type}-----`, ''].join('\n')
}
