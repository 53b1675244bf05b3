// Bundles the front end: node build.mjs [--out DIR]
//
// One esbuild call writes DIR/assets/NAME-HASH.ext for every entry, and DIR/assets.json says which
// hashed name a page means by "desk.css". Without --out the folder is web/dist.
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, parse, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

// Logical name → source. The form's files are plain CSS and JavaScript, each an entry of its own.
async function entries() {
  const found = {
    'desk.js': 'console/main.tsx',
    'desk.css': 'console/desk.css',
    'reports.js': 'reports/main.tsx',
    'reports.css': 'reports/reports.css',
  };
  const form = join(here, 'form');
  const plain = existsSync(form) ? (await readdir(form)).sort() : [];
  for (const name of plain) {
    if (/\.(css|js)$/.test(name) && !name.includes('.test.')) found[name] = `form/${name}`;
  }
  return found;
}

async function bundle(out) {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const sources = await entries();
  const result = await build({
    absWorkingDir: here,
    entryPoints: Object.entries(sources).map(([name, source]) => ({
      in: source,
      out: parse(name).name,
    })),
    outdir: join(out, 'assets'),
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    publicPath: '/assets',
    loader: { '.svg': 'file' },
    jsx: 'automatic',
    jsxImportSource: 'preact',
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['chrome100', 'firefox100', 'safari15'],
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  const wanted = new Map(Object.entries(sources).map(([name, source]) => [source, name]));
  const names = {};
  const sizes = [];
  for (const [path, output] of Object.entries(result.metafile.outputs)) {
    // Pictures come along with the scripts that import them; a page means them by their own name.
    const [input = ''] = Object.keys(output.inputs);
    const logical = input.endsWith('.svg') ? parse(input).base : wanted.get(output.entryPoint);
    if (!logical) continue;
    names[logical] = parse(path).base;
    sizes.push(`${logical} ${(output.bytes / 1024).toFixed(1)} KB`);
  }
  await writeFile(join(out, 'assets.json'), `${JSON.stringify(names, null, 2)}\n`);
  return sizes;
}

const { values } = parseArgs({ options: { out: { type: 'string' } } });
const out = values.out ? resolve(values.out) : join(here, 'dist');
console.log((await bundle(out)).join(', '));
