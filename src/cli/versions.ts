/** The versions that kubelite stands for, and its own. */
import manifest from '../../package.json' with { type: 'json' }
import { CliError } from './errors.ts'

/** What Kubernetes tells of a build. */
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

/** The version of kubelite. */
export const PROGRAM_VERSION = `v${manifest.version}`

/** The kubectl that the commands imitate. */
export const CLIENT = versionInfo('1', '35', '2')
/** The kustomize inside of that kubectl. */
export const KUSTOMIZE = 'v5.7.1'
/** The Kubernetes that the API and the controllers imitate. */
export const SERVER = versionInfo('1', '36', '0')

/** --match-server-version: fails as kubectl does where client and server are of different releases. */
export function demandSameVersion(): void {
  if (CLIENT.gitVersion !== SERVER.gitVersion)
    throw new CliError(
      `server version (${goStruct(SERVER)}) differs from client version (${goStruct(CLIENT)})!`,
    )
}

/** As Go prints the structure. */
function goStruct(info: VersionInfo): string {
  const fields = Object.entries(info).map(
    ([key, value]) => `${key[0]?.toUpperCase()}${key.slice(1)}:"${value}"`,
  )
  return `version.Info{${fields.join(', ')}}`
}

/** There is no commit nor Go compiler behind it: those fields are empty, so that nobody takes it for a real build. */
function versionInfo(major: string, minor: string, patch: string): VersionInfo {
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
