/** Bytes that are to be text. */

/** Made with its first use: that takes longer than reading a short file. */
let strict: InstanceType<typeof TextDecoder> | undefined

/** The text of UTF-8 bytes, a byte order mark included; undefined where they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  strict ??= new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  try {
    return strict.decode(bytes)
  } catch {
    return undefined
  }
}
