// Numbers are written alike on every surface, the panel among them.

export { formatError, formatNumber } from '../session/format';
