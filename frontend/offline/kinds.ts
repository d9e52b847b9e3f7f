/** What can wait for the network. A feature that saves offline adds a row. */

export interface Kind {
  /** Where one of them is stored (PUT) and taken back (DELETE). */
  url: (id: string) => string;
}

export const kinds: Record<string, Kind> = {
  entry: { url: (id) => `/api/entries/${id}` },
  move: { url: (id) => `/api/moves/${id}` },
  touch: { url: (id) => `/api/touch/${id}` },
  sitting: { url: (id) => `/api/sittings/${id}` },
  recognise: { url: (id) => `/api/recognise/${id}` },
  flare: { url: (id) => `/api/flares/${id}` },
  exercise: { url: (id) => `/api/exercises/${id}` },
};
