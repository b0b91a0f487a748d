// Numbers and faults are put alike on every surface, the panel among them.

export { formatError, formatNumber } from '../session/format';
export { faultText } from '../session/prose';
