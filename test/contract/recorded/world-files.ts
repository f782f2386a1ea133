/** The manifests that the recorded cluster was made of. */
import type { TestCli } from '../../cli/test-cli.ts'
import { readTranscript } from '../../support/transcripts.ts'
import { modern } from './run.ts'

/** Writes them into the folder that commands run in. Gives what reads one by its name, in today's versions. */
export function writeWorld(cli: TestCli): (name: string) => string {
  const blocks = readTranscript('00-world')
  const manifest = (name: string) =>
    modern(blocks.find(({ command }) => command.endsWith(` ${name}`))?.stdout ?? '')
  for (const name of ['cluster.yaml', 'shop/rest.yaml', 'shop/web.yaml']) cli.file(name, manifest(name))
  return manifest
}
