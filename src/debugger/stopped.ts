// A stop in the protocol's terms: why the session stands still.

import type { DebugProtocol } from '@vscode/debugprotocol';
import { t } from '../session/translate';
import { labelOf } from './exceptions';
import type { Reason } from './session';

export function stoppedBody(reason: Reason): Omit<DebugProtocol.StoppedEvent['body'], 'threadId'> {
  switch (reason.kind) {
    case 'entry':
      return { reason: 'entry', description: t('At the first step') };
    case 'step':
      return { reason: 'step', description: t('After a step') };
    case 'pause':
      return { reason: 'pause', description: t('Paused') };
    case 'breakpoint': {
      const functions = reason.breakpoints.every(({ kind }) => kind === 'function');
      return {
        reason: functions ? 'function breakpoint' : 'breakpoint',
        description: t('At a breakpoint'),
        hitBreakpointIds: reason.breakpoints.map(({ id }) => id),
      };
    }
    case 'trouble':
      return { reason: 'exception', description: labelOf(reason.trouble.filter), text: reason.trouble.description };
  }
}
