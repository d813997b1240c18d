import * as assert from "uvu/assert";
import { redactText } from "../../../../modules/lib/redaction/index.ts";
import { suite } from "../../../support/suite.ts";

const test = suite("redaction of text");
const M = "[REDACTED:SECRET]";

/** Put together at run time, so that no scanner of this repository takes a sample for the real thing. */
const of = (prefix: string, length: number, alphabet = "aB3dE5gH7jK9mN1pQ2sT4vW6xY8z"): string =>
  prefix + Array.from({ length }, (_, index) => alphabet[(index * 7 + 3) % alphabet.length]).join("");
const upper = (prefix: string, length: number): string => of(prefix, length, "ABCDEFGH234567");
const hex = (prefix: string, length: number): string => of(prefix, length, "0123456789abcdef");
const jwt = `${of("eyJ", 20)}.${of("eyJ", 30)}.${of("s", 40)}`;
const pem = (kind: string): string =>
  `-----BEGIN ${kind}PRIVATE KEY-----\n${of("M", 64)}\n${of("N", 30)}==\n-----END ${kind}PRIVATE KEY-----`;

const KEYS = [
  of("sk-ant-api03-", 80),
  of("sk-", 48),
  of("sk-proj-", 60),
  of("sk-svcacct-", 60),
  of("sk-or-v1-", 64),
  of("AIza", 35),
  upper("AKIA", 16),
  upper("ASIA", 16),
  ...["ghp_", "gho_", "ghs_", "ghu_", "ghr_"].map((prefix) => of(prefix, 36)),
  of("github_pat_", 82),
  of("glpat-", 20),
  of("xoxb-", 40),
  of("xoxp-", 40),
  of("xapp-1-", 40),
  of("npm_", 36),
  of("sk_live_", 24),
  of("rk_test_", 24),
  of("whsec_", 32),
  of("hf_", 34),
  of("gsk_", 52),
  of("pypi-AgE", 60),
  hex("dop_v1_", 64),
  `${of("SG.", 22)}.${of("x", 42)}`,
  of("ya29.", 60),
  of("GOCSPX-", 28),
  of("hvs.", 24),
  jwt,
  of("sk-admin-", 60),
  of("xai-", 80),
  of("csk-", 48, "abcdefgh23456"),
  of("ABSK", 128),
  `a1b8Q~${of("", 34)}`,
  of("pplx-", 48),
  of("nvapi-", 64),
  of("tvly-", 32),
  of("r8_", 37),
  ...["glagent-", "gloas-", "gldt-", "glrt-", "glcbt-"]
    .filter((one) => one !== "gloas-")
    .map((prefix) => of(prefix, 24)),
  of("xoxe-", 40),
  of("sk_test_", 24),
  hex("doo_v1_", 64),
  hex("SK", 32),
  of("dckr_pat_", 27),
  of("figd_", 40),
  of("glsa_", 40),
  of("ntn_", 46),
  hex("sbp_", 40),
  of("sntrys_", 60),
  of("dapi", 32, "0123456789abcdef"),
  of("123456789:AA", 33),
  pem(""),
  pem("RSA "),
  pem("OPENSSH "),
  pem("EC ").replaceAll("\n", "\\n"),
  `-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n${of("x", 60)}\n-----END PGP PRIVATE KEY BLOCK-----`,
];

for (const key of KEYS) {
  for (const [before, after] of [
    ["", ""],
    ["key: ", ","],
    ['{"a":"', '"}'],
    ["(", ")"],
    ["a\n", "\nb"],
    ["a\\n", "\\nb"],
    ["x%3D", "&y"],
  ] as const) {
    test(`${JSON.stringify(before)} ${key.slice(0, 16)}… ${JSON.stringify(after)}`, () => {
      assert.is(redactText(before + key + after), before + M + after);
    });
  }
}

const IN_CONTEXT: readonly [text: string, clean: string][] = [
  ["https://bob:hunter22@example.org/x", `https://bob:${M}@example.org/x`],
  ["postgres://u:p%40ss@db:5432/x?y", `postgres://u:${M}@db:5432/x?y`],
  ["redis://:s3cret@cache", `redis://:${M}@cache`],
  ["Authorization: Bearer abc123def", `Authorization: Bearer ${M}`],
  ["authorization: Basic dXNlcjpwYXNz", `authorization: Basic ${M}`],
  ['{"Authorization":"token abc123def"}', `{"Authorization":"token ${M}"}`],
  ["with bearer abcdefgh12345678", `with bearer ${M}`],
  ["API_KEY=abc123def456", `API_KEY=${M}`],
  ["export STRIPE_SECRET='abcdefgh'", `export STRIPE_SECRET='${M}'`],
  ['"password": "correcthorse"', `"password": "${M}"`],
  ['{\\"api_key\\": \\"abcdefghij\\"}', `{\\"api_key\\": \\"${M}\\"}`],
  ["aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", `aws_secret_access_key = ${M}`],
  ["AccountKey=abc123/def456+ghi789==;Endpoint=x", `AccountKey=${M};Endpoint=x`],
  ["AZURE_API_KEY: 0123456789abcdef0123456789abcdef", `AZURE_API_KEY: ${M}`],
  ["?access_token=abc12345678&x=1", `?access_token=${M}&x=1`],
  ["-----BEGIN PRIVATE KEY-----\nMIIEvQ", M],
  [
    "https://x.blob.core.windows.net/c?sv=2024&sig=abcDEF012%2Fabc%2Babc%3D&se=1",
    `https://x.blob.core.windows.net/c?sv=2024&sig=${M}&se=1`,
  ],
  ["https://hooks.slack.com/services/T000/B000/abcdefABCDEF01234567", `https://hooks.slack.com/services/${M}`],
  ["https://s3/x?X-Amz-Signature=0123456789abcdef0123456789abcdef", `https://s3/x?X-Amz-Signature=${M}`],
  ["MISTRAL_API_KEY=abcdefgh12345678ABCDEFGH87654321", `MISTRAL_API_KEY=${M}`],
  ["TWILIO_AUTH_TOKEN: 0123456789abcdef0123456789abcdef", `TWILIO_AUTH_TOKEN: ${M}`],
  ["x-api-key: abcd1234efgh", `x-api-key: ${M}`],
  ["api-key: 0123456789abcdef0123456789abcdef", `api-key: ${M}`],
  ["//registry.example.test/:_authToken=abcd1234-ef", `//registry.example.test/:_authToken=${M}`],
  ["SharedAccessKey=abc123/def456+ghi789=", `SharedAccessKey=${M}`],
  [
    '{"SecretAccessKey":"wJalrXUtnFEMI1","SessionToken":"abcdefgh1"}',
    `{"SecretAccessKey":"${M}","SessionToken":"${M}"}`,
  ],
  [
    `{"type":"service_account","private_key":"${pem("").replaceAll("\n", "\\n")}\\n","client_email":"a"}`,
    `{"type":"service_account","private_key":"${M}\\n","client_email":"a"}`,
  ],
  [`token=${of("a1", 600)} and on`, `token=${M} and on`],
  [`token=${of("a1", 70_000)} and on`, `token=${M} and on`],
  [`"token": "${of("a1", 600)}" and on`, `"token": "${M}" and on`],
  [`"token": "${of("a1", 70_000)}" and on`, `"token": "${M}" and on`],
  [`password='${of("a1", 5_000)}' and on`, `password='${M}' and on`],
  [`${KEYS[0]} and ${KEYS[1]}`, `${M} and ${M}`],
  [`token=${M}`, `token=${M}`],
];
for (const [text, clean] of IN_CONTEXT) {
  test(text, () => assert.is(redactText(text), clean));
}

const INNOCENT = [
  "2026-01-01T00:00:00.000Z",
  "1767225600000",
  "+1 (555) 010-9999",
  "550e8400-e29b-41d4-a716-446655440000",
  "session_id: 01JF3Z8Q4R5T6Y7W8X9A0B1C2D",
  "toolu_01A09q90qw90lq917835lq9",
  "call_abc123DEF456ghi789JKL",
  "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
  "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==",
  `data:image/png;base64,${of("iVBORw0KGgo", 4000, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")}`,
  upper("", 4000),
  `${of("iVBORw0KGgo", 600)}/${upper("AKIA", 16)}/${of("", 600)}`,
  "max_tokens: 12345678",
  '"input_tokens": 123456789, "output_tokens": 1234567890',
  "const token = getToken(config);",
  "password: z.string().min(8)",
  "type Password = string; passwordLength = 12345678",
  "token = process.env.GITHUB_TOKEN_2",
  'curl -H "Authorization: Bearer $TOKEN"',
  "https://user:$PASSWORD@host",
  "https://example.org:8080/a@b",
  "git@github.com:owner/name.git",
  "ssh://git@host:22/x",
  "bearer responsibilities are many",
  "sk-loading-indicator-container-wide",
  "task-sk-12345",
  "the secret is out",
  "secretary: 12345678",
  "tokenizer=cl100k_base",
  "AKIA is a prefix",
  "eyJ is how a JWT begins",
  "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkq\n-----END PUBLIC KEY-----",
  "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIB\n-----END CERTIFICATE-----",
  "/usr/lib/node_modules/npm/node_modules/@npmcli/config/lib/index.js:12:34",
  "v20.19.0 abc123 0x1f 1e10 3.14159265358979",
  "ipv6 2001:0db8:85a3:0000:0000:8a2e:0370:7334 mac 00:1b:44:11:3a:b7",
  '"integrity": "sha512-4zBnX3JHmqqNkFiHwEx2aTKzCwTYwM2ukx6gbKCwwmT0+vHqD3rXqDGhSGqQ7S4d1mfbTx0EwPN8JhLaOVDbGg=="',
  '"resolved": "https://registry.example.test/@scope/name/-/name-1.2.3.tgz"',
  'W/"5e0b-QpLmNzXcVbAsDfGhJkL" etag',
  "md5 d41d8cd98f00b204e9800998ecf8427e sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709",
  "req_011CSHoEeqs5C35K2UUqR7Fy msg_01XFDUDYJgAACzvnptvVoYEL chatcmpl-9abcDEF123 resp_67ccd2bed1ec8190",
  "AC0123456789abcdef0123456789abcdef",
  "order 4111-1111-1111 tracking 1Z999AA10123456784",
  "/home/user/.config/tokens/list.json:12 /tmp/secret-santa/readme.md",
  "https://example.org/a?page=2&signature_version=4&sort=key",
  "2026-01-01 12:34:56,789 +0000 [main-1] INFO 12345:67890",
  `iVBORw0KGgo${of("", 300)}`,
  "arn:aws:iam::123456789012:role/name-of-role",
  "skeleton-key-12345678901234567890",
  "password=",
  'password: ""',
  "",
];
for (const text of INNOCENT) {
  test(`stays: ${text.slice(0, 60)}`, () => assert.is(redactText(text), text));
}

test.run();
