// A way to PostgreSQL that can go silent: connections stay open, or are taken, and nothing passes
// in either direction. As of a stopped process, or a network that is gone without a word.
import { mkdtempSync, rmSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { join } from "node:path";

export class SilentWay {
  static async before(socket) {
    const self = new SilentWay();
    self.folder = mkdtempSync("/tmp/backline-way-");
    self.passes = true;
    self.ends = new Set();
    self.listener = createServer((from) => {
      const to = createConnection(join(socket, ".s.PGSQL.5432"));
      for (const [one, other] of [[from, to], [to, from]]) {
        self.ends.add(one);
        one.on("data", (bytes) => other.write(bytes));
        if (!self.passes) one.pause();
        // Who ends one side has ended both; the other side of a silent way hears it later.
        one.on("error", () => {});
        one.on("close", () => {
          self.ends.delete(one);
          if (self.passes) other.destroy();
        });
      }
    });
    const place = join(self.folder, ".s.PGSQL.5432");
    await new Promise((resolve) => self.listener.listen(place, resolve));
    return self;
  }

  silence() {
    this.passes = false;
    for (const end of this.ends) end.pause();
  }

  speak() {
    this.passes = true;
    for (const end of this.ends) end.resume();
  }

  stop() {
    this.listener.close();
    for (const end of this.ends) end.destroy();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
