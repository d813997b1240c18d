/** Compares what came back with what a case expects, whatever the order. */
import type { Json } from "./frames.ts";
import type { ExpectedReply } from "./message-cases.ts";

type Replies = readonly (ExpectedReply | readonly ExpectedReply[])[];

/** One line a reply, sorted; made alike from expected and from received ones. */
export function linesOfExpected(replies: Replies, detail: "with kinds" | "codes only"): string[] {
  return replies
    .map((reply) =>
      isBatch(reply)
        ? `batch ${reply
            .map((entry) => line(entry, detail))
            .sort()
            .join(" ")}`
        : line(reply, detail),
    )
    .sort();
}

export function linesOfReceived(messages: readonly (Json | Json[])[], detail: "with kinds" | "codes only"): string[] {
  return linesOfExpected(
    messages.map((message) => (Array.isArray(message) ? message.map(toReply) : toReply(message))),
    detail,
  );
}

function line({ id, code, kind, result }: ExpectedReply, detail: "with kinds" | "codes only"): string {
  const outcome =
    code === undefined ? JSON.stringify(result) : `error ${code}${detail === "with kinds" ? ` ${kind}` : ""}`;
  return `${JSON.stringify(id)}: ${outcome}`;
}

function toReply({ id, error, result }: Json): ExpectedReply {
  if (error === undefined) return { id: id as ExpectedReply["id"], result };
  const { code, data } = error as { code: number; data?: { kind?: string } };
  return { id: id as ExpectedReply["id"], code, ...(data?.kind !== undefined && { kind: data.kind }) };
}

function isBatch(reply: ExpectedReply | readonly ExpectedReply[]): reply is readonly ExpectedReply[] {
  return Array.isArray(reply);
}
