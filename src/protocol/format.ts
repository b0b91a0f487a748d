// Numbers and faults are put alike on every surface, the panel among them.

export { formatCount, formatError, formatIndex, formatNumber } from '../session/format';
export { culprits } from '../session/inherited';
export { faultText } from '../session/prose';
export { evidenceLines } from '../session/render/evidence';
