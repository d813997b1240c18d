/** Where a contribution is mounted, without a wire: a test answers what its giver is asked, and says what it sends. */
import { ConnectionPeer } from "../../server/contributions/peer.ts";
import type { Giver, Site } from "../../server/contributions/site.ts";
import { type Asked, FakeConnection } from "./fake-client.ts";
import { type CoordinatorFixture, coordinatorFixture, ManualClock, testHost, until } from "./kernel.ts";

export interface ContributionSite extends CoordinatorFixture {
  readonly site: Site;
  readonly clock: ManualClock;
  readonly connection: FakeConnection;
  /** What the giver sends without being asked. */
  send(method: string, params: object): void;
  /** The request that comes as the `count`th one. */
  asked(count?: number): Promise<Asked>;
  withdraw(reason: Error): void;
}

export function contributionSite(): ContributionSite {
  const clock = new ManualClock();
  const fixture = coordinatorFixture({ host: testHost(clock) });
  const connection = new FakeConnection();
  const peer = new ConnectionPeer(connection);
  const withdrawn = new AbortController();
  const giver: Giver = { label: "the giver", registrationId: "r-1", present: peer, peer: async () => peer };
  return {
    ...fixture,
    site: { coordinator: fixture.coordinator, giver, withdrawn: withdrawn.signal },
    clock,
    connection,
    send: (method, params) => peer.take(method, params),
    async asked(count = 1) {
      await until(() => connection.asked.length >= count);
      return connection.asked[count - 1] as Asked;
    },
    withdraw: (reason) => withdrawn.abort(reason),
  };
}
