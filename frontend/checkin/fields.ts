/** Between the controls of a form and the plain document. */
import { REDRAW } from "../islands/island.ts";
import { answersOf, toDocument, type EntryDocument, type Field } from "./document.ts";

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const OURS = /^(values|regions|signs)\.|^(skipped|regions|remembered|day)$/;

const isBox = (control: Control): control is HTMLInputElement => control.type === "checkbox" || control.type === "radio";

function controls(form: HTMLFormElement): Control[] {
  return [...form.elements].filter((c): c is Control => "value" in c && "name" in c && (c as Control).name !== "" && !(c instanceof HTMLButtonElement));
}

/** The document that the form holds now. */
export function read(form: HTMLFormElement, base?: Partial<EntryDocument>): EntryDocument {
  const fields = controls(form).map((control): Field => ({
    name: control.name, value: control.value.trim(), on: !isBox(control) || control.checked,
    several: control.type === "checkbox" && !("single" in control.dataset),
  }));
  return toDocument(fields, base);
}

/** The document that the form held when it came, whatever was tapped since. */
export function readAsItCame(form: HTMLFormElement, base?: Partial<EntryDocument>): EntryDocument {
  const blank = form.cloneNode(true) as HTMLFormElement;
  blank.reset();
  return read(blank, base);
}

/** Set the form to a document. Runs twice, as picked regions bring fields of their own. */
export function write(form: HTMLFormElement, document: Partial<EntryDocument>): void {
  const answers = answersOf(document);
  for (let pass = 0; pass < 2; pass++) {
    for (const control of controls(form)) {
      const values = answers.get(control.name);
      if (isBox(control)) {
        if (!OURS.test(control.name)) continue;
        control.checked = control.name === "skipped"
          ? control.value.split(" ").every((key) => values?.includes(key))
          : values ? values.includes(control.value) : control.value === "" && control.type === "radio";
      } else if (OURS.test(control.name) || values) control.value = values?.[0] ?? "";
    }
    form.dispatchEvent(new Event(REDRAW));
  }
}
