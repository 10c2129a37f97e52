/** Every command once. package.json repeats ids and titles, and a test holds the two together. */
export const commands = {
  connect: { id: 'trellis.connect', title: 'Connect to Server…' },
  selectModel: { id: 'trellis.selectModel', title: 'Select Model…' },
  showLog: { id: 'trellis.showLog', title: 'Show Log' },
  showLastRequest: { id: 'trellis.showLastRequest', title: 'Show Last Request' },
  toggleInline: { id: 'trellis.toggleInline', title: 'Toggle Inline Completions' },
  toggleInlineForLanguage: {
    id: 'trellis.toggleInlineForLanguage',
    title: 'Toggle Inline Completions for This Language',
  },
  showReasoning: { id: 'trellis.showReasoning', title: 'Show Reasoning' },
  openSettings: { id: 'trellis.openSettings', title: 'Open Settings' },
  restartEngine: { id: 'trellis.restartEngine', title: 'Restart Embedded Engine' },
  stopEngine: { id: 'trellis.stopEngine', title: 'Stop Embedded Engine' },
  generate: { id: 'trellis.generate', title: 'Generate…' },
  keepPending: { id: 'trellis.keepPending', title: 'Keep Generated Text' },
  discardPending: { id: 'trellis.discardPending', title: 'Discard Generated Text' },
  stopPending: { id: 'trellis.stopPending', title: 'Stop Generating' },
  showPending: { id: 'trellis.showPending', title: 'Show Generated Text' },
  savePending: { id: 'trellis.savePending', title: 'Decide on Generated Text, Then Save' },
  refactorSelection: { id: 'trellis.refactorSelection', title: 'Refactor Selection…' },
  ask: { id: 'trellis.ask', title: 'Ask…' },
  stopAnswer: { id: 'trellis.stopAnswer', title: 'Stop Answer' },
  useAdapter: { id: 'trellis.useAdapter', title: 'Use Adapter…' },
  loadAdapter: { id: 'trellis.loadAdapter', title: 'Load Adapter…' },
  unloadAdapter: { id: 'trellis.unloadAdapter', title: 'Unload Adapter…' },
  showMenu: { id: 'trellis.showMenu', title: 'Show Menu' },
} as const;

export type CommandName = keyof typeof commands;
