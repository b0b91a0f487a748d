// `npm run generate`: writes the files that are made from the source; with --check, only says which are stale.
import fs from 'node:fs';
import path from 'node:path';
import { kernelBinary } from './kernels';
import { layerKinds } from './layer-kinds';
import { ROOT } from './run';
import { networkSchema } from './schema';
import { libraryTypes } from './types';

/** By path: what each generated file holds. */
const GENERATED: Readonly<Record<string, () => string | Promise<string>>> = {
  'schemas/grad.schema.json': () => `${JSON.stringify(networkSchema(), null, 2)}\n`,
  'src/network/language/layer-kinds.json': () => `${JSON.stringify(layerKinds())}\n`,
  'types/index.d.ts': libraryTypes,
  'src/engine/kernels/wasm/binary.ts': kernelBinary,
};

const checking = process.argv.includes('--check');
for (const [name, make] of Object.entries(GENERATED)) {
  const file = path.join(ROOT, name);
  const content = await make();
  if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === content) continue;
  if (checking) {
    console.error(`${name} is stale: npm run generate`);
    process.exitCode = 1;
  } else {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
    console.log(`wrote ${name}`);
  }
}
