// One session as data: which picture comes next, and the document that is stored. No page in here, so that it is tested by itself.
import type { Spec } from "../stimuli/pictures.ts";
import { fitting, moved } from "./ability.ts";

export interface Deal {
  seed: number;
  kind: "training" | "weekly";
  part: string;
  level: number;
  ability: number;
  aim: number;
  planned: number;
}

export type Side = "left" | "right";

// What was measured of one answer, in milliseconds by the clock of the page.
export interface Measured {
  onset_ms: number;
  rt_ms: number | null;
  handler_ms: number | null;
  dropped: number;
  usable: boolean;
  // How often the page was hidden since the answer before.
  away: number;
  way: "" | "pointer" | "key" | "click" | "switch";
}

export interface Answer extends Measured {
  number: number;
  item: string;
  part: string;
  view: string;
  posture: string;
  angle_deg: number;
  side: Side;
  direction: string;
  tone: number;
  light: number;
  difficulty: number;
  response: Side | "";
}

type Place = (Spec & { direction?: string | null })[];

export class Run {
  readonly deal: Deal;
  readonly answers: Answer[] = [];
  readonly #places: Place[];
  #ability: number;

  constructor(deal: Deal, places: Place[]) {
    [this.deal, this.#places, this.#ability] = [deal, places, deal.ability];
  }

  get ability(): number {
    return this.#ability;
  }

  // The picture of the next place that fits how it goes; null when all are answered.
  get next(): Place[number] | null {
    const place = this.#places[this.answers.length];
    return place?.[fitting(place.length, this.#ability, this.deal.ability)] ?? null;
  }

  get right(): number {
    return this.answers.filter((one) => one.response === one.side).length;
  }

  // Skipped pictures are answers too, without a response.
  get answered(): number {
    return this.answers.filter((one) => one.response).length;
  }

  answer(spec: Place[number], response: Side | "", measured: Measured): Answer {
    const { item, part, view, posture, angle_deg, side, tone, light, difficulty } = spec;
    const made: Answer = {
      number: this.answers.length, item, part, view, posture, angle_deg, side, direction: spec.direction ?? "", tone, light, difficulty, response,
      ...measured, rt_ms: response ? measured.rt_ms : null,
    };
    if (response && part === this.deal.part) this.#ability = moved(this.#ability, difficulty, response === side, this.answered);
    this.answers.push(made);
    return made;
  }

  // The whole session as far as it has gone.
  document(given: Record<string, unknown>): Record<string, unknown> {
    return { ...this.deal, ...given, answers: this.answers };
  }
}
