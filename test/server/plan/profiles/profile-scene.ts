/** Profiles that are written in a test, found by name among each other. */

import { type Composition, compose, lineOf } from "../../../../server/plan/profiles/compose.ts";
import type { ProfileDocument } from "../../../../server/plan/profiles/document.ts";
import { readDocument } from "../../../../server/plan/profiles/read-document.ts";
import { SettingsError } from "../../../../server/plan/settings/settings-error.ts";

export async function documentOf(name: string, text: string): Promise<ProfileDocument> {
  return readDocument(text, `${name}.md`, "profile");
}

/** @param texts by name; the last one is the one that is composed */
export async function composeTexts(texts: Readonly<Record<string, string>>): Promise<Composition> {
  const names = Object.keys(texts);
  return compose(await lineOfTexts(texts, names.at(-1) ?? ""));
}

export async function lineOfTexts(texts: Readonly<Record<string, string>>, leaf: string): Promise<ProfileDocument[]> {
  const find = async (name: string): Promise<ProfileDocument> => {
    const text = texts[name];
    if (text === undefined) throw new SettingsError("profile-not-found", `nothing is called ${name}`);
    return documentOf(name, text);
  };
  return lineOf(await find(leaf), find);
}

/** A profile's file: YAML, and a body behind it. */
export function fileOf(yaml: string, body = ""): string {
  return `---\n${yaml.trim()}\n---\n${body}`;
}
