// The words of the pages, read where the institute keeps them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/backline.mjs";

const toml = readFileSync(join(root, "config/institute.toml"), "utf8");

// words("es")("form.title")
export function words(language) {
  const start = toml.indexOf(`[texts.${language}]`);
  const end = toml.indexOf("\n[texts.", start + 1);
  const section = toml.slice(start, end < 0 ? undefined : end);
  return (key) => {
    const line = section.split("\n").find((one) => one.startsWith(`"${key}" = `));
    if (!line) throw new Error(`texts.${language} has no ${key}`);
    return JSON.parse(line.slice(line.indexOf(" = ") + 3));
  };
}
