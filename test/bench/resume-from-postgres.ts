/** The same as `resume`, where the session is in a PostgreSQL database: beside reading and parsing its rows. */
import postgres, { type Sql } from "postgres";
import { POSTGRES, PostgresServer } from "../support/postgres.ts";
import { mockPlan, ServerFixture } from "../support/server-fixture.ts";
import { MESSAGES, record } from "./resume.ts";
import type { Figure } from "./run.ts";

/** No figure where there is no PostgreSQL. */
export async function resumeFromPostgres(): Promise<Figure[]> {
  if (!POSTGRES.isMet) return [];
  const database = await PostgresServer.start();
  const sql = postgres(database.url(), { max: 1, onnotice: () => {} });
  try {
    const env = { AMPD_STORE: "postgres", AMPD_STORE_URL: database.url() };
    const value = await measure(sql, env);
    const startedAt = performance.now();
    for (const { record: text } of await sql`SELECT record FROM ampd.journal ORDER BY ordinal`) JSON.parse(text);
    const floor = performance.now() - startedAt;
    const name = `resume of ${MESSAGES} messages from PostgreSQL`;
    return [{ name, value, unit: "ms", floor, floorName: "reading and parsing the rows" }];
  } finally {
    await sql.end();
    await database.stop();
  }
}

async function measure(sql: Sql, env: Record<string, string>): Promise<number> {
  const first = await ServerFixture.start({ capabilities: {}, env });
  const sessionId = await first.createSession({ mountPlan: mockPlan(["Hello."]), sessionId: "long" });
  await first.call("session/execute", { sessionId, prompt: "hi" });
  await first.call("session/close", { sessionId });
  const texts = Array.from({ length: MESSAGES }, (_, index) => record(index).trim());
  await sql`
    INSERT INTO ampd.journal (session_id, ordinal, record)
    SELECT 'long', (SELECT max(ordinal) FROM ampd.journal) + row_number() OVER (), text FROM unnest(${texts}::text[]) AS text`;
  const second = await ServerFixture.start({ capabilities: {}, home: first.home, env });
  // The first question connects and looks at the tables; a server does that once.
  await second.call("session/list");
  const startedAt = performance.now();
  await second.call("session/resume", { sessionId });
  const value = performance.now() - startedAt;
  await first.crash();
  await second.close();
  return value;
}
