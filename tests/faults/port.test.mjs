// What clients may do to the port: take every descriptor, ask and never read. Others are served,
// and nobody costs more than one answer.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createConnection } from "node:net";
import { after, before, describe, test } from "node:test";
import { Backline, until } from "../support/backline.mjs";
import { http } from "../support/patient.mjs";

const connected = (port) =>
  new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port });
    socket.heard = "";
    socket.on("data", (bytes) => (socket.heard += bytes));
    socket.on("error", () => {});
    socket.on("close", () => (socket.over = true));
    socket.once("connect", () => resolve(socket));
    socket.once("error", () => resolve(socket));
  });

describe("the port", () => {
  let backline;
  before(async () => {
    backline = await Backline.start();
    await backline.endServer();
    // Room for fifty clients beside what the server itself needs.
    backline.under = ["prlimit", "--nofile=200:200"];
    await backline.serve();
  });
  after(async () => backline?.stop());

  const memory = () =>
    Number(readFileSync(`/proc/${backline.server.pid}/status`, "utf8").match(/VmRSS:\s+(\d+)/)[1]);
  const served = async () => {
    const headers = { Connection: "close" };
    const asked = http(backline.port, "GET", "/healthz", { headers });
    return (await asked.catch(() => ({ status: 0 }))).status;
  };

  test("taken by more clients than there is room for: the others are told", async () => {
    const sockets = [];
    for (let i = 0; i < 300; i += 1) sockets.push(await connected(backline.port));
    await until("the last ones are told to come back", () =>
      sockets.slice(100).every(({ over }) => over));
    assert.match(sockets.at(-1).heard, /^HTTP\/1\.1 503 [\s\S]*\r\nRetry-After: 5\r\n/);
    assert.ok(sockets.filter(({ over }) => !over).length >= 16, "those before them stay");
    assert.notEqual(await served(), 200);
    for (const socket of sockets) socket.destroy();
    await until("who comes now is served", async () => (await served()) === 200);
    assert.equal(backline.server.exitCode, null);
  });

  test("asked for a hundred thousand pages by somebody who reads none", async () => {
    assert.equal(await served(), 200);
    const before = memory();
    const deaf = await Promise.all(Array.from({ length: 8 }, () => connected(backline.port)));
    const asked = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1000);
    for (const socket of deaf) {
      socket.pause();
      for (let i = 0; i < 100; i += 1) socket.write(asked);
    }
    for (let i = 0; i < 50; i += 1) {
      const page = await http(backline.port, "GET", "/");
      assert.equal(page.status, 200);
    }
    assert.ok(memory() - before < 64 * 1024, `${memory() - before} KB more`);
    for (const socket of deaf) socket.destroy();
  });
});
