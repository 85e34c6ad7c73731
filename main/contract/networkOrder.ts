/** As the network names them, whichever was heard of first: a chain has one place on every screen. Others come last. */
export function inNetworkOrder<Chain extends { readonly chainId: string }>(
  chains: readonly Chain[],
  chainIds: readonly string[] = [],
): readonly Chain[] {
  const places = new Map(chainIds.map((chainId, place) => [chainId, place]));
  const placeOf = ({ chainId }: Chain): number => places.get(chainId) ?? chainIds.length;
  return [...chains].sort((a, b) => placeOf(a) - placeOf(b));
}
