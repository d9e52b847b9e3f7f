// The rigged parts in three: load, smooth once, pose, paint, draw. The rules are those of poses.json.
import {
  BufferAttribute, BufferGeometry, Color, DirectionalLight, DoubleSide, Euler, FrontSide, Group, HemisphereLight, MathUtils, MeshPhysicalMaterial,
  NeutralToneMapping, type Object3D, PerspectiveCamera, Quaternion, Scene, type Side, SkinnedMesh, SRGBColorSpace, Vector3, WebGLRenderer,
} from "three";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import type { Files, Painter, Poses, Spec } from "./pictures.ts";
import { smoothEdges } from "./edges.ts";
import { smooth } from "./subdivide.ts";

type Points = BufferGeometry["attributes"][string];

interface Body {
  scene: Object3D;
  mesh: SkinnedMesh;
  rest: Map<string, Quaternion>;
  tone: number;
  // The colours of each skin tone that was shown.
  painted: Map<number, Float32Array>;
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
  readonly #key: DirectionalLight;
  readonly #rim: DirectionalLight;
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
    this.#renderer.outputColorSpace = SRGBColorSpace;
    this.#renderer.toneMapping = NeutralToneMapping;
    this.#renderer.toneMappingExposure = poses.exposure;
    this.#renderer.setClearColor(0, 0);
    this.#camera = new PerspectiveCamera(poses.camera.fov, 1, 0.05, 20);
    const { hemisphere, key, rim } = poses;
    this.#key = new DirectionalLight(key.colour, key.strength);
    this.#rim = new DirectionalLight(rim.colour, rim.strength);
    this.#outer.add(this.#inner);
    this.#scene.add(new HemisphereLight(hemisphere.sky, hemisphere.ground, hemisphere.strength), this.#key, this.#rim, this.#outer);
  }

  async load(part: string): Promise<boolean> {
    const name = this.#poses.parts[part]?.mesh, address = name && this.#files(name);
    if (!name || !address) return false;
    if (!this.#bodies.has(name)) this.#bodies.set(name, await body(address, this.#poses));
    return true;
  }

  ready(spec: Spec): void {
    const one = this.#bodies.get(spec.mesh);
    if (one) paint(one, spec.tone, this.#poses);
  }

  draw(spec: Spec, canvas: HTMLCanvasElement): boolean {
    const one = this.#bodies.get(spec.mesh), gl = this.#renderer.getContext();
    const part = this.#poses.parts[spec.part], posture = part?.postures[spec.posture];
    if (!one || !part || !posture || gl.isContextLost()) return false;
    if (this.#size !== canvas.width) this.#renderer.setSize((this.#size = canvas.width), this.#size, false);
    this.#pose(one, spec);
    paint(one, spec.tone, this.#poses);
    this.#inner.clear();
    this.#inner.add(one.scene);
    this.#inner.quaternion.identity();
    this.#inner.position.set(0, 0, 0);
    this.#outer.rotation.set(0, 0, 0);
    this.#outer.scale.x = 1;
    this.#outer.updateMatrixWorld(true);
    const frame = part.frame && one.scene.getObjectByName(part.frame);
    if (frame) this.#inner.quaternion.copy(frame.getWorldQuaternion(new Quaternion()).invert());
    const [x, y, z, radius] = posture.fit, right = spec.side === "right";
    this.#inner.position.set(-x, -y, -z);
    this.#outer.rotation.copy(turn(spec.tilt, right ? -spec.turn : spec.turn, -spec.angle_deg));
    this.#outer.scale.x = right ? -1 : 1;
    const light = this.#poses.lights[spec.light]!;
    this.#key.position.set(...light.key);
    this.#rim.position.set(...light.rim);
    const { fov, margin } = this.#poses.camera;
    this.#camera.position.copy(new Vector3(0, 0, (radius * margin) / Math.sin(MathUtils.degToRad(fov / 2)) / spec.size));
    this.#renderer.render(this.#scene, this.#camera);
    // Waits until it is drawn: nothing of it may be left for the moment when the picture is shown.
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
    const pen = canvas.getContext("2d")!;
    pen.filter = (spec.scene ?? 0) > 1 ? "grayscale(1) contrast(1.5)" : "none";
    pen.drawImage(this.#renderer.domElement, 0, 0);
    pen.filter = "none";
    const image = pen.getImageData(0, 0, this.#size, this.#size);
    smoothEdges(image);
    pen.putImageData(image, 0, 0);
    return true;
  }

  #pose(one: Body, spec: Spec): void {
    const part = this.#poses.parts[spec.part]!, bones = { ...part.postures[spec.posture]!.bones };
    spec.jitter.forEach((degrees, i) => {
      const name = part.jitter[i];
      if (!name) return;
      const [x, y, z] = bones[name] ?? [0, 0, 0];
      bones[name] = [x + degrees, y, z];
    });
    for (const bone of one.mesh.skeleton.bones) {
      bone.quaternion.copy(one.rest.get(bone.name)!);
      const found = bones[bone.name];
      if (found) bone.quaternion.multiply(new Quaternion().setFromEuler(turn(...found)));
    }
  }
}

async function body(address: string, poses: Poses): Promise<Body> {
  const { scene } = await new GLTFLoader().loadAsync(address);
  let mesh: SkinnedMesh | null = null;
  scene.traverse((found) => {
    if (found instanceof SkinnedMesh) mesh = found;
  });
  if (!mesh) throw new Error(`${address}: no part with bones`);
  const rigged = mesh as SkinnedMesh, { attributes, index } = rigged.geometry;
  const place = attributes.position!;
  const positions = new Float32Array(place.count * 3);
  for (let i = 0; i < place.count; i++) positions.set([place.getX(i), place.getY(i), place.getZ(i)], i * 3);
  const subdivide = Number(rigged.userData.subdivide ?? 0);
  const made = smooth({
    positions, masks: attributes._mask!.array, joints: attributes.skinIndex!.array, weights: attributes.skinWeight!.array, index: index!.array,
    subdivide,
  });
  const geometry = new BufferGeometry();
  // Skin is seen from outside only; drawing its inner side as well takes half as long again. A sleeve is seen from inside too, and
  // where only a part was made smooth, the inner side fills the seams.
  const [skin, cloth] = subdivide * 6 === index!.count ? layers(made.index, made.masks) : [[], [...made.index]];
  geometry.setIndex([...skin, ...cloth]);
  if (skin.length) geometry.addGroup(0, skin.length, 0);
  geometry.addGroup(skin.length, cloth.length, 1);
  geometry.setAttribute("position", new BufferAttribute(made.positions, 3));
  geometry.setAttribute("normal", new BufferAttribute(made.normals, 3));
  geometry.setAttribute("mask", new BufferAttribute(made.masks.map((value) => value / 255), 4));
  geometry.setAttribute("skinIndex", new BufferAttribute(made.joints, 4));
  geometry.setAttribute("skinWeight", new BufferAttribute(made.weights, 4));
  geometry.setAttribute("color", new BufferAttribute(new Float32Array((made.positions.length / 3) * 3), 3));
  rigged.geometry = geometry;
  rigged.frustumCulled = false;
  const { roughness, sheen, sheen_roughness, sheen_colour } = poses.material;
  const material = (side: Side) => new MeshPhysicalMaterial({
    vertexColors: true, side, roughness, sheen, sheenRoughness: sheen_roughness, sheenColor: new Color(sheen_colour),
  });
  rigged.material = [material(FrontSide), material(DoubleSide)];
  return { scene, mesh: rigged, rest: new Map(rigged.skeleton.bones.map((bone) => [bone.name, bone.quaternion.clone()])), tone: -1, painted: new Map() };
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

// The colours of a skin tone, point by point; mixed once.
function paint(one: Body, tone: number, poses: Poses): void {
  if (one.tone === tone) return;
  one.tone = tone;
  const { mask, color } = one.mesh.geometry.attributes;
  let found = one.painted.get(tone);
  if (!found) one.painted.set(tone, (found = mixed(mask!, tone, poses)));
  color!.array.set(found);
  color!.needsUpdate = true;
}

function mixed(mask: Points, tone: number, poses: Poses): Float32Array {
  const { skin, palm, nail } = poses.tones[tone]!;
  const [base, inner, tip, lip] = [skin, palm, nail, poses.lip].map((colour) => new Color(colour)) as [Color, Color, Color, Color];
  const cloth = poses.materials.map((colour) => (colour ? new Color(colour) : base));
  const colours = new Float32Array(mask.count * 3), one = new Color();
  for (let i = 0; i < mask.count; i++) {
    const id = materialOf(mask.getZ(i));
    if (id) one.copy(cloth[id] ?? base);
    else one.copy(base).lerp(inner, mask.getX(i)).lerp(tip, mask.getY(i)).lerp(lip, poses.lip_share * mask.getW(i));
    one.toArray(colours, i * 3);
  }
  return colours;
}
