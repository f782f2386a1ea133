/** The pod that runs one image, as `create job` and `create cronjob` want it. */

/** A template with one container that has the name of what it belongs to. */
export function oneContainer(
  name: string,
  image: string,
  command: readonly string[],
  restartPolicy: string,
): object {
  const container = { name, image, ...(command.length > 0 && { command }) }
  return { spec: { containers: [container], restartPolicy } }
}
