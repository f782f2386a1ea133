/** What a command is: its names, help, flags and what it does, as data. */
import type { Cluster } from '../cluster/cluster.ts'
import type { NodeShape } from './cluster-access.ts'
import type { Choice } from './config/active.ts'
import type { ConfigFiles } from './config/files.ts'
import type { Flags, OptionsOf } from './flags/flag.ts'
import type { CollectedOutput, Environment, Streams } from './streams.ts'
import type { Waiting } from './waiting.ts'

/** The heading of the root help that a command stands under. */
export type CommandGroup =
  | 'Basic Commands (Beginner)'
  | 'Basic Commands (Intermediate)'
  | 'Deploy Commands'
  | 'Cluster Management Commands'
  | 'Simulation Commands'
  | 'Troubleshooting and Debugging Commands'
  | 'Advanced Commands'
  | 'Settings Commands'
  | 'Other Commands'

/** One example: what it does, and the arguments after the program's name. Shell around it is written out. */
export interface Example {
  about: string
  /** `get pods`; a line that holds `{program}` is taken as it is, with the program's name put in. */
  line: string
}

/** What a command may use of its surroundings. */
export interface CommandContext {
  /** `kubelite`, as help and messages name it. */
  program: string
  /** `kubelite get`: the program with the command's own name. */
  path: string
  /** All commands of the program. */
  commands: CommandList
  streams: Streams
  env: Environment
  cwd: string
  waiting: Waiting
  /** --request-timeout in ms: how long a watch may last. Infinity without one. */
  requestTimeout: number
  /** The files of the kubeconfig. */
  kubeconfig: ConfigFiles
  /** What the global flags choose of it; empty where they are not given. */
  chosen: Choice
  /** The namespace to work in: --namespace, that of the kubeconfig's context, or `default`. */
  readonly namespace: string
  /** Where the cluster of the kubeconfig's context tells its control plane to be. */
  readonly server: string
  /** --namespace was given: objects of files must agree with it. */
  namespaceGiven: boolean
  /** The folder of the cluster. */
  dataDir(): string
  /** The cluster, opened (and made, the first time) when first asked for. */
  cluster(): Promise<Cluster>
  /** Makes a cluster of the given nodes in the data folder. Fails if there is one already. */
  createCluster(nodes: readonly NodeShape[]): Promise<Cluster>
  /** Drops the cluster of the data folder for good. False if there was none. */
  removeCluster(): Promise<boolean>
  /**
   * Runs another command line over a cluster, as if it had been typed; gives its exit code. With `quiet`, what it would
   * print goes to stderr.
   */
  run(words: readonly string[], options: { cluster: Cluster; quiet?: boolean }): Promise<number>
  /** Writes the help of the command to standard output, as some commands do before they tell what is wrong. */
  showHelp(): Promise<void>
  /** Writes collected output; fails if it holds warnings and --warnings-as-errors is on. */
  finish(output: CollectedOutput): void
}

/** One call of a command. */
export interface Invocation<F extends Flags> {
  context: CommandContext
  args: readonly string[]
  options: OptionsOf<F>
  /** Was the flag given? */
  given(name: keyof F): boolean
  /** How many arguments stand before `--`; undefined without one. */
  dashAt?: number
  /** The call as --record keeps it: names, arguments, then the flags in their order. */
  line: string
}

/** Commands by name, each with how to load it: only what is called is loaded. */
export type CommandList = Readonly<Record<string, () => Promise<Command>>>

/** A command with flags of known types. */
export interface CommandDefinition<F extends Flags> {
  name: string
  /** Other names that lead to it, for commands below others: `pods` for `top pod`. */
  aliases?: readonly string[]
  /** Left out for commands below others. */
  group?: CommandGroup
  /** What stands after the command's path in the usage line. */
  usage: string
  /** One line for the list of commands. */
  short: string
  /** Paragraphs of the full help; the first one begins it. */
  long: readonly string[]
  examples: readonly Example[]
  flags: F
  /** The exit code of failures, where 1 tells something else; faults of flags are then told as any other. */
  failureCode?: number
  /** The commands below this one, as `status` is below `rollout`. */
  subcommands?: CommandList
  /**
   * What a call comes to that names none of them, where the command does nothing by itself: its help on standard error
   * with exit code 1; the same on standard output; or the help alone, whatever else is in the call.
   */
  withoutSubcommand?: 'fail' | 'fail-on-stdout' | 'help'
  /** What is wrong with the kubeconfig's context does not concern the command, nor those below it. */
  needsNoContext?: true
  /** Plug-ins may add subcommands. */
  pluginsBelow?: true
  /** What a call does that names no subcommand; left out where it must name one, and is told so by the help. */
  run?(invocation: Invocation<F>): Promise<void>
}

/** Any command. */
export type Command = CommandDefinition<Flags>

/** Declares a command: gives its argument back with the types of its flags worked out. */
export function defineCommand<const F extends Flags>(definition: CommandDefinition<F>): Command {
  return definition as unknown as Command
}
