export function DerivationDrawer(_props: { figureId: string }) {
  return null;
}
