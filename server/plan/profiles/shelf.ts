/** A folder that may hold profiles or agents, and a file in it. Plain data. */
import type { ProfileDocument } from "./document.ts";

export interface Shelf {
  /** `project`, `user`, or a collection's name. */
  readonly layer: string;
  readonly directory: string;
  readonly isCollection: boolean;
  /** Only the bundle that a repository is, not whatever else lies at its top. */
  readonly isTop?: boolean;
  /** Set for a workspace's: why its file may not be used as it is, and what to do. */
  readonly distrust?: (file: string, text: string) => string | undefined;
  /** Set for a collection's: why a document of it may not be used. */
  readonly refusal?: ((document: ProfileDocument) => Promise<string | undefined>) | undefined;
  /** The real path that its files must lie in, where somebody else may have put links there; of a collection, its top. */
  readonly within?: string | undefined;
}

export interface ShelfFile {
  readonly shelf: Shelf;
  readonly path: string;
}
