// Bundles every *.test.ts and runs it under Node's own test runner: node test.mjs
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

async function tests() {
  const found = [];
  for (const folder of ['console', 'reports', 'shared']) {
    for (const name of await readdir(join(here, folder))) {
      if (name.endsWith('.test.ts')) found.push(`${folder}/${name}`);
    }
  }
  return found;
}

const out = await mkdtemp(join(tmpdir(), 'backline-web-'));
try {
  const bundled = await build({
    absWorkingDir: here,
    entryPoints: await tests(),
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node18',
    metafile: true,
    logLevel: 'warning',
  });
  const files = Object.keys(bundled.metafile.outputs).map((path) => join(here, path));
  const runner = spawn(process.execPath, ['--test', ...files], { stdio: 'inherit' });
  process.exitCode = await new Promise((done) => runner.on('exit', (code) => done(code ?? 1)));
} finally {
  await rm(out, { recursive: true, force: true });
}
