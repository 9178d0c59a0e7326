// A posed vertex as the camera sees it, with the light that falls on it: the meshes are finer than
// the light's changes, and what is done here need not be done again for every pixel.
uniform mat4 camera;
uniform mat4 light;
uniform vec3 eye;
uniform vec3 to_light;
uniform float roughness;
in vec3 place;
in vec3 normal;
in vec3 tangent;
in vec3 fixed_values;
const float THROUGH_M = KIND == BROW ? 0.05 : 0.008;
out vec3 in_light;
out vec2 uv;
out float sky;
#if SHARP
out vec3 facing;
out vec3 to_eye;
#elif SHADING == STANDARD
out vec3 key_light;
out vec3 other_light;
out vec4 gloss;
#else
out vec4 slopes;
out float lie;
#endif

#if SHADING == STANDARD && !SHARP
float shine(vec3 n, vec3 l, vec3 v) {
    vec3 h = normalize(l + v);
    float nl = max(dot(n, l), 0.0);
    float nv = max(dot(n, v), 1e-3);
    float nh = max(dot(n, h), 0.0);
    float a = roughness * roughness;
    float d = nh * nh * (a * a - 1.0) + 1.0;
    float k = a * 0.5 + 1e-3;
    float f = 0.04 + 0.96 * pow(1.0 - max(dot(v, h), 0.0), 5.0);
    return a * a / (3.14159 * d * d) * f * nl / (4.0 * (nv * (1.0 - k) + k) * (nl * (1.0 - k) + k));
}

// What of a light is scattered back, and what is mirrored white and tinted (of two lobes on hair).
void fall(vec3 l, vec3 n, vec3 v, out vec3 body, out vec2 mirrored) {
    float nl = dot(n, l);
#if KIND == HAIR
    vec3 along = normalize(tangent + vec3(0.0, 1e-5, 0.0));
    vec3 h = normalize(l + v);
    float tl = dot(along, l);
    body = vec3(max((nl + 0.4) / 1.4, 0.0) * mix(1.0, sqrt(max(1.0 - tl * tl, 0.0)), 0.5));
    float near = dot(normalize(along - 0.12 * n), h);
    float deep = dot(normalize(along + 0.14 * n), h);
    float seen = smoothstep(-0.15, 0.4, nl);
    mirrored = seen * vec2(0.024 * pow(max(1.0 - near * near, 0.0), 80.0),
                           0.060 * pow(max(1.0 - deep * deep, 0.0), 16.0));
#elif KIND == SKIN
    // light enters skin and comes out past the edge of the shade, red the farthest
    vec3 wrap = vec3(0.46, 0.28, 0.22);
    body = max((nl + wrap) / (1.0 + wrap), 0.0);
    body *= body * 0.35 + 0.65;
    mirrored = vec2(min(shine(n, l, v), 0.5) * 0.8, 0.0);
#else
    body = vec3(max((nl + 0.08) / 1.08, 0.0));
    mirrored = vec2(shine(n, l, v) * (KIND == CLOTH ? 0.2 : 1.0), 0.0);
#endif
}
#endif

void main() {
    uv = fixed_values.xy;
    sky = fixed_values.z;
    in_light = (light * vec4(place, 1.0)).xyz * 0.5 + 0.5;
    vec3 n = normalize(normal);
    vec3 v = normalize(eye - place);
#if SHARP
    facing = n;
    to_eye = eye - place;
#elif SHADING == STANDARD
    float open = mix(0.35, 1.0, sky);
    vec3 body;
    vec2 mirrored;
    fall(to_light, n, v, body, mirrored);
    key_light = KEY * body / 3.14159;
    gloss.xy = mirrored * KEY.g;
    fall(normalize(FILL_WAY), n, v, body, mirrored);
    other_light = FILL * body / 3.14159;
    gloss.zw = mirrored * FILL.g;
    fall(normalize(BACK_WAY), n, v, body, mirrored);
    other_light += BACK * open * body / 3.14159;
    gloss.zw += mirrored * BACK.g * open;
#if KIND == HAIR
    gloss.zw *= 0.4;
#endif
    vec3 above = mix(GROUND, SKY, n.y * 0.5 + 0.5);
    other_light += above * (KIND == SKIN ? pow(vec3(open), vec3(0.8, 1.05, 1.15)) : vec3(open));
#if KIND == CLOTH || KIND == SKIN
    // nap and down catch the light where the surface turns away
    vec3 down = KIND == SKIN ? vec3(0.16, 0.10, 0.075) : vec3(0.30);
    other_light += down * pow(1.0 - max(dot(n, v), 0.0), 3.0) * open;
#endif
#else
    slopes = vec4(dot(n, to_light), dot(n, v), dot(n, normalize(vec3(0.6, 0.5, -0.3))), n.y);
    lie = dot(tangent, normalize(v + vec3(0.0, 0.45, 0.0) + 0.25 * to_light));
#endif
    gl_Position = camera * vec4(place, 1.0);
#if KIND == BROW || (KIND == LASH && SHADING != STANDARD)
    // drawn brows show through a fringe, and lashes before lids that close from below
    vec4 ahead = camera * vec4(place + THROUGH_M * v, 1.0);
    gl_Position.z = ahead.z / ahead.w * gl_Position.w;
#endif
}
