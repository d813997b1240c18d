/**
 * Names to addresses, checked: every address that a name has must be one of the web, and the connection goes to one of those that were
 * checked. A name that changes its mind between check and use is of no use to anyone.
 */
import { lookup as systemLookup } from "node:dns/promises";
import type { Socket } from "node:net";
import { isIP, type LookupFunction } from "node:net";
import type { AddressRules } from "./address-rules.ts";
import { Refusal } from "./refusal.ts";

export interface FoundAddress {
  readonly address: string;
  readonly family: number;
}
export type Resolve = (host: string) => Promise<readonly FoundAddress[]>;

export interface Guard {
  readonly rules: AddressRules;
  /** Default: as the system does it. */
  readonly resolve?: Resolve;
}

/** The addresses that may be connected to. @throws Refusal `private-address`, `not-found` */
export async function addressesOf(
  host: string,
  { rules, resolve = bySystem }: Guard,
): Promise<readonly FoundAddress[]> {
  const family = isIP(host);
  const found = family === 0 ? await resolve(host) : [{ address: host, family }];
  if (found.length === 0) throw new Refusal("not-found", `There is no host ${host}.`);
  for (const { address } of found) requirePublic(address, host, rules);
  return found;
}

/** Without the brackets of an IPv6 address, and without the dot that makes a name absolute. */
export function hostOf({ hostname }: URL): string {
  return hostname
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "")
    .toLowerCase();
}

/** For `http.request`: hands out what was checked, whatever the name means by now. */
export function pinnedLookup(addresses: readonly FoundAddress[]): LookupFunction {
  return (_host, options, callback) => {
    const wanted = options.family === 4 || options.family === 6 ? options.family : undefined;
    const fitting = addresses.filter(({ family }) => wanted === undefined || family === wanted);
    const [first] = fitting;
    if (first === undefined) callback(new Error("no address of that family"), "", 0);
    else if (options.all)
      callback(
        null,
        fitting.map(({ address, family }) => ({ address, family })),
      );
    else callback(null, first.address, first.family);
  };
}

/** The last look, at the very address that was connected to. @throws Refusal `private-address` */
export function requireChecked({ remoteAddress }: Socket, host: string, rules: AddressRules): void {
  if (remoteAddress === undefined) throw new Refusal("network", `The connection to ${host} was lost at once.`);
  requirePublic(remoteAddress, host, rules);
}

function requirePublic(address: string, host: string, rules: AddressRules): void {
  const objection = rules.objectionTo(address);
  if (objection === undefined) return;
  const about = address === host ? objection : `${host}: ${objection}`;
  throw new Refusal("private-address", `${about}. Only addresses of the public web are fetched.`);
}

async function bySystem(host: string): Promise<readonly FoundAddress[]> {
  try {
    return await systemLookup(host, { all: true, order: "verbatim" });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTFOUND" || code === "EAI_NONAME") throw new Refusal("not-found", `There is no host ${host}.`);
    throw error;
  }
}
