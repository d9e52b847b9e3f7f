"""Going through a page by keyboard alone, and looking at what a quiet screen promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.pages import unfold

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Set into the page: it notes where the focus goes, and what Enter and Space press. Nothing is really pressed.
WATCH = """() => {
  const main = document.querySelector('main');
  const shown = (at) => at.checkVisibility({ visibilityProperty: true });
  const native = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
  const all = [...main.querySelectorAll(`${native}, [tabindex]:not([tabindex="-1"])`)];
  const places = all.filter((at) => shown(at) && !at.disabled);
  // Of a group of radio buttons one has the focus; arrows walk through the rest.
  const group = (at) => (at.type === 'radio' ? `${places.indexOf(at.form)} ${[...document.forms].indexOf(at.form)} ${at.name}` : null);
  const name = (at) => `<${at.tagName.toLowerCase()} ${at.getAttribute('name') ?? at.getAttribute('href') ?? ''}> ${(at.getAttribute('aria-label') ?? at.labels?.[0]?.innerText ?? at.innerText ?? '').trim().slice(0, 40)}`;
  // What a finger would touch: of a box that is drawn away, its label.
  const drawn = (at) => (at.matches('[type=checkbox], [type=radio]') && at.labels?.[0]) || at;
  const look = (at) => [at, at.nextElementSibling, at.parentElement, drawn(at)].filter(Boolean).map((near) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor, textDecorationLine } = getComputedStyle(near);
    return [outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor, textDecorationLine].join();
  }).join('|');
  const problems = new Set(), reached = new Set(), pressed = new Set();
  let last = null;
  const wanted = (at) => at.matches('[type=radio]:checked') ? '' : at.matches('select, textarea, [tabindex="0"], input:not([type=checkbox], [type=radio], [type=submit])') && !at.matches('a, button, summary') ? '' : at.matches('[type=checkbox], [type=radio]') ? 'Space' : 'Enter';
  // Where the focus is now: which key presses it, '' for none; null when it has left the page's own part.
  const at = () => {
    const here = document.activeElement;
    if (last && last.at !== here && last.look === look(last.at)) problems.add(`no visible focus: ${name(last.at)}`);
    if (!main.contains(here) || here === main) return (last = null);
    // Inside a date the focus goes on from part to part; what is seen of the field is seen at its first part.
    if (last?.at !== here) last = { at: here, look: look(here) };
    reached.add(here);
    const box = drawn(here).getBoundingClientRect();
    const x = box.x + Math.min(box.width / 2, 60), y = box.y + box.height / 2;
    const on = document.elementFromPoint(x, y);
    if (!on || !(drawn(here).contains(on) || on.contains(here))) problems.add(`something lies over it: ${name(here)} (${on ? name(on) : 'outside'})`);
    return wanted(here);
  };
  addEventListener('click', (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    pressed.add(event.target);
  }, true);
  addEventListener('submit', (event) => { event.preventDefault(); event.stopImmediatePropagation(); }, true);
  const end = () => {
    const groups = new Set([...reached].map(group).filter(Boolean));
    for (const place of places) if (!reached.has(place) && !groups.has(group(place))) problems.add(`not reached: ${name(place)}`);
    for (const place of reached) if (wanted(place) && !pressed.has(place)) problems.add(`${wanted(place)} does nothing: ${name(place)}`);
    for (const label of main.querySelectorAll('label')) if (shown(label) && (!label.control || !places.includes(label.control)) && !label.control?.disabled) problems.add(`a label of nothing: ${label.innerText.trim().slice(0, 40)}`);
    const hands = [...main.querySelectorAll('*')].filter((one) => shown(one) && getComputedStyle(one).cursor === 'pointer');
    for (const hand of hands) if (!hand.closest(`${native}, label`)) problems.add(`only for a pointer: ${name(hand)}`);
    return [...problems];
  };
  window.walk = { at, end, places: places.length + 4 * main.querySelectorAll('input[type=date], input[type=time]').length };
  main.focus();
}"""

# What a quiet screen promises: nothing moves or sounds, and every colour is one of its own.
QUIET = """() => {
  const problems = new Set();
  if (document.documentElement.dataset.theme !== 'quiet') problems.add('the page is not quiet');
  const own = new Set(['rgba(0, 0, 0, 0)']);
  const probe = document.body.appendChild(document.createElement('i'));
  for (const sheet of document.styleSheets) for (const rule of sheet.cssRules)
    if (rule.selectorText === '[data-theme="quiet"]' || rule.selectorText === '[data-theme=quiet]')
      for (const name of rule.style) if (name.startsWith('--')) {
        probe.style.color = '';
        probe.style.color = `var(${name})`;
        own.add(getComputedStyle(probe).color);
      }
  probe.remove();
  if (own.size < 20) problems.add(`the quiet colours are not found: ${own.size}`);
  const words = (at) => [...at.childNodes].some((part) => part.nodeType === 3 && part.data.trim());
  for (const at of document.body.querySelectorAll('*')) {
    if (!at.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const style = getComputedStyle(at), used = [style.backgroundColor];
    if (words(at)) used.push(style.color);
    for (const side of ['Top', 'Bottom', 'Left', 'Right']) if (parseFloat(style[`border${side}Width`]) > 0) used.push(style[`border${side}Color`]);
    if (at.matches('path, circle, rect, line, polygon, polyline, ellipse, text')) used.push(...[style.fill, style.stroke].filter((one) => one !== 'none' && !one.startsWith('url')));
    for (const colour of used) if (!own.has(colour)) problems.add(`a colour of its own: ${colour} of ${at.tagName.toLowerCase()}.${at.getAttribute('class') ?? ''}`);
    if (style.transitionDuration.split(', ').some((one) => parseFloat(one) > 0)) problems.add(`changes slowly: ${at.tagName.toLowerCase()}.${at.className}`);
  }
  if (document.getAnimations().some((one) => one.effect?.getComputedTiming().activeDuration > 0)) problems.add('something moves');
  if (document.querySelector('audio, video, marquee')) problems.add('something plays');
  return [...problems];
}"""


def quiet(page: Page) -> list[str]:
    """Where the open page is not what a quiet screen promises: a colour that is not one of its own, or something that moves."""
    return page.evaluate(QUIET)


def by_keyboard(page: Page) -> list[str]:
    """What somebody with nothing but a keyboard misses on the open page, with everything unfolded. Nothing is sent."""
    unfold(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    problems: list[str] = []
    if page.evaluate("document.activeElement !== document.querySelector('main')"):
        problems.append("the first Tab and Enter do not lead to the page")
    page.evaluate(WATCH)
    most: int = page.evaluate("window.walk.places") + 2
    for _ in range(most):
        page.keyboard.press("Tab")
        key: str | None = page.evaluate("window.walk.at()")
        if key is None:
            break
        if key:
            page.keyboard.press(key)
    return problems + page.evaluate("window.walk.end()")
