/** Takes a cluster, a context or a user out of the kubeconfig. */
import type { CommandContext } from '../command.ts'
import { CliError } from '../errors.ts'
import { fileForNew } from './files.ts'
import { ENTRY_KEYS, type Kubeconfig, type Section } from './kubeconfig.ts'
import { changeConfig } from './save.ts'

/** Deletes the entry and says so. `before` may look at the config. Throws where there is none of the name. */
export async function deleteEntry(
  context: CommandContext,
  section: Section,
  name: string,
  before?: (config: Kubeconfig) => void,
): Promise<void> {
  const file = fileForNew(context.kubeconfig)
  const what = ENTRY_KEYS[section]
  await changeConfig(context.kubeconfig, (config) => {
    if (!config[section].delete(name)) throw new CliError(`cannot delete ${what} ${name}, not in ${file}`)
    before?.(config)
  })
  context.streams.stdout(`deleted ${what} ${name} from ${file}\n`)
}
