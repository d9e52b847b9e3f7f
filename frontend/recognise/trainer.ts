// The entry of the page: everything with three in it is loaded only there.
import { mount } from "../islands/island.ts";
import "./page.ts";

mount(document);
