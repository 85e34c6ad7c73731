import { setFlagsFromString } from 'node:v8';

/**
 * V8 grows its heaps generously for programs that alone have a machine: two thirds of what this app holds would be room for
 * garbage. Heaps of this process, its worker threads included, grow step by step instead. Read by V8 whenever a heap is
 * about to grow, so that it also works on one that was made before; switches of a process come too late or not at all there.
 */
export function keepHeapsSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--optimize-for-size');
}
