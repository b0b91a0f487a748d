// Numbers are written alike on every surface, the panel among them.

export { formatNumber } from '../session/format';
