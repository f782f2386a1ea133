/** Where the cluster lives. */
import { describe, expect, it } from 'vitest'
import { type DataDirContext, dataDir } from '../../src/cli/data-dir.ts'

const where = (rest: Partial<DataDirContext>) =>
  dataDir({ env: {}, cwd: '/work', platform: 'linux', home: () => '/home/user', ...rest })

describe('the cluster lives', () => {
  const rows: [title: string, context: Partial<DataDirContext>, folder: string][] = [
    ['where --data-dir says', { flag: '/data', env: { KUBELITE_HOME: '/other' } }, '/data'],
    ['there from the current folder on', { flag: 'data' }, '/work/data'],
    ['where KUBELITE_HOME says', { env: { KUBELITE_HOME: '/data', XDG_DATA_HOME: '/xdg' } }, '/data'],
    ['there from the current folder on, too', { env: { KUBELITE_HOME: './data' } }, '/work/data'],
    ['in XDG_DATA_HOME', { env: { XDG_DATA_HOME: '/xdg' } }, '/xdg/kubelite'],
    [
      'not in a relative XDG_DATA_HOME',
      { env: { XDG_DATA_HOME: 'xdg' } },
      '/home/user/.local/share/kubelite',
    ],
    ['not in an empty KUBELITE_HOME', { env: { KUBELITE_HOME: '' } }, '/home/user/.local/share/kubelite'],
    ['in the library on macOS', { platform: 'darwin' }, '/home/user/Library/Application Support/kubelite'],
    [
      'in the local data on Windows',
      { platform: 'win32', env: { LOCALAPPDATA: '/local' } },
      '/local/kubelite',
    ],
  ]
  it.each(rows)('%s', (_title, context, folder) => {
    expect(where(context)).toBe(folder)
  })
})
