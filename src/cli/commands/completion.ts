/** kubelite completion: scripts that let a shell complete words. */
import { defineCommand } from '../command.ts'
import { usageError } from '../errors.ts'

/** By shell, how to load what makes its script. */
const SHELLS: Readonly<Record<string, () => Promise<(program: string) => string>>> = {
  bash: () => import('../completion/scripts/bash.ts').then((module) => module.bashScript),
  fish: () => import('../completion/scripts/fish.ts').then((module) => module.fishScript),
  powershell: () => import('../completion/scripts/powershell.ts').then((module) => module.powershellScript),
  zsh: () => import('../completion/scripts/zsh.ts').then((module) => module.zshScript),
}

export const completion = defineCommand({
  name: 'completion',
  group: 'Settings Commands',
  usage: 'SHELL',
  short: 'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)',
  long: [
    'Output shell completion code for the specified shell (bash, zsh, fish, or powershell).',
    'The code is to be evaluated by the shell. Commands, flags, types, and the names of objects, namespaces, containers and contexts are completed then.',
  ],
  examples: [
    { about: 'For this bash', line: 'source <({program} completion bash)' },
    { about: 'For each bash to come', line: "echo 'source <({program} completion bash)' >> ~/.bashrc" },
    {
      about: 'For this bash, called by an alias',
      line: 'alias k={program}; complete -F __start_{program} k; source <({program} completion bash)',
    },
    { about: 'For this zsh', line: 'source <({program} completion zsh)' },
    {
      about: 'For each fish to come',
      line: '{program} completion fish > ~/.config/fish/completions/{program}.fish',
    },
    {
      about: 'For this PowerShell',
      line: '{program} completion powershell | Out-String | Invoke-Expression',
    },
  ],
  needsNoContext: true,
  flags: {},
  async run({ context, args }) {
    const [shell, ...more] = args
    if (shell === undefined) throw usageError(context.path, 'Shell not specified.')
    if (more.length > 0) throw usageError(context.path, 'Too many arguments. Expected only the shell type.')
    const load = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined
    if (load === undefined) throw usageError(context.path, `Unsupported shell type "${shell}".`)
    context.streams.stdout((await load())(context.program))
  },
})
