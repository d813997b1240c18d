/**
 * What a message of the protocol is: one object with its method, direction, params and result. Types, validation and every
 * generated page come from these objects. Schemas are built when they are first used, which keeps them off the start-up path.
 */
import type * as z from "zod";

/** A module is a process that the server has started; it also takes and sends what a client does that contributes. */
export type Direction = "client-to-server" | "server-to-client" | "server-to-module" | "module-to-server";

interface MessageType<Params extends z.ZodType> {
  readonly method: string;
  readonly direction: Direction;
  /** One sentence or two for the reference page. */
  readonly about: string;
  readonly params: () => Params;
}

export interface RequestType<Params extends z.ZodType = z.ZodType, Result extends z.ZodType = z.ZodType>
  extends MessageType<Params> {
  readonly type: "request";
  readonly result: () => Result;
  /** The kinds of error that this request adds to those that any request may answer. */
  readonly errors: readonly string[];
}

export interface NotificationType<Params extends z.ZodType = z.ZodType> extends MessageType<Params> {
  readonly type: "notification";
}

export type AnyMessageType = RequestType | NotificationType;

/** What the sender of a message writes. */
export type ParamsOf<Type extends AnyMessageType> = z.input<ReturnType<Type["params"]>>;
/** What the receiver reads: defaults are filled in. */
export type ReadParamsOf<Type extends AnyMessageType> = z.output<ReturnType<Type["params"]>>;
export type ResultOf<Type extends RequestType> = z.output<ReturnType<Type["result"]>>;

export function defineRequest<Params extends z.ZodType, Result extends z.ZodType>(declaration: {
  method: string;
  direction?: Direction;
  about: string;
  params: () => Params;
  result: () => Result;
  errors?: readonly string[];
}): RequestType<Params, Result> {
  return {
    type: "request",
    method: declaration.method,
    direction: declaration.direction ?? "client-to-server",
    about: declaration.about,
    params: once(declaration.params),
    result: once(declaration.result),
    errors: declaration.errors ?? [],
  };
}

export function defineNotification<Params extends z.ZodType>(declaration: {
  method: string;
  direction: Direction;
  about: string;
  params: () => Params;
}): NotificationType<Params> {
  return { ...declaration, type: "notification", params: once(declaration.params) };
}

/** The same value at every call. */
export function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
