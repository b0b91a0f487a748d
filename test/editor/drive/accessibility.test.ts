// The graph panel for people who cannot see it, or not well.
import assert from 'node:assert/strict';
import { atWork } from '../harness/at-work';
import { THEMES, type Theme } from '../harness/person';

const NETWORK = `{
  "name": "Chain",
  "inputs": { "x": 3, "y": 2 },
  "layers": [
    { "name": "Total", "type": "Add", "inputs": ["x", "y"] },
    { "name": "Squared", "type": "Square" }
  ]
}
`;

describe('axe finds nothing in the graph panel', () => {
  const person = atWork({ files: { 'chain.grad.json': NETWORK } });

  before(async () => {
    await person().openFile('chain.grad.json');
    await person().palette('Gradient: Open Graph Inspector');
    await person().panelFrame().locator('[data-node="Squared"]').waitFor();
  });

  for (const theme of Object.keys(THEMES) as Theme[]) {
    it(`in the ${theme} theme`, async () => {
      await person().useTheme(theme);
      assert.deepEqual(await person().panelFaults(), []);
    });
  }
});
