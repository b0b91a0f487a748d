// The worker's entry where a browser runs it.
import { workerSide } from '../platform/web/worker-side';
import { serve } from './serve';

serve(workerSide());
