/** Bytes as text in base64. */

const PADDED = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** Whether a text is base64 of the standard alphabet, with its padding and without line breaks. */
export function isBase64(text: string): boolean {
  return PADDED.test(text)
}
