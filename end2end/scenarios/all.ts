// Every scenario of the device check, in the order of its steps.

import { camera } from "./camera.ts";
import { echo } from "./echo.ts";
import { environment } from "./environment.ts";
import { firefoxes } from "./firefox.ts";
import { line } from "./line.ts";
import { microphone } from "./microphone.ts";
import { permission } from "./permission.ts";
import type { Scenario } from "./scenario.ts";
import { soundServer } from "./sound-server.ts";
import { speaker } from "./speaker.ts";
import { whole } from "./whole.ts";

export const scenarios: Scenario[] = [
  ...environment,
  ...permission,
  ...camera,
  ...microphone,
  ...speaker,
  ...soundServer,
  ...echo,
  ...line,
  ...whole,
  ...firefoxes,
];
