// The WebAssembly kernel: assembled from its source, and written out as a module that the engine can import.
import fs from 'node:fs';
import path from 'node:path';
import wabt from 'wabt';
import { ROOT } from './run';

const SOURCE = 'src/engine/kernels/wasm/tiles.wat';

export async function kernelBinary(): Promise<string> {
  const { parseWat } = await wabt();
  const assembled = parseWat(SOURCE, fs.readFileSync(path.join(ROOT, SOURCE), 'utf8'), { simd: true });
  try {
    assembled.validate();
    const base64 = Buffer.from(assembled.toBinary({}).buffer).toString('base64');
    return `// Made from tiles.wat by \`npm run generate\`.\n\n/** A WebAssembly module, in base64. */\nexport const TILES =\n  '${base64}';\n`;
  } finally {
    assembled.destroy();
  }
}
