import type { WireBridge } from '../../main/contract/channels.ts';
import type { Bridge } from '../../main/contract/services.ts';

/** The bridge as the view uses it: what crosses as text is read. */
export function readWire(wire: WireBridge): Bridge {
  return {
    ...wire,
    snapshot: async () => JSON.parse(await wire.snapshot()),
    chainDetail: async (request) => JSON.parse(await wire.chainDetail(request)),
    office: async (call) => JSON.parse(await wire.office(call)),
    onPatch: (listener) => wire.onPatch((patch) => listener(JSON.parse(patch))),
  };
}
