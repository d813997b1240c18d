/** The commands of a dialogue: what begins with a slash is for ampsh, and not for the model. */
import { providerModels, sessionList } from "../../protocol/index.ts";
import type { AmpdClient, Session } from "../node/index.ts";
import { nearest } from "./nearest.ts";
import { findSession } from "./open-session.ts";
import { inOneLine } from "./visible.ts";

/** What a command works on. */
export interface Talk {
  readonly client: AmpdClient;
  readonly session: Session;
  readonly cwd: string;
  readonly say: (line: string) => void;
  /** Goes on with another session. */
  readonly go: (next: { readonly resume: string } | { readonly forkAt: number | undefined } | "new") => Promise<void>;
  /** Runs a turn. */
  readonly send: (prompt: string) => Promise<void>;
  /** What the person saves in their editor, which shows the draft at first; nothing where that is nothing. */
  readonly edit: (draft: string) => Promise<string | undefined>;
  readonly quit: () => void;
}

interface DialogueCommand {
  readonly usage: string;
  readonly about: string;
  readonly run: (talk: Talk, argument: string) => Promise<void> | void;
}

const MAX_LISTED = 20;
const MAX_TITLE_CHARS = 60;

const COMMANDS: Readonly<Record<string, DialogueCommand>> = {
  help: { usage: "/help", about: "Show this", run: ({ say }) => helpLines().forEach(say) },
  edit: {
    usage: "/edit [TEXT]",
    about: "Write a prompt in $VISUAL or $EDITOR; what is saved is sent",
    run: async ({ edit, send, say }, draft) => {
      const prompt = await edit(draft);
      return prompt === undefined ? say("/edit: nothing was saved, so nothing is sent") : send(prompt);
    },
  },
  model: {
    usage: "/model [NAME]",
    about: "Show the models, or take one; - goes back to the plan's",
    run: async ({ client, session, say }, model) => {
      if (model !== "") return say(inForce(await session.configure({ model: model === "-" ? "" : model })));
      const { models } = await client.request(providerModels, { sessionId: session.id });
      for (const { provider, id } of models) say(`${provider}  ${id}`);
      say(inForce(await session.configure({})));
    },
  },
  mode: {
    usage: "/mode [NAME]",
    about: "Show the mode of approvals, or change it",
    run: async ({ session, say }, mode) => say(inForce(await session.configure(mode === "" ? {} : { mode }))),
  },
  sessions: {
    usage: "/sessions",
    about: "List the sessions of this directory",
    run: async ({ client, session, cwd, say }) => {
      const { sessions } = await client.request(sessionList, { cwd, limit: MAX_LISTED });
      for (const { sessionId, turns, title = "" } of sessions) {
        const mark = sessionId === session.id ? "*" : " ";
        say(`${mark} ${sessionId}  ${String(turns).padStart(3)}  ${inOneLine(title, MAX_TITLE_CHARS)}`.trimEnd());
      }
    },
  },
  resume: {
    usage: "/resume ID",
    about: "Go on with another session (id or its beginning)",
    run: async ({ client, session, say, go }, id) => {
      if (id === "") return say("/resume: which one? /sessions lists them");
      const found = await findSession(client, id);
      return found === session.id ? say(`/resume: ${found} is this session already`) : go({ resume: found });
    },
  },
  fork: {
    usage: "/fork [TURN]",
    about: "Go on in a copy of this session, up to a turn",
    run: ({ say, go }, turn) =>
      /^\d*$/.test(turn)
        ? go({ forkAt: turn === "" ? undefined : Number(turn) })
        : say(`/fork: ${turn} is no turn; they count from 1`),
  },
  new: { usage: "/new", about: "Begin a new session", run: ({ go }) => go("new") },
  compact: {
    usage: "/compact",
    about: "Compact what the model sees of the history",
    run: async ({ session, say }) => {
      const { compacted, before_tokens, after_tokens } = await session.compact();
      say(compacted ? `${before_tokens} tokens before, ${after_tokens} now` : "there was nothing to leave out");
    },
  },
  quit: { usage: "/quit", about: "Leave; so does Ctrl-D", run: ({ quit }) => quit() },
};

/** @throws whatever the server answers */
export async function runCommand(text: string, talk: Talk): Promise<void> {
  const [, name = "", argument = ""] = /^\/(\S*)\s*(.*)$/s.exec(text) ?? [];
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command !== undefined) return command.run(talk, argument.trim());
  const near = nearest(name, Object.keys(COMMANDS));
  talk.say(`/${name}: there is no such command; ${near === undefined ? "/help lists them" : `did you mean /${near}?`}`);
}

/** What a line may become; nothing where it is no beginning of a command. */
export function completeCommand(line: string): string[] {
  return Object.keys(COMMANDS)
    .map((name) => `/${name}`)
    .filter((command) => line.startsWith("/") && command.startsWith(line));
}

function helpLines(): string[] {
  const lines = Object.values(COMMANDS).map(({ usage, about }) => `${usage.padEnd(16)} ${about}`);
  return [...lines, "A line that ends with \\ goes on in the next. Ctrl-C ends an answer; twice, ampsh."];
}

function inForce(settings: Awaited<ReturnType<Session["configure"]>>): string {
  const parts = Object.entries(settings).map(([key, value]) => `${key}: ${value}`);
  return parts.length === 0 ? "as the plan says" : parts.join(", ");
}
