/** How an exchange over the web says no. */

export class Refusal extends Error {
  readonly kind: string;

  /** @param kind a stable word for programs @param message what the model should do differently */
  constructor(kind: string, message: string) {
    super(message);
    this.kind = kind;
  }
}
