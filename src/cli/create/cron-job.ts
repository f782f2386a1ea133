/** kubelite create cronjob. Source: kubectl, cmd/create/create_cronjob.go. */
import type { Unstructured } from '../../apimachinery/object.ts'
import { string } from '../flags/flag.ts'
import { defineGenerator } from './generator.ts'
import { oneContainer } from './pod-template.ts'

export const createCronJob = defineGenerator({
  name: 'cronjob',
  aliases: ['cj'],
  usage: "NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]",
  short: 'Create a cron job with the specified name',
  long: ['Create a cron job with the specified name.'],
  examples: [
    {
      about: 'A job for every minute',
      line: 'create cronjob my-job --image=busybox --schedule="*/1 * * * *"',
    },
    {
      about: 'With a command',
      line: 'create cronjob my-job --image=busybox --schedule="*/1 * * * *" -- date',
    },
  ],
  flags: {
    image: string('', 'The image of the container. Required.'),
    restart: string(
      '',
      'Whether containers that fail start again: OnFailure, or Never. Left out: OnFailure.',
    ),
    schedule: string('', 'When jobs are made, in the form of cron. Required.'),
  },
  required: ['image', 'schedule'],
  refusal: 'failed to create cronjob: ',
  generate({ name, command, options: { image, restart, schedule } }) {
    const template = oneContainer(name, image, command, restart || 'OnFailure')
    const jobTemplate = { metadata: { name }, spec: { template } }
    const spec = { jobTemplate, schedule }
    return { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name }, spec } as unknown as Unstructured
  },
})
