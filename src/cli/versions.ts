/** The versions that kubelite stands for, and its own. */
import manifest from '../../package.json' with { type: 'json' }
import { SERVER, type VersionInfo, versionInfo } from '../apimachinery/version-info.ts'
import { CliError } from './errors.ts'

export { SERVER, type VersionInfo }

/** The version of kubelite. */
export const PROGRAM_VERSION = `v${manifest.version}`

/** The kubectl that the commands imitate. */
export const CLIENT = versionInfo('1', '35', '2')
/** The kustomize inside of that kubectl. */
export const KUSTOMIZE = 'v5.7.1'

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
