/** The escapes of `html`, `js` and `urlquery`. */

const HTML: Record<string, string> = {
  '\0': '\ufffd',
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
}
const JAVASCRIPT: Record<string, string> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
}

/** Text for HTML, as Go's `HTMLEscapeString`. */
export function escapeHtml(text: string): string {
  return text.replace(/[\0"'&<>]/g, (char) => HTML[char] ?? char)
}

/** Text for a JavaScript string, as Go's `JSEscapeString`. */
export function escapeJavaScript(text: string): string {
  return text.replace(
    /[\\'"<>&=]|\p{C}|[\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu,
    (rune) => JAVASCRIPT[rune] ?? escapeRune(rune),
  )
}

function escapeRune(rune: string): string {
  return `\\u${(rune.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

/** Text for a URL's query, as Go's `url.QueryEscape`. */
export function escapeQuery(text: string): string {
  const wellFormed = text.replace(/\p{Surrogate}/gu, '\ufffd')
  return encodeURIComponent(wellFormed)
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
}
