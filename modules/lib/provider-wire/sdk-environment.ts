/** Keeps an SDK from finding settings that nobody gave it: an address, headers or an account that the environment names for another program. */

/** Builds a client while the variables with such names are not there; what is built may not read them later. */
export function withoutVariables<Client>(names: RegExp, build: () => Client): Client {
  const hidden = Object.entries(process.env).filter(([name]) => names.test(name));
  for (const [name] of hidden) delete process.env[name];
  try {
    return build();
  } finally {
    Object.assign(process.env, Object.fromEntries(hidden));
  }
}
