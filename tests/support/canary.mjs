// Words that tests type as patients and agents, and that must be found nowhere afterwards: not in a
// log, and not in clear in any file of the data folder, PostgreSQL's tables and write-ahead log
// included.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

export const canary = {
  name: "Zephyrina Quillwortham",
  otherName: "Bartholomäus Quillwortham",
  phone: "+13107240962",
  spelling: "(310) 724-0962",
  otherPhone: "+12136891437",
  otherSpelling: "213.689.1437",
  email: "zephyrina.quillwort@canarymail.example",
  reason: "Drumlinwise stiffness since Michaelmas",
  note: "Brambleford said to ring the bell twice",
};

const wanted = [
  "Quillwort", "quillwort", "QUILLWORT", "Zephyrina", "zephyrina", "Bartholom", "bartholom",
  "3107240962", "310) 724-0962", "310-724-0962", "724-0962", "2136891437", "213-689-1437",
  "689.1437", "689-1437", "canarymail", "Drumlinwise", "drumlinwise", "Brambleford", "brambleford",
];

// Ends the server and PostgreSQL first, so that whatever they keep is on the disk.
export async function assertNoCanary(backline) {
  assert.equal(await backline.endServer(), 0);
  backline.stopPostgres();
  const patterns = wanted.flatMap((word) => ["-e", word]);
  const found = spawnSync("grep", ["-ralF", ...patterns, backline.folder], { encoding: "utf8" });
  assert.equal(found.status, 1, `found in clear in: ${found.stdout}${found.stderr}`);
  for (const word of wanted) assert.ok(!backline.logs().includes(word), `${word} in a log`);
}
