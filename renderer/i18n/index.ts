export type { MessageKey } from './catalogue.ts';
export type { Formats, ShownNumber } from './format.ts';
export { type Messages, messagesOf, useMessages } from './useMessages.ts';
