/** What approving and denying share. Source: kubectl, cmd/certificates/certificates.go. */
import { quote } from '../../apimachinery/go-format.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { formatTime } from '../../apimachinery/time.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import type { CertificateSigningRequest } from '../../generated/types.ts'
import { type Attempt, carryOut } from '../carry-out.ts'
import type { Invocation } from '../command.ts'
import { aggregate, CliError } from '../errors.ts'
import { bool } from '../flags/flag.ts'
import { fileFlags, printFlags } from '../output/flags.ts'
import { OBJECT_FORMATS, readFormat } from '../output/format.ts'
import { createOperationPrinter, type OperationPrinter } from '../output/operation.ts'
import { hasFiles, planTargets, type TargetPlan } from '../resources/plan.ts'
import { readObjects } from '../resources/read.ts'
import { collectOutput } from '../streams.ts'

/** The flags of both commands. */
export function decisionFlags(done: string) {
  return {
    ...printFlags(OBJECT_FORMATS),
    ...fileFlags('with the requests'),
    force: bool(false, `Write the request even if it is ${done} already.`),
  }
}

/** What is decided, and how it is told. */
export interface Decision {
  type: 'Approved' | 'Denied'
  opposite: 'Approved' | 'Denied'
  operation: string
  reason: string
  message: string
}

type Call = Invocation<ReturnType<typeof decisionFlags>>

/** Decides on all requests that are named. */
export async function decide({ context, args, options }: Call, decision: Decision): Promise<void> {
  if (args.length === 0 && !hasFiles(options))
    throw new CliError('one or more CSRs must be specified as <name> or -f <filename>')
  const format = readFormat(options.output, options.template, OBJECT_FORMATS)
  const cluster = await context.cluster()
  const { filename, recursive, kustomize } = options
  const files = { filename, recursive, kustomize }
  const named = args.map((name) => `certificatesigningrequests/${name}`)
  const plan = await planTargets({ args: named, files }, context, cluster.registry)
  const print = await createOperationPrinter(format, 'none', { ...options, cwd: context.cwd })
  const run = { plan, decision, force: options.force, print, now: cluster.clock.now() }
  await carryOut(context, cluster, false, (client) => decideAll(client, run))
}

interface Run {
  plan: TargetPlan
  decision: Decision
  force: boolean
  print: OperationPrinter
  now: number
}

async function decideAll(client: Client, run: Run): Promise<Attempt> {
  const output = collectOutput()
  const { targets, errors } = await readObjects(run.plan, client)
  for (const { object } of targets)
    try {
      const { kind, apiVersion } = object
      if (kind !== 'CertificateSigningRequest')
        throw new CliError(
          `can only handle CertificateSigningRequest.certificates.k8s.io objects, got ${kind}.${apiVersion.split('/')[0]}`,
        )
      await decideOne(object as unknown as CertificateSigningRequest, client, run)
      run.print(object, run.decision.operation, output)
    } catch (error) {
      errors.push(error)
    }
  if (targets.length === 0 && errors.length === 0) output.stdout('No resources found\n')
  return { output, failure: aggregate(errors) }
}

/** Adds the condition; one that is there stays, and is written again with --force only. */
async function decideOne(
  csr: CertificateSigningRequest,
  client: Client,
  { decision, force, now }: Run,
): Promise<void> {
  const { type, opposite, reason, message } = decision
  const conditions = csr.status?.conditions ?? []
  if (conditions.some((condition) => condition.type === opposite))
    throw new CliError(`certificate signing request ${quote(nameOf(csr).name)} is already ${opposite}`)
  const isDecided = conditions.some((condition) => condition.type === type)
  if (isDecided && !force) return
  const condition = { type, status: 'True', reason, message, lastUpdateTime: formatTime(now) }
  const status = { ...csr.status, conditions: isDecided ? conditions : [...conditions, condition] }
  const object = { ...csr, status } as unknown as Unstructured
  await client.update('CertificateSigningRequest', object as unknown as CertificateSigningRequest, {
    subresource: 'approval',
    fieldManager: 'kubectl-certificate',
  })
}
