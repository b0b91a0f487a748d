// The worker's entry, where Node runs it and where a browser does: one bundle serves both.
import * as node from '../platform/node/worker-side';
import * as web from '../platform/web/worker-side';
import { serve } from './serve';

serve((node.isThread() ? node : web).workerSide());
