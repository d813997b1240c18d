/** Has what a program gives checked by the server against the contract of its kind, over the connection by which it is given. */
import { contributionValidate, type ParamsOf, type ResultOf } from "../../protocol/index.ts";
import type { AmpdClient } from "./ampd-client.ts";
import type { Given } from "./given.ts";

export type ValidateOptions = Pick<ParamsOf<typeof contributionValidate>, "execute" | "inputs">;
export type CheckOutcome = ResultOf<typeof contributionValidate>["outcomes"][number];

/** It is given for as long as that takes. @throws AmpdError */
export async function checkGiven(client: AmpdClient, given: Given, options: ValidateOptions): Promise<CheckOutcome[]> {
  const takeBack = await client.give(given);
  try {
    const outcomes: CheckOutcome[] = [];
    for (const registrationId of takeBack.registrationIds)
      outcomes.push(...(await client.request(contributionValidate, { registrationId, ...options })).outcomes);
    return outcomes;
  } finally {
    await takeBack();
  }
}
