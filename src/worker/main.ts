// The worker's entry, where Node runs it and where a browser does: one bundle serves both.
import { isThread, workerSide as nodeSide } from '../platform/node/worker-side';
import { workerSide as webSide } from '../platform/web/worker-side';
import { serve } from './serve';

serve(isThread() ? nodeSide() : webSide());
