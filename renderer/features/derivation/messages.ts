export const messages = {
  'zh-CN': {},
  en: {},
} as const;
