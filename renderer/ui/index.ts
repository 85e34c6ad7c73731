export { AskedState } from './AskedState.tsx';
export { actionWords, distinctActions } from './actionWords.ts';
export { useAfterFirstPaint } from './afterFirstPaint.ts';
export { Button, Chip, Segmented } from './Button.tsx';
export { Card, SectionTitle } from './Card.tsx';
export { type Column, DataTable, type Sort } from './DataTable.tsx';
export { Dialog, Drawer } from './Dialog.tsx';
export { attestedOf, exactWords, FigureView, figureLabel, hasData, shownFigure } from './FigureView.tsx';
export { findingText } from './findingText.ts';
export { Hash, shortAddress, shortHash } from './Hash.tsx';
export { HealthMark, HealthShape, healthTone, needsPerson, type Tone } from './HealthMark.tsx';
export { MixBar, mixSentence, mixWords, sharePercent } from './MixBar.tsx';
export { Pager } from './Pager.tsx';
export { PowerBar, type PowerPart } from './PowerBar.tsx';
export { LowerField } from './RatingSelect.tsx';
export { ReasonDialog } from './ReasonDialog.tsx';
export { Seal, type SealLevel, sealsOf, sealWordKey } from './Seal.tsx';
export { EmptyState, ProblemNote, Skeleton, TableSkeleton } from './States.tsx';
export {
  RatingShape,
  ReportStateMark,
  ratingTone,
  reasonText,
  StatusMark,
  strongestReason,
  TrendMark,
} from './StatusMark.tsx';
export { SubjectOptions } from './SubjectOptions.tsx';
export { TimeView } from './TimeView.tsx';
export { TITLE_SLOT, TOP_BAR_SLOT, TopBarSlot, TopBarTitle } from './TopBarSlot.tsx';
export { useNames } from './useNames.ts';
