export { HopCards } from './HopCards.tsx';
export { SheetFrame, SheetStep } from './PrintSheet.tsx';
export { Facts, HopTable, type NamedHash, PanelFrame, Says } from './panelParts.tsx';
export { ReportView } from './ReportView.tsx';
export { elapsedMs, factLabel, factValue, milliseconds, type VerdictWords } from './reportText.ts';
export { FactLine, StepRows } from './StepList.tsx';
export { VerdictFrame } from './VerdictCard.tsx';
