/** Which variables of an environment hold secrets, judged by name; their values are then taken out wherever they turn up. */

const SECRET_NAME = /(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?)$|PASSWORD|SECRET/i;
/** Shorter values would be found in innocent text. */
const MIN_SECRET_LENGTH = 8;
const MAX_SECRETS = 200;

export function secretsOfEnvironment(environment: Readonly<Record<string, string | undefined>>): string[] {
  const secrets = new Set<string>();
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || !SECRET_NAME.test(name)) continue;
    if (value.length >= MIN_SECRET_LENGTH && !isPath(value)) secrets.add(value);
  }
  return [...secrets].slice(0, MAX_SECRETS);
}

/** A variable such as SSH_KEY may name the file that holds the secret. */
function isPath(value: string): boolean {
  return /^(?:~?\/|\.\.?\/|[A-Za-z]:[\\/])/.test(value);
}
