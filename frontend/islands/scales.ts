/** The 0 to 10 line. The radios under it stay the answer, so a line that nobody touched sends nothing. */
import { words } from "../words.ts";
import { button, changed, follow, icon, island } from "./island.ts";

let made = 0;

island("fieldset[data-scale]", (box) => {
  const pad = box.querySelector<HTMLElement>(".pad");
  const legend = box.querySelector("legend");
  const radios = [...box.querySelectorAll<HTMLInputElement>("input[type=radio]")];
  const answers = radios.filter((radio) => radio.value !== "");
  const first = answers[0], last = answers.at(-1);
  if (!pad || !legend || !first || !last) return;
  const name = legend.textContent?.trim() ?? "";

  const range = document.createElement("input");
  range.type = "range";
  range.id = `line-${++made}`;
  range.min = first.value;
  range.max = last.value;
  range.step = "1";
  const output = document.createElement("output");
  output.htmlFor.add(range.id);
  const label = document.createElement("label");
  label.className = legend.className;
  label.htmlFor = range.id;
  label.textContent = name;
  const clear = button("btn quiet clear", words("clear"), () => {
    answer(null);
    range.focus();
  });

  const checked = () => answers.find((radio) => radio.checked);
  const draw = () => {
    const now = checked();
    line.toggleAttribute("data-unset", !now);
    clear.hidden = !now;
    range.value = now?.value ?? range.min;
    range.style.setProperty("--v", String(((+range.value - +range.min) / (+range.max - +range.min)) * 10));
    output.value = now?.value ?? words("tapLine");
    if (now) range.removeAttribute("aria-valuetext");
    else range.setAttribute("aria-valuetext", words("notAnswered"));
  };
  let told: string | undefined;
  const tell = () => {
    const now = checked();
    if (now?.value === told) return;
    told = now?.value;
    changed(now ?? first);
  };
  const mark = (value: string | null) => {
    const blank = radios.find((radio) => radio.value === "");
    for (const radio of radios) radio.checked = value === null ? radio === blank : radio.value === value;
    draw();
  };
  const answer = (value: string | null) => {
    mark(value);
    tell();
  };
  const by = (step: number) => {
    const value = checked() ? +range.value + step : +range.value;
    answer(String(Math.min(+range.max, Math.max(+range.min, value))));
  };
  range.addEventListener("input", () => mark(range.value));
  range.addEventListener("change", tell);
  range.addEventListener("click", () => answer(range.value));
  range.addEventListener("keydown", (event) => {
    if (event.key === " " || event.key === "Enter") answer(range.value);
    else if (event.key === "Delete" || event.key === "Backspace") answer(null);
    else return;
    event.preventDefault();
  });

  const line = document.createElement("div");
  line.className = box.classList.contains("fn") ? "pain fn" : "pain";
  const head = document.createElement("div");
  head.className = "head";
  head.append(label, clear, output);
  const controls = document.createElement("div");
  controls.className = "ctl";
  controls.append(
    button("btn icon", words("less", { label: name }), () => by(-1), icon("minus")), range,
    button("btn icon", words("more", { label: name }), () => by(1), icon("plus")),
  );
  line.append(head, controls);
  legend.className = "vh";
  pad.hidden = true;
  pad.before(line);
  follow(box, () => {
    draw();
    told = checked()?.value;
  });
});
