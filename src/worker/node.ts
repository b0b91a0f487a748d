// The worker's entry where Node runs it.
import { workerSide } from '../platform/node/worker-side';
import { serve } from './serve';

serve(workerSide());
