// The rigged parts in three: load, smooth once, pose, paint, draw. The rules are those of poses.json.
import {
  BufferAttribute, BufferGeometry, Color, DynamicDrawUsage, Euler, Group, MathUtils, Mesh, type Object3D, PerspectiveCamera, Quaternion, Scene,
  type ShaderMaterial, type Skeleton, SkinnedMesh, Vector3, WebGLRenderer,
} from "three";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import type { Files, Painter, Poses, Spec } from "./pictures.ts";
import { bend, type Rigged } from "./bend.ts";
import { smoothEdges } from "./edges.ts";
import { type Corners, facing } from "./facing.ts";
import { filter, walk } from "./ground.ts";
import { surfaces } from "./light.ts";
import { smooth } from "./subdivide.ts";

type Points = BufferGeometry["attributes"][string];

interface Body {
  // The bones, and what follows them.
  scene: Object3D;
  skeleton: Skeleton;
  rigged: Rigged;
  corners: Corners;
  // What is drawn: the points where the bones have taken them, and the triangles that are seen.
  mesh: Mesh;
  rest: Map<string, Quaternion>;
  // Which colours it has on, and those of each skin tone and dress that was shown.
  wears: string;
  painted: Map<string, Float32Array>;
}

const turn = (x: number, y: number, z: number): Euler => new Euler(...([x, y, z].map(MathUtils.degToRad) as [number, number, number]), "ZXY");

export class Bodies implements Painter {
  readonly #poses: Poses;
  readonly #files: Files;
  readonly #renderer: WebGLRenderer;
  readonly #scene = new Scene();
  readonly #outer = new Group();
  readonly #inner = new Group();
  readonly #camera: PerspectiveCamera;
  readonly #surfaces: ReturnType<typeof surfaces>;
  readonly #bodies = new Map<string, Body>();
  #size = 0;

  // Null where there is no WebGL.
  static open(poses: Poses, files: Files): Bodies | null {
    try {
      return new Bodies(poses, files);
    } catch {
      return null;
    }
  }

  private constructor(poses: Poses, files: Files) {
    [this.#poses, this.#files] = [poses, files];
    this.#renderer = new WebGLRenderer({ antialias: false, alpha: true });
    this.#renderer.setPixelRatio(1);
    this.#renderer.setClearColor(0, 0);
    this.#camera = new PerspectiveCamera(poses.camera.fov, 1, 0.05, 20);
    this.#surfaces = surfaces(poses);
    this.#outer.add(this.#inner);
    this.#scene.add(this.#outer);
  }

  async load(part: string): Promise<boolean> {
    const name = this.#poses.parts[part]?.mesh, address = name && this.#files(name);
    if (!name || !address) return false;
    if (!this.#bodies.has(name)) this.#bodies.set(name, await body(address, this.#surfaces.sides));
    return true;
  }

  ready(spec: Spec): void {
    const one = this.#bodies.get(spec.mesh);
    if (one) paint(one, spec, this.#poses);
  }

  draw<One extends Spec>(spec: One, canvas: HTMLCanvasElement): One | null {
    const one = this.#bodies.get(spec.mesh), gl = this.#renderer.getContext();
    const part = this.#poses.parts[spec.part], posture = part?.postures[spec.posture];
    if (!one || !part || !posture || gl.isContextLost()) return null;
    if (this.#size !== canvas.width) this.#renderer.setSize((this.#size = canvas.width), this.#size, false);
    this.#pose(one, spec);
    paint(one, spec, this.#poses);
    this.#inner.clear();
    this.#inner.add(one.mesh);
    this.#inner.quaternion.identity();
    const frame = part.frame && one.scene.getObjectByName(part.frame);
    if (frame) this.#inner.quaternion.copy(frame.getWorldQuaternion(new Quaternion()).invert());
    const [x, y, z, radius] = posture.fit, right = spec.side === "right";
    this.#inner.position.set(-x, -y, -z);
    this.#outer.rotation.copy(turn(spec.tilt, right ? -spec.turn : spec.turn, -spec.angle_deg));
    this.#outer.scale.x = right ? -1 : 1;
    const light = this.#poses.lights[spec.light]!;
    this.#surfaces.ways.key.set(...light.key).normalize();
    this.#surfaces.ways.rim.set(...light.rim).normalize();
    const { fov, margin } = this.#poses.camera;
    this.#camera.position.copy(new Vector3(0, 0, (radius * margin) / Math.sin(MathUtils.degToRad(fov / 2)) / spec.size));
    this.#face(one);
    this.#renderer.render(this.#scene, this.#camera);
    // Waits until it is drawn: nothing of it may be left for the moment when the picture is shown.
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
    const pen = canvas.getContext("2d")!;
    pen.filter = filter(spec);
    pen.drawImage(this.#renderer.domElement, 0, 0);
    pen.filter = "none";
    const image = pen.getImageData(0, 0, this.#size, this.#size);
    smoothEdges(image);
    pen.putImageData(image, 0, 0);
    return spec;
  }

  #face(one: Body): void {
    const { geometry } = one.mesh, index = geometry.index!;
    this.#scene.updateMatrixWorld(true);
    const eye = one.mesh.worldToLocal(this.#camera.position.clone());
    const [outside, inside] = facing(one.corners, geometry.attributes.position!.array as Float32Array, [eye.x, eye.y, eye.z], index.array as Uint16Array);
    geometry.clearGroups();
    geometry.addGroup(0, outside, 0);
    geometry.addGroup(outside, inside, 1);
    index.needsUpdate = true;
  }

  #pose(one: Body, spec: Spec): void {
    const part = this.#poses.parts[spec.part]!, bones = { ...part.postures[spec.posture]!.bones };
    spec.jitter.forEach((degrees, i) => {
      const name = part.jitter[i];
      if (!name) return;
      const [x, y, z] = bones[name] ?? [0, 0, 0];
      bones[name] = [x + degrees, y, z];
    });
    for (const bone of one.skeleton.bones) {
      bone.quaternion.copy(one.rest.get(bone.name)!);
      const found = bones[bone.name];
      if (found) bone.quaternion.multiply(new Quaternion().setFromEuler(turn(...found)));
    }
    one.scene.updateMatrixWorld(true);
    one.skeleton.update();
    const { position, normal } = one.mesh.geometry.attributes;
    bend(one.rigged, one.skeleton.boneMatrices!, position!.array as Float32Array, normal!.array as Float32Array);
    position!.needsUpdate = normal!.needsUpdate = true;
  }
}

async function body(address: string, sides: [ShaderMaterial, ShaderMaterial]): Promise<Body> {
  const { scene } = await new GLTFLoader().loadAsync(address);
  let found: SkinnedMesh | null = null;
  scene.traverse((one) => {
    if (one instanceof SkinnedMesh) found = one;
  });
  if (!found) throw new Error(`${address}: no part with bones`);
  const { geometry: coarse, skeleton, userData } = found as SkinnedMesh, { attributes, index } = coarse;
  const place = attributes.position!;
  const positions = new Float32Array(place.count * 3);
  for (let i = 0; i < place.count; i++) positions.set([place.getX(i), place.getY(i), place.getZ(i)], i * 3);
  const subdivide = Number(userData.subdivide ?? 0);
  const made = smooth({
    positions, masks: attributes._mask!.array, joints: attributes.skinIndex!.array, weights: attributes.skinWeight!.array, index: index!.array,
    subdivide,
  });
  const geometry = new BufferGeometry();
  // Skin is seen from outside only. A sleeve is seen from inside too, and where only a part was made smooth, the inner side fills the seams.
  const [closed, open] = subdivide * 6 === index!.count ? layers(made.index, made.masks) : [[], [...made.index]];
  const corners = [...closed, ...open];
  geometry.setIndex(new BufferAttribute(made.positions.length / 3 > 65_535 ? new Uint32Array(corners) : new Uint16Array(corners), 1).setUsage(DynamicDrawUsage));
  // Three numbers a point that change with each picture.
  const moving = () => new BufferAttribute(new Float32Array(made.positions.length), 3).setUsage(DynamicDrawUsage);
  geometry.setAttribute("position", moving());
  geometry.setAttribute("normal", moving());
  geometry.setAttribute("mask", new BufferAttribute(made.masks.map((value) => value / 255), 4));
  geometry.setAttribute("colour", new BufferAttribute(new Float32Array(made.positions.length), 3));
  const mesh = new Mesh(geometry, sides);
  mesh.frustumCulled = false;
  const rest = new Map(skeleton.bones.map((bone) => [bone.name, bone.quaternion.clone()]));
  return { scene, skeleton, rigged: made, corners: { index: corners, closed: closed.length }, mesh, rest, wears: "", painted: new Map() };
}

// The corners of the triangles that are skin, and of the others.
function layers(index: Uint32Array, masks: Float32Array): [number[], number[]] {
  const skin: number[] = [], cloth: number[] = [];
  for (let t = 0; t < index.length; t += 3) {
    const corners = [...index.subarray(t, t + 3)];
    (corners.some((point) => materialOf(masks[point * 4 + 2]! / 255)) ? cloth : skin).push(...corners);
  }
  return [skin, cloth];
}

// Which of the materials a point has by its third mask (0 to 1); 0 = skin.
const materialOf = (mask: number): number => Math.round((mask * 255) / 20);

// What is worn in everyday places: shirt or sleeve, and shorts.
const DRESSES = [["#8a5a6b", "#2f4a48"], ["#74804c", "#4a4238"], ["#a98449", "#33405e"]] as const;
const SHIRT = 1, SHORTS = 2, CUFF = 6;

// The colours of a skin tone and a dress, point by point; mixed once.
function paint(one: Body, spec: Spec, poses: Poses): void {
  const dress = spec.scene === 1 ? Math.floor(walk(spec)() * DRESSES.length) : -1, wears = `${spec.tone} ${dress}`;
  if (one.wears === wears) return;
  one.wears = wears;
  const { mask, colour } = one.mesh.geometry.attributes;
  let found = one.painted.get(wears);
  if (!found) {
    const materials = poses.materials.slice(), worn = DRESSES[dress];
    if (worn) [materials[SHIRT], materials[SHORTS], materials[CUFF]] = [worn[0], worn[1], worn[0]];
    one.painted.set(wears, (found = mixed(mask!, spec.tone, materials, poses)));
  }
  colour!.array.set(found);
  colour!.needsUpdate = true;
}

function mixed(mask: Points, tone: number, materials: readonly string[], poses: Poses): Float32Array {
  const { skin, palm, nail } = poses.tones[tone]!;
  const [base, inner, tip, lip] = [skin, palm, nail, poses.lip].map((colour) => new Color(colour)) as [Color, Color, Color, Color];
  const cloth = materials.map((colour) => (colour ? new Color(colour) : base));
  const colours = new Float32Array(mask.count * 3), one = new Color();
  for (let i = 0; i < mask.count; i++) {
    const id = materialOf(mask.getZ(i));
    if (id) one.copy(cloth[id] ?? base);
    else one.copy(base).lerp(inner, mask.getX(i)).lerp(tip, mask.getY(i)).lerp(lip, poses.lip_share * mask.getW(i));
    one.toArray(colours, i * 3);
  }
  return colours;
}
