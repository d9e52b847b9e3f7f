// How skin and cloth take the light, worked out at the points of a part and carried across its triangles. They lie a few pixels apart,
// so it looks as if it were worked out in every pixel, which takes graphics without a chip of their own as long as all the rest.
import { Color, DoubleSide, ShaderMaterial, Vector3 } from "three";

export interface Lamp {
  colour: string;
  strength: number;
}

// What `poses.json` says about light; `strength` as in three: of a lamp, pi times what a white matt surface sends back of it.
export interface Light {
  exposure: number;
  hemisphere: { sky: string; ground: string; strength: number };
  key: Lamp;
  rim: Lamp;
  material: { roughness: number; sheen: number; sheen_roughness: number; sheen_colour: string };
}

// Matt colour (Lambert), a broad gloss (GGX with Smith's shadowing and Schlick's Fresnel), a faint nap (Estevez & Kulla 2017, with the visibility
// of Neubelt & Pettineo 2013), two lamps and the light of sky and ground. Then the tone curve of the Khronos PBR neutral tone mapper and
// the curve of sRGB, so that between two points the eye gets even steps.
const POINTS = `
uniform vec3 sky, ground, keyWay, keyColour, rimWay, rimColour, nap;
uniform float roughness, napRoughness, exposure, outwards;
attribute vec3 colour;
varying vec3 shown;

const float GLASS = 0.04, PI = 3.141592653589793;
float kept(float value) { return clamp(value, 0.0, 1.0); }
float fresnel(float along) { float far = 1.0 - along; float two = far * far; return GLASS + (1.0 - GLASS) * two * two * far; }
// How much of the light the nap takes, of all that comes from one way (for its roughness of a half).
float taken(float along) { return 0.52 * exp(-2.7 * along); }

vec3 lamp(vec3 way, vec3 light, vec3 normal, vec3 eye, vec3 base) {
  float in_ = kept(dot(normal, way)), out_ = kept(dot(normal, eye));
  vec3 middle = normalize(way + eye);
  float across = kept(dot(normal, middle)), mirror = fresnel(kept(dot(eye, middle)));
  float a = roughness * roughness, a2 = a * a, spread = across * across * (a2 - 1.0) + 1.0;
  float shadow = 0.5 / max(in_ * sqrt(a2 + (1.0 - a2) * out_ * out_) + out_ * sqrt(a2 + (1.0 - a2) * in_ * in_), 1e-6);
  float gloss = mirror * shadow * a2 / (PI * spread * spread);
  float sharp = 1.0 / (napRoughness * napRoughness);
  float fibres = (2.0 + sharp) * pow(max(1.0 - across * across, 0.0078125), sharp * 0.5) / (2.0 * PI) * kept(1.0 / (4.0 * (in_ + out_ - in_ * out_)));
  float left = 1.0 - max(nap.r, max(nap.g, nap.b)) * max(taken(out_), taken(in_));
  return in_ * light * (nap * fibres + left * (gloss + base / PI * (1.0 - mirror)));
}

vec3 toned(vec3 light) {
  float least = min(light.r, min(light.g, light.b));
  light -= least < 0.08 ? least - 6.25 * least * least : 0.04;
  float peak = max(light.r, max(light.g, light.b)), start = 0.76, room = 1.0 - start;
  if (peak < start) return light;
  float pressed = 1.0 - room * room / (peak + room - start);
  return mix(light * pressed / peak, vec3(pressed), 1.0 - 1.0 / (0.15 * (peak - pressed) + 1.0));
}

void main() {
  vec4 place = modelViewMatrix * vec4(position, 1.0);
  vec3 eye = normalize(-place.xyz), upright = normalize(normalMatrix * normal) * outwards;
  float out_ = kept(dot(upright, eye)), far = 1.0 - out_;
  vec3 around = mix(ground, sky, 0.5 * upright.y + 0.5) / PI;
  float wool = taken(out_), most = max(nap.r, max(nap.g, nap.b));
  // What gloss sends back of light from all sides, less on a rough surface.
  float shine = GLASS + (max(1.0 - roughness, GLASS) - GLASS) * far * far * far * far * far;
  vec3 light = around * (nap * wool + (1.0 - most * wool) * (1.0 - shine) * colour);
  light += lamp(keyWay, keyColour, upright, eye, colour) + lamp(rimWay, rimColour, upright, eye, colour);
  light = clamp(toned(light * exposure), 0.0, 1.0);
  shown = mix(light * 12.92, 1.055 * pow(light, vec3(1.0 / 2.4)) - 0.055, step(0.0031308, light));
  gl_Position = projectionMatrix * place;
}`;
const PIXELS = "varying vec3 shown;\nvoid main() { gl_FragColor = vec4(shown, 1.0); }";

/** The surface of a part, outside and inside; both follow `ways`. Which triangles show which is not decided here. */
export function surfaces({ exposure, hemisphere, key, rim, material }: Light): { sides: [ShaderMaterial, ShaderMaterial]; ways: Ways } {
  const lit = (colour: string, strength: number) => new Color(colour).multiplyScalar(strength);
  const ways = { key: new Vector3(), rim: new Vector3() };
  const given = {
    exposure, roughness: material.roughness, napRoughness: material.sheen_roughness, nap: lit(material.sheen_colour, material.sheen),
    sky: lit(hemisphere.sky, hemisphere.strength), ground: lit(hemisphere.ground, hemisphere.strength),
    keyColour: lit(key.colour, key.strength), rimColour: lit(rim.colour, rim.strength), keyWay: ways.key, rimWay: ways.rim,
  };
  const side = (outwards: number) => new ShaderMaterial({
    vertexShader: POINTS, fragmentShader: PIXELS, side: DoubleSide, toneMapped: false,
    uniforms: Object.fromEntries(Object.entries({ ...given, outwards }).map(([name, value]) => [name, { value }])),
  });
  return { sides: [side(1), side(-1)], ways };
}

// Where the lamps stand, as seen from the part: of length 1.
export interface Ways {
  key: Vector3;
  rim: Vector3;
}
