export function ChainScreen(_props: { chainId: string }) {
  return null;
}
