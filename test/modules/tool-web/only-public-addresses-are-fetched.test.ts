import * as assert from "uvu/assert";
import { addressesOf, addressRules, hostOf } from "../../../modules/lib/web-exchange/index.ts";
import { readUrl } from "../../../modules/tool-web/site-rules.ts";
import { suite } from "../../support/suite.ts";

const test = suite("addresses");
const rules = addressRules();

const PUBLIC = ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e", "64:ff9b::101:101"];
for (const address of PUBLIC) test(`${address} is public`, () => assert.is(rules.objectionTo(address), undefined));

const NOT_PUBLIC = [
  ...["127.0.0.1", "127.1.2.3", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"],
  ...["169.254.169.254", "169.254.0.1", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "192.0.0.1"],
  ...["192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"],
  ...["::", "::1", "::2", "::7f00:1", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.0.0.1", "::ffff:169.254.169.254"],
  ...[
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::101:101",
    "2002:7f00:1::",
    "2002:a00:1::1",
  ],
  ...["fe80::1", "fe80::1%eth0", "febf::1", "fc00::1", "fd00::1", "fd00:ec2::254", "fd20:ce::254", "ff02::1", "100::1"],
  ...[
    "2001:db8::1",
    "2001::1",
    "4000::1",
    "fec0::1",
    "2130706433",
    "0x7f000001",
    "017700000001",
    "127.1",
    "localhost",
    "",
  ],
];
for (const address of NOT_PUBLIC) {
  test(`${address || "nothing"} is not`, () => assert.ok(rules.objectionTo(address) !== undefined));
}

/** As a URL may write them; the URL parser makes addresses of the first ones, the look at the address does the rest. */
const URLS = [
  ...[
    "http://127.0.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://017700000001/",
    "http://0177.0.0.1/",
    "http://127.1/",
  ],
  ...[
    "http://0/",
    "http://0x7f.1/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "http://127.0.0.1./",
    "http://[::1]/",
    "http://[::]/",
  ],
  ...[
    "http://[::ffff:127.0.0.1]/",
    "http://[0:0:0:0:0:ffff:7f00:1]/",
    "http://[64:ff9b::169.254.169.254]/",
    "http://169.254.169.254/latest/meta-data/",
  ],
  ...["http://2852039166/", "http://[fd00:ec2::254]/latest/", "http://10.0.0.1:8080/", "http://%31%32%37.0.0.1/"],
];
for (const text of URLS) {
  test(`${text} is refused before anything is connected to`, async () => {
    const url = readUrl(text, { allowed_domains: null, blocked_domains: [] });
    const failed = await addressesOf(hostOf(url), { rules, resolve: async () => assert.unreachable() as never }).catch(
      (error: { kind?: string }) => error.kind,
    );
    assert.is(failed, "private-address");
  });
}

const BAD_URLS = [
  "file:///etc/passwd",
  "ftp://example.org/",
  "gopher://example.org/",
  "data:text/html,x",
  "javascript:1",
  "example.org",
];
const WORSE_URLS = [
  "http://",
  "http://user:pw@example.org/",
  "http://example.org@127.0.0.1/",
  "http://[fe80::1%25eth0]/",
  "blob:http://x/1",
];
for (const text of [...BAD_URLS, ...WORSE_URLS]) {
  test(`${text} is no URL to fetch`, () => {
    assert.throws(
      () => readUrl(text, { allowed_domains: null, blocked_domains: [] }),
      (error: { kind?: string }) => error.kind === "invalid-url",
    );
  });
}

for (const [found, kind] of [
  [["93.184.216.34"], undefined],
  [["93.184.216.34", "10.0.0.1"], "private-address"],
  [["127.0.0.1"], "private-address"],
  [["::ffff:a9fe:a9fe"], "private-address"],
  [[], "not-found"],
] as const) {
  test(`a name with the addresses ${JSON.stringify(found)}: ${kind ?? "may be fetched"}`, async () => {
    const resolve = async () => found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    const failed = await addressesOf("site.test", { rules, resolve }).then(
      () => undefined,
      (error: { kind?: string }) => error.kind,
    );
    assert.is(failed, kind);
  });
}

test("an exception opens what it names and nothing else, and never what a cloud tells its machines", () => {
  const open = addressRules(["10.1.0.0/16", "127.0.0.1", "fd00::/8", "169.254.0.0/16", "0.0.0.0/0"]);
  for (const address of ["10.1.2.3", "127.0.0.1", "::ffff:127.0.0.1", "fd12::1"])
    assert.is(open.objectionTo(address), undefined);
  for (const address of [
    "169.254.169.254",
    "::ffff:169.254.169.254",
    "fd00:ec2::254",
    "fe80::1",
    "::1",
    "100.100.100.200",
  ]) {
    assert.ok(open.objectionTo(address) !== undefined, address);
  }
});

/** Without the exception each of these would be refused for another reason, too. */
test("what is wrapped or translated is judged as what it means, whatever is open besides", () => {
  const open = addressRules(["::/0", "64:ff9b:1::/48"]);
  assert.is(open.objectionTo("64:ff9b:1::101:101"), undefined, "whoever has a translator may say so");
  for (const address of [
    ...["64:ff9b:1::a9fe:a9fe", "64:ff9b:1:a9fe:a9:fe00::", "fe80::1%eth0", "1::1%eth0", "fd00:ec2::23"],
    ...["::ffff:0:127.0.0.1", "2002:7f00:1::", "::7f00:1", "::2"],
  ]) {
    assert.ok(open.objectionTo(address) !== undefined, address);
  }
  assert.match(String(addressRules().objectionTo("64:ff9b:1::101:101")), "translator");
  const loopback = addressRules(["127.0.0.0/8"]);
  for (const address of ["2002:7f00:1::", "::ffff:0:127.0.0.1"]) assert.is(loopback.objectionTo(address), undefined);
});

test("a name is compared as it is written in small letters", () => {
  assert.is(hostOf({ hostname: "Example.ORG." } as URL), "example.org");
});

test("domains match as wholes", () => {
  const config = { allowed_domains: ["example.org", "*.münchen.example"], blocked_domains: ["bad.example.org"] };
  const isOpen = (host: string): boolean => {
    try {
      return readUrl(`https://${host}/`, config) !== undefined;
    } catch {
      return false;
    }
  };
  for (const host of ["example.org", "a.example.org", "EXAMPLE.org.", "www.xn--mnchen-3ya.example"])
    assert.ok(isOpen(host), host);
  for (const host of [
    "notexample.org",
    "example.org.evil.test",
    "bad.example.org",
    "x.BAD.example.org.",
    "example.com",
  ]) {
    assert.not.ok(isOpen(host), host);
  }
});

test.run();
