/** Which addresses the web lives at: public unicast ones, and nothing of this machine, its networks or its provider's inside. */
import ipaddr from "ipaddr.js";

export interface AddressRules {
  /** Why the address must not be connected to, or nothing. */
  objectionTo(address: string): string | undefined;
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Prefixes that carry an IPv4 address inside an IPv6 one, and where its four bytes stand. */
const CARRIERS: readonly { readonly prefix: string; readonly at: number }[] = [
  { prefix: "::/96", at: 12 },
  { prefix: "::ffff:0:0/96", at: 12 },
  { prefix: "::ffff:0:0:0/96", at: 12 },
  { prefix: "64:ff9b::/96", at: 12 },
  { prefix: "2002::/16", at: 2 },
];
/** NAT64 with a prefix of the network's own; where the IPv4 address stands in it cannot be told. */
const LOCAL_NAT64 = ipaddr.IPv6.parseCIDR("64:ff9b:1::/48");
/** All that has been handed out of IPv6; what lies beside it is nobody's. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR("2000::/3");
/** Metadata services of clouds that do not sit at link-local addresses. */
const METADATA = new Set([
  "168.63.129.16",
  "100.100.100.200",
  "192.0.0.192",
  "fd00:ec2::254",
  "fd00:ec2::23",
  "fd20:ce::254",
]);

/** @param exceptions addresses and CIDR ranges that may be reached although they are not public; metadata services never may */
export function addressRules(exceptions: readonly string[] = []): AddressRules {
  const ranges = exceptions.map(parseRange);
  return {
    objectionTo(text) {
      const address = parseAddress(text);
      if (address === undefined) return `${text} is not an address`;
      return objectionTo(inner(address), text, ranges);
    },
  };
}

/** Whether a text is an address or a range of them. */
export function isRange(text: string): boolean {
  try {
    parseRange(text);
    return true;
  } catch {
    return false;
  }
}

function objectionTo(address: Address, text: string, exceptions: readonly [Address, number][]): string | undefined {
  const range = address.range();
  if (isMetadata(address) || translated(address).some(isMetadata)) return `${text} is a metadata or link-local address`;
  if (exceptions.some((exception) => isWithin(address, exception))) return undefined;
  if (address instanceof ipaddr.IPv6 && address.match(LOCAL_NAT64)) return `${text} leads through a translator`;
  const isGlobal = address instanceof ipaddr.IPv4 || address.match(GLOBAL_UNICAST);
  return range === "unicast" && isGlobal ? undefined : `${text} is not a public address (${range})`;
}

function isMetadata(address: Address): boolean {
  return METADATA.has(address.toString()) || address.range() === "linkLocal";
}

/** What may be meant behind a local translator: by RFC 6052 the address stands around the ninth byte, by habit at the end. */
function translated(address: Address): Address[] {
  if (address instanceof ipaddr.IPv4 || !address.match(LOCAL_NAT64)) return [];
  const bytes = address.toByteArray();
  const around = [...bytes.slice(6, 8), ...bytes.slice(9, 11)];
  return [around, bytes.slice(12)].map((four) => new ipaddr.IPv4(four));
}

function parseAddress(text: string): Address | undefined {
  // A zone names an interface of this machine: such an address is never one of the web.
  const isPlain = ipaddr.IPv4.isValidFourPartDecimal(text) || (ipaddr.IPv6.isValid(text) && !text.includes("%"));
  return isPlain ? ipaddr.parse(text) : undefined;
}

/** The IPv4 address that is meant, where one is wrapped into an IPv6 one; as often as it is. */
function inner(address: Address): Address {
  if (address instanceof ipaddr.IPv4) return address;
  const bytes = address.toByteArray();
  // `::` and `::1` are addresses of their own, not carriers.
  if (bytes.slice(0, 15).every((byte) => byte === 0) && Number(bytes[15]) <= 1) return address;
  const carrier = CARRIERS.find(({ prefix }) => address.match(ipaddr.IPv6.parseCIDR(prefix)));
  return carrier === undefined ? address : new ipaddr.IPv4(bytes.slice(carrier.at, carrier.at + 4));
}

function parseRange(text: string): [Address, number] {
  if (text.includes("/")) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address instanceof ipaddr.IPv4 ? 32 : 128];
}

function isWithin(address: Address, [base, bits]: readonly [Address, number]): boolean {
  return address.kind() === base.kind() && (address as ipaddr.IPv4).match(base as ipaddr.IPv4, bits);
}
