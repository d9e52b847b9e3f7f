/** The exercise of a lesson: kept on the device first, then sent. And the page of all lessons shows the one that was asked for. */
import { island } from "../islands/island.ts";
import { keeper } from "../offline/page.ts";
import { uuid7 } from "../uuid7.ts";
import { words } from "../words.ts";
import { keep } from "./keep.ts";

island("form[data-exercise]", (element) => {
  const form = element as HTMLFormElement;
  const account = keeper(), person = document.body.dataset.person;
  if (!account || !person) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const answers: Record<string, string> = {};
    for (const [name, value] of new FormData(form)) if (name.startsWith("answers.") && String(value).trim()) answers[name.slice(8)] = String(value);
    const problem = form.querySelector<HTMLElement>("[data-problem]");
    if (problem) {
      problem.hidden = Object.keys(answers).length > 0;
      problem.textContent = words("oneAnswer");
      if (!problem.hidden) return;
    }
    const id = form.querySelector<HTMLInputElement>("[name=id]");
    const name = id?.value || uuid7();
    // Not taken and saved again: the same exercise.
    if (id) id.value = name;
    const body = { person, lesson: form.dataset.exercise ?? "", saved_at: new Date().toISOString(), answers };
    void keep(form, { kind: "exercise", id: name, account, body }).then((ending) => {
      if (ending === "no") return form.submit();
      // The next save is another one; what was written stays on the screen.
      if (ending !== "problem" && id) id.value = "";
    });
  });
});

island("[data-lessons]", (box) => {
  const lessons = [...box.querySelectorAll<HTMLElement>("[data-lesson]")];
  const list = box.querySelector<HTMLElement>("[data-lesson-list]");
  const wanted = location.pathname.match(/^\/learn\/skills\/([\w-]+)$/)?.[1];
  const one = lessons.find((lesson) => lesson.dataset.lesson === wanted);
  for (const lesson of lessons) lesson.hidden = lesson !== one;
  if (list) list.hidden = one !== undefined;
});
