/** Why an address cannot be listened on, in the words of Go's net package. */

const CAUSES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'bind: address already in use',
  EACCES: 'bind: permission denied',
  EADDRNOTAVAIL: 'bind: cannot assign requested address',
  ENOENT: 'bind: no such file or directory',
}

/** `listen tcp 127.0.0.1:80: bind: permission denied`. The address is as it is written before a port. */
export function listenProblem(
  { code = '', message }: NodeJS.ErrnoException,
  network: string,
  at: string,
): string {
  return `listen ${network} ${at}: ${CAUSES[code] ?? message}`
}
