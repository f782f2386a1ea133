/** What Kubernetes tells of a build: `GET /version`. */

/** The version of a program, as its parts. */
export interface VersionInfo {
  major: string
  minor: string
  gitVersion: string
  gitCommit: string
  gitTreeState: string
  buildDate: string
  goVersion: string
  compiler: string
  platform: string
}

/** There is no commit nor Go compiler behind it: those fields are empty, so that nobody takes it for a real build. */
export function versionInfo(major: string, minor: string, patch: string): VersionInfo {
  return {
    major,
    minor,
    gitVersion: `v${major}.${minor}.${patch}`,
    gitCommit: '',
    gitTreeState: '',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: '',
    compiler: '',
    platform: `${process.platform}/${process.arch === 'x64' ? 'amd64' : process.arch}`,
  }
}

/** The Kubernetes that the API and the controllers imitate. */
export const SERVER = versionInfo('1', '36', '0')
