import * as assert from "uvu/assert";
import type { ModuleResolver } from "../../kernel/index.ts";
import { suite } from "../support/suite.ts";
import { codeOf, moduleOf, PLAN, readySession, sessionFixture } from "./session-fixture.ts";

const test = suite("what the application gives");

test("its capabilities are there before any module is mounted", async () => {
  const seen: unknown[] = [];
  const tool = moduleOf("t", "tool", {
    mount: async (coordinator) => {
      seen.push(coordinator.getCapability("session.working_dir"));
      return undefined;
    },
  });
  await readySession({
    plan: { ...PLAN, tools: ["t"] },
    modules: [tool],
    capabilities: { "session.working_dir": "/w" },
  });
  assert.equal(seen, ["/w"]);
});

test("its resolver is mounted, for modules that load others", async () => {
  const resolver: ModuleResolver = { resolve: async () => Promise.reject(new Error("unused")) };
  const fixture = sessionFixture({ resolver });
  await codeOf(fixture.session.initialize());
  assert.is(fixture.coordinator.get("module-source-resolver"), resolver);
});

test("a resolver that it mounts instead, before the modules are, is the one that is used", async () => {
  const asked: string[] = [];
  const fixture = sessionFixture({
    onCoordinator: (coordinator) => {
      const inner = coordinator.get("module-source-resolver");
      coordinator.unmount("module-source-resolver");
      const resolve: ModuleResolver["resolve"] = async (entry) => {
        asked.push(entry.module);
        if (inner === undefined) throw new Error("no resolver");
        return inner.resolve(entry);
      };
      coordinator.mount("module-source-resolver", { resolve });
    },
  });
  await fixture.session.initialize();
  assert.equal(asked, ["loop", "context", "provider"]);
});

test("without any resolver nothing can be loaded", async () => {
  const fixture = sessionFixture({
    onCoordinator: (coordinator) => void coordinator.unmount("module-source-resolver"),
  });
  assert.is(await codeOf(fixture.session.initialize()), "module-not-found");
});

test("an application that fails there fails the initialization", async () => {
  const fixture = sessionFixture({
    onCoordinator: () => {
      throw new Error("no log");
    },
  });
  assert.is(await codeOf(fixture.session.initialize()), "Error: no log");
  assert.is(fixture.session.state, "closed");
});

test.run();
