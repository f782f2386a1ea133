/** The output of `-o name`. */
import { describe, expect, it } from 'vitest'
import { formatName } from '../../src/printers/name.ts'

describe('formatName', () => {
  const rows: [string, string, string][] = [
    ['v1', 'Pod', 'pod/x'],
    ['apps/v1', 'Deployment', 'deployment.apps/x'],
    ['stable.example.com/v1', 'CronTab', 'crontab.stable.example.com/x'],
  ]
  it.each(rows)('prints %s %s as %s', (apiVersion, kind, text) => {
    expect(formatName({ apiVersion, kind, metadata: { name: 'x' } })).toBe(text)
  })

  it('prints an object without a name as unknown', () => {
    expect(formatName({ apiVersion: 'v1', kind: 'Pod', metadata: {} })).toBe('pod/<unknown>')
  })

  it('refuses an object without a kind', () => {
    expect(() => formatName({ metadata: { name: 'x' } })).toThrow('missing kind for resource with name x')
  })
})
