/** The signals that ask ampd to leave; it then exits with 128 and the signal's number, as a shell would say it. */
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

export function onSignal(leave: (number: number) => void): void {
  for (const [signal, number] of Object.entries(SIGNALS)) process.on(signal, () => leave(number));
}
