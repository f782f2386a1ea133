/** Files of a folder, as Go's http.FileServer gives them. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { attempt } from '../../base/attempt.ts'
import { compareStrings } from '../../base/compare-strings.ts'
import type { RestHandler } from '../../rest/listen.ts'
import type { RestResponse } from '../../rest/message.ts'
import { respondText } from '../../rest/respond.ts'
import { pathOf, redirect } from './prefixes.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.htm': 'text/html; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.xml': 'text/xml; charset=utf-8',
}

/** Gives the files of the folder that stand below the prefix; what is no file or folder is not found. */
export function staticFiles(folder: string, prefix: string): RestHandler {
  return async ({ url, method }) => {
    if (method !== 'GET' && method !== 'HEAD') return respondText(405, 'Method Not Allowed\n')
    const path = attempt(() => decodeURIComponent(pathOf(url).slice(prefix.length)))
    if (path === undefined || path.includes('\0')) return respondText(400, 'Bad Request\n')
    // Nothing outside of the folder can be named.
    const file = join(folder, normalize(`/${path}`))
    try {
      const isFolder = (await stat(file)).isDirectory()
      if (isFolder && path !== '' && !path.endsWith('/')) return redirect(`${pathOf(url)}/`)
      return isFolder ? await folderPage(file) : fileAt(file, await readFile(file))
    } catch {
      return respondText(404, '404 page not found\n')
    }
  }
}

function fileAt(file: string, body: Uint8Array): RestResponse {
  const type = TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream'
  return { status: 200, headers: { 'content-type': type }, body }
}

/** The page that the folder has, or one that tells of what is in it. */
async function folderPage(folder: string): Promise<RestResponse> {
  const entries = await readdir(folder, { withFileTypes: true })
  if (entries.some(({ name }) => name === 'index.html')) {
    const index = join(folder, 'index.html')
    return fileAt(index, await readFile(index))
  }
  const names = entries.map((entry) => `${entry.name}${entry.isDirectory() ? '/' : ''}`).sort(compareStrings)
  const lines = names.map((name) => `<a href="${encodeURIComponent(name)}">${escapeHtml(name)}</a>\n`)
  const body = `<!doctype html>\n<meta name="viewport" content="width=device-width">\n<pre>\n${lines.join('')}</pre>\n`
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body }
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
