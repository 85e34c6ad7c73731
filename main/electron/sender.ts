/** What is looked at before a word of a message is: structural, so that it is tested without a window. */
export interface Sender<Contents> {
  readonly sender: Contents;
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

/** Why a message is refused, or null. Only the top frame of a window of ours, showing our own page, may ask. */
export function refuseSender<Contents>(
  { sender, senderFrame }: Sender<Contents>,
  contents: readonly Contents[],
  isOwnAddress: (address: string) => boolean,
): string | null {
  if (!contents.includes(sender)) return 'not the window';
  // A frame that is gone by now has nobody to answer.
  if (senderFrame === null || senderFrame.parent !== null) return 'not the top frame';
  return isOwnAddress(senderFrame.url) ? null : 'another origin';
}
