/** What every page with the frame loads. */
import "./islands/bodymap.ts";
import "./islands/clearable.ts";
import "./islands/forms.ts";
import "./islands/fragment.ts";
import "./islands/idle.ts";
import "./islands/lock.ts";
import "./islands/passkey.ts";
import "./islands/reveal.ts";
import "./islands/scales.ts";
import "./islands/steppers.ts";
import "./islands/steps.ts";
import "./islands/theme.ts";
import "./islands/zone.ts";
import "./islands/fragment.ts";
import "./offline/logout.ts";
import "./checkin/checkin.ts";
import "./moving/done.ts";
import "./moving/timer.ts";
import "./practice/exercise.ts";
import "./practice/pacer.ts";
import "./practice/player.ts";
import "./practice/touch.ts";
import { mount } from "./islands/island.ts";
import { start } from "./offline/page.ts";

mount(document);
start();
