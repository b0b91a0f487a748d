// The check: what the rest of the house uses of it.

export { DEFAULT_SETTINGS, checkGradients, compareGradients } from './check';
export type { Checked, CheckedTensor } from './checked';
export { checkReport, networkStatus, tensorReports, type ReportContext } from './report-of';
export { jsonNumber, jsonTensor } from './json';
