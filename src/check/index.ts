// The check: what the rest of the house uses of it.

export { DEFAULT_SETTINGS, checkGradients } from './check';
export type { Checked } from './checked';
export { examine } from './examine';
export { CheckMemory } from './memory';
export { checkReport, tensorReports } from './report-of';
export { layerOf } from './select';
