/** The program as a process: the entry of the command line's bundle. */
import { homedir } from 'node:os'
import { attempt } from '../base/attempt.ts'
import { diskClusters } from './cluster-access.ts'
import { processStreams } from './process-streams.ts'
import { processWaiting } from './process-waiting.ts'
import { runCli } from './program.ts'

const streams = processStreams()
const host = {
  streams,
  env: process.env,
  // A folder that was removed under the process has no path; what it was called leads nowhere, as it should.
  cwd: attempt(() => process.cwd()) ?? process.env.PWD ?? homedir(),
  platform: process.platform,
  home: homedir,
  clusters: diskClusters(streams),
  waiting: processWaiting(),
}
/** Settles when the command has ended; the exit code of the process is set by then. */
export const done = runCli(process.argv.slice(2), host).then((exitCode) => {
  process.exitCode = exitCode
})
/** Whether all output has gone out: then the process can end at once, which takes less time than to fall idle. */
export const isFlushed = streams.isFlushed
